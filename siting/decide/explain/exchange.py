"""The standing plan without some options: struck off, with the best single outlet in their place, and with what the
rest of the money buys."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from siting.decide.again import NONE
from siting.decide.explain.tally import Tally
from siting.decide.explain.types import Change
from siting.inputs import Floats, Positions

MOST_TRIES, FEW_TRIES, FEW_AT_PLACES, MOST_FILLED = 100, 25, 12, 12
DIGITS = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Without:
    """struck: nothing in their place, whatever the rules say (broken). single: the best of nothing and one outlet in
    their place, that keeps the rules; None where none was found. best: the best plan found, with more outlets than
    one."""

    struck: Change
    broken: tuple[str, ...]
    single: Change | None
    best: Change | None


def without(tally: Tally, options: Positions, deep: bool = True) -> Without:
    """Plans that open none of the options (of one site and format), near the standing one.

    1. Candidates are tried in the order of what they could add at most; where nothing left could add more than the best
       one so far adds, that one is the best single exchange: `complete`. Where rules ask for something that is now
       missing, those of the same format and circle come first.
    2. Then the best that still fits is added again and again, as long as it adds anything (deep).
    3. What comes out is held against the rules themselves."""
    closes = np.intersect1d(options, tally.selection).astype(np.int32)
    struck = changed(tally, closes, NONE, True)
    left = tally.changed(closes, NONE)
    holds = bool(np.isfinite(struck.value)) and tally.room.holds(left)
    broken = tuple(tally.question.broken_rules(left)) if deep else ()
    tries = MOST_TRIES if deep else FEW_AT_PLACES if tally.full[closes].any() else FEW_TRIES
    single = _single(tally, closes, options, struck, holds, tries)  # RULE 1
    best = single if single is None or not deep else filled(tally, single, options)  # RULE 2
    return Without(struck, broken, *(kept_if_whole(tally, one) for one in (single, best)))  # RULE 3


def kept_if_whole(tally: Tally, change: Change | None) -> Change | None:
    """The change, None where a rule does not accept its plan after all."""
    if change is None or not tally.question.keeps_rules(tally.changed(change.closes, change.opens)):
        return None
    return change


def changed(tally: Tally, closes: Positions, opens: Positions, complete: bool = False) -> Change:
    """A change with the value of its plan."""
    return Change(closes, opens, tally.sign * tally.worth(closes, opens) + 0.0, complete)


def _single(
    tally: Tally, closes: Positions, options: Positions, struck: Change, holds: bool, tries: int
) -> Change | None:
    left = tally.changed(closes, NONE)
    at_most = tally.gains(left)
    may = tally.room.fits(left)
    may[tally.selection] = may[options] = False
    first = np.zeros(0, dtype=np.int32) if holds else _like(tally, closes, may)
    order = np.concatenate([first, _ordered(tally, at_most, may, options)])
    best, floor = (struck if holds else None), tally.sign * struck.value
    bounded = tally.weight is not None
    for tried, option in enumerate(order.tolist()):
        reachable = floor + at_most[option]
        if bounded and best is not None and reachable <= tally.sign * best.value + DIGITS:
            if tried < len(first):
                continue
            return replace(best, complete=True)
        if tried >= tries + len(first):
            return None if best is None else replace(best, complete=False)
        opens = np.array([option], dtype=np.int32)
        if not tally.room.holds(tally.changed(closes, opens)):
            continue
        worth = tally.worth(closes, opens)
        if np.isfinite(worth) and (best is None or worth > tally.sign * best.value):
            best = Change(closes, opens, tally.sign * worth + 0.0)
    return None if best is None else replace(best, complete=True)


def _like(tally: Tally, closes: Positions, may: NDArray[np.bool_]) -> Positions:
    """Those that may open in the same circle, of the same format first."""
    question = tally.question
    found: list[int] = []
    for option in closes.tolist():
        near = np.flatnonzero(may & (question.option_circle == question.option_circle[option]))
        other = question.option_format[near] != question.option_format[option]
        found += near[np.argsort(other, kind="stable")].tolist()
    return np.array(list(dict.fromkeys(found)), dtype=np.int32)


def _ordered(tally: Tally, at_most: Floats, may: NDArray[np.bool_], options: Positions) -> Positions:
    """Candidates, the most promising first: by what they add at most; where something else than weight counts, those
    that reach the most of what these options reach."""
    found = np.flatnonzero(may).astype(np.int32)
    key = at_most[found]
    if tally.weight is None:
        mine = np.zeros(tally.question.n_rows)
        mine[tally.by_option[options].indices] = 1.0
        key = np.asarray(tally.by_option[found] @ mine) + 1e-6 * key
    return np.asarray(found[np.lexsort((tally.question.cost[found], -key))])


def filled(tally: Tally, change: Change, banned: Positions) -> Change:
    """A change with more outlets, one after the other the one that adds most of those that fit. Where something else
    than weight counts, with fewer: those without which the plan is better leave."""
    if tally.weight is None:
        return _leaner(tally, change, banned)
    for _ in range(MOST_FILLED):
        more = _more(tally, change, banned)
        if more is None:
            break
        change = more
    return change


def _leaner(tally: Tally, change: Change, banned: Positions) -> Change:
    now = np.setdiff1d(tally.changed(change.closes, change.opens), banned)
    for option in now[np.argsort(-tally.question.cost[now], kind="stable")][:MOST_TRIES].tolist():
        opens = np.setdiff1d(change.opens, [option]).astype(np.int32)
        closes = np.intersect1d(np.union1d(change.closes, [option]), tally.selection).astype(np.int32)
        worth = tally.worth(closes, opens)
        better = np.isfinite(worth) and worth > tally.sign * change.value
        if better and tally.room.holds(tally.changed(closes, opens)):
            change = Change(closes, opens, tally.sign * worth + 0.0)
    return change


def _more(tally: Tally, change: Change, banned: Positions) -> Change | None:
    now = tally.changed(change.closes, change.opens)
    at_most, may = tally.gains(now), tally.room.fits(now)
    may[now] = may[banned] = False
    order = _ordered(tally, at_most, may & (at_most > 0), banned)
    for option in order[:5].tolist():
        closes = np.setdiff1d(change.closes, [option]).astype(np.int32)
        opens = np.setdiff1d(np.union1d(change.opens, [option]), tally.selection).astype(np.int32)
        if not tally.room.holds(tally.changed(closes, opens)):
            continue
        found = changed(tally, closes, opens)
        if tally.sign * found.value > tally.sign * change.value + DIGITS:
            return found
    return None
