"""From a relaxation's fractions to selections that keep within the limits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.cover.covers import Covers, Limits
from siting.cover.greedy import greedy
from siting.cover.price import Price
from siting.cover.search import Search, empty, fits, toggle, value
from siting.cover.swap import swap
from siting.inputs import Floats

THRESHOLDS = (0.9, 0.5, 0.1)


def best_rounding(
    covers: Covers,
    limits: Limits,
    x: Floats,
    price: Price,
    go_on: Callable[[Search], bool] = lambda search: True,
) -> Search:
    """For each threshold: opens what x opens beyond it, fills up and swaps; the best of these searches.

    go_on: shown each of them; False leaves the other thresholds out."""
    best: Search | None = None
    for threshold in THRESHOLDS:
        search = rounded(covers, limits, x, threshold)
        greedy(covers, limits, search, price)
        swap(covers, limits, search, price, 3)
        if best is None or value(covers, search) > value(covers, best):
            best = search
        if not go_on(search):
            break
    assert best is not None
    return best


def rounded(covers: Covers, limits: Limits, x: Floats, threshold: float) -> Search:
    """Options with x > threshold, most open first, lowest position among equals, as long as they fit."""
    search = empty(covers, limits)
    wanted = np.flatnonzero(x > threshold)
    for option in wanted[np.argsort(-x[wanted], kind="stable")].tolist():
        if fits(limits, search, option, -1):
            toggle(covers, limits, search, option)
    return search
