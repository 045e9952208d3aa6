"""A structured interior point for the linear relaxation of most weight covered under packing limits.

    max  sum_r w_r z_r   s.t.  z <= A x,  0 <= z <= 1,  0 <= x <= 1,  C x <= limit

z is eliminated, what is left is one banded system with a row for each option (`newton`). Every point is
strictly feasible, so each gives a valid bound by `proven_bound`, and an x to round; it can stop at any time.
One BLAS thread: more make small banded factorisations slower; blocks share the cores instead."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from siting.cover.bound import proven_bound
from siting.cover.covers import Covers, Limits, exceeded
from siting.cover.cuts import Cuts, no_cuts
from siting.cover.interior_point.layout import arrange
from siting.cover.interior_point.point import Point, starting_point
from siting.cover.interior_point.step import step
from siting.inputs import Floats

MOST_STEPS = 100
THREADS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """x: (n_options,) in [0, 1], feasible. row_price u: (n_rows,) in [0, w]. limit_price: (n_limits,) >= 0.

    bound: `proven_bound` of these prices. covered: weight that x covers in the relaxation, so that
    covered <= value of the relaxation <= bound. steps: interior points visited.
    cuts, cut_price: the cuts that the bound rests on, none as a rule, and (n_cuts,) >= 0."""

    x: Floats
    row_price: Floats
    limit_price: Floats
    bound: float
    covered: float
    steps: int
    cuts: Cuts = field(default_factory=no_cuts)
    cut_price: Floats = field(default_factory=lambda: np.zeros(0))


Watching = Callable[[Relaxation], bool]


def relax(
    covers: Covers, limits: Limits, tolerance: float = 1e-6, go_on: Watching = lambda relaxation: True
) -> Relaxation:
    """The relaxation's solution, to a relative distance of `tolerance` between bound and covered.

    go_on: shown the best so far after every step; False ends the search. Rounding may end it earlier."""
    everything = np.diff(covers.option_start) > 0
    if not exceeded(limits, everything).any():
        return _everything(covers, limits, everything)
    layout = arrange(covers, limits)
    best = _nothing(covers, limits)
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(THREADS) as threads:
        point = starting_point(layout)
        for number in range(1, MOST_STEPS + 1):
            try:
                point = step(point, threads.map)
            except np.linalg.LinAlgError:
                break
            if not np.isfinite(point.mu):
                break
            best = _better(best, _seen(covers, limits, point, number))
            if not go_on(best) or best.bound - best.covered <= tolerance * best.bound:
                break
    return best


def _nothing(covers: Covers, limits: Limits) -> Relaxation:
    zeros = np.zeros(covers.n_options), np.zeros(covers.n_rows), np.zeros(len(limits.limit))
    return Relaxation(*zeros, covers.total, 0.0, 0)


def _everything(covers: Covers, limits: Limits, reaching: NDArray[np.bool_]) -> Relaxation:
    """No limit binds: all options that reach a row open, and every row covered."""
    prices = np.zeros(covers.n_rows), np.zeros(len(limits.limit))
    return Relaxation(reaching.astype(np.float64), *prices, covers.total, covers.total, 0)


def _seen(covers: Covers, limits: Limits, point: Point, number: int) -> Relaxation:
    layout = point.layout
    x, row_price = np.zeros(covers.n_options), np.zeros(covers.n_rows)
    limit_price = np.zeros(len(limits.limit))
    x[layout.options] = point.x
    row_price[layout.rows] = point.row_price
    limit_price[layout.limits] = point.limit_price / limits.limit[layout.limits]
    bound = proven_bound(covers, limits, row_price, limit_price)
    return Relaxation(x, row_price, limit_price, bound, point.covered, number)


def _better(old: Relaxation, new: Relaxation) -> Relaxation:
    """The new x, which covers more as steps go on, and the prices of the lower bound."""
    prices = new if new.bound < old.bound else old
    primal: Any = new if new.covered >= old.covered else old
    return Relaxation(primal.x, prices.row_price, prices.limit_price, prices.bound, primal.covered, new.steps)
