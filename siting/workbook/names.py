"""Names in the language in force, and what a report's summary says by circle and format, one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from siting.language import language, tr
from siting.report import Report
from siting.report.figures import TIERS
from siting.report.money import currency
from siting.report.subset import everywhere

OUTSIDE = ""
Figures = dict[str, Any]


def currency_name(report: Report) -> str:
    """What the money of the plan is called."""
    return currency(report.summary["currency"])[language()]


def format_names(report: Report) -> dict[str, str]:
    """Id -> name."""
    return {one.id: one.names[language()] for one in report.formats}


def circle_names(report: Report) -> dict[str, str]:
    """Id -> name; of what lies outside every circle, words that say so."""
    names = {str(identity): str(one["name"]) for identity, one in report.summary["circles"].items()}
    return names | {OUTSIDE: tr("outside every circle")}


def phase_names(report: Report) -> dict[Any, str]:
    """Id -> name; 0, which stands for all at once, has none."""
    return {identity: names[language()] for identity, names in report.phases} | {0: ""}


def grade_names(report: Report) -> dict[str, str]:
    """Id of a level -> name, from the lowest; "none" before them."""
    levels = report.summary["grades"]["levels"] if report.summary["grades"] else []
    named = zip(levels, report.grades, strict=True)
    return {"none": tr("none"), **{level["id"]: name[language()] for level, name in named}}


def tier_name(tier: str) -> str:
    """What a planner calls it."""
    return tr(TIERS[tier]) if tier in TIERS else tier


def places(report: Report) -> dict[str, tuple[str, str]]:
    """Circle -> its name and its district; "" is what lies outside every circle."""
    circles = report.circles
    districts = dict(zip(map(str, circles.ids), map(str, circles.districts), strict=True))
    return {identity: (name, districts.get(identity, "")) for identity, name in circle_names(report).items()}


@dataclass(frozen=True, slots=True)
class Need:
    """A format in a circle. outlets: of today; closes, opened: of the plan; people, before, after: of the group."""

    circle: str
    format: str
    outlets: int
    closes: int
    opened: int
    people: float
    before: float
    after: float


def needs(report: Report) -> Iterator[Need]:
    """Circle by circle, then what lies outside every circle, where that is anything; they add up to the city's."""
    summary = report.summary
    closes = Counter((each["circle"], each["format"]) for each in summary["closed"])
    rest = {identity: dict(one) for identity, one in summary["formats"].items()}
    keys = ("weight_total", "covered_before", "covered_after", "outlets_before", "opened")
    for circle, said in summary["circles"].items():
        for format, one in said["formats"].items():
            yield _need(str(circle), format, one, closes)
            for key in keys:
                rest[format][key] -= one[key]
    if not everywhere(report):
        return
    found = [_need(OUTSIDE, format, one, closes) for format, one in rest.items()]
    if any(one.people > 0 or one.outlets or one.opened for one in found):
        yield from found


def _need(circle: str, format: str, said: Figures, closes: Counter[tuple[str, str]]) -> Need:
    # A remainder of many people less their circles' may be a rounding error, and never is below nobody.
    people, before, after = (
        max(0.0, round(float(said[key]), 6)) for key in ("weight_total", "covered_before", "covered_after")
    )
    gone = closes[circle, format]
    return Need(circle, format, said["outlets_before"], gone, said["opened"], people, before, after)
