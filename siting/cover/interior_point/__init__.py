"""A structured interior point for the linear relaxation of most weight covered under packing limits.

    max  sum_r w_r z_r   s.t.  z <= A x,  0 <= z <= 1,  0 <= x <= y <= 1,  C x + S y <= limit

y_g for the options of a site g that takes something for itself, y = 1 for the others. z is eliminated, what is left
is one banded system with a row for each option and such site (`newton`). Every point is strictly feasible, so each
gives a valid bound by `proven_bound`, and an x to round; it can stop at any time. Options that the prices say to
leave closed are left out, and let in once they earn their charge (`part`).
One BLAS thread: more make small banded factorisations slower; blocks share the cores instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from siting.cover.bound import proven_bound
from siting.cover.covers import Covers, Limits, exceeded
from siting.cover.cuts import Cuts, no_cuts
from siting.cover.interior_point.active import MANY, Solve, by_rounds
from siting.cover.interior_point.guess import Guess, greedy_guess
from siting.cover.interior_point.newton import Map
from siting.cover.interior_point.part import Part, earning, part
from siting.cover.interior_point.point import Point, starting_point
from siting.cover.interior_point.step import step
from siting.inputs import Floats

MOST_STEPS = 100
THREADS = 2
FIRST_MARGIN, MARGIN = 0.05, 0.03
NEAR = 0.03
CLOSER = 0.3


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
    covers: Covers,
    limits: Limits,
    tolerance: float = 1e-6,
    go_on: Watching = lambda relaxation: True,
    guess: Guess | None = None,
) -> Relaxation:
    """The relaxation's solution, to a relative distance of `tolerance` between bound and covered.

    go_on: shown the best so far after every step; False ends the search. Rounding may end it earlier.
    guess: prices of a question much like this one; without, greedy's. Of many limits most bind nowhere: they join as
    they are broken (`active`)."""
    if len(limits.limit) > MANY:
        solve: Solve = lambda some, near, shown: _relaxed(covers, some, tolerance, shown, near)
        return by_rounds(covers, limits, solve, go_on, guess)
    return _relaxed(covers, limits, tolerance, go_on, guess)


def _relaxed(
    covers: Covers, limits: Limits, tolerance: float, go_on: Watching, guess: Guess | None
) -> Relaxation:
    everything = np.diff(covers.option_start) > 0
    if not exceeded(limits, everything).any():
        return _everything(covers, limits, everything)
    guess = greedy_guess(covers, limits) if guess is None else guess
    keep = everything & (
        guess.is_open | earning(covers, limits, guess.row_price, guess.limit_price, FIRST_MARGIN)
    )
    if not exceeded(limits, keep).any():
        keep = everything
    # Prices that prove no more than the weight of all rows may stand for more than that; prices of zero do not.
    worth = float(guess.bound < covers.total)
    prices = worth * guess.row_price, worth * guess.limit_price
    best = Relaxation(np.zeros(covers.n_options), *prices, guess.bound, 0.0, 0)
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(THREADS) as threads:
        while True:
            best, entering = _solved(
                part(covers, limits, keep), guess.is_open, best, tolerance, go_on, threads.map
            )
            if not entering.any():
                return best
            keep |= entering


def _solved(
    part: Part, is_open: NDArray[np.bool_], best: Relaxation, tolerance: float, go_on: Watching, run: Map
) -> tuple[Relaxation, NDArray[np.bool_]]:
    """The best relaxation after this part, and the options that are to take part too before it can get better."""
    nobody = np.zeros(part.covers.n_options, np.bool_)
    seen, left_out = best, 0.0
    for point in _points(part, is_open, run):
        seen, narrow_bound = _seen(part, point, best)
        best = _better(best, seen)
        if not go_on(best) or best.bound - best.covered <= tolerance * best.bound:
            return best, nobody
        gap, left_out = narrow_bound - point.covered, seen.bound - narrow_bound
        if gap <= max(CLOSER * tolerance * narrow_bound, min(NEAR * narrow_bound, left_out)):
            break
    return best, _entering(part, seen) if left_out > 0.0 else nobody


def _entering(part: Part, seen: Relaxation) -> NDArray[np.bool_]:
    """(n_options,) those outside the part that earn their charge or nearly; none if none quite does."""
    whole = part.covers, part.limits, seen.row_price, seen.limit_price
    outside = np.ones(part.covers.n_options, np.bool_)
    outside[part.options] = False
    if not (outside & earning(*whole, 0.0)).any():
        return np.zeros_like(outside)
    return outside & earning(*whole, MARGIN)


def _seen(part: Part, point: Point, best: Relaxation) -> tuple[Relaxation, float]:
    """The point as a relaxation of the whole question, and the bound that its prices prove on the part alone. Where
    even that is no news, and the point far from the optimum, the whole bound is not worth its time: inf."""
    narrow, limit_price = part.narrow_prices(point)
    narrow_bound = part.narrow_bound(narrow, limit_price)
    row_price, bound = part.row_price(narrow), np.inf
    if narrow_bound < best.bound or narrow_bound - point.covered <= NEAR * narrow_bound:
        bound = proven_bound(part.covers, part.limits, row_price, limit_price)
    seen = Relaxation(part.x(point), row_price, limit_price, bound, point.covered, best.steps + 1)
    return seen, narrow_bound


def _everything(covers: Covers, limits: Limits, reaching: NDArray[np.bool_]) -> Relaxation:
    """No limit binds: all options that reach a row open, and every row covered."""
    prices = np.zeros(covers.n_rows), np.zeros(len(limits.limit))
    return Relaxation(reaching.astype(np.float64), *prices, covers.total, covers.total, 0)


def _better(old: Relaxation, new: Relaxation) -> Relaxation:
    """The new x, which covers more as steps go on, and the prices of the lower bound."""
    prices = new if new.bound < old.bound else old
    primal: Any = new if new.covered >= old.covered else old
    return Relaxation(primal.x, prices.row_price, prices.limit_price, prices.bound, primal.covered, new.steps)


def _points(part: Part, is_open: NDArray[np.bool_], run: Map) -> Iterator[Point]:
    """Interior points, until rounding forbids a next one."""
    point = starting_point(part.layout, part.plan(is_open))
    for _ in range(MOST_STEPS):
        try:
            point = step(point, run)
        except np.linalg.LinAlgError:
            return
        if not np.isfinite(point.mu):
            return
        yield point
