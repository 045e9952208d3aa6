"""Trial: a selection under change, what it covers and costs, and what each option would add or lose."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, sums
from siting.inputs import Floats, Positions


class Trial(NamedTuple):
    """is_open: (n_options,). times: (n_rows,), open options that reach the row.

    gain: (n_options,), weight that no open option reaches and this one does. alone: (n_options,), weight that
    this open option reaches and no other open one does; 0 for closed ones. covered: (1,), weight covered.
    Weights are multiples of a power of two (`covers`), so all of these stay exact."""

    is_open: NDArray[np.bool_]
    times: Positions
    gain: Floats
    alone: Floats
    covered: Floats

    @property
    def selection(self) -> Positions:
        """Open options, ascending."""
        return np.flatnonzero(self.is_open).astype(np.int32)


def nothing(covers: Covers) -> Trial:
    """Nothing open."""
    weight = np.repeat(covers.weight, np.diff(covers.row_start))
    gain = sums(covers.row_options, weight, covers.n_options)
    closed = np.zeros(covers.n_options, np.bool_)
    times = np.zeros(covers.n_rows, np.int32)
    return Trial(closed, times, gain, np.zeros(covers.n_options), np.zeros(1))


def trial(covers: Covers, selection: Positions) -> Trial:
    """The options of the selection open."""
    found = nothing(covers)
    for option in selection:
        open_one(covers, found, int(option))
    return found


@compiled
def open_one(covers: Covers, trial: Trial, option: int) -> None:
    """Opens a closed option."""
    trial.is_open[option] = True
    for t in range(covers.option_start[option], covers.option_start[option + 1]):
        row = covers.option_rows[t]
        weight = covers.weight[row]
        trial.times[row] += 1
        if trial.times[row] == 1:
            trial.covered[0] += weight
            trial.alone[option] += weight
            for s in range(covers.row_start[row], covers.row_start[row + 1]):
                trial.gain[covers.row_options[s]] -= weight
        elif trial.times[row] == 2:
            trial.alone[_other(covers, trial, row, option)] -= weight


@compiled
def close_one(covers: Covers, trial: Trial, option: int) -> None:
    """Closes an open option."""
    trial.is_open[option] = False
    trial.alone[option] = 0.0
    for t in range(covers.option_start[option], covers.option_start[option + 1]):
        row = covers.option_rows[t]
        weight = covers.weight[row]
        trial.times[row] -= 1
        if trial.times[row] == 0:
            trial.covered[0] -= weight
            for s in range(covers.row_start[row], covers.row_start[row + 1]):
                trial.gain[covers.row_options[s]] += weight
        elif trial.times[row] == 1:
            trial.alone[_other(covers, trial, row, option)] += weight


@compiled
def _other(covers: Covers, trial: Trial, row: int, option: int) -> int:
    """The open option that reaches the row, apart from this one."""
    for s in range(covers.row_start[row], covers.row_start[row + 1]):
        other = covers.row_options[s]
        if other != option and trial.is_open[other]:
            return int(other)
    return -1
