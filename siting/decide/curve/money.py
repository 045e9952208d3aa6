"""Budgets: the money that a scenario allows in all, another one laid over it, and those that a curve asks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from siting.decide.basis import Basis
from siting.scenario import Scenario

BEYOND = 1.25


def budget_of(case: Scenario) -> float | None:
    """Money for all new outlets together: the scenario's budget, or that of its phases; None where there is none."""
    settings = case.settings
    if settings.budget is not None:
        return settings.budget
    phases = [one.budget for one in settings.phases or () if one.budget is not None]
    return float(sum(phases)) if phases else None


def with_budget(case: Scenario, money: float) -> Scenario:
    """The scenario with so much money in all; each phase that has money of its own keeps its share of it.

    Other limits (of a district, a circle, a source of money) stay as they are."""
    settings, known = case.settings, budget_of(case)
    phases = settings.phases
    paid = [one for one in phases or () if one.budget is not None]
    changes: dict[str, object] = {}
    if phases and paid:
        assert known is not None
        total = sum(one.budget or 0.0 for one in paid)
        scale = money / known if settings.budget is not None and known > 0 else None
        changes["phases"] = [
            one
            if one.budget is None
            else one.model_copy(update={"budget": _share(one.budget, total, money, scale, len(paid))})
            for one in phases
        ]
    if settings.budget is not None or not paid:
        changes["budget"] = money
    return replace(case, settings=settings.model_copy(update=changes))


def _share(own: float, total: float, money: float, scale: float | None, count: int) -> float:
    """What a phase gets of the money: as much of it as before, or an equal part where nobody had any."""
    if scale is not None:
        return own * scale
    return money * own / total if total > 0 else money / count


def budgets(basis: Basis, points: int, low: float | None = None, high: float | None = None) -> list[float]:
    """`points` budgets in even steps, ascending, rounded to what is easily said.

    high: when absent a quarter more than the scenario's own budget, but no more than everything costs. low: when absent
    one step above nothing. None where there is nothing to buy."""
    everything = _everything(basis)
    if everything <= 0:
        return []
    own = budget_of(basis.case)
    most = high if high is not None else everything if not own else min(BEYOND * own, everything)
    least = low if low is not None else most / points
    even = np.linspace(least, most, points).tolist()
    ends = {most} if low is None or points == 1 else {low, most}
    inside = even[1:-1] if low is not None else even[:-1]
    return sorted(ends | {_rounded(one, most / points) for one in inside})


def _rounded(money: float, step: float) -> float:
    """To a hundredth of a step, as a decimal number that is easily said."""
    return float(round(money, 2 - math.floor(math.log10(step))))


def _everything(basis: Basis) -> float:
    """What all that is for sale costs, each outlet once, whatever the phase."""
    question = basis.question
    new = ~question.option_keep
    pairs = np.stack([question.option_site[new], question.option_format[new]])
    first = np.unique(pairs, axis=1, return_index=True)[1]
    sites = np.unique(question.option_site[new])
    return float(question.cost[new][first].sum() + question.site_cost[sites].sum())
