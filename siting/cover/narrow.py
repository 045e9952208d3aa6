"""A question narrowed to some of its options: fewer options make fewer different rows, and shorter ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, Starts, owners
from siting.cover.merge import Merged, merge
from siting.inputs import Positions


@dataclass(frozen=True, slots=True, eq=False)
class Narrow:
    """options: those kept, ascending positions in the whole question; covers and limits number them anew.

    A selection of them covers the same weight, and takes the same of each limit, as in the whole question."""

    options: Positions
    covers: Covers
    limits: Limits

    def inside(self, selection: Positions) -> Positions:
        """A selection of the whole question in the narrow one's numbers; all of it must be kept."""
        return np.searchsorted(self.options, selection).astype(np.int32)


def narrow(covers: Covers, limits: Limits, keep: NDArray[np.bool_]) -> Narrow:
    """The question on the options of the mask keep (n_options,)."""
    every_row = np.ones(covers.n_rows, np.bool_)
    return Narrow(
        np.flatnonzero(keep).astype(np.int32),
        narrow_covers(covers, keep, every_row),
        narrow_limits(limits, keep),
    )


def narrow_covers(covers: Covers, keep: NDArray[np.bool_], rows: NDArray[np.bool_]) -> Covers:
    """Some rows by some options, merged again."""
    return narrowed(covers, keep, rows).covers


def narrowed(covers: Covers, keep: NDArray[np.bool_], rows: NDArray[np.bool_]) -> Merged:
    """Some rows (n_rows,) by some options (n_options,), merged again, with the merged row of each row."""
    options = np.flatnonzero(keep)
    start, numbers = _rows_of(covers, options, rows)
    return merge(start, numbers, covers.weight, len(options))


@compiled
def _rows_of(covers: Covers, options: NDArray[np.int64], rows: NDArray[np.bool_]) -> tuple[Starts, Positions]:
    """The rows by the given options, numbered anew; looks at the pairs of these options only."""
    start = np.zeros(rows.size + 2, np.int64)
    for option in options:
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            if rows[covers.option_rows[t]]:
                start[covers.option_rows[t] + 2] += 1
    for row in range(rows.size):
        start[row + 2] += start[row + 1]
    numbers = np.empty(start[-1], np.int32)
    for number in range(options.size):
        option = options[number]
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            row = covers.option_rows[t]
            if rows[row]:
                numbers[start[row + 1]] = number
                start[row + 1] += 1
    return start[:-1], numbers


def narrow_limits(limits: Limits, keep: NDArray[np.bool_]) -> Limits:
    """The limits as some options see them."""
    kept = keep[owners(limits.start)]
    start = np.concatenate(([0], np.cumsum(np.diff(limits.start)[keep])))
    which, amount, site = limits.which[kept], limits.amount[kept], limits.site[keep]
    return limits._replace(start=start.astype(np.int64), which=which, amount=amount, site=site)
