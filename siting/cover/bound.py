"""A proven limit on the weight any selection can cover, from row prices and limit prices.

    UB(u, p) = sum_r (w_r - u_r) + sum_k max(0, sum_r A[r,k] u_r - sum_i p_i C[i,k]) + sum_i p_i limit_i

holds for every u in [0, w] and p >= 0 (Lagrangian relaxation of z <= A x and of C x <= limit). So u and p
may come from anywhere, rounding errors included; only this sum has to be right."""

from __future__ import annotations

import numpy as np

from siting.cover.covers import Covers, Limits, owners, sums
from siting.cover.grid import grid_step, round_down, round_up
from siting.inputs import Floats


def proven_bound(covers: Covers, limits: Limits, row_price: Floats, limit_price: Floats) -> float:
    """The bound, never below its exact value: prices are first moved to where they hold, u in [0, w], p >= 0.

    Then every term is rounded once to a grid on which sums are exact: charges p_i C[i,k] down, p_i limit_i
    up, u down to any grid point (each is as valid as u itself). At most the weight of all rows."""
    total = covers.total
    step = grid_step(total)
    paid = round_down(np.clip(np.nan_to_num(row_price), 0.0, covers.weight), step)
    prices = np.maximum(np.nan_to_num(limit_price), 0.0)
    priced = prices > 0
    with np.errstate(over="ignore"):
        profit = option_income(covers, paid) - _charges(limits, prices, step, total)
        stock = round_up(np.nextafter(prices[priced] * limits.limit[priced], np.inf), step)
    bound = float((covers.weight - paid).sum() + np.maximum(profit, 0.0).sum() + stock.sum())
    return min(bound, total)


def option_income(covers: Covers, row_price: Floats) -> Floats:
    """(n_options,) the row prices of each option's rows, added up: A'u."""
    income = np.zeros(covers.n_options)
    reach = np.flatnonzero(np.diff(covers.option_start))
    if len(reach):
        income[reach] = np.add.reduceat(row_price[covers.option_rows], covers.option_start[reach])
    return income


def option_charges(limits: Limits, limit_price: Floats) -> Floats:
    """(n_options,) what the limit prices make of each option's amounts: C'p."""
    amounts = limits.amount * limit_price[limits.which]
    return sums(owners(limits.start), amounts, len(limits.start) - 1)


def _charges(limits: Limits, prices: Floats, step: float, total: float) -> Floats:
    """C'p, every term rounded down to the grid; a term above the total excludes already, and may be cut."""
    least = np.nextafter(limits.amount * prices[limits.which], 0.0)
    terms = np.minimum(round_down(least, step), round_up(np.array([total]), step)[0])
    return sums(owners(limits.start), terms, len(limits.start) - 1)
