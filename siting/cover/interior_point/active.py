"""Many limits, few of which bind: the relaxation under those that do, found round by round.

A city has a limit or two for each of its sites (floor area, formats that go together, one phase for each outlet), and
dense in the Newton system they would cost more than all else. Leaving limits out only raises the bound, so every
bound on the way is one of the whole question; the last point keeps all limits, and is its relaxation's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting.cover.covers import Covers, Limits, Starts, owners, sums
from siting.cover.interior_point.guess import Guess
from siting.inputs import Floats

if TYPE_CHECKING:
    from siting.cover.interior_point import Relaxation

MANY = 400
FIRST, MORE = 100, 400
MOST_ROUNDS = 12
VIOLATED = 1e-6

Solve = Callable[[Limits, Guess | None, Callable[["Relaxation"], bool]], "Relaxation"]


def by_rounds(
    covers: Covers, limits: Limits, solve: Solve, go_on: Callable[[Relaxation], bool], guess: Guess | None
) -> Relaxation:
    """The relaxation under all limits. solve(limits, guess, go_on): under some of them.

    1. At first the limits that most options take from; then also those that the last x breaks, the most broken
       first. 2. A point that breaks limits is scaled down until it keeps them, before anybody sees it."""
    kept = np.zeros(len(limits.limit), dtype=np.bool_)
    kept[np.argsort(-np.bincount(limits.which, minlength=len(kept)), kind="stable")[:FIRST]] = True
    if guess is not None:
        kept |= guess.limit_price > 0
    ended = False

    def shown(found: Relaxation) -> bool:
        nonlocal ended
        ended = ended or not go_on(_lifted(covers, limits, kept, found))
        return not ended

    for round_number in range(MOST_ROUNDS):
        few = some_limits(limits, kept)
        near = None if guess is None else guess._replace(limit_price=guess.limit_price[kept])
        found = solve(few, near, shown)
        whole = _lifted(covers, limits, kept, found)
        over = usage(limits, found.x) / np.maximum(limits.limit, np.finfo(float).tiny) - 1.0
        broken = np.flatnonzero((over > VIOLATED) & ~kept)
        if ended or not len(broken) or round_number == MOST_ROUNDS - 1:
            break
        kept[broken[np.argsort(-over[broken], kind="stable")[:MORE]]] = True
        guess = Guess(whole.row_price, whole.limit_price, whole.bound, found.x > 0.5)
    return whole


def some_limits(limits: Limits, kept: NDArray[np.bool_]) -> Limits:
    """The limits of the mask."""
    number = (np.cumsum(kept) - 1).astype(np.int32)
    own, once = kept[limits.which], kept[limits.site_which]
    return limits._replace(
        start=_fewer(limits.start, own),
        which=number[limits.which[own]],
        amount=limits.amount[own],
        limit=limits.limit[kept],
        site_start=_fewer(limits.site_start, once),
        site_which=number[limits.site_which[once]],
        site_amount=limits.site_amount[once],
    )


def _fewer(start: Starts, kept: NDArray[np.bool_]) -> Starts:
    """Where rows begin once only some entries are left."""
    return np.concatenate(([0], np.cumsum(kept))).astype(np.int64)[start]


def usage(limits: Limits, x: Floats) -> Floats:
    """(n_limits,) what x (n_options,) takes; a site takes its share by the largest x of its options."""
    n_limits = len(limits.limit)
    y = np.zeros(limits.n_sites)
    shared = limits.site >= 0
    np.maximum.at(y, limits.site[shared], x[shared])
    own = limits.amount * x[owners(limits.start)]
    once = limits.site_amount * y[owners(limits.site_start)]
    return sums(limits.which, own, n_limits) + sums(limits.site_which, once, n_limits)


def _lifted(covers: Covers, limits: Limits, kept: NDArray[np.bool_], found: Relaxation) -> Relaxation:
    """RULE 2, and prices of 0 for the limits left out."""
    price = np.zeros(len(kept))
    price[kept] = found.limit_price
    used = usage(limits, found.x)
    scale = min(1.0, float(np.min(limits.limit[used > 0] / used[used > 0], initial=1.0)))
    if scale == 1.0:
        return replace(found, limit_price=price)
    x = scale * found.x
    reached = sums(owners(covers.row_start), x[covers.row_options], covers.n_rows)
    return replace(found, x=x, covered=float(covers.weight @ np.minimum(1.0, reached)), limit_price=price)
