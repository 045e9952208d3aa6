"""Left: what remains of a covering once some options are open or out for good."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.cover.bound import option_income
from siting.cover.covering.reduce import reduce
from siting.cover.covering.trial import Trial, trial
from siting.cover.covers import Covers
from siting.cover.narrow import narrow_covers
from siting.inputs import Floats, Positions

MARGIN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """opened: options open for good. options: those left, ascending positions in the whole question.

    covers, cost: the rows still to be covered, by the options left. target: weight of them that is still required.
    spent: cost of what is open. possible: whether all options left together cover the target.
    rows: positions of the rows left in the whole question; as long as no option but free ones is open or out, where
    a weight is required, since rows that become alike are merged. forced_by: (n_opened,) the row that made an
    option open, -1 for none."""

    opened: Positions
    options: Positions
    covers: Covers
    cost: Floats
    target: float
    spent: float
    rows: Positions
    forced_by: Positions

    @property
    def possible(self) -> bool:
        """Whether anything covers the target."""
        return self.covers.total >= self.target

    def whole(self, selection: Positions) -> Positions:
        """A selection of what is left, with what is open for good, in the whole question's numbers."""
        return np.sort(np.concatenate((self.opened, self.options[selection]))).astype(np.int32)

    def inside(self, selection: Positions) -> Trial:
        """Those of a selection of the whole question that are left, open."""
        return trial(self.covers, np.flatnonzero(np.isin(self.options, selection)).astype(np.int32))


def left_of_all(found: Covers, cost: Floats, keep: NDArray[np.bool_], opened: NDArray[np.bool_]) -> Left:
    """Every row is required: what `reduce` leaves of the options `keep` beside the `opened`. A target that cannot be
    covered where a row has no option any more."""
    if (np.bincount(_rows_of(found, keep | opened), minlength=found.n_rows) == 0).any():
        nobody = np.zeros(found.n_options, np.bool_)
        left = narrow_covers(found, nobody, np.zeros(found.n_rows, np.bool_))
        none = np.zeros(0, np.int32)
        return Left(none, none, left, cost[:0], 1.0, 0.0, none, none)
    small = reduce(found, cost, keep, opened)
    every = small.covers._replace(weight=np.ones(small.covers.n_rows))
    spent = float(cost[small.opened].sum())
    target, forced_by = float(every.n_rows), small.forced_by
    return Left(small.opened, small.options, every, small.cost, target, spent, small.rows, forced_by)


def left_of_part(
    found: Covers, cost: Floats, target: float, keep: NDArray[np.bool_], opened: NDArray[np.bool_]
) -> Left:
    """A weight is required: rows that the opened options reach leave, and count for the target."""
    reached = np.zeros(found.n_rows, np.bool_)
    reached[_rows_of(found, opened)] = True
    rest = found._replace(weight=np.where(reached, 0.0, found.weight))
    free = keep & ~opened & (option_income(rest, rest.weight) > 0)
    return Left(
        np.flatnonzero(opened).astype(np.int32),
        np.flatnonzero(free).astype(np.int32),
        narrow_covers(found, free, ~reached),
        cost[free],
        max(0.0, target - float(found.weight[reached].sum())),
        float(cost[opened].sum()),
        np.flatnonzero(~reached).astype(np.int32),
        np.full(int(opened.sum()), -1, np.int32),
    )


def _rows_of(found: Covers, options: NDArray[np.bool_]) -> Positions:
    return found.option_rows[np.repeat(options, np.diff(found.option_start))]


def decided(
    reduced: Floats, bound: float, value: float, least_gain: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(n_options,) options that every selection better than `value` opens, and those that none opens, by their
    reduced costs c - A'u and the bound of the same prices: going against the sign adds |reduced| to the bound.

    A better selection costs value - least_gain at most."""
    ceiling = value - least_gain + MARGIN * max(1.0, abs(value))
    against = bound + np.abs(reduced) > ceiling
    return against & (reduced < 0), against & (reduced > 0)
