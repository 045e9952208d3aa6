"""A question narrowed to some of its options: fewer options make fewer different rows, and shorter ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.cover.covers import Covers, Limits, owners
from siting.cover.merge import merge
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
    place = np.cumsum(keep, dtype=np.int32) - np.int32(1)
    kept = keep[covers.row_options] & np.repeat(rows, np.diff(covers.row_start))
    before = np.concatenate(([0], np.cumsum(kept)))
    start, options = before[covers.row_start], place[covers.row_options[kept]]
    return merge(start, options, covers.weight, int(keep.sum())).covers


def narrow_limits(limits: Limits, keep: NDArray[np.bool_]) -> Limits:
    """The limits as some options see them."""
    kept = keep[owners(limits.start)]
    start = np.concatenate(([0], np.cumsum(np.diff(limits.start)[keep])))
    which, amount, site = limits.which[kept], limits.amount[kept], limits.site[keep]
    return limits._replace(start=start.astype(np.int64), which=which, amount=amount, site=site)
