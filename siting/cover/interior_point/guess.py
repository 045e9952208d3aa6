"""Prices from greedy, near enough to the relaxation's to tell which options it may use.

Greedy opens options at falling ratios of gain to price. A row first covered at the ratio theta is worth
u = w min(1, lam / theta) at a last ratio lam: then opened options earn their price exactly, and every other
earns at most (1 + log of the first ratio over lam) of its own (dual fitting of greedy set covering, V. Chvatal
1979, doi:10.1287/moor.4.3.233)."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.bound import proven_bound
from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits
from siting.cover.greedy import greedy
from siting.cover.price import Price, above_zero, charged, scarcity
from siting.cover.search import empty
from siting.inputs import Floats, Positions

QUANTILES = (0.0, 0.05, 0.15, 0.35)


class Guess(NamedTuple):
    """row_price (n_rows,) in [0, w], limit_price (n_limits,) >= 0, and the bound that they prove.

    is_open: (n_options,) options of a plan; they take part whatever they earn."""

    row_price: Floats
    limit_price: Floats
    bound: float
    is_open: NDArray[np.bool_]


def greedy_guess(covers: Covers, limits: Limits) -> Guess:
    """The best of a few last ratios, by the bound that they prove."""
    search, scarce = empty(covers, limits), scarcity(limits)
    price = above_zero(charged(limits, scarce))
    greedy(covers, limits, search, price)
    ratio, opened_at = _ratios(covers, limits, price, search.selection)
    guesses = []
    for last in np.quantile(opened_at, QUANTILES) if len(opened_at) else (1.0,):
        row_price, limit_price = covers.weight * (last / np.maximum(ratio, last)), last * scarce
        bound = proven_bound(covers, limits, row_price, limit_price)
        guesses.append(Guess(row_price, limit_price, bound, search.is_open))
    return min(guesses, key=lambda guess: guess.bound)


@compiled
def _ratios(covers: Covers, limits: Limits, price: Price, selection: Positions) -> tuple[Floats, Floats]:
    """(n_rows,) the ratio of gain to price at which greedy would first cover each row by the selection, zero
    where it does not; and the ratio of each opening, old ratios kept in a heap until they are looked at."""
    ratio = np.zeros(covers.weight.size)
    paid = np.zeros(limits.site_start.size, np.bool_)
    opened_at = np.empty(selection.size)
    queue = [(-np.inf, option) for option in selection]
    n_opened = 0
    while len(queue) > 0:
        old, option = heapq.heappop(queue)
        gain, cost, site = 0.0, price.option[option], limits.site[option]
        if site >= 0 and not paid[site]:
            cost += price.site[site]
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            if ratio[covers.option_rows[t]] == 0.0:
                gain += covers.weight[covers.option_rows[t]]
        if gain <= 0.0:
            continue
        now = gain / cost
        if now < -old:
            heapq.heappush(queue, (-now, option))
            continue
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            if ratio[covers.option_rows[t]] == 0.0:
                ratio[covers.option_rows[t]] = now
        paid[site] = True
        opened_at[n_opened] = now
        n_opened += 1
    return ratio, opened_at[:n_opened]
