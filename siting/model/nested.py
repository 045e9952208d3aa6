"""Rows that hold another row and one or two options more: most of a program's links can then be short.

Where row r is reached by the options of row b and by few others, z_r <= z_b + sum of the others' x says what
z_r <= sum of all of r's x says: z_b may be as large as its own link lets it, and min(1, S) + s >= min(1, S + s).
So the linear relaxation is the same, with a third of the numbers in a city of overlapping reaches."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from siting.inputs import Positions

MOST_PAIRED = 40
Starts = NDArray[np.int64]


def nested(start: Starts, options: Positions, n_options: int) -> tuple[Positions, NDArray[np.bool_]]:
    """(base (n_rows,), beyond (nnz,)): a row within each row, -1 for none; which options it has beyond its base
    (all of them where there is none). CSR, options ascending in a row."""
    codes = np.random.default_rng(20240301).integers(0, 2**64, n_options, dtype=np.uint64)
    base, beyond = np.full(len(start) - 1, -1, np.int32), np.ones(len(options), np.bool_)
    _find(start.astype(np.int64), options.astype(np.int32), codes, base, beyond)
    return base, beyond


@numba.njit(nogil=True, cache=True)
def _find(
    start: Starts, options: Positions, codes: NDArray[np.uint64], base: Positions, beyond: NDArray[np.bool_]
) -> None:
    """Looks for each row without one of its options, then without two, in a hash table of all rows."""
    n_rows = base.size
    size = 16
    while size < 2 * n_rows:
        size *= 2
    slots, hashes = np.full(size, -1, np.int32), np.zeros(n_rows, np.uint64)
    for row in range(n_rows):
        for t in range(start[row], start[row + 1]):
            hashes[row] += codes[options[t]]
        spot = np.int64(hashes[row] >> np.uint64(20)) & (size - 1)
        while slots[spot] >= 0:
            spot = (spot + 1) & (size - 1)
        slots[spot] = row
    for row in range(n_rows):
        first, last = start[row], start[row + 1]
        for one in range(first, last):
            if base[row] < 0:
                code = hashes[row] - codes[options[one]]
                base[row] = _row_of(slots, hashes, code, start, options, row, one, one)
                if base[row] >= 0:
                    beyond[first:last] = False
                    beyond[one] = True
        for one in range(first, last if last - first <= MOST_PAIRED else first):
            for two in range(one + 1, last):
                if base[row] < 0:
                    code = hashes[row] - codes[options[one]] - codes[options[two]]
                    base[row] = _row_of(slots, hashes, code, start, options, row, one, two)
                    if base[row] >= 0:
                        beyond[first:last] = False
                        beyond[one], beyond[two] = True, True


@numba.njit(nogil=True, cache=True)
def _row_of(
    slots: Positions,
    hashes: NDArray[np.uint64],
    code: Any,
    start: Starts,
    options: Positions,
    row: int,
    one: int,
    two: int,
) -> int:
    """The row with the options of `row` but those at one and two; -1 where there is none, or it is empty."""
    wanted = start[row + 1] - start[row] - (1 if one == two else 2)
    spot = np.int64(code >> np.uint64(20)) & (slots.size - 1)
    while slots[spot] >= 0 and wanted > 0:
        found = slots[spot]
        if hashes[found] == code and start[found + 1] - start[found] == wanted:
            same, at = True, start[found]
            for t in range(start[row], start[row + 1]):
                if t != one and t != two:
                    same &= options[t] == options[at]
                    at += 1
            if same:
                return int(found)
        spot = (spot + 1) & (slots.size - 1)
    return -1
