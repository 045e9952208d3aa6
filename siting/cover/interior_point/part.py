"""The question on the options worth a look: far fewer options, and far fewer different rows.

At prices near the relaxation's, an option that earns clearly less than it is charged stays closed. So the interior
point works on the others, and its prices are then tried on all options: those that earn more than they are
charged join. Every bound is one on the whole question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.cover.bound import option_charges, option_income, proven_bound, site_charges
from siting.cover.covers import Covers, Limits, sums
from siting.cover.interior_point.layout import Layout, arrange
from siting.cover.interior_point.point import Point
from siting.cover.merge import Merged
from siting.cover.narrow import narrow_limits, narrowed
from siting.inputs import Floats, Positions


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """options: (n_kept,) those that take part. merged: their rows. layout: of the narrow question."""

    covers: Covers
    limits: Limits
    options: Positions
    merged: Merged
    narrow_limits: Limits
    layout: Layout

    def x(self, point: Point) -> Floats:
        """(n_options,) of the whole question."""
        is_option = self.layout.variables < len(self.options)
        x = np.zeros(self.covers.n_options)
        x[self.options[self.layout.variables[is_option]]] = point.x[is_option]
        return x

    def plan(self, is_open: NDArray[np.bool_]) -> Floats:
        """(n_variables,) 1 for the part's options that are open, and for their sites."""
        chosen = is_open[self.options]
        sites = np.zeros(self.limits.n_sites + 1, np.bool_)
        sites[self.narrow_limits.site[chosen]] = True
        everything = np.concatenate((chosen, sites[:-1]))
        return everything[self.layout.variables].astype(np.float64)

    def narrow_prices(self, point: Point) -> tuple[Floats, Floats]:
        """Row prices of the merged rows, and prices of all limits."""
        row_price = np.zeros(self.merged.covers.n_rows)
        row_price[self.layout.rows] = point.row_price
        limit_price = np.zeros(len(self.limits.limit))
        limit_price[self.layout.limits] = point.limit_price / self.limits.limit[self.layout.limits]
        return row_price, limit_price

    def narrow_bound(self, row_price: Floats, limit_price: Floats) -> float:
        """What the prices prove about the narrow question, the rows that it does not reach left uncovered."""
        return proven_bound(self.merged.covers, self.narrow_limits, row_price, limit_price)

    def row_price(self, narrow: Floats) -> Floats:
        """(n_rows,) each row's share of its merged row's price, by weight; all of it where no option of this
        part reaches the row."""
        share = np.append(narrow / self.merged.covers.weight, 1.0)
        price: Floats = self.covers.weight * share[self.merged.group]
        return price


def part(covers: Covers, limits: Limits, keep: NDArray[np.bool_]) -> Part:
    """The part of the options of the mask keep (n_options,), at least one of which reaches a row."""
    options = np.flatnonzero(keep).astype(np.int32)
    merged, own = narrowed(covers, keep, np.ones(covers.n_rows, np.bool_)), narrow_limits(limits, keep)
    return Part(covers, limits, options, merged, own, arrange(merged.covers, own))


def earning(
    covers: Covers, limits: Limits, row_price: Floats, limit_price: Floats, margin: float
) -> NDArray[np.bool_]:
    """(n_options,) options that reach someone and earn what they are charged, but for the share `margin` of it; at
    a site that takes something for itself, what its options earn above that must come to the site's charge too."""
    gain = option_income(covers, row_price) - (1.0 - margin) * option_charges(limits, limit_price)
    shared = limits.site >= 0
    together = sums(limits.site[shared], np.maximum(gain[shared], 0.0), limits.n_sites)
    worth = np.append(together >= (1.0 - margin) * site_charges(limits, limit_price), True)
    earned: NDArray[np.bool_] = (gain >= 0.0) & worth[limits.site] & (np.diff(covers.option_start) > 0)
    return earned
