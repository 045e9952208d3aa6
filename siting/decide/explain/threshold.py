"""The cost at which an outlet would enter: proven too dear above, found good enough below."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting.decide.again import NONE
from siting.decide.explain.entering import with_it
from siting.decide.explain.exchange import changed
from siting.decide.explain.proof import Proof, money_share, never_above
from siting.decide.explain.tally import Tally, at_cost
from siting.decide.explain.types import Change, Entry
from siting.decide.room import room_of
from siting.inputs import Floats, Positions

MOST_LEAVING, HALVINGS = 200, 20
SMALL = 1e-12


def entry(tally: Tally, proof: Proof, option: int) -> Entry:
    """The cost of one option at which it would enter, all else as it is."""
    cost = float(tally.question.cost[option])
    basis = proof.basis
    limit = basis.bound if proof.prices is None else proof.prices.bound
    enough, change = _enough(tally, proof, option)
    return Entry(
        cost,
        never_above(proof, option, basis.value),
        never_above(proof, option, limit),
        enough,
        change,
    )


def _enough(tally: Tally, proof: Proof, option: int) -> tuple[float | None, Change | None]:
    """The highest cost found at which the option can be in a plan that is as good as the standing one.

    1. Free of charge it is added. Then outlets leave, who frees most for what is lost first, as long as the plan is no
       worse; what the limits leave then, it may cost. Where that never holds, others may come in as well (`with_it`).
    2. The rules themselves are asked at the highest of these costs; where one is more than a limit, the cost is halved
       in until they hold."""
    if tally.question.cost[option] < 0 or not np.isfinite(tally.value):
        return None, None
    free = replace(tally, question=at_cost(tally.question, option, 0.0))
    free = replace(free, room=room_of(free.question))
    slope, it = money_share(proof.basis, option), np.array([option], dtype=np.int32)
    best, chosen, closes, target = -1.0, NONE, NONE, tally.sign * tally.value
    for _ in range(MOST_LEAVING):  # RULE 1
        if free.room.holds(free.changed(closes, it)):
            cost = _most(free, closes, it, option, slope, target)
            if np.isfinite(cost) and cost > best:
                best, chosen = cost, closes
        leaving = _next(free, closes, it, target)
        if leaving is None:
            break
        closes = np.union1d(closes, [leaving]).astype(np.int32)
    opens = it
    if best < 0:
        given = with_it(free, option)
        if given is None or tally.sign * given.value < target:
            return None, None
        chosen, opens = given.closes, np.union1d(given.opens, it).astype(np.int32)
        best = _most(free, chosen, opens, option, slope, target)
        if best < 0 or not np.isfinite(best):
            return None, None
    found = _asked(tally, tally.changed(chosen, opens), option, best)  # RULE 2
    dearer = replace(tally, question=at_cost(tally.question, option, found))
    return found, changed(dearer, chosen, opens)


def _most(
    free: Tally, closes: Positions, opens: Positions, option: int, slope: Floats, target: float
) -> float:
    """The most that the option may cost in a change by the limits, -1 where even for nothing the plan is worse;
    infinite where nothing limits it."""
    selection, worth = free.changed(closes, opens), free.worth(closes, opens)
    if worth < target:
        return -1.0
    used, limits = free.room.used(selection), free.room.limits
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(slope > 0, (limits.most - used) / slope, np.inf)
        room = np.minimum(room, np.where(slope < 0, (limits.least - used) / slope, np.inf))
    most = float(room.min(initial=np.inf))
    dearer = at_cost(free.question, option, 1.0)
    price = worth - free.sign * dearer.objective.value(dearer, selection)
    return min(most, (worth - target) / price) if price > SMALL else most


def _asked(tally: Tally, selection: Positions, option: int, cost: float) -> float:
    """The cost, or one below it at which every rule holds; at no cost they do."""

    def holds(price: float) -> bool:
        asked = at_cost(tally.question, option, price)
        return asked.keeps_rules(selection)

    low, high = 0.0, cost
    if holds(high):
        return high
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _next(tally: Tally, closes: Positions, it: Positions, target: float) -> int | None:
    """Who leaves next: of those whose leaving keeps the plan as good, who costs most for what is lost."""
    now = tally.changed(closes, it)
    losses, cost = tally.losses(now), tally.question.cost[now]
    spare = tally.worth(closes, it) - target
    members = (now != it[0]) & (losses <= spare) & (cost > 0)
    if not members.any() or tally.weight is None:
        return None
    price = np.where(members, losses / np.maximum(cost, 1e-12), np.inf)
    order = np.lexsort((-cost, price))[: int(members.sum())]
    for place in order[:20].tolist():
        after = np.union1d(closes, now[[place]]).astype(np.int32)
        if tally.worth(after, it) >= target:
            return int(now[place])
    return None
