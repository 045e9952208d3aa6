"""Grades of circles before the plan, after it, and at the end of every phase; counted from outlets and people, not from
the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Grading, Inputs
from siting.language import joined, language, tr
from siting.plan.closings import closed_by_circle
from siting.plan.phases import people_by_phase
from siting.scenario.grades_checks import NONE
from siting.stock import Gaps, by_circle

if TYPE_CHECKING:
    from siting.plan import Plan

Figures = dict[str, Any]
Counts = NDArray[np.int64]
TIERS = ("basic", "quality")
TOLERANCE = 1e-9


def grades(plan: Plan) -> Figures | None:
    """None where the scenario grades no circles.

    levels: of each level, from the lowest, how many circles are there before and after (those of higher levels are
    counted there alone); none: those below the lowest. circles: of each circle its grade, and the formats of either
    tier that are there. phases: the same count at the end of each phase, empty without phases.

    Before: outlets of today, and all who will live there in the end."""
    grading = plan.inputs.grading
    if grading is None:
        return None
    last = plan.inputs.phases.n - 1
    before, after = _there(plan, grading, last, opened=False), _there(plan, grading, last)
    reached = [levels(plan.inputs, grading, there) for there in (before, after)]
    phases = [levels(plan.inputs, grading, _there(plan, grading, one)) for one in range(last + 1)]
    names = [NONE, *grading.ids]
    return {
        "source": grading.source,
        "present": grading.present,
        "reach_share": None if grading.present == "outlet" else grading.reach_share,
        "levels": [
            {
                "id": identity,
                "name": grading.names[number].get(language(), identity),
                "basic": int(grading.basic[number]),
                "quality": int(grading.quality[number]),
                **dict(zip(("before", "after"), (_at(one, number + 1) for one in reached), strict=True)),
            }
            for number, identity in enumerate(grading.ids)
        ],
        "none": dict(zip(("before", "after"), (_at(one, 0) for one in reached), strict=True)),
        "circles": {
            str(identity): {
                "before": names[reached[0][circle]],
                "after": names[reached[1][circle]],
                **_counts(plan.inputs, before[circle], "before"),
                **_counts(plan.inputs, after[circle], "after"),
            }
            for circle, identity in enumerate(plan.inputs.circles.ids)
        },
        "phases": [
            {"id": identity, **{name: _at(one, number) for number, name in enumerate(names)}}
            for identity, one in zip(plan.inputs.phases.ids, phases, strict=True)
        ]
        if plan.inputs.phases.named
        else [],
    }


def grade_columns(plan: Plan) -> dict[str, list[str]]:
    """The columns grade_before and grade_after of the circles' layer; none where nothing is graded."""
    figures = grades(plan)
    if figures is None:
        return {}
    return {
        f"grade_{when}": [one[when] for one in figures["circles"].values()] for when in ("before", "after")
    }


def told(figures: Figures) -> str:
    """A line for people: how many circles are of each grade, before and after."""
    said = [(tr("none"), figures["none"]), *((one["name"], one) for one in figures["levels"])]
    counts = joined(f"{name} {one['before']} → {one['after']}" for name, one in said)
    return tr("grades of circles, before → after: {counts}", counts=counts)


def told_today(inputs: Inputs, gaps: Gaps) -> str:
    """The same before anything is planned."""
    grading = inputs.grading
    assert grading is not None
    there = present(grading, gaps.outlets[:-1], gaps.weight_people[:-1], gaps.in_reach_people[:-1])
    reached = levels(inputs, grading, there)
    names = [tr("none"), *(name.get(language(), "") for name in grading.names)]
    counts = joined(f"{name} {_at(reached, number)}" for number, name in enumerate(names))
    return tr("grades of circles today: {counts}", counts=counts)


def present(grading: Grading, outlets: Counts, people: Floats, reached: Floats) -> NDArray[np.bool_]:
    """(n_circles, n_formats) which formats are there, by outlets, by people in reach, or by either."""
    found = np.zeros(outlets.shape, dtype=np.bool_)
    if grading.present in ("outlet", "either"):
        found |= outlets > 0
    if grading.present in ("reach", "either"):
        found |= (people > 0) & (reached >= grading.reach_share * people * (1.0 - TOLERANCE))
    return found


def levels(inputs: Inputs, grading: Grading, there: NDArray[np.bool_]) -> Counts:
    """(n_circles,) how many levels each circle reaches."""
    tiers = np.array([one.tier for one in inputs.formats])
    basic, quality = (there[:, tiers == tier].sum(axis=1)[:, None] for tier in TIERS)
    return np.asarray(((basic >= grading.basic) & (quality >= grading.quality)).sum(axis=1))


def _there(plan: Plan, grading: Grading, phase: int, opened: bool = True) -> NDArray[np.bool_]:
    """(n_circles, n_formats) at the end of a phase; without the plan's outlets where none are to count."""
    inputs = plan.inputs
    outlets = plan.gaps.outlets - closed_by_circle(plan) if opened else plan.gaps.outlets.copy()
    for each in plan.opened if opened else ():
        if not inputs.phases.named or inputs.phases.ids.index(str(each.phase)) <= phase:
            outlets[inputs.site_circle[each.site_position], each.format_position] += 1
    people, before, after = _people(plan, phase)
    reached = by_circle(inputs, after if opened else before)
    return present(grading, outlets[:-1], by_circle(inputs, people)[:-1], reached[:-1])


def _people(plan: Plan, phase: int) -> tuple[Floats, Floats, Floats]:
    """(n_formats, n_demand) people, those whom an outlet of today serves, and those whom any serves by then."""
    if plan.inputs.phases.named:
        return people_by_phase(plan, phase)
    weight = plan.weights.weight
    return weight, weight * plan.share_before, weight * plan.share_after


def _at(reached: Counts, number: int) -> int:
    return int((reached == number).sum())


def _counts(inputs: Inputs, there: NDArray[np.bool_], when: str) -> Figures:
    tiers = [one.tier for one in inputs.formats]
    return {
        f"{tier}_{when}": sum(bool(mark) for mark, mine in zip(there, tiers, strict=True) if mine == tier)
        for tier in TIERS
    }
