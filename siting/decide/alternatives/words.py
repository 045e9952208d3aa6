"""What is said of alternatives in sentences, with what each of them rests on."""

from __future__ import annotations

from siting.decide.alternatives.types import (
    IN_ALL,
    IN_ALL_FOUND,
    IN_ALL_NOT_NEEDED,
    IN_NONE,
    IN_NONE_FOUND,
    IN_NONE_POSSIBLE,
    IN_SOME,
    Alternatives,
)
from siting.language import figure, mark, tr

VERDICTS: dict[str, str] = {
    IN_ALL: mark("in every plan within the gap: proven, no regret"),
    IN_ALL_FOUND: mark("in all plans found; whether one within the gap does without it is not known"),
    IN_ALL_NOT_NEEDED: mark("in all plans found, but a plan within the gap without it exists"),
    IN_SOME: mark("in some of the plans found"),
    IN_NONE_POSSIBLE: mark("in none of the plans found, but a plan within the gap with it exists"),
    IN_NONE_FOUND: mark("in none of the plans found; whether one within the gap has it is not known"),
    IN_NONE: mark("in no plan within the gap: proven"),
}
OF: dict[str, str] = {
    "outlets": mark("outlets"),
    "sites": mark("sites"),
    "cost": mark("money spent on outlets"),
}


def percent(part: float) -> str:
    """A share as somebody asked for it: 0.01 is 1%."""
    return f"{100 * part:.6g}%"


def ended(found: Alternatives) -> str:
    """How many plans there are, and why there are no more."""
    count, asked = len(found.plans), found.asked.count
    if found.ended == "interrupted" and count < asked:
        return tr("Interrupted: {count} of {asked} plans were found.", count=count, asked=asked)
    if found.ended == "exhausted":
        return tr(
            "{count} of {asked} plans: there are no more. Proven: every other plan within {within} has all the {what} "
            "of one of these",
            what=tr(OF[found.asked.differ]),
            count=count,
            asked=asked,
            within=percent(found.asked.within),
        )
    if count < asked:
        return tr(
            "{count} of {asked} plans: no further one was found in time; that there is none is not proven. "
            "Give --time-limit more seconds",
            count=count,
            asked=asked,
        )
    return tr("{count} plans found", count=count)


def rests(found: Alternatives) -> str:
    """What is proven of every one of the plans."""
    text = (
        tr(
            "Every plan obeys all rules and is worth at least {limit}, which is the proven bound {bound} less "
            "{within}: each is within {within} of the best possible.",
            limit=figure(found.limit),
            bound=figure(found.bound),
            within=percent(found.asked.within),
        )
        if found.basis.question.objective.maximise
        else tr(
            "Every plan obeys all rules and comes to at most {limit}, which is the proven bound {bound} and {within} "
            "more: each is within {within} of the best possible.",
            limit=figure(found.limit),
            bound=figure(found.bound),
            within=percent(found.asked.within),
        )
    )
    if found.improved:
        text += " " + tr("The run's own gap was larger, so it was solved on first.")
    return text
