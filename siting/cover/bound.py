"""A proven limit on the weight any selection can cover, from row prices and limit prices.

    UB(u, p) = sum_r (w_r - u_r) + sum_g max(0, sum_{k in g} max(0, profit_k) - sum_i p_i S[i,g])
               + sum_i p_i limit_i,       profit_k = sum_r A[r,k] u_r - sum_i p_i C[i,k]

holds for every u in [0, w] and p >= 0 (Lagrangian relaxation of z <= A x and of C x + S y <= limit, where a site
g has y_g = 1 as soon as one of its options opens; an option whose site takes nothing is a site of its own, S = 0).
Cuts sum_r m_r z_r <= most + sum_k a_k x_k at prices mu >= 0 make that

    sum_r max(0, w_r - u_r - sum_c mu_c m_cr) + sum_c mu_c most_c + ...,       profit_k + sum_c mu_c a_ck.
So u and p may come from anywhere, rounding errors included; only this sum has to be right."""

from __future__ import annotations

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, Starts, owners, sums
from siting.cover.cuts import Cuts, cut_charges, cut_income
from siting.cover.grid import grid_step, round_down, round_up
from siting.inputs import Floats, Positions


def proven_bound(
    covers: Covers,
    limits: Limits,
    row_price: Floats,
    limit_price: Floats,
    cuts: Cuts | None = None,
    cut_price: Floats | None = None,
) -> float:
    """The bound, never below its exact value: prices are first moved to where they hold, u in [0, w], p >= 0.

    Then every term is rounded once to a grid on which sums are exact: charges p_i C[i,k] down, p_i limit_i
    up, u down to any grid point (each is as valid as u itself). At most the weight of all rows."""
    total = covers.total
    step = grid_step(total)
    paid = round_down(np.clip(np.nan_to_num(row_price), 0.0, covers.weight), step)
    prices = np.maximum(np.nan_to_num(limit_price), 0.0)
    priced = prices > 0
    with np.errstate(over="ignore"):
        own = _rounded_charges(limits.start, limits.which, limits.amount, prices, step, total)
        once = _rounded_charges(limits.site_start, limits.site_which, limits.site_amount, prices, step, total)
        stock = round_up(np.nextafter(prices[priced] * limits.limit[priced], np.inf), step)
    income, left = option_income(covers, paid), covers.weight - paid
    if cuts is not None and cut_price is not None:
        mu = round_down(np.clip(np.nan_to_num(cut_price), 0.0, _most_useful(covers, cuts)), step)
        income += cut_income(cuts, mu, covers.n_options)
        if income.max(initial=0.0) > 2.0 * total:
            return total
        left = np.maximum(left - cut_charges(cuts, mu, covers.n_rows), 0.0)
        stock = np.append(stock, mu * cuts.most)
    profit = np.maximum(income - own, 0.0)
    alone = limits.site < 0
    shared = sums(limits.site[~alone], profit[~alone], limits.n_sites)
    worth = profit[alone].sum() + np.maximum(shared - np.minimum(once, _above(total, step)), 0.0).sum()
    return min(float(left.sum() + worth + stock.sum()), total)


@compiled
def option_income(covers: Covers, row_price: Floats) -> Floats:
    """(n_options,) the row prices of each option's rows, added up: A'u."""
    income = np.zeros(covers.option_start.size - 1)
    for option in range(income.size):
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            income[option] += row_price[np.uint32(covers.option_rows[t])]
    return income


def option_charges(limits: Limits, limit_price: Floats) -> Floats:
    """(n_options,) what the limit prices make of each option's amounts: C'p."""
    amounts = limits.amount * limit_price[limits.which]
    return sums(owners(limits.start), amounts, len(limits.start) - 1)


def site_charges(limits: Limits, limit_price: Floats) -> Floats:
    """(n_sites,) the same for what each site takes once: S'p."""
    amounts = limits.site_amount * limit_price[limits.site_which]
    return sums(owners(limits.site_start), amounts, limits.n_sites)


def _most_useful(covers: Covers, cuts: Cuts) -> Floats:
    """(n_cuts,) the price from which a cut leaves one of its rows without weight."""
    most = np.full(len(cuts.most), np.inf)
    np.minimum.at(most, owners(cuts.start), covers.weight[cuts.rows] / cuts.times)
    return np.asarray(np.minimum(most, covers.total))


def _rounded_charges(
    start: Starts, which: Positions, amount: Floats, prices: Floats, step: float, total: float
) -> Floats:
    """What prices make of amounts, every term rounded down to the grid; a term above the total excludes already,
    and may be cut."""
    terms = np.minimum(round_down(np.nextafter(amount * prices[which], 0.0), step), _above(total, step))
    return sums(owners(start), terms, len(start) - 1)


def _above(total: float, step: float) -> float:
    """The least multiple of the step that is not below the total."""
    return float(round_up(np.array([total]), step)[0])
