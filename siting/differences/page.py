"""The page of two plans side by side: one offline file, in Chinese and English, with a map of what differs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from siting.differences import page_many
from siting.differences.on_map import as_report
from siting.differences.page_parts import MOST_ROWS, cut, graded, parts
from siting.differences.spoken import said, signed
from siting.differences.together import Together
from siting.differences.types import CircleChange, Difference, Figure, FormatChange, OutletChange
from siting.differences.words import map_words
from siting.language import LANGUAGES, language, mark
from siting.page import assets, encode
from siting.page.shell import page, style
from siting.report.money import currency
from siting.report.types import Both
from siting.report.words import both, same

SCRIPTS = ("page_hash.js", "page_parts.js", "compare.js")


def write(found: Together, path: Path) -> None:
    """The page of two plans or of more, as a file."""
    text = render(found) if len(found.plans) == 2 else page_many.render(found)
    path.write_text(text, encoding="utf-8", newline="\n")


def render(every: Together) -> str:
    """The whole page of two plans as one text; it opens in the language in force."""
    (found,) = every.pairs
    shared = parts(every)
    return page(
        "compare.html.j2",
        language(),
        SCRIPTS,
        title=shared["c"]["title"],
        **shared,
        headlines=_headlines(found),
        figures=[_figure(one) for one in found.figures],
        formats=[_format(one, found) for one in found.formats],
        format_names={one.id: one for report in (found.second, found.first) for one in report.formats},
        outlets=[(kind, *_listed(found.outlets, kind)) for kind in ("first", "second", "moved")],
        phased=bool(found.first.phases or found.second.phases),
        circles=[_circle(one, found) for one in found.circles[:MOST_ROWS]],
        circles_cut=cut(len(found.circles)),
        graded=graded(every.plans),
        currencies=[one.summary["currency"] for one in every.plans],
        compare_style=style(("compare.css",)),
        map_data=encode.data_block(as_report(found), map_words(), figures=False),
        map_script=assets.map_script(),
        map_style=assets.map_style(),
    )


def _headlines(found: Difference) -> list[dict[str, Both]]:
    """Who gains and who loses, what it costs more or less, and what opens."""
    figures = {one.name: one for one in found.figures}
    people, cost = found.people, figures["cost"]
    costs = [(one.summary["cost"], currency(one.summary["currency"])) for one in (found.first, found.second)]
    money = {one: " → ".join(f"{cost:,.0f} {names[one]}" for cost, names in costs) for one in LANGUAGES}
    opened = [len(one.summary["opened"]) for one in (found.first, found.second)]
    kinds = [
        sum(one.kind == kind and not one.closes for one in found.outlets) for kind in ("first", "second")
    ]
    both_text = (
        both(mark("besides, {count} gain some formats and lose others"), count=f"{people.both:,.0f}")
        if people.both
        else same("")
    )
    return [
        {
            "value": same(f"{people.gain:,.0f}"),
            "label": both(mark("people have more within reach with plan B, and nothing less")),
            "detail": both_text,
        },
        {
            "value": same(f"{people.lose:,.0f}"),
            "label": both(mark("people have less within reach with plan B, and nothing more")),
            "detail": both(mark("{count} have the same with either plan"), count=f"{people.neither:,.0f}"),
        },
        {
            "value": same(signed(cost)),
            "label": both(mark("cost of plan B less that of plan A")),
            "detail": money,
        },
        {
            "value": same(f"{opened[0]} → {opened[1]}"),
            "label": both(mark("outlets opened")),
            "detail": both(mark("{first} only in A, {second} only in B"), first=kinds[0], second=kinds[1]),
        },
    ]


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "says": one.says,
        "first": said(one, one.first),
        "second": said(one, one.second),
        "difference": signed(one),
    }


def _format(one: FormatChange, found: Difference) -> dict[str, Any]:
    """bar: per cent of its people with either plan, and how much further the better one goes; better: "new" for B."""
    total = max(one.first["weight_total"], one.second["weight_total"], 1.0)
    was, now = one.first["covered_after"], one.second["covered_after"]
    colour = next(each.colour for each in found.second.formats if each.id == one.id)
    return {
        "id": one.id,
        "names": one.names,
        "colour": colour,
        "first": one.first,
        "second": one.second,
        "difference": one.difference,
        "gain": one.gain,
        "lose": one.lose,
        "bar": (100.0 * min(was, now) / total, 100.0 * abs(now - was) / total),
        "better": "new" if now >= was else "lost",
    }


def _listed(outlets: Sequence[OutletChange], kind: str) -> tuple[list[OutletChange], Both | None, int]:
    mine = [one for one in outlets if one.kind == kind]
    return mine[:MOST_ROWS], cut(len(mine)), len(mine)


def _circle(one: CircleChange, found: Difference) -> dict[str, Any]:
    """bar: width of the difference, in per cent of the largest one."""
    largest = max((abs(each.difference) for each in found.circles), default=0.0)
    names = [
        report.grades[grade] if 0 <= grade < len(report.grades) else None
        for report, grade in zip((found.first, found.second), one.grades, strict=True)
    ]
    return {
        "change": one,
        "grades": names,
        "moves": one.grades[0] != one.grades[1],
        "bar": 100.0 * abs(one.difference) / largest if largest else 0.0,
        "better": "new" if one.difference >= 0 else "lost",
    }
