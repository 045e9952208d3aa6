"""Greedy: opens the option that adds most, for what it takes, until nothing more fits.

By gain alone or by gain per price; the better of both covers at least (1 - 1/e)/2 of the optimum under
one budget (Khuller, Moss and Naor 1999, doi:10.1016/S0020-0190(99)00031-9)."""

from __future__ import annotations

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, owners, sums
from siting.cover.search import Search, copied, fits, toggle, value
from siting.inputs import Floats, Positions


def scarcity_price(limits: Limits) -> Floats:
    """(n_options,) what an option takes, as shares of the limits, summed over limits that can bind."""
    binds = sums(limits.which, limits.amount, len(limits.limit)) > limits.limit
    share = np.where(binds, 1.0 / np.maximum(limits.limit, np.finfo(float).tiny), 0.0)
    return sums(owners(limits.start), limits.amount * share[limits.which], len(limits.start) - 1)


def best_greedy(covers: Covers, limits: Limits, start: Search, prices: tuple[Floats, ...]) -> Search:
    """Greedy from `start` by gain alone and by gain per each price; the best search (the first of equals)."""
    searches = [copied(start) for _ in range(len(prices) + 1)]
    for search, price in zip(searches, (np.ones(covers.n_options), *prices), strict=True):
        greedy(covers, limits, search, price)
    return max(searches, key=lambda search: value(covers, search))


def greedy(covers: Covers, limits: Limits, search: Search, price: Floats) -> None:
    """Opens options by highest gain / price, lowest position among equals, while any with a gain fits.

    price: (n_options,) >= 0; options of price 0 come first, by gain. Changes `search`. Gains only fall, so
    a queue of old scores suffices: O(nonzeros) updates in all, and log(n_options) for each look."""
    price = above_zero(price)
    candidates = np.flatnonzero((search.gain > 0) & ~search.is_open).astype(np.int32)
    score = search.gain[candidates] / price[candidates]
    order = np.lexsort((candidates, -score))
    _open_best(covers, limits, search, price, candidates[order], score[order])


def above_zero(price: Floats) -> Floats:
    """The prices, with zeros replaced by something far below every other price."""
    positive = price[price > 0]
    least = float(positive.min()) * 1e-12 if len(positive) else 1.0
    return np.maximum(price, least)


@compiled
def _open_best(
    covers: Covers, limits: Limits, search: Search, price: Floats, queue: Positions, score: Floats
) -> None:
    """queue, score: options by falling score, which is a heap; they are used up."""
    size = queue.size
    while size > 0:
        option = int(queue[0])
        now = search.gain[option] / price[option]
        if now == score[0] or now == 0.0:
            if now > 0.0 and fits(limits, search, option, -1):
                toggle(covers, limits, search, option)
            size -= 1
            queue[0], score[0] = queue[size], score[size]
        else:
            score[0] = now
        _sift_down(queue, score, size)


@compiled
def _sift_down(queue: Positions, score: Floats, size: int) -> None:
    """Restores the heap below its first element: highest score first, lowest position among equals."""
    spot = 0
    while True:
        best = spot
        for child in (2 * spot + 1, 2 * spot + 2):
            if child < size and (
                score[child] > score[best] or (score[child] == score[best] and queue[child] < queue[best])
            ):
                best = child
        if best == spot:
            return
        queue[spot], queue[best] = queue[best], queue[spot]
        score[spot], score[best] = score[best], score[spot]
        spot = best
