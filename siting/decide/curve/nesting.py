"""Which project next: plans of growing budgets, each within the next, as good as such plans were found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from siting.decide.again import again
from siting.decide.basis import Basis
from siting.decide.curve.gains import gains
from siting.decide.curve.people import point_of
from siting.decide.curve.types import Order, Point, Step
from siting.errors import InfeasibleError, NoPlanError
from siting.inputs import Positions
from siting.journal import Journal
from siting.language import tr
from siting.model import Model
from siting.outcome import Series, Start, Watch
from siting.partial import part
from siting.plan.closings import settled
from siting.plan.evidence import options_for_sale
from siting.plan.projects import merit_order
from siting.scenario.schema import Solve

MOST_S = 10.0
FEW_PAIRS = 100_000
TINY = 1e-300


def nested(
    basis: Basis,
    small: Model,
    points: Sequence[Point],
    at: Callable[[float], Model],
    watch: Watch,
    journal: Journal,
) -> Order:
    """The order of opening, and what nesting costs at each budget.

    1. One plan of the curve is kept. For each smaller budget, the best plan is sought that opens nothing but what the
       plan of the next larger one opens, in whatever phase; for each larger one, the best plan that opens all that the
       plan of the next smaller one opens.
    2. Where the rules allow none, projects are taken by merit as far as the money goes: rules on what must be there are
       met later.
    3. The kept plan is that of the largest budget; of a question with at most FEW_PAIRS pairs, what comes of the plans
       a quarter, half and three quarters of the way is tried too, and the order kept that loses least on average.
    4. Between two of these plans, the project comes first that adds most for its money.

    small: the condensed question; at: the same with so much money."""
    journal.note(tr("order of opening: plans within one another"))
    last = len(points) - 1
    few = len(small.indices) <= FEW_PAIRS
    anchors = dict.fromkeys([last, *([last * 3 // 4, last // 2, last // 4] if few else [])])
    tried = [_around(basis, small, points, at, watch, anchor) for anchor in anchors]
    question, sign = basis.question, basis.question.sign
    worth = [[question.objective.value(question, plan) for plan, _ in plans] for plans in tried]
    lost = [
        sum(
            sign * (point.bound - one) / max(abs(point.bound), TINY)
            for point, one in zip(points, value, strict=True)
        )
        for value in worth
    ]
    best = int(np.argmin(lost))  # RULE 3
    plans, value = [plan for plan, _ in tried[best]], worth[best]
    return Order(
        steps=_steps(basis, small, points, plans),
        selections=tuple(plans),
        value=tuple(value),
        costs=tuple(sign * (point.value - one) for point, one in zip(points, value, strict=True)),
        at_most=tuple(sign * (point.bound - one) for point, one in zip(points, value, strict=True)),
        keeps_rules=tuple(keeps for _, keeps in tried[best]),
    )


def bettered(
    basis: Basis, points: tuple[Point, ...], order: Order | None
) -> tuple[tuple[Point, ...], Order | None]:
    """The points with the nested plan where that obeys the rules and is better than the one that was found."""
    if order is None:
        return points, None
    sign = basis.question.sign
    found = list(points)
    for place, (point, plan, value, keeps) in enumerate(
        zip(points, order.selections, order.value, order.keeps_rules, strict=True)
    ):
        if keeps and sign * value > sign * point.value:
            found[place] = point_of(basis, point.budget, plan, value, point.bound, point.stop, point.seconds)
    costs = tuple(
        max(0.0, sign * (point.value - value)) for point, value in zip(found, order.value, strict=True)
    )
    return tuple(found), replace(order, costs=costs)


def _around(
    basis: Basis,
    small: Model,
    points: Sequence[Point],
    at: Callable[[float], Model],
    watch: Watch,
    anchor: int,
) -> list[tuple[Positions, bool]]:
    """RULE 1 about one plan of the curve: a plan for each point, and whether it obeys the rules."""
    found = [(points[anchor].selection, True)]
    for point in reversed(points[:anchor]):
        plan = _within(basis, at(point.budget), found[0][0], point, watch)
        first = plan is None
        found.insert(
            0, (_first_of(basis, small, found[0][0], point.budget) if plan is None else plan, not first)
        )
    for point in points[anchor + 1 :]:
        plan = _beyond(basis, at(point.budget), found[-1][0], point, watch)
        found.append(found[-1] if plan is None else (plan, True))
    return found


def _beyond(
    basis: Basis, question: Model, smaller: Positions, point: Point, watch: Watch
) -> Positions | None:
    """RULE 1: the best plan found that opens all of the smaller one; None where time was over."""
    if np.isin(smaller, point.selection).all():
        return point.selection
    if watch.interrupted:
        return None
    try:
        start = Start(smaller, None, Series())
        return again(question, _shorter(basis), watch, start, opened=smaller).selection
    except (InfeasibleError, NoPlanError):
        return None


def _shorter(basis: Basis) -> Solve:
    """The scenario's settings, with less time."""
    settings = basis.case.settings.solve
    return settings.model_copy(update={"time_limit_s": min(settings.time_limit_s, MOST_S)})


