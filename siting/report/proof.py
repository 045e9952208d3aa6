"""How good a plan is, in words that need no mathematics and claim no more than was proven."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from siting import parts
from siting.language import figure, mark
from siting.plan.summary import rests_on
from siting.report.types import Both
from siting.report.words import both, same, spoken

Summary = Mapping[str, Any]

NOTHING = 1e-12
"""A gap no larger than this is one of how computers write fractions, not one of plans."""
ROUNDING = 1e-9
"""By how much a product of floats may lie above the figure that it stands for."""

STOPS: dict[str, str] = {
    "optimal": mark("The search ended because it found that no better plan exists."),
    "gap_reached": mark(
        "The search ended because the plan was close enough to the best possible, as was asked."
    ),
    "time_limit": mark("The search ended at its time limit. There may be a better plan."),
    "interrupted": mark("The search was stopped by hand. There may be a better plan."),
    "finished": mark("The search had nothing left to try. That is not a proof: there may be a better plan."),
}


def lowers(summary: Summary) -> bool:
    """Whether less is better: cost or walks, not people."""
    value, bound, goals = summary["value"], summary["bound"], summary["goals"]
    if bound is not None and bound != value:
        return bool(bound < value)
    if goals:
        return not _added_up(goals) and not goals[-1]["maximise"]
    return str(summary["objective"]).startswith("min_")


def _added_up(goals: Sequence[Mapping[str, Any]]) -> bool:
    """Whether only a sum of goals was sought, in which those that are to be small are subtracted."""
    return all(goal["found"] is None for goal in goals)


def headline(summary: Summary) -> tuple[Both, Both, Both]:
    """The gap as a headline figure: the figure, what it says, what it rests on."""
    gap, certified = summary["gap"], summary["certified_gap"]
    detail = (
        both(
            mark("on the solver's word; {share} proven without believing any solver"), share=share(certified)
        )
        if certified is not None
        else both(mark("on the solver's word"))
    )
    if gap is None:
        label = both(mark("nothing is known of how far the best possible plan may be"))
        return both(mark("not proven")), label, detail if certified is not None else same("")
    if gap <= NOTHING:
        best_of = (
            mark("plan there is for the last goal, among those that keep the goals before it")
            if summary["goals"] and not _added_up(summary["goals"])
            else mark("plan there is for this question")
        )
        return both(mark("the best")), both(best_of), detail
    nearness = (
        mark("above the least possible, at most")
        if lowers(summary)
        else mark("below the best possible plan, at most")
    )
    return same(share(gap)), both(nearness), detail


def sentences(summary: Summary) -> list[Both]:
    """The answer to "how good is this plan?", a sentence each."""
    found = [both(mark("What was asked for: {objective}."), objective=_asked(summary))]
    found.append(_limit(summary))
    if summary["goals"]:
        found.append(both(_of_goals(summary)))
    found.append(_certified(summary))
    found.append(both(STOPS.get(summary["stop"], mark("The search ended."))))
    return found


def _asked(summary: Summary) -> Both:
    return both(parts.load("objectives", summary["objective"]).ABOUT)


def _limit(summary: Summary) -> Both:
    value, bound, gap = summary["value"], summary["bound"], summary["gap"]
    if bound is None or gap is None:
        return both(
            mark("The plan comes to {value}. No limit is known to what the best plan could come to."),
            value=figure(value),
        )
    text = (
        mark(
            "The plan comes to {value}. By the bound no plan can do with less than {bound}: "
            "at most {gap} could be saved."
        )
        if lowers(summary)
        else mark(
            "The plan comes to {value}. By the bound no plan can come to more than {bound}: at most {gap} is missing."
        )
    )
    rests = spoken(lambda _: rests_on(_number(summary["certified_bound"]))["gap_rests_on"])
    said = both(text, value=figure(value), bound=figure(bound), gap=share(gap))
    return both(mark("{said} This rests on {rests}."), said=said, rests=rests)


def _of_goals(summary: Summary) -> str:
    if _added_up(summary["goals"]):
        return mark("Several goals were added up by their weights; value and bound are those of the sum.")
    return mark(
        "Several goals were reached one after the other; value and bound are those of the last, among plans that keep "
        "what was to be kept of the goals before it."
    )


def _certified(summary: Summary) -> Both:
    if summary["certified_gap"] is None:
        return both(mark("There is no second proof that anybody could check without a solver."))
    rests = spoken(lambda _: rests_on(summary["certified_bound"])["certified_gap_rests_on"])
    return both(
        mark(
            "Checked again without a solver, the limit is {bound} and the distance at most {gap}. "
            "This rests on {rests}."
        ),
        bound=figure(summary["certified_bound"]),
        gap=share(summary["certified_gap"]),
        rests=rests,
    )


def facts(summary: Summary) -> list[tuple[Both, Both]]:
    """The figures behind the sentences, as they stand in summary.json."""
    return [
        (both(mark("value")), same(figure(summary["value"]))),
        (both(mark("bound")), same(figure(summary["bound"]))),
        (both(mark("gap")), same(share(summary["gap"]))),
        (both(mark("bound proven without a solver")), same(figure(summary["certified_bound"]))),
        (both(mark("gap proven without a solver")), same(share(summary["certified_gap"]))),
        (both(mark("why it stopped")), same(summary["stop"])),
        (both(mark("objective")), same(summary["objective"])),
        (both(mark("strategy")), same(summary["strategy"])),
        (both(mark("seconds of search")), same(f"{summary['seconds'].get('solve', 0.0):,.1f}")),
        (both(mark("seed")), same(str(summary["seed"]))),
    ]


def share(number: float | None) -> str:
    """A gap in per cent, rounded up, since it is said to be the most: two digits that matter."""
    if number is None:
        return "-"
    per_cent = 100.0 * number
    if number <= NOTHING:
        return "0%"
    if per_cent < 0.001:
        return "<0.001%"
    digits = 3 if per_cent < 0.1 else 2 if per_cent < 10 else 1
    return f"{math.ceil(per_cent * 10**digits - ROUNDING) / 10**digits:.{digits}f}%"


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
