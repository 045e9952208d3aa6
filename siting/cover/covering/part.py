"""Prices of a covering in which a weight is required: the linear relaxation, by way of most weight under a budget.

With budget B the structured interior point gives prices u in [0, w] and lam of

    V(B) = max sum_r w_r z_r   s.t.  z <= A x,  0 <= z, x <= 1,  c x <= B,

which is concave in B. u / lam and theta = 1 / lam are prices of the covering, and their bound LB is where the tangent
of V at B reaches the required weight: never beyond the least B* with V(B*) = W, so B <- LB climbs to B* from below,
as Newton's method does, and each bound on the way holds (W. Dinkelbach 1967, doi:10.1287/mnsc.13.7.492)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from siting.cover.covering.bound import least_cost_of_part
from siting.cover.covers import Covers, limits
from siting.cover.interior_point import Relaxation, relax
from siting.inputs import Floats

MOST_BUDGETS = 12
CLOSE = 1e-4
FINE, ROUGH = 1e-7, 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class PartPrices:
    """row u (n_rows,) >= 0 and target theta >= 0, in money; bound: `least_cost_of_part` of both."""

    row: Floats
    target: float
    bound: float


def part_prices(
    covers: Covers,
    cost: Floats,
    target: float,
    ceiling: float,
    go_on: Callable[[PartPrices], bool],
    in_time: Callable[[], bool] = lambda: True,
) -> PartPrices:
    """The best prices found. ceiling: cost of a known selection that covers the target.

    go_on: shown the best so far after each budget; False ends the search. in_time: asked after every interior point;
    False ends that relaxation. Budgets far from the end need no precise relaxation; near it, a small error in weight
    is a larger one in money."""
    best = PartPrices(np.zeros(covers.n_rows), 0.0, 0.0)
    reaching = np.diff(covers.option_start) > 0
    budget, tolerance = min(ceiling, 0.999 * float(cost[reaching].sum())), ROUGH
    for _ in range(MOST_BUDGETS):
        if not budget > 0:
            break
        stock = limits(csr_matrix(cost[None, :]), np.array([budget]))
        found = _priced(covers, cost, target, relax(covers, stock, tolerance, lambda seen: in_time()))
        best = max((best, found), key=lambda each: each.bound)
        off = abs(budget - found.bound) / budget
        if not go_on(best) or (off <= CLOSE and tolerance < ROUGH):
            break
        tolerance = min(ROUGH, max(FINE, 0.001 * off))
        # Where the budget covers all there is, money is worth nothing, and the tangent tells nothing.
        budget = max(best.bound, found.bound if found.bound > 0 else 0.5 * budget)
    return best


def _priced(covers: Covers, cost: Floats, target: float, relaxation: Relaxation) -> PartPrices:
    """The relaxation's prices, turned into money; none where its budget is worth nothing."""
    price = float(relaxation.limit_price[0])
    if not price > 0:
        return PartPrices(np.zeros(covers.n_rows), 0.0, 0.0)
    row = relaxation.row_price / price
    return PartPrices(row, 1.0 / price, least_cost_of_part(covers, cost, target, row, 1.0 / price))
