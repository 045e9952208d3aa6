"""Reduced profits decide options for good: what no better selection can open or close.

If closing option k, which the prices say to open, already pushes the bound down to what is known to be
covered, then every better selection opens k; and the other way round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.cover.bound import option_charges, option_income
from siting.cover.covers import Covers, Limits, exceeded
from siting.cover.interior_point import Relaxation
from siting.cover.narrow import narrow_covers
from siting.inputs import Positions

MARGIN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """What is left to decide. opened: options open for good. options: still undecided, ascending.

    covers: merged rows that no opened option reaches, by the undecided options (numbered anew).
    base: weight that the opened options cover. possible: False when the opened options break a limit, so that
    no better selection exists."""

    opened: Positions
    options: Positions
    covers: Covers
    base: float
    possible: bool


def fix(covers: Covers, limits: Limits, relaxation: Relaxation, value: float, least_gain: float) -> Residual:
    """The residual question after fixing by the relaxation's prices: every selection that covers at least
    value + least_gain opens all of `opened` and nothing else outside `options`.

    value: weight covered by the best selection known. least_gain: 1 for whole weights, else 0."""
    income = option_income(covers, relaxation.row_price)
    profit = income - option_charges(limits, relaxation.limit_price)
    bound = relaxation.bound + MARGIN * max(relaxation.bound, covers.total)
    decided = bound - np.abs(profit) < value + least_gain
    idle = np.diff(covers.option_start) == 0
    opened = decided & (profit > 0) & ~idle
    return _residual(covers, limits, opened, ~decided & ~idle)


def _residual(covers: Covers, limits: Limits, opened: NDArray[np.bool_], free: NDArray[np.bool_]) -> Residual:
    """The question on the free options, without the rows that the opened ones reach, merged again."""
    reached = np.zeros(covers.n_rows, np.bool_)
    reached[covers.option_rows[np.repeat(opened, np.diff(covers.option_start))]] = True
    return Residual(
        np.flatnonzero(opened).astype(np.int32),
        np.flatnonzero(free).astype(np.int32),
        narrow_covers(covers, free, ~reached),
        float(covers.weight[reached].sum()),
        not exceeded(limits, opened).any(),
    )
