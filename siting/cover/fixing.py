"""Reduced profits decide options for good: what no better selection can open or close.

If closing option k, which the prices say to open, already pushes the bound down to what is known to be
covered, then every better selection opens k; and the other way round. Where a site g takes something for
itself, its term of the bound is max(0, s_g - F_g), s_g the profits of its options, F_g its own charge:
opening k there for good lowers it by max(0, -profit_k) + max(0, F_g - s_g), closing k by
min(max(0, profit_k), max(0, s_g - F_g)), and closing the whole site by max(0, s_g - F_g)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.cover.bound import option_charges, option_income, site_charges
from siting.cover.covers import Covers, Limits, sums, taken
from siting.cover.interior_point import Relaxation
from siting.cover.narrow import narrow_covers, narrow_limits
from siting.inputs import Floats, Positions

MARGIN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """What is left to decide. opened: options open for good. options: still undecided, ascending.

    covers: merged rows that no opened option reaches, by the undecided options (numbered anew).
    limits: what is left of the limits, by the undecided options; an option whose site is paid for, since an
    opened option or every better selection pays for it, has site -1. used: (n_limits,), what that took.
    base: weight that the opened options cover. possible: False when nothing is left of a limit already, so
    that no better selection exists."""

    opened: Positions
    options: Positions
    covers: Covers
    limits: Limits
    used: Floats
    base: float
    possible: bool


def fix(covers: Covers, limits: Limits, relaxation: Relaxation, value: float, least_gain: float) -> Residual:
    """The residual question after fixing by the relaxation's prices: every selection that covers at least
    value + least_gain opens all of `opened` and nothing else outside `options`.

    value: weight covered by the best selection known. least_gain: 1 for whole weights, else 0."""
    profit = option_income(covers, relaxation.row_price) - option_charges(limits, relaxation.limit_price)
    bound = relaxation.bound + MARGIN * max(relaxation.bound, covers.total)
    room = bound - (value + least_gain)
    ahead = _site_profit(limits, profit, relaxation.limit_price)
    shared = limits.site >= 0
    worth = np.where(shared, ahead[limits.site], np.inf)
    if_opened = np.maximum(-profit, 0.0) + np.where(shared, np.maximum(-worth, 0.0), 0.0)
    if_closed = np.minimum(np.maximum(profit, 0.0), np.maximum(worth, 0.0))
    idle = np.diff(covers.option_start) == 0
    opened = (if_closed > room) & ~idle
    paid = ahead[:-1] > room
    return _residual(covers, limits, opened, (if_opened <= room) & ~opened & ~idle, paid)


def _site_profit(limits: Limits, profit: Floats, limit_price: Floats) -> Floats:
    """(n_sites + 1,) s_g - F_g of every site; the last stands for none."""
    shared = limits.site >= 0
    gained = sums(limits.site[shared], np.maximum(profit[shared], 0.0), limits.n_sites)
    return np.append(gained - site_charges(limits, limit_price), 0.0)


def _residual(
    covers: Covers,
    limits: Limits,
    opened: NDArray[np.bool_],
    free: NDArray[np.bool_],
    paid: NDArray[np.bool_],
) -> Residual:
    """The question on the free options, without the rows that the opened ones reach, merged again.

    paid: (n_sites,) sites that every better selection pays for."""
    reached = np.zeros(covers.n_rows, np.bool_)
    reached[covers.option_rows[np.repeat(opened, np.diff(covers.option_start))]] = True
    paid = np.append(paid, False)
    paid[limits.site[opened & (limits.site >= 0)]] = True
    used = taken(limits, opened, paid[:-1])
    left = narrow_limits(limits, free)
    left = left._replace(limit=limits.limit - used, site=np.where(paid[left.site], np.int32(-1), left.site))
    return Residual(
        np.flatnonzero(opened).astype(np.int32),
        np.flatnonzero(free).astype(np.int32),
        narrow_covers(covers, free, ~reached),
        left,
        used,
        float(covers.weight[reached].sum()),
        not (used > limits.limit).any(),
    )
