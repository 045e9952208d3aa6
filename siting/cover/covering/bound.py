"""A proven limit on the least cost, from row prices and the price of required weight.

    LB(u, theta) = theta W + sum_k min(0, c_k - sum_r A[r,k] u_r) - sum_r max(0, theta w_r - u_r)
    LB(u)        = sum_r u_r + sum_k min(0, c_k - sum_r A[r,k] u_r)              where every row is required

hold for every u >= 0 and theta >= 0 (Lagrangian relaxation of z <= A x, and of the required weight). So the prices
may come from anywhere, rounding errors included; only this sum has to be right."""

from __future__ import annotations

import numpy as np

from siting.cover.bound import option_income
from siting.cover.covers import Covers
from siting.cover.grid import grid_step, round_down, round_up
from siting.inputs import Floats


def least_cost(covers: Covers, cost: Floats, row_price: Floats) -> float:
    """LB(u), never above its exact value: u and costs are rounded down to a grid on which sums are exact."""
    step = _step(covers, cost, row_price)
    paid = round_down(np.maximum(np.nan_to_num(row_price), 0.0), step)
    lost = np.minimum(round_down(cost, step) - option_income(covers, paid), 0.0)
    return max(0.0, float(paid.sum() + lost.sum()))


def least_cost_of_part(
    covers: Covers, cost: Floats, target: float, row_price: Floats, target_price: float
) -> float:
    """LB(u, theta), never above its exact value."""
    worth = target_price * covers.weight
    step = max(_step(covers, cost, row_price), grid_step(float(worth.sum()) + target_price * target))
    paid = round_down(np.maximum(np.nan_to_num(row_price), 0.0), step)
    lost = np.minimum(round_down(cost, step) - option_income(covers, paid), 0.0)
    missed = np.maximum(round_up(np.nextafter(worth, np.inf), step) - paid, 0.0)
    earned = round_down(np.array([np.nextafter(target_price * target, 0.0)]), step)[0]
    return max(0.0, float(earned + lost.sum() - missed.sum()))


def _step(covers: Covers, cost: Floats, row_price: Floats) -> float:
    """A grid on which A'u, sum u and sum c are exact."""
    reached = float(np.nan_to_num(np.abs(row_price)) @ np.diff(covers.row_start))
    return grid_step(2.0 * (reached + float(cost.sum())))
