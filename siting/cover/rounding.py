"""From a relaxation's fractions to selections that keep within the limits."""

from __future__ import annotations

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits
from siting.cover.greedy import above_zero, greedy
from siting.cover.search import Search, close_option, opened, value
from siting.cover.swap import loss, swap
from siting.inputs import Floats

THRESHOLDS = (0.9, 0.5, 0.2)


def best_rounding(covers: Covers, limits: Limits, x: Floats, price: Floats) -> Search:
    """Opens what x opens beyond each threshold, repairs, fills up and swaps; the best of these searches."""
    searches = []
    for threshold in THRESHOLDS:
        search = opened(covers, limits, np.flatnonzero(x > threshold).astype(np.int32))
        repair(covers, limits, search, price)
        greedy(covers, limits, search, price)
        swap(covers, limits, search, price, 3)
        searches.append(search)
    return max(searches, key=lambda search: value(covers, search))


def repair(covers: Covers, limits: Limits, search: Search, price: Floats) -> None:
    """Closes, of the options that take from a broken limit, the one of least loss / price, until none is."""
    _repair(covers, limits, search, above_zero(price))


@compiled
def _repair(covers: Covers, limits: Limits, search: Search, price: Floats) -> None:
    while True:
        worst, least = -1, np.inf
        for option in range(price.size):
            if search.is_open[option] and _takes_from_broken(limits, search, option):
                score = loss(covers, search, option) / price[option]
                if score < least:
                    worst, least = option, score
        if worst < 0:
            return
        close_option(covers, limits, search, worst)


@compiled
def _takes_from_broken(limits: Limits, search: Search, option: int) -> bool:
    for t in range(limits.start[option], limits.start[option + 1]):
        limit = limits.which[t]
        if search.used[limit] > limits.limit[limit] and limits.amount[t] > 0.0:
            return True
    return False
