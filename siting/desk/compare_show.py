"""What a person sees in a terminal of two plans or more side by side."""

from __future__ import annotations

from siting.desk.compare_pair import show_plans
from siting.desk.tables import FEW, few, show_table
from siting.differences.rows import Row, circle_rows, figure_rows, format_rows
from siting.differences.spoken import said
from siting.differences.standing import Standing
from siting.differences.together import Together
from siting.differences.types import Figure
from siting.differences.walk_words import CHANGES, HONEST, TOLD, by_format, proofs, walk
from siting.differences.walked import ALL
from siting.language import language, tr


def show(found: Together) -> None:
    """Of two plans with every difference; of more, each figure of every plan. Then walks, and what proofs tell."""
    if len(found.plans) == 2:
        show_plans(found.pairs[0], (found.folders[0], found.folders[1]), found.asked)
        _show_walks_of_two(found)
    else:
        _show_many(found)
        _show_walks_of_many(found)
    print(tr(HONEST))
    for note in found.notes:
        print(note[language()])
    for text in proofs(found):
        print(text[language()])


def _show_many(found: Together) -> None:
    notices = [one.texts["notices"][language()].splitlines() for one in found.plans]
    for notice in dict.fromkeys(line for mine in notices for line in mine):
        print(f"[{notice}]")
    for letter, one, folder in zip(found.letters, found.plans, found.folders, strict=True):
        print(f"{letter}: {one.texts['title'][language()]} ({folder})")
    if found.asked:
        rows = [[one.key, *one.texts] for one in found.asked]
        show_table((tr("key of the scenario"), *found.letters), rows, 1 + len(found.plans))
    show_table((tr("figure"), *found.letters), [_line(one) for one in figure_rows(found)])
    _show_formats(found)
    _show_outlets(found)
    _show_circles(found)


def _line(row: Row) -> list[str]:
    one = Figure(row.name, row.says, row.kind, None, None, None)
    return [row.says[language()], *(said(one, value) for value in row.values)]


def names_of(found: Together) -> dict[str, str]:
    """Of the formats, as the first plan has them; "" is all of them together."""
    names = {one.id: one.names[language()] for one in found.plans[0].formats}
    return {**names, ALL: tr("all formats, added up")}


def _show_formats(found: Together) -> None:
    names, reach, opened = names_of(found), tr("within reach"), tr("opened")
    rows = [
        [
            names[identity],
            *(f"{value:,.0f}" for value in row["covered"].values),
            *(str(value) for value in row["opened"].values),
        ]
        for identity, row in format_rows(found)
    ]
    headings = [f"{reach} {letter}" for letter in found.letters] + [
        f"{opened} {letter}" for letter in found.letters
    ]
    show_table((tr("format"), *headings), rows)


def _show_outlets(found: Together) -> None:
    """How many stand in every plan, in some, in one; and the first that stand in one alone."""
    for closes in (False, True):
        mine = [one for one in found.outlets if one.closes == closes]
        if closes and not mine:
            continue
        every, some = (sum(one.kind == kind for one in mine) for kind in ("all", "some"))
        text = (
            tr(
                "outlets of today that close: {all} in every plan, {some} in some of them",
                all=every,
                some=some,
            )
            if closes
            else tr("outlets: {all} in every plan, {some} in some of them", all=every, some=some)
        )
        print(text)
        for number, letter in enumerate(found.letters):
            alone = [_called(one) for one in mine if one.plans == (number,)]
            if alone:
                listed = few(alone)
                print(
                    "  " + tr("only in {plan}, {count}: {names}", plan=letter, count=len(alone), names=listed)
                )


def _called(one: Standing) -> str:
    return f"{one.place}:{one.format}"


def _show_circles(found: Together) -> None:
    """Those where the plans are furthest apart."""
    every = [(identity, row["reached"].values) for identity, row in circle_rows(found)]
    apart = sorted(
        ((max(values) - min(values), identity, values) for identity, values in every), key=lambda one: -one[0]
    )
    differ = [one for one in apart if one[0]]
    if not differ:
        return
    circles = found.plans[0].summary["circles"]
    text = tr(
        "circles: {count} of {all} differ; the largest differences, people added up over formats:",
        count=len(differ),
        all=len(every),
    )
    print(text)
    rows = [
        [identity, str(circles[identity]["name"]), *(f"{value:,.0f}" for value in values), f"{most:,.0f}"]
        for most, identity, values in differ[:FEW]
    ]
    show_table((tr("circle"), tr("name"), *found.letters, tr("most less least")), rows, texts=2)


def _show_walks_of_two(found: Together) -> None:
    """A line a format."""
    names = names_of(found)
    rows = []
    for identity, (first, second) in by_format(found):
        means = [walk(one.mean, one.unit) for one in (first, second)]
        changes = [f"{second.by[kind]:,.0f}" for kind in TOLD]
        rows.append([names[identity], _unit(second.unit), *means, *changes])
    mean = tr("mean walk")
    changes = [tr(CHANGES[kind]) for kind in TOLD]
    show_table((tr("format"), "", f"{mean} A", f"{mean} B", *changes), rows, texts=2)


def _show_walks_of_many(found: Together) -> None:
    """Mean walks a line a format; then what changes from A, a line a plan."""
    names, mean = names_of(found), tr("mean walk")
    rows = []
    every = dict(by_format(found))
    for identity, walks in every.items():
        means = [walk(one.mean, one.unit) for one in walks]
        rows.append([names[identity], _unit(walks[0].unit), *means])
    show_table((tr("format"), "", *(f"{mean} {letter}" for letter in found.letters)), rows, texts=2)
    print(tr("from plan A to each other plan, people added up over formats:"))
    changes = [
        [letter, *(f"{one.by[kind]:,.0f}" for kind in TOLD)]
        for letter, one in zip(found.letters[1:], every[ALL][1:], strict=True)
    ]
    show_table((tr("plan"), *(tr(CHANGES[kind]) for kind in TOLD)), changes)


def _unit(unit: str) -> str:
    return tr(unit) if unit else ""
