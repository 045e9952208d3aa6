"""Rows that the same options reach are one row with their weights added: exact, and 5 to 40 times smaller.

The number of merged rows is bounded by the geometry of the reaches, not by the number of demand points."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Starts, covers, sums
from siting.cover.grid import grid_step, round_up
from siting.inputs import Floats, Positions

MANY_PAIRS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """covers: the merged rows. group: (n_raw,) merged row of each raw row, -1 where it was dropped.

    Dropped are rows that no option reaches and rows of weight zero: they change no decision."""

    covers: Covers
    group: Positions


class Rows(NamedTuple):
    """Options of every row, ascending, as CSR."""

    start: Starts
    options: Positions


def merge(row_start: Starts, row_options: Positions, weight: Floats, n_options: int) -> Merged:
    """Merges rows with equal cover sets, in order of first appearance.

    row_start, row_options: CSR, options ascending in a row. weight: (n_raw,) >= 0. Weights are rounded up to
    the grid of `grid_step` first (whole numbers stay as they are), so that merged weights are exact sums.
    A 64-bit hash only proposes a match; the sets themselves are compared before two rows become one."""
    weight = round_up(np.ascontiguousarray(weight, np.float64), grid_step(float(weight.sum())))
    rows = Rows(row_start.astype(np.int64, copy=False), row_options.astype(np.int32, copy=False))
    wanted = (weight > 0.0) & (np.diff(rows.start) > 0)
    group, merged = _grouped(rows, wanted, option_codes(n_options))
    summed = sums(group[wanted], weight[wanted], len(merged.start) - 1)
    return Merged(covers(merged.start, merged.options, summed, n_options), group)


def _grouped(rows: Rows, wanted: NDArray[np.bool_], codes: NDArray[np.uint64]) -> tuple[Positions, Rows]:
    """Merged row of every row (or -1), and the merged rows.

    Hashes, then rows by hash, then sets compared: the first and the last, which read all pairs, half of the rows
    each on two threads. Where a hash stands for two sets, all is done again, sets compared on the way."""
    middle = len(wanted) // 2
    halves = ((0, middle), (middle, len(wanted)))
    hashes = np.empty(len(wanted), np.uint64)
    with ThreadPoolExecutor(2) as threads:
        run = threads.map if len(rows.options) > MANY_PAIRS else map
        list(run(lambda half: _hash(rows, codes, hashes, *half), halves))
        group, first = _by_hash(hashes, wanted)
        merged = _some(rows, first)
        if all(run(lambda half: _all_same(rows, group, merged, *half), halves)):
            return group, merged
    group, first = _by_set(rows, hashes, wanted)
    return group, _some(rows, first)


def _some(rows: Rows, chosen: NDArray[np.int64]) -> Rows:
    """The chosen rows alone."""
    size = np.diff(rows.start)[chosen]
    start = np.concatenate(([0], np.cumsum(size)))
    taken = np.repeat(rows.start[chosen] - start[:-1], size) + np.arange(start[-1])
    return Rows(start, rows.options[taken])


def option_codes(n_options: int) -> NDArray[np.uint64]:
    """A fixed random 64-bit code for each option; a row's hash is the sum of its options' codes."""
    return np.random.default_rng(20240229).integers(0, 2**64, n_options, dtype=np.uint64)


@compiled
def _hash(rows: Rows, codes: NDArray[np.uint64], hashes: NDArray[np.uint64], begin: int, end: int) -> None:
    """Hashes of the rows begin .. end."""
    for row in range(begin, end):
        code = np.uint64(0)
        for t in range(rows.start[row], rows.start[row + 1]):
            code += codes[rows.options[t]]
        hashes[row] = code


@compiled
def _by_hash(hashes: NDArray[np.uint64], wanted: NDArray[np.bool_]) -> tuple[Positions, NDArray[np.int64]]:
    """Groups of equal hash and the first row of each; open addressing, number and hash of a group side by side."""
    mask = _room(hashes.size) - 1
    slots = np.zeros((mask + 1, 2), np.uint64)
    group, first = np.full(hashes.size, -1, np.int32), np.empty(hashes.size, np.int64)
    found = 0
    for row in range(hashes.size):
        if not wanted[row]:
            continue
        code = hashes[row]
        spot = np.int64(code >> np.uint64(20)) & mask
        while slots[spot, 0] != 0 and slots[spot, 1] != code:
            spot = (spot + 1) & mask
        if slots[spot, 0] == 0:
            first[found] = row
            found += 1
            slots[spot, 0], slots[spot, 1] = found, code
        group[row] = np.int64(slots[spot, 0]) - 1
    return group, first[:found].copy()


@compiled
def _by_set(
    rows: Rows, hashes: NDArray[np.uint64], wanted: NDArray[np.bool_]
) -> tuple[Positions, NDArray[np.int64]]:
    """The same for groups of equal sets."""
    mask = _room(hashes.size) - 1
    slots = np.full(mask + 1, -1, np.int32)
    group, first = np.full(hashes.size, -1, np.int32), np.empty(hashes.size, np.int64)
    found = 0
    for row in range(hashes.size):
        if not wanted[row]:
            continue
        spot = np.int64(hashes[row] >> np.uint64(20)) & mask
        while slots[spot] >= 0 and not _same(rows, row, rows, first[slots[spot]]):
            spot = (spot + 1) & mask
        if slots[spot] < 0:
            slots[spot] = found
            first[found] = row
            found += 1
        group[row] = slots[spot]
    return group, first[:found].copy()


@compiled
def _room(n_rows: int) -> int:
    """Slots for n_rows: a power of two, half of them free."""
    size = 16
    while size < 2 * n_rows:
        size *= 2
    return size


@compiled
def _all_same(rows: Rows, group: Positions, merged: Rows, begin: int, end: int) -> bool:
    """Whether the rows begin .. end have the options of their merged rows."""
    same = True
    for row in range(begin, end):
        if group[row] >= 0:
            same &= _same(rows, row, merged, group[row])
    return same


@compiled
def _same(rows: Rows, one: int, others: Rows, two: int) -> bool:
    """Whether two rows have the same options."""
    begin, other = rows.start[one], others.start[two]
    size = rows.start[one + 1] - begin
    if others.start[two + 1] - other != size:
        return False
    same = True
    for t in range(size):
        same &= rows.options[begin + t] == others.options[other + t]
    return same
