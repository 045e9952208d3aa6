"""The point an interior point method moves: slacks p > 0 and their multipliers y > 0, in pairs.

    Ax - z  with u,   1 - z  with q,   x  with a,   1 - x  with b,   1 - C x  with lam

stacked in this order, so that centring, step lengths and corrections are the same few lines for all five.
Primal feasible throughout; dual feasible rows (u + q = w) throughout, dual feasible options in the limit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.cover.interior_point.layout import Layout
from siting.inputs import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """slack, multiplier: (2 n_rows + 2 n_options + n_limits,), positive."""

    layout: Layout
    slack: Floats
    multiplier: Floats

    @property
    def ends(self) -> tuple[int, int, int, int]:
        """Where each of the five parts ends, the last excepted."""
        n_rows, n_options = self.layout.reach.shape
        return n_rows, 2 * n_rows, 2 * n_rows + n_options, 2 * n_rows + 2 * n_options

    @property
    def x(self) -> Floats:
        """(n_options,) how far each option is open, strictly between 0 and 1."""
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
    """Every option open alike, 70 % of the scarcest limit used; rows exactly on the central path.

    For given x and mu a row's z follows from u = mu / (Ax - z), q = mu / (1 - z), u + q = w: with
    t = 1 - z, d = 1 - Ax and m = mu / w it is the larger root of t^2 - (d + 2m) t + m d = 0."""
    n_options = layout.reach.shape[1]
    share = np.asarray(layout.amounts.sum(axis=1)).ravel()
    level = min(0.5, 0.7 / share.max()) if len(share) else 0.5
    x = np.full(n_options, level)
    mu = 0.2 * level * float(np.median(layout.reached @ layout.weight))
    short, width = 1.0 - layout.reach @ x, mu / layout.weight
    root = np.sqrt(short**2 + 4.0 * width**2)
    above = 0.5 * (short + 2.0 * width + root)
    below = 0.5 * (2.0 * width - short + root)
    row_price = np.minimum(mu / below, layout.weight * (1.0 - 1e-9))
    left = 1.0 - layout.amounts @ x
    price = np.full(len(share), mu) / left
    slack = np.concatenate((below, above, x, 1.0 - x, left))
    multiplier = np.concatenate((row_price, layout.weight - row_price, mu / x, mu / (1.0 - x), price))
    return Point(layout, slack, multiplier)
