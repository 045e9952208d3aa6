"""Alternatives as whole plans: ids and people again, each checked by the certificate and by the rules."""

from __future__ import annotations

from dataclasses import replace

from siting import plan as plans
from siting.decide.alternatives.types import Alternative, Alternatives
from siting.decide.alternatives.words import percent
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Outcome, Stop
from siting.pipeline import Stock
from siting.plan import Plan
from siting.strategies._in_turn import goals_of


def made(found: Alternatives, journal: Journal) -> tuple[Plan, ...]:
    """A plan of each alternative, with the bound that holds for all of them.

    Of a scenario with clusters they are plans of the demand points. Raises VerificationError where one does not pass
    its check: such a plan is never written."""
    city, question = _of_points(found.basis.found), found.basis.question
    return tuple(
        plans.make(city, question, goals_of(_outcome(found, number, one), question), journal)
        for number, one in enumerate(found.plans, start=1)
    )


def _outcome(found: Alternatives, number: int, one: Alternative) -> Outcome:
    reached: Stop = "gap_reached" if one.gap <= found.basis.case.settings.solve.gap else "finished"
    stop: Stop = "optimal" if one.gap == 0.0 else reached
    why = tr(
        "plan {number} of {count}: within {within} of the best possible, and as different as could be found",
        number=number,
        count=len(found.plans),
        within=percent(found.asked.within),
    )
    selection, dual = one.selection, found.dual
    return Outcome(selection, one.value, found.bound, stop, "alternatives", why, trace=(), dual=dual)


def _of_points(city: Stock) -> Stock:
    """The city with clusters left aside: plans were sought on its points."""
    settings = city.scenario.settings
    if settings.demand.clusters is None:
        return city
    demand = settings.demand.model_copy(update={"clusters": None})
    case = replace(city.scenario, settings=settings.model_copy(update={"demand": demand}))
    return replace(city, scenario=case)
