"""What a planner should know of a question before it is solved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from siting.errors import InputError, Place, Problem
from siting.language import language, tr
from siting.model import Model
from siting.objectives._required import Requiring
from siting.rules import warnings
from siting.scenario import Scenario

if TYPE_CHECKING:
    from siting.plan import Stock


def doubts(found: Stock, question: Model) -> tuple[Problem, ...]:
    """The warnings on a city, and on the question that is asked of it. What is said of a budget with the costs at
    hand replaces what its number alone gave to say."""
    idle = idle_budgets(found.scenario, question)
    places = [problem.place for problem in idle]
    kept = [problem for problem in found.warnings if problem.place not in places]
    return (*kept, *idle, *beyond_reach(found, question), *warnings(question))


def budgets_asked(budgets: Iterable[float]) -> list[float]:
    """Budgets as numbers. Raises InputError at the one that is none, and where one is negative or infinite."""
    asked = []
    for number, budget in enumerate(budgets):
        try:
            asked.append(float(budget))
        except (TypeError, ValueError):
            place = Place(where=f"budgets[{number}]")
            raise InputError.at(place, tr("{value} is no number", value=repr(budget))) from None
    if not all(0 <= budget < float("inf") for budget in asked):
        raise InputError.at(Place(where="budgets"), tr("budgets must be numbers, and at least 0"))
    return asked


def idle_budgets(case: Scenario, question: Model) -> list[Problem]:
    """Warnings on a budget that decides nothing: too small for any outlet, or enough for all of them."""
    budget, place = case.settings.budget, case.place("budget")
    new = ~question.option_keep
    if budget is None or not new.any():
        return []
    for_sites = float(question.site_cost[np.unique(question.option_site[new])].sum())
    least = float((question.cost + question.site_cost[question.option_site])[new].min())
    once = new & (question.option_phase == question.option_phase.min())  # an outlet opens in one phase
    everything = float(question.cost[once].sum()) + for_sites
    if budget + float(question.cost[~new].sum()) < least:
        text = tr(
            "the budget of {budget:,.0f} opens nothing: the cheapest outlet costs {least:,.0f}",
            budget=budget,
            least=least,
        )
    elif budget >= everything > 0:
        text = tr(
            "the budget of {budget:,.0f} decides nothing: all outlets together cost {total:,.0f}",
            budget=budget,
            total=everything,
        )
    else:
        return []
    return [Problem(place, text, "", "warning")]


def beyond_reach(found: Stock, question: Model) -> list[Problem]:
    """Warnings on people whom a required coverage leaves out, since no site reaches them: a format each."""
    if not isinstance(question.objective, Requiring):
        return []
    last = question.row_phase == question.city.n_phases - 1
    lost = np.flatnonzero((np.diff(question.indptr) == 0) & last)
    format, people = question.row_format[lost], question.row_people[lost]
    return [
        Problem(
            found.scenario.place("objective"),
            tr(
                "{people:,.0f} people stay out of reach of {format}: no site reaches them",
                people=people[format == number].sum(),
                format=found.inputs.formats[number].names.get(language(), found.inputs.formats[number].id),
            ),
            "",
            "warning",
        )
        for number in np.unique(format).tolist()
    ]
