"""What a plan owes circles and groups, recomputed: the rules `floor` and `grade`, and the values of `max_worst_circle`
and `max_grades`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.exporters._read_run import MAP, SUMMARY, Run
from siting.language import tr
from siting.plan.check import differ
from siting.verify import grades
from siting.verify.city import City
from siting.verify.shares import Shares

TOLERANCE = 1e-9
RULES = ("floor", "grade")
OBJECTIVES = ("max_worst_circle", "max_grades")


def recomputed_rules(run: Run) -> set[str]:
    """Names of the rules that are checked again here, all of them by that name. Which district a circle is in, no file
    of a run says, so that rules on districts are not."""
    mine = [rule for rule in _rules(run) if rule["rule"] in RULES]
    lost = {rule["rule"] for rule in mine if _by_district(rule)}
    return {rule["rule"] for rule in mine} - lost


def equity_findings(run: Run, town: City, shares: Shares) -> Iterator[str]:
    """Floors and grades that do not hold, and a value that the shares do not give."""
    for rule in _rules(run):
        if rule["rule"] == "floor" and not _by_district(rule):
            yield from _floor(run, town, shares, rule)
        if rule["rule"] == "grade" and not _by_district(rule) and run.scenario.get("grades"):
            yield from _grade(run, town, shares, rule)
    name = str(run.evidence.objective)
    if name in OBJECTIVES:
        value = worst_circle(run, shares) if name == "max_worst_circle" else most_grades(run, shares)
        if differ(float(run.evidence.value), value):
            yield tr(
                "{file}: value is {claimed:,.10g}, recomputed {recomputed:,.10g}",
                file=SUMMARY,
                claimed=float(run.evidence.value),
                recomputed=value,
            )


def worst_circle(run: Run, shares: Shares) -> float:
    """The smallest share in per cent, and a hundredth of the city's."""
    whole, after = (table.sum(axis=0)[:-1] for table in (shares.worth, shares.worth_after))
    if run.scenario.get("worst") != "circle_format":
        whole, after = whole.sum(axis=1), after.sum(axis=1)
    some = whole > 0
    return float((100.0 * after[some] / whole[some]).min(initial=100.0)) + _of_city(shares)


def most_grades(run: Run, shares: Shares) -> float:
    """Points of the levels reached at the end, and half the city's share."""
    points = np.cumsum([0, *(level.get("points", 1) for level in run.scenario["grades"]["levels"])])
    reached = grades.levels(run, grades.after(run, shares, -1))
    return float(points[reached].sum()) + 0.5 * _of_city(shares)


def _of_city(shares: Shares) -> float:
    whole = float(shares.worth.sum())
    return float(shares.worth_after.sum()) / whole if whole > 0 else 0.0


def _rules(run: Run) -> list[dict[str, Any]]:
    return [dict(rule) for rule in run.scenario.get("rules") or []]


def _by_district(rule: dict[str, Any]) -> bool:
    return bool(rule.get("districts")) or str(rule.get("each", "")).startswith("district")


def _phases(run: Run, rule: dict[str, Any]) -> list[int]:
    known = run.evidence.phase_ids.tolist()
    return [known.index(one) for one in rule["phases"]] if rule.get("phases") else [-1]


def _floor(run: Run, town: City, shares: Shares, rule: dict[str, Any]) -> Iterator[str]:
    """A floor, group by group."""
    each, circles = str(rule.get("each", "none")), [*town.circles, ""]
    inside = np.array([not rule.get("circles") or one in rule["circles"] for one in circles])
    if each.startswith("circle"):
        inside[-1] = False
    formats = np.array([not rule.get("formats") or one in rule["formats"] for one in town.columns])
    for phase in _phases(run, rule):
        people, reached = (
            _grouped(table[phase], inside, formats, each) for table in (shares.people, shares.after)
        )
        low = reached < rule["share"] * people * (1 - TOLERANCE)
        if low.any():
            worst = int(np.argmin(np.where(low, reached / np.where(people > 0, people, 1.0), np.inf)))
            yield tr(
                "{file}: rule floor: {reached:,.10g} of {people:,.10g} people in reach, fewer than {needed:.2%}",
                file=MAP,
                reached=reached[worst],
                people=people[worst],
                needed=rule["share"],
            )


def _grouped(
    table: NDArray[Any], inside: NDArray[np.bool_], formats: NDArray[np.bool_], each: str
) -> NDArray[np.float64]:
    found = np.asarray(table[inside][:, formats], dtype=np.float64)
    if not each.startswith("circle"):
        found = found.sum(axis=0, keepdims=True)
    if not each.endswith("format"):
        found = found.sum(axis=1, keepdims=True)
    return found.ravel()


def _grade(run: Run, town: City, shares: Shares, rule: dict[str, Any]) -> Iterator[str]:
    """A grade, circle by circle."""
    ids = [str(level["id"]) for level in run.scenario["grades"]["levels"]]
    for phase in _phases(run, rule):
        reached = grades.levels(run, grades.after(run, shares, phase))
        for circle, level in zip(town.circles, reached.tolist(), strict=True):
            if (not rule.get("circles") or circle in rule["circles"]) and level <= ids.index(rule["level"]):
                yield tr(
                    "{file}: rule grade: circle '{circle}' is not of the grade '{level}'",
                    file=MAP,
                    circle=circle,
                    level=rule["level"],
                )
