"""Row prices of a covering in which every row is required, by subgradients: near the linear relaxation, and cheap.

A. Caprara, M. Fischetti and P. Toth, "A heuristic method for the set covering problem", Operations Research 47 (1999)
730-743, DOI 10.1287/opre.47.5.730; the mean of slopes after F. Barahona and R. Anbil, "The volume algorithm",
Mathematical Programming 87 (2000) 385-399, DOI 10.1007/s101070050002."""

from __future__ import annotations

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covers import Covers
from siting.inputs import Floats

FIRST_STEP = 1.0
LEAST_STEP = 1e-4
IDLE_STEPS = 100
KEPT = 0.8
LEAST_GAIN = 1e-5


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
    prices and halves lam; below LEAST_STEP it ends. ceiling: cost of a known covering. No price passes the cost of
    the row's cheapest option: beyond it nothing is gained, and digits are lost."""
    price, best = row_price.copy(), row_price.copy()
    reduced, slope, cap = np.empty(cost.size), np.empty(price.size), _caps(covers, cost)
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
        length = _turn(direction, slope, price, KEPT)
        if length == 0.0:
            length = _turn(direction, slope, price, 0.0)
        if length == 0.0 or most >= ceiling:
            break
        move = step * (ceiling - bound) / length
        for row in range(price.size):
            price[row] = min(max(0.0, price[row] + move * direction[row]), cap[row])
    return best, most


@compiled
def _caps(covers: Covers, cost: Floats) -> Floats:
    """(n_rows,) the least cost of an option that reaches the row."""
    cap = np.full(covers.weight.size, np.inf)
    for row in range(cap.size):
        for t in range(covers.row_start[row], covers.row_start[row + 1]):
            cap[row] = min(cap[row], cost[covers.row_options[t]])
    return cap


@compiled
def _turn(direction: Floats, slope: Floats, price: Floats, kept: float) -> float:
    """Turns the direction towards the slope, and not below prices of zero; its squared length."""
    length = 0.0
    for row in range(price.size):
        direction[row] = kept * direction[row] + (1.0 - kept) * slope[row]
        if price[row] == 0.0 and direction[row] < 0.0:
            direction[row] = 0.0
        length += direction[row] * direction[row]
    return length


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


@compiled
def tightened(covers: Covers, cost: Floats, row_price: Floats) -> Floats:
    """Prices with A'u <= c near these: where an option would earn more than it costs, its rows' prices
    shrink alike; then each price, row by row, rises by what its options have left. LB(u) = sum u."""
    price, left = row_price.copy(), cost.copy()
    for option in range(cost.size):
        earned = 0.0
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            earned += price[covers.option_rows[t]]
        if earned > cost[option]:
            for t in range(covers.option_start[option], covers.option_start[option + 1]):
                price[covers.option_rows[t]] *= cost[option] / earned
    for option in range(cost.size):
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            left[option] -= price[covers.option_rows[t]]
    for row in range(price.size):
        room = np.inf
        for t in range(covers.row_start[row], covers.row_start[row + 1]):
            room = min(room, left[covers.row_options[t]])
        if room > 0.0 and room < np.inf:
            price[row] += room
            for t in range(covers.row_start[row], covers.row_start[row + 1]):
                left[covers.row_options[t]] -= room
    return price
