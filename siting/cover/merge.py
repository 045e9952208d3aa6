"""Rows that the same options reach are one row with their weights added: exact, and 5 to 40 times smaller.

The number of merged rows is bounded by the geometry of the reaches, not by the number of demand points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Starts, covers, sums
from siting.cover.grid import grid_step, round_up
from siting.inputs import Floats, Positions


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """covers: the merged rows. group: (n_raw,) merged row of each raw row, -1 where it was dropped.

    Dropped are rows that no option reaches and rows of weight zero: they change no decision."""

    covers: Covers
    group: Positions


def merge(row_start: Starts, row_options: Positions, weight: Floats, n_options: int) -> Merged:
    """Merges rows with equal cover sets, in order of first appearance.

    row_start, row_options: CSR, options ascending in a row. weight: (n_raw,) >= 0. Weights are rounded up to
    the grid of `grid_step` first (whole numbers stay as they are), so that merged weights are exact sums.
    A 64-bit hash only proposes a match; the sets themselves are compared before two rows become one."""
    weight = round_up(np.ascontiguousarray(weight, np.float64), grid_step(float(weight.sum())))
    codes = option_codes(n_options)
    start, options = row_start.astype(np.int64), row_options.astype(np.int32)
    group, first = _group_rows(start, options, weight, codes)
    size = np.diff(start)[first]
    merged_start = np.concatenate(([0], np.cumsum(size)))
    taken = np.repeat(start[first] - merged_start[:-1], size) + np.arange(merged_start[-1])
    kept = group >= 0
    summed = sums(group[kept], weight[kept], len(first))
    return Merged(covers(merged_start, options[taken], summed, n_options), group)


def option_codes(n_options: int) -> NDArray[np.uint64]:
    """A fixed random 64-bit code for each option; a row's hash is the sum of its options' codes."""
    return np.random.default_rng(20240229).integers(0, 2**64, n_options, dtype=np.uint64)


@compiled
def _group_rows(
    start: Starts, options: Positions, weight: Floats, codes: NDArray[np.uint64]
) -> tuple[Positions, NDArray[np.int64]]:
    """Merged row of every row (or -1), and the first raw row of every merged row; open addressing."""
    n_rows = weight.size
    size = 16
    while size < 2 * n_rows:
        size *= 2
    slots = np.full(size, -1, np.int32)
    hashes = np.empty(n_rows, np.uint64)
    group = np.full(n_rows, -1, np.int32)
    first = np.empty(n_rows, np.int64)
    found = 0
    for row in range(n_rows):
        if weight[row] <= 0.0 or start[row] == start[row + 1]:
            continue
        code = np.uint64(0)
        for t in range(start[row], start[row + 1]):
            code += codes[options[t]]
        spot = np.int64(code >> np.uint64(20)) & (size - 1)
        while True:
            other = slots[spot]
            if other < 0:
                slots[spot] = found
                hashes[found] = code
                first[found] = row
                group[row] = found
                found += 1
                break
            if hashes[other] == code and _same(start, options, row, first[other]):
                group[row] = other
                break
            spot = (spot + 1) & (size - 1)
    return group, first[:found].copy()


@compiled
def _same(start: Starts, options: Positions, one: int, two: int) -> bool:
    """Whether two rows have the same options."""
    size = start[one + 1] - start[one]
    if start[two + 1] - start[two] != size:
        return False
    same = True
    for t in range(size):
        same &= options[start[one] + t] == options[start[two] + t]
    return same
