"""The point an interior point method moves: slacks p > 0 and their multipliers y > 0, in pairs.

    Ax - z  with u,   1 - z  with q,   x  with a,   roof - x  with b,   1 - C x  with lam

stacked in this order, so that centring, step lengths and corrections are the same few lines for all five.
Primal feasible throughout; dual feasible rows (u + q = w) throughout, dual feasible options in the limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.cover.interior_point.layout import Layout
from siting.inputs import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """slack, multiplier: (2 n_rows + 2 n_variables + n_limits,), positive."""

    layout: Layout
    slack: Floats
    multiplier: Floats

    @property
    def ends(self) -> tuple[int, int, int, int]:
        """Where each of the five parts ends, the last excepted."""
        n_rows, n = len(self.layout.weight), len(self.layout.variables)
        return n_rows, 2 * n_rows, 2 * n_rows + n, 2 * n_rows + 2 * n

    @property
    def x(self) -> Floats:
        """(n_variables,) how far each option and site is open, strictly between 0 and 1."""
        return self.slack[self.ends[1] : self.ends[2]]

    @property
    def row_price(self) -> Floats:
        """u, (n_rows,)."""
        return self.multiplier[: self.ends[0]]

    @property
    def limit_price(self) -> Floats:
        """lam, (n_limits,), for limits scaled to 1."""
        return self.multiplier[self.ends[3] :]

    @property
    def mu(self) -> float:
        """Mean product of a pair: how far from the optimum."""
        return float(self.slack @ self.multiplier) / len(self.slack)

    @property
    def covered(self) -> float:
        """Weight covered by x as it is, sum of w min(1, Ax): a value the relaxation attains."""
        first, second, _, _ = self.ends
        reached = 1.0 + self.slack[:first] - self.slack[first:second]
        return float(self.layout.weight @ np.minimum(1.0, reached))


def starting_point(layout: Layout, plan: Floats) -> Point:
    """Halfway between all options open alike (sites twice as far, at most 70 % of a limit used) and nine tenths of
    a plan (n_variables,) of zeros and ones, which counts if it keeps within the limits; all pairs exactly central."""
    by_row, below_site = layout.by_row, layout.reach.roof >= 0
    share = np.asarray(layout.amounts.sum(axis=1)).ravel()
    level = min(0.5, 0.7 / share.max()) if len(share) else 0.5
    x = np.where(below_site, 0.5 * level, level)
    if (layout.amounts @ plan <= 1.0).all():
        x = 0.5 * x + 0.45 * plan
    income = by_row.T @ layout.weight
    mu = 0.02 * level * float(np.median(income[income > 0]))
    below, above = _central(1.0 - by_row @ x, mu / layout.weight)
    row_price = np.minimum(mu / below, layout.weight * (1.0 - 1e-9))
    room, left = np.where(below_site, x[layout.reach.roof], 1.0) - x, 1.0 - layout.amounts @ x
    slack = np.concatenate((below, above, x, room, left))
    multiplier = np.concatenate((row_price, layout.weight - row_price, mu / x, mu / room, mu / left))
    return Point(layout, slack, multiplier)


def _central(short: Floats, width: Floats) -> tuple[Floats, Floats]:
    """Ax - z and 1 - z of rows on the central path, for short d = 1 - Ax and width m = mu / w.

    From mu / (Ax - z) + mu / (1 - z) = w: both are m + (root +- d) / 2 with root^2 = d^2 + 4 m^2; where that is
    root - |d|, it is 4 m^2 / (root + |d|), without cancellation."""
    root = np.sqrt(short**2 + 4.0 * width**2)
    larger = 0.5 * (root + np.abs(short))
    smaller = width**2 / larger
    low = np.where(short >= 0.0, smaller, larger)
    return width + low, width + (larger + smaller - low)
