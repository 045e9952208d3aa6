"""Merging rows as they come: memory follows the different cover sets, not the rows.

Weights are added as whole numbers in two limbs, units and 2**-40ths of a unit, so that sums are exact in any
order, and however many rows there are; where the grid of `cover.grid` asks for a coarser step, a merged weight is
rounded up to it once, at the end."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Starts, covers
from siting.cover.grid import grid_step, round_up
from siting.cover.merge import option_codes
from siting.inputs import Floats, Positions

Whole = NDArray[np.int64]
PART_BITS = 40
PART = 1 << PART_BITS
MOST_UNITS = 2.0**52
FIRST_ROWS, FIRST_PAIRS = 1 << 10, 1 << 14


class Sums(NamedTuple):
    """Weights in two limbs: units + parts / 2**40, with 0 <= parts < 2**40."""

    units: Whole
    parts: Whole


class Table(NamedTuple):
    """Merged rows so far, with room for more. counts: (rows, pairs) in use.

    slots: open addressing, -1 = free. hashes, units, parts: by row. start, options: CSR."""

    counts: Whole
    slots: Positions
    hashes: NDArray[np.uint64]
    start: Starts
    options: Positions
    units: Whole
    parts: Whole


class Stream:
    """A growing table of merged rows; `add` takes chunks, `covers` closes it.

    n_options: options that rows name. unit: a power of two; finer parts of a weight than 2**-40 of a unit are
    rounded up, and all weights together are at most 2**52 units. With the unit 1, whole numbers stay as they
    are."""

    def __init__(self, n_options: int, unit: float = 1.0) -> None:
        self.n_options, self.unit = n_options, unit
        self._codes = option_codes(n_options)
        self._table = _room(FIRST_ROWS, FIRST_PAIRS)
        self._units = 0.0

    @property
    def n_rows(self) -> int:
        """Merged rows so far."""
        return int(self._table.counts[0])

    def add(self, row_start: Starts, row_options: Positions, weight: Floats) -> None:
        """Merges a chunk of rows in. CSR, options ascending in a row; weight: (n,) >= 0.

        Rows of no options and rows of weight zero change no decision, and are left out. Raises ValueError for
        weights that are negative, not finite or too large to be added up."""
        self.add_sums(row_start, row_options, in_limbs(weight, self.unit))

    def add_sums(self, row_start: Starts, row_options: Positions, sums: Sums) -> None:
        """The same with weights that are sums already."""
        self._units += float(sums.units.sum(dtype=np.float64)) + len(sums.parts)
        if self._units > MOST_UNITS:
            raise ValueError("weights are too large to be added up")
        start, options = row_start.astype(np.int64, copy=False), row_options.astype(np.int32, copy=False)
        row = 0
        while True:
            row = _take(self._table, self._codes, start, options, sums, row)
            if row == len(sums.units):
                return
            self._table = _grown(self._table, int(start[row + 1] - start[row]))

    def covers(self) -> Covers:
        """The merged rows, in order of first appearance."""
        n_rows, n_pairs = self._table.counts
        sums = Sums(self._table.units[:n_rows], self._table.parts[:n_rows])
        weight = from_limbs(sums, self.unit)
        return covers(self._table.start[: n_rows + 1], self._table.options[:n_pairs], weight, self.n_options)


def in_limbs(weight: Floats, unit: float = 1.0) -> Sums:
    """Weights in two limbs, rounded up to 2**-40 of a unit. Raises ValueError where one is no weight."""
    scaled = np.asarray(weight, np.float64) / unit
    if len(scaled) and not (scaled.min() >= 0 and scaled.max() <= MOST_UNITS):
        raise ValueError("weights must be numbers from 0 to 2**52 units")
    whole = np.floor(scaled)
    parts = np.ceil((scaled - whole) * PART).astype(np.int64)
    return Sums(whole.astype(np.int64) + (parts >> PART_BITS), parts & (PART - 1))


def from_limbs(sums: Sums, unit: float = 1.0) -> Floats:
    """The sums as numbers on the grid of their total, rounded up to it."""
    step = grid_step(float(sums.units.sum(dtype=np.float64)) + len(sums.parts))
    parts = round_up(sums.parts / PART, min(step, 1.0))
    return round_up(sums.units + parts, step) * unit


def _room(n_rows: int, n_pairs: int) -> Table:
    return Table(
        np.zeros(2, np.int64),
        np.full(4 * n_rows, -1, np.int32),
        np.empty(n_rows, np.uint64),
        np.zeros(n_rows + 1, np.int64),
        np.empty(n_pairs, np.int32),
        np.zeros(n_rows, np.int64),
        np.zeros(n_rows, np.int64),
    )


def _grown(table: Table, n_more: int) -> Table:
    """The table with at least twice the room that is in use, and n_more pairs of one row beyond."""
    n_rows, n_pairs = (int(count) for count in table.counts)
    rows_room, pairs_room = len(table.hashes), len(table.options)
    larger = _room(
        rows_room * 2 if n_rows == rows_room else rows_room,
        max(pairs_room * 2, n_pairs + n_more) if n_pairs + n_more > pairs_room else pairs_room,
    )
    larger.counts[:] = table.counts
    kept = ("hashes", "start", "options", "units", "parts")
    for name in kept:
        old = getattr(table, name)
        getattr(larger, name)[: len(old)] = old
    _place(larger)
    return larger


@compiled
def _place(table: Table) -> None:
    """Finds every row its slot."""
    mask = table.slots.size - 1
    for row in range(table.counts[0]):
        spot = np.int64(table.hashes[row] >> np.uint64(20)) & mask
        while table.slots[spot] >= 0:
            spot = (spot + 1) & mask
        table.slots[spot] = row


@compiled
def _take(
    table: Table, codes: NDArray[np.uint64], start: Starts, options: Positions, sums: Sums, row: int
) -> int:
    """Merges rows from `row` on; returns the first row for which there is no room, or the number of rows."""
    mask = table.slots.size - 1
    while row < sums.units.size:
        begin, end = start[row], start[row + 1]
        if begin == end or (sums.units[row] == 0 and sums.parts[row] == 0):
            row += 1
            continue
        code = np.uint64(0)
        for t in range(begin, end):
            code += codes[options[t]]
        spot = np.int64(code >> np.uint64(20)) & mask
        while True:
            found = np.int64(table.slots[spot])
            if found < 0:
                found = table.counts[0]
                pairs = table.counts[1]
                if found == table.hashes.size or pairs + end - begin > table.options.size:
                    return row
                table.slots[spot] = found
                table.hashes[found] = code
                table.options[pairs : pairs + end - begin] = options[begin:end]
                table.start[found + 1] = pairs + end - begin
                table.counts[0], table.counts[1] = found + 1, pairs + end - begin
                break
            if table.hashes[found] == code and _same(table, int(found), options, begin, end):
                break
            spot = (spot + 1) & mask
        add_limbs(table.units, table.parts, int(found), sums.units[row], sums.parts[row])
        row += 1
    return row


@compiled
def add_limbs(units: Whole, parts: Whole, spot: int, more_units: int, more_parts: int) -> None:
    """Adds to a sum in two limbs."""
    together = parts[spot] + more_parts
    units[spot] += more_units + (together >> PART_BITS)
    parts[spot] = together & (PART - 1)


@compiled
def _same(table: Table, row: int, options: Positions, begin: int, end: int) -> bool:
    """Whether a row of the table has the options that stand at begin : end."""
    first = table.start[row]
    same = table.start[row + 1] - first == end - begin
    for t in range(end - begin if same else 0):
        same &= table.options[first + t] == options[begin + t]
    return bool(same)
