"""The figures of two plans side by side, each with its difference where the two say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siting.differences.types import Common, Figure
from siting.language import LANGUAGES, mark
from siting.report import Report
from siting.report.money import currency
from siting.report.proof import lowers
from siting.report.types import Both
from siting.report.words import both

SAYS: dict[str, str] = {
    "opened": mark("outlets opened"),
    "closed": mark("outlets of today closed"),
    "cost": mark("cost ({currency})"),
    "saved": mark("saved by closing ({currency})"),
    "people": mark("people planned for"),
    "with_every_format": mark("people with every format within reach"),
    "newly_covered": mark("people newly within reach, added up over the formats compared"),
    "value": mark("value of the plan, as its objective counts"),
    "bound": mark("proven: no plan has more"),
    "bound_of_cost": mark("proven: no plan costs less"),
    "bound_below": mark("proven: no plan has less"),
    "gap": mark("gap between value and proof"),
    "certified_gap": mark("gap that can be checked without a solver"),
}


def figures_of(first: Report, second: Report, common: Common) -> tuple[Figure, ...]:
    """The headline, then circles by grade where both plans grade by the same levels."""
    return (*_headline(first, second, common), *_grades(first, second))


def _headline(first: Report, second: Report, common: Common) -> Iterator[Figure]:
    mine, other = ({**_extra(report, common), **report.summary} for report in (first, second))
    mine["people"], other["people"] = first.summary["people"]["total"], second.summary["people"]["total"]
    same_formats = len(common.formats) == len(first.formats) == len(second.formats)
    sound = {
        "cost": common.same_money,
        "saved": common.same_money,
        "with_every_format": same_formats,
        "value": common.same_value,
        "bound": common.same_value,
        "certified_gap": True,
    }
    for name, kind in (
        ("n_opened", "count"),
        ("n_closed", "count"),
        ("cost", "money"),
        ("saved", "money"),
        ("people", "people"),
        ("with_every_format", "people"),
        ("newly_covered", "people"),
        ("value", "value"),
        ("bound", "value"),
        ("gap", "share"),
        ("certified_gap", "share"),
    ):
        pair = mine[name], other[name]
        if name in ("n_closed", "saved") and not any(pair):
            continue
        name = name.removeprefix("n_")
        yield figure_of(name, _says(name, first, second), kind, *pair, sound.get(name, True))


def _says(name: str, first: Report, second: Report) -> Both:
    if name == "bound" and lowers(second.summary):
        name = "bound_of_cost" if second.summary["objective"] == "min_cost" else "bound_below"
    coins = list(dict.fromkeys((first.summary["currency"], second.summary["currency"])))
    called = [currency(code) for code in coins]
    return both(SAYS[name], currency={one: " / ".join(each[one] for each in called) for one in LANGUAGES})


def figure_of(
    name: str, says: Both, kind: str, first: float | None, second: float | None, sound: bool = True
) -> Figure:
    """With the difference, where both figures are known and say the same."""
    difference = None if first is None or second is None or not sound else float(second) - float(first)
    return Figure(name, says, kind, first, second, difference)


def _extra(report: Report, common: Common) -> dict[str, Any]:
    """What is counted from the summary's lists."""
    summary = report.summary
    return {
        "n_opened": len(summary["opened"]),
        "n_closed": len(summary["closed"]),
        "with_every_format": summary["people"]["with_every_format_after"],
        "newly_covered": sum(summary["formats"][one]["newly_covered"] for one in common.formats),
    }


def _grades(first: Report, second: Report) -> Iterator[Figure]:
    """How many circles are of each grade after either plan."""
    mine, other = first.summary["grades"], second.summary["grades"]
    if (
        not mine
        or not other
        or [one["id"] for one in mine["levels"]] != [one["id"] for one in other["levels"]]
    ):
        return
    for number, names in reversed(list(enumerate(second.grades))):
        pair = (one["levels"][number]["after"] for one in (mine, other))
        yield figure_of(
            f"grade_{number}", both(mark("circles graded {name}"), name=dict(names)), "count", *pair
        )
    pair = (one["none"]["after"] for one in (mine, other))
    yield figure_of("grade_none", both(mark("circles without a grade")), "count", *pair)
