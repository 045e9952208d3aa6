"""Greedy: opens the option that adds most, for what it takes, until nothing more fits.

By gain alone or by gain per price; the better of both covers at least (1 - 1/e)/2 of the optimum under
one budget without shared costs (Khuller, Moss and Naor 1999, doi:10.1016/S0020-0190(99)00031-9).
A site that takes something for itself competes with the best bundle of its options."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, Members, members
from siting.cover.price import Price, above_zero, same_for_all
from siting.cover.search import Search, copied, fits, toggle, value
from siting.inputs import Floats


def best_greedy(covers: Covers, limits: Limits, start: Search, prices: tuple[Price, ...]) -> Search:
    """Greedy from `start` by gain alone and by gain per each price; the best search (the first of equals)."""
    searches = [copied(start) for _ in range(len(prices) + 1)]
    for search, price in zip(searches, (same_for_all(limits), *prices), strict=True):
        greedy(covers, limits, search, price)
    return max(searches, key=lambda search: value(covers, search))


def greedy(covers: Covers, limits: Limits, search: Search, price: Price) -> None:
    """Opens options by highest gain / price, lowest position among equals, while any with a gain fits.

    Options of price 0 come first, by gain. A site of `Limits.site` where nothing is open stands in the queue
    for its options, with the gain / price of its best bundle, its own price included; it opens the option of
    highest gain / price that fits, and the others then stand for themselves. Changes `search`. Gains only
    fall, so a queue of old scores suffices: O(nonzeros) updates in all, log(n_options) for each look."""
    price, at = above_zero(price), members(limits)
    closed = np.append(search.open_at == 0, False)
    options = np.flatnonzero((search.gain > 0) & ~search.is_open & ~closed[limits.site])
    score = search.gain[options] / price.option[options]
    order = np.lexsort((options, -score))
    sites = np.flatnonzero(closed[:-1] & (np.diff(at.start) > 0))
    # Sites come first with no score yet, which is a heap too: the first look at each gives it one.
    queue = np.concatenate((len(price.option) + sites, options[order], np.zeros(len(at.options), np.int64)))
    scores = np.concatenate((np.full(len(sites), np.inf), score[order], np.zeros(len(at.options))))
    _open_best(covers, limits, search, price, at, queue, scores, len(sites) + len(options))


@compiled
def _open_best(
    covers: Covers,
    limits: Limits,
    search: Search,
    price: Price,
    at: Members,
    queue: NDArray[np.int64],
    score: Floats,
    size: int,
) -> None:
    """queue, score: a heap of `size` options and, numbered after them, sites; used up."""
    n_options = price.option.size
    while size > 0:
        item = queue[0]
        site = item - n_options
        if site >= 0:
            now = bundle(search, price, at, site)
        else:
            now = 0.0 if search.is_open[item] else search.gain[item] / price.option[item]
        if now != score[0] and now > 0.0:
            score[0] = now
            _sift_down(queue, score, size)
            continue
        size -= 1
        queue[0], score[0] = queue[size], score[size]
        _sift_down(queue, score, size)
        if now > 0.0 and site < 0 and fits(limits, search, item, -1):
            toggle(covers, limits, search, item)
        elif now > 0.0 and site >= 0 and _open_site(covers, limits, search, price, at, site):
            for t in range(at.start[site], at.start[site + 1]):
                option = at.options[t]
                if not search.is_open[option] and search.gain[option] > 0.0:
                    queue[size], score[size] = option, search.gain[option] / price.option[option]
                    _sift_up(queue, score, size)
                    size += 1


@compiled
def bundle(search: Search, price: Price, at: Members, site: int) -> float:
    """Highest gain / price of any set of options at a site where nothing is open, the site's price included.

    Gains of a site's options are added as if they shared no row. Options worth their price at a ratio make a
    set of higher ratio, until it stays (W. Dinkelbach 1967, doi:10.1287/mnsc.13.7.492)."""
    ratio = 0.0
    while True:
        gain, cost = 0.0, price.site[site]
        for t in range(at.start[site], at.start[site + 1]):
            option = at.options[t]
            if search.gain[option] > ratio * price.option[option]:
                gain += search.gain[option]
                cost += price.option[option]
        if not gain > 0.0 or gain / cost <= ratio:
            return ratio
        ratio = gain / cost


@compiled
def _open_site(covers: Covers, limits: Limits, search: Search, price: Price, at: Members, site: int) -> bool:
    """Opens the site's option of highest gain / price that fits; whether there is one."""
    best, most = -1, 0.0
    for t in range(at.start[site], at.start[site + 1]):
        option = at.options[t]
        ratio = search.gain[option] / price.option[option]
        if ratio > most and fits(limits, search, option, -1):
            best, most = option, ratio
    if best >= 0:
        toggle(covers, limits, search, best)
    return best >= 0


@compiled
def _sift_up(queue: NDArray[np.int64], score: Floats, spot: int) -> None:
    """Restores the heap whose last element, at `spot`, is new."""
    while spot > 0:
        above = (spot - 1) // 2
        if not _before(queue, score, spot, above):
            return
        _exchange(queue, score, spot, above)
        spot = above


@compiled
def _sift_down(queue: NDArray[np.int64], score: Floats, size: int) -> None:
    """Restores the heap below its first element."""
    spot = 0
    while True:
        best = spot
        for child in (2 * spot + 1, 2 * spot + 2):
            if child < size and _before(queue, score, child, best):
                best = child
        if best == spot:
            return
        _exchange(queue, score, spot, best)
        spot = best


@compiled
def _before(queue: NDArray[np.int64], score: Floats, one: int, two: int) -> bool:
    """Highest score first, lowest number among equals."""
    return bool(score[one] > score[two] or (score[one] == score[two] and queue[one] < queue[two]))


@compiled
def _exchange(queue: NDArray[np.int64], score: Floats, one: int, two: int) -> None:
    score[one], score[two] = score[two], score[one]
    queue[one], queue[two] = queue[two], queue[one]
