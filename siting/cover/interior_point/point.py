"""The point an interior point method moves: slacks p > 0 and their multipliers y > 0, in pairs.

    Ax - z  with u,   1 - z  with q,   x  with a,   roof - x  with b,   1 - C x  with lam

stacked in this order, so that centring, step lengths and corrections are the same few lines for all five.
Primal feasible throughout; dual feasible rows (u + q = w) throughout, dual feasible options in the limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

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


def starting_point(layout: Layout) -> Point:
    """Every option open alike, sites twice as far, at most 70 % of a limit used; rows exactly on the central path.

    For given x and mu a row's z follows from u = mu / (Ax - z), q = mu / (1 - z), u + q = w: with
    t = 1 - z, d = 1 - Ax and m = mu / w it is the larger root of t^2 - (d + 2m) t + m d = 0."""
    reach, n = layout.reach, len(layout.variables)
    ones = np.ones(len(reach.variables))
    by_row = csr_matrix((ones, reach.variables, reach.start), (len(layout.weight), n))
    share = np.asarray(layout.amounts.sum(axis=1)).ravel()
    level = min(0.5, 0.7 / share.max()) if len(share) else 0.5
    below_site = reach.roof >= 0
    x = np.where(below_site, 0.5 * level, level)
    income = by_row.T @ layout.weight
    mu = 0.2 * level * float(np.median(income[income > 0]))
    short, width = 1.0 - by_row @ x, mu / layout.weight
    root = np.sqrt(short**2 + 4.0 * width**2)
    above = 0.5 * (short + 2.0 * width + root)
    below = 0.5 * (2.0 * width - short + root)
    row_price = np.minimum(mu / below, layout.weight * (1.0 - 1e-9))
    room, left = np.where(below_site, x[reach.roof], 1.0) - x, 1.0 - layout.amounts @ x
    slack = np.concatenate((below, above, x, room, left))
    multiplier = np.concatenate((row_price, layout.weight - row_price, mu / x, mu / room, mu / left))
    return Point(layout, slack, multiplier)
