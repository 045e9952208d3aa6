"""Greedy: opens the option that adds most, for what it takes, until nothing more fits.

By gain alone or by gain per price; the better of both covers at least (1 - 1/e)/2 of the optimum under
one budget (Khuller, Moss and Naor 1999, doi:10.1016/S0020-0190(99)00031-9)."""

from __future__ import annotations

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits
from siting.cover.search import Search, copied, fits, open_option, value
from siting.inputs import Floats, Positions


def scarcity_price(limits: Limits) -> Floats:
    """(n_options,) what an option takes, as shares of the limits, summed over limits that can bind."""
    n_options = len(limits.start) - 1
    wanted = np.bincount(limits.which, weights=limits.amount, minlength=len(limits.limit))
    binds = wanted > limits.limit
    share = np.where(binds, 1.0 / np.maximum(limits.limit, np.finfo(float).tiny), 0.0)
    option = np.repeat(np.arange(n_options), np.diff(limits.start))
    return np.bincount(option, weights=limits.amount * share[limits.which], minlength=n_options)


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
    candidates = np.flatnonzero((search.gain > 0) & ~search.is_open).astype(np.int32)
    score = _scores(search.gain[candidates], price[candidates])
    order = np.lexsort((candidates, -score))
    _open_best(covers, limits, search, price, candidates[order], score[order])


def _scores(gain: Floats, price: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.where(price > 0, gain / np.maximum(price, np.finfo(float).tiny), np.inf)
