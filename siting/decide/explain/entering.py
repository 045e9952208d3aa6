"""The standing plan with an option in it: what has to leave so that the rules hold, and what it then is worth."""

from __future__ import annotations

import numpy as np

from siting.decide.again import NONE
from siting.decide.explain.exchange import changed, filled, kept_if_whole
from siting.decide.explain.tally import Tally
from siting.decide.explain.types import Change
from siting.inputs import Floats, Positions

MOST_LEAVING, MOST_SINGLES, MOST_SKIPPED = 60, 400, 60


def with_it(tally: Tally, option: int, deep: bool = True) -> Change | None:
    """The best plan found that opens the option, near the standing one; None where none was found.

    1. The option is added. Where the rules then hold, that is it.
    2. Else the outlet whose leaving loses least, of those whose leaving alone is enough.
    3. Or outlets leave one after the other: who frees most of what is short, for what is lost; those no longer in the
       way come back.
    The better of the two gets what else fits, and is held against the rules themselves. Unless deep, the first will
    do, and nothing is added."""
    it = np.array([option], dtype=np.int32)
    single = _single(tally, it)
    several = _greedy(tally, it) if deep or single is None else None
    candidates = [found for found in (single, several) if found is not None]
    if not candidates:
        return None
    best = max(candidates, key=lambda one: tally.sign * one.value)
    return kept_if_whole(tally, filled(tally, best, it) if deep else best)


def _single(tally: Tally, it: Positions) -> Change | None:
    """RULES 1, 2."""
    together = tally.changed(NONE, it)
    if tally.room.holds(together):
        found = changed(tally, NONE, it, True)
        return found if np.isfinite(found.value) else None
    losses = tally.losses(together)
    members = together[np.argsort(losses, kind="stable")]
    for leaves in members[members != it[0]][:MOST_SINGLES].tolist():
        closes = np.array([leaves], dtype=np.int32)
        if tally.room.holds(tally.changed(closes, it)):
            found = changed(tally, closes, it)
            if np.isfinite(found.value):
                return found
    return None


def _greedy(tally: Tally, it: Positions) -> Change | None:
    """RULE 3."""
    closes = NONE
    for _ in range(MOST_LEAVING):
        now = tally.changed(closes, it)
        if tally.room.holds(now):
            break
        relief = _relief(tally, now)
        members = now != it[0]
        if not members.any():
            return None
        losses = np.where(members, tally.losses(now), np.inf)
        price = np.where(members, losses / np.maximum(relief, 1e-9), np.inf)
        price[members & (losses <= 0)] = -relief[members & (losses <= 0)]
        leaving = _first_allowed(tally, now, price)
        if leaving is None:
            return None
        closes = np.union1d(closes, [leaving]).astype(np.int32)
    else:
        return None
    found = changed(tally, _back(tally, closes, it), it)
    return found if np.isfinite(found.value) else None


def _first_allowed(tally: Tally, now: Positions, price: Floats) -> int | None:
    """Who leaves next: the first by price whose leaving breaks no rule that is more than limits any further."""
    question = tally.question
    broken = [(rule, len(rule.violations(question, now))) for rule in tally.room.beyond]
    for place in np.argsort(price, kind="stable")[:MOST_SKIPPED].tolist():
        if np.isinf(price[place]):
            return None
        left = np.delete(now, place)
        if all(len(rule.violations(question, left)) <= number for rule, number in broken):
            return int(now[place])
    return None


def _relief(tally: Tally, now: Positions) -> Floats:
    """(len(now),) by how much the limits that are broken would be less so if each left, in shares of what is too much;
    where no limit is (a rule that is more than that), what each costs."""
    room = tally.room
    used = room.used(now)
    excess = room.excess(used)
    wrong = excess > 0
    if not wrong.any():
        return tally.question.cost[now] + 1e-6
    found = np.zeros(len(now))
    for place, option in enumerate(now.tolist()):
        entries = slice(room.start[option], room.start[option + 1])
        rows, takes = room.row[entries], room.own[entries]
        rows, takes = rows[wrong[rows]], takes[wrong[rows]]
        over = used[rows] > room.limits.most[rows]
        found[place] = np.minimum(np.where(over, takes, -takes) / excess[rows], 1.0).sum()
    return np.maximum(found, 0.0)


def _back(tally: Tally, closes: Positions, it: Positions) -> Positions:
    """Those of the leaving that have to leave: the others stay, who brings most first."""
    now = tally.changed(closes, it)
    for option in closes[np.argsort(-tally.gains(now)[closes], kind="stable")].tolist():
        fewer = np.setdiff1d(closes, [option]).astype(np.int32)
        if tally.room.holds(tally.changed(fewer, it)):
            closes = fewer
    return closes
