"""Row prices of a covering by subgradients, and on the way coverings by greedy at reduced costs.

A. Caprara, M. Fischetti and P. Toth, "A heuristic method for the set covering problem", Operations Research 47 (1999)
730-743, DOI 10.1287/opre.47.5.730."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covers import Covers
from siting.inputs import Floats

FIRST_STEP = 1.0
LEAST_STEP = 1e-3
IDLE_STEPS = 30
KEPT = 0.7
LEAST_GAIN = 1e-5


class Prices(NamedTuple):
    """row: (n_rows,) u >= 0. bound: LB(u) in floating point; `least_cost` of u is the proven one."""

    row: Floats
    bound: float


def first_prices(covers: Covers, cost: Floats) -> Floats:
    """(n_rows,) the least cost per row among the options that reach a row: A'u <= c."""
    share = cost / np.maximum(np.diff(covers.option_start), 1)
    return np.minimum.reduceat(share[covers.row_options], covers.row_start[:-1])


@compiled
def ascend(
    covers: Covers, cost: Floats, row_price: Floats, ceiling: float, most_steps: int
) -> tuple[Floats, float]:
    """The best prices that at most so many subgradient steps find, and their bound; every row is required.

    u <- max(0, u + lam (ceiling - LB(u)) / |d|^2 d),  d = a mean of slopes 1 - A x(u) with KEPT of the last d,
    x(u) = options of negative reduced cost. After IDLE_STEPS without a better bound the search goes back to the best
    prices and halves lam; below LEAST_STEP it ends. ceiling: cost of a known covering."""
    price, best = row_price.copy(), row_price.copy()
    reduced, slope = np.empty(cost.size), np.empty(price.size)
    direction = np.zeros(price.size)
    most, step, idle = -np.inf, FIRST_STEP, 0
    for _ in range(most_steps):
        bound = _evaluate(covers, cost, price, reduced, slope)
        idle += 1
        if bound > most:
            if bound > most + LEAST_GAIN * abs(most):
                idle = 0
            most = bound
            best[:] = price
        if idle == IDLE_STEPS:
            step, idle = 0.5 * step, 0
            price[:] = best
            direction[:] = 0.0
            if step < LEAST_STEP:
                break
            bound = _evaluate(covers, cost, price, reduced, slope)
        length = 0.0
        for row in range(price.size):
            direction[row] = KEPT * direction[row] + (1.0 - KEPT) * slope[row]
            if price[row] == 0.0 and direction[row] < 0.0:
                direction[row] = 0.0
            length += direction[row] * direction[row]
        if length == 0.0 or most >= ceiling:
            break
        move = step * (ceiling - bound) / length
        for row in range(price.size):
            price[row] = max(0.0, price[row] + move * direction[row])
    return best, most


@compiled
def _evaluate(covers: Covers, cost: Floats, price: Floats, reduced: Floats, slope: Floats) -> float:
    """LB(u); reduced costs c - A'u, and the subgradient 1 - A x(u) without rows that only help to overshoot."""
    bound = 0.0
    for row in range(price.size):
        bound += price[row]
        slope[row] = 1.0
    for option in range(cost.size):
        left = cost[option]
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            left -= price[covers.option_rows[t]]
        reduced[option] = left
        if left < 0.0:
            bound += left
            for t in range(covers.option_start[option], covers.option_start[option + 1]):
                slope[covers.option_rows[t]] -= 1.0
    return bound
