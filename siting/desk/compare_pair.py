"""What a person sees in a terminal of two plans side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from siting.desk.tables import FEW, few, show_table
from siting.differences import CircleChange, Difference, Figure, OutletChange
from siting.differences.asked import Asked
from siting.differences.spoken import said, signed
from siting.language import language, tr


def show_plans(found: Difference, folders: tuple[Path, Path], asked: Sequence[Asked]) -> None:
    """The headline, formats, outlets and circles of two plans, what differs most first."""
    for notice in _notices(found):
        print(f"[{notice}]")
    for letter, report, folder in zip("AB", (found.first, found.second), folders, strict=True):
        print(f"{letter}: {report.texts['title'][language()]} ({folder})")
    if asked:
        show_table((tr("key of the scenario"), "A", "B"), [[one.key, *one.texts] for one in asked], 3)
    headings = (tr("figure"), "A", "B", tr("difference"))
    show_table(headings, [_line(one) for one in found.figures])
    _show_formats(found)
    _show_outlets(found.outlets)
    _show_circles(found.circles)


def _notices(found: Difference) -> list[str]:
    lines = [report.texts["notices"][language()].splitlines() for report in (found.first, found.second)]
    return list(dict.fromkeys(line for mine in lines for line in mine))


def _line(one: Figure) -> list[str]:
    return [one.says[language()], *(said(one, value) for value in (one.first, one.second)), signed(one)]


def _show_formats(found: Difference) -> None:
    rows = [
        [
            one.names[language()],
            f"{one.first['covered_after']:,.0f}",
            f"{one.second['covered_after']:,.0f}",
            f"{one.difference:+,.0f}",
            f"{one.gain:,.0f}",
            f"{one.lose:,.0f}",
            str(one.first["opened"]),
            str(one.second["opened"]),
        ]
        for one in found.formats
    ]
    reach, opened = tr("within reach"), tr("opened")
    headings = (
        tr("format"),
        f"{reach} A",
        f"{reach} B",
        tr("difference"),
        tr("people who gain"),
        tr("people who lose"),
        f"{opened} A",
        f"{opened} B",
    )
    show_table(headings, rows)


def _show_outlets(outlets: Sequence[OutletChange]) -> None:
    """How many stand in both plans, and the first of those that differ; the same of outlets of today that close."""
    opened = [one for one in outlets if not one.closes]
    closed = [one for one in outlets if one.closes]
    both, moved, first, second = (
        sum(one.kind == kind for one in opened) for kind in ("both", "moved", "first", "second")
    )
    text = tr(
        "outlets: {both} in both plans, {moved} of them in another phase; {first} only in A, {second} only in B",
        both=both + moved,
        moved=moved,
        first=first,
        second=second,
    )
    print(text)
    _show_alone(opened)
    if closed:
        print(
            tr(
                "outlets of today that close: {count} in both plans",
                count=sum(one.kind == "both" for one in closed),
            )
        )
        _show_alone(closed)


def _show_alone(outlets: Sequence[OutletChange]) -> None:
    for kind, name in (("first", tr("only in A")), ("second", tr("only in B"))):
        mine = [f"{one.place}:{one.format}" for one in outlets if one.kind == kind]
        if mine:
            print(f"  {name}: {few(mine)}")


def _show_circles(circles: Sequence[CircleChange]) -> None:
    """Those that differ most."""
    differ = [one for one in circles if one.difference]
    if not differ:
        return
    rows = [
        [one.id, one.name, *(f"{reached:,.0f}" for reached in one.reached), f"{one.difference:+,.0f}"]
        for one in differ[:FEW]
    ]
    print(
        tr(
            "circles: {count} of {all} differ; the largest differences, people added up over formats:",
            count=len(differ),
            all=len(circles),
        )
    )
    show_table((tr("circle"), tr("name"), "A", "B", tr("difference")), rows, texts=2)