def _within(basis: Basis, question: Model, larger: Positions, point: Point, watch: Watch) -> Positions | None:
    """RULE 1: the best plan found within the larger one; None where the rules allow none, or time was over."""
    pair = question.option_pair
    if np.isin(pair[point.selection], pair[larger]).all():
        return point.selection
    if watch.interrupted:
        return None
    free = np.flatnonzero(np.isin(pair, pair[larger]) | question.option_keep).astype(np.int32)
    asked = part(question, np.zeros(0, np.int32), free, np.ones(question.n_rows, dtype=bool))
    begun = np.flatnonzero(np.isin(free, point.selection)).astype(np.int32)
    try:
        found = again(asked, _shorter(basis), watch, Start(begun, None, Series()))
    except (InfeasibleError, NoPlanError):
        return None
    chosen: Positions = free[found.selection]
    return chosen


def _first_of(basis: Basis, question: Model, larger: Positions, budget: float) -> Positions:
    """RULE 2: what the larger plan keeps of today, and its first projects, as far as the money goes."""
    keeps = question.option_keep[larger]
    new = larger[~keeps]
    order, _ = _by_merit(basis, larger, new, np.zeros(len(new), dtype=np.int32))
    taken, paid, chosen = 0.0, set[int](), []
    for option in new[order].tolist():
        site = int(question.option_site[option])
        cost = float(question.cost[option]) + (0.0 if site in paid else float(question.site_cost[site]))
        if taken + cost <= budget:
            taken += cost
            paid.add(site)
            chosen.append(option)
    return np.sort(np.concatenate([larger[keeps], np.array(chosen, dtype=np.int32)])).astype(np.int32)


def _steps(
    basis: Basis, small: Model, points: Sequence[Point], plans: Sequence[Positions]
) -> tuple[Step, ...]:
    """RULE 4. A project is the first option of its site and format that these plans open."""
    pair, n_points = small.option_pair, len(points)
    begins = np.full(small.n_options, n_points, dtype=np.int32)
    known = np.zeros(0, dtype=np.int64)
    for number, plan in enumerate(plans):
        new = plan[~small.option_keep[plan] & ~np.isin(pair[plan], known)]
        begins[new] = number
        known = np.union1d(known, pair[new])
    options = np.flatnonzero(begins < n_points).astype(np.int32)
    order, people = _by_merit(basis, plans[-1], options, begins[options])
    options = options[order]
    added = gains(small, plans[-1][small.option_keep[plans[-1]]], options)
    inputs, paid, steps = basis.inputs, set[int](), []
    held = [set(pair[one.selection].tolist()) for one in points]
    for rank, option in enumerate(options.tolist(), start=1):
        site, first = int(small.option_site[option]), int(begins[option])
        fee = 0.0 if site in paid else float(small.site_cost[site])
        paid.add(site)
        steps.append(
            Step(
                rank=rank,
                budget=points[first].budget,
                option=option,
                site=str(inputs.sites.ids[site]),
                format=inputs.formats[int(small.option_format[option])].id,
                phase=str(inputs.phases.ids[small.option_phase[option]]) if inputs.phases.named else "",
                cost=float(small.cost[option]) + fee,
                gain=added[rank - 1],
                newly_covered=float(people[order[rank - 1]]),
                always=all(int(pair[option]) in one for one in held[first:]),
            )
        )
    return tuple(steps)


def _by_merit(
    basis: Basis, plan: Positions, options: Positions, when: Positions
) -> tuple[list[int], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """The order of some options, by when they open and then by merit, and the people whom each newly covers."""
    every = options_for_sale(basis.found.coverage, basis.question)
    keeps = plan[basis.question.option_keep[plan]]
    coverage = settled(basis.found.coverage, every[keeps])
    return merit_order(basis.inputs, coverage, every[options], when)
