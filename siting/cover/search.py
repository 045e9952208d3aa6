"""Search: a selection under change, with its gains kept exact; the moves every heuristic is made of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, sums
from siting.inputs import Floats, Positions


class Search(NamedTuple):
    """is_open: (n_options,). covering: (n_rows,), open options that reach the row.

    gain: (n_options,), weight that no open option reaches and this one does (0 when it is open).
    used: (n_limits,), what the open options take."""

    is_open: NDArray[np.bool_]
    covering: Positions
    gain: Floats
    used: Floats

    @property
    def selection(self) -> Positions:
        """Open options, ascending."""
        return np.flatnonzero(self.is_open).astype(np.int32)


def empty(covers: Covers, limits: Limits) -> Search:
    """Nothing open."""
    weight = np.repeat(covers.weight, np.diff(covers.row_start))
    gain = sums(covers.row_options, weight, covers.n_options)
    closed = np.zeros(covers.n_options, np.bool_)
    return Search(closed, np.zeros(covers.n_rows, np.int32), gain, np.zeros(len(limits.limit)))


def opened(covers: Covers, limits: Limits, selection: Positions) -> Search:
    """The options of the selection open, whether they keep within the limits or not."""
    search = empty(covers, limits)
    for option in selection:
        toggle(covers, limits, search, int(option))
    return search


def value(covers: Covers, search: Search) -> float:
    """Weight covered."""
    return float(covers.weight[search.covering > 0].sum())


def copied(search: Search) -> Search:
    """An independent copy."""
    return Search(search.is_open.copy(), search.covering.copy(), search.gain.copy(), search.used.copy())


@compiled
def fits(limits: Limits, search: Search, option: int, instead_of: int) -> bool:
    """Whether a closed option can open beside those that are open, one of them closed first (-1: none)."""
    for t in range(limits.start[option], limits.start[option + 1]):
        limit = limits.which[t]
        used = search.used[limit] + limits.amount[t]
        if instead_of >= 0 and used > limits.limit[limit]:
            for s in range(limits.start[instead_of], limits.start[instead_of + 1]):
                if limits.which[s] == limit:
                    used -= limits.amount[s]
        if used > limits.limit[limit]:
            return False
    return True


@compiled
def toggle(covers: Covers, limits: Limits, search: Search, option: int) -> float:
    """Opens the option if it is closed, else closes it; returns the weight that adds (negative: loses)."""
    sign = -1 if search.is_open[option] else 1
    search.is_open[option] = sign > 0
    for t in range(limits.start[option], limits.start[option + 1]):
        search.used[limits.which[t]] += sign * limits.amount[t]
    added = 0.0
    for t in range(covers.option_start[option], covers.option_start[option + 1]):
        row = covers.option_rows[t]
        before = search.covering[row]
        search.covering[row] = before + sign
        if max(before, before + sign) == 1:
            change = sign * covers.weight[row]
            added += change
            for s in range(covers.row_start[row], covers.row_start[row + 1]):
                search.gain[covers.row_options[s]] -= change
    return added
