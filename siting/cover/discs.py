"""Covers of points by discs on a plane, a chunk of points at a time: who lies within reach of which site.

A grid of cells says beforehand which discs hold a whole cell and whose edge may cross it. A point then asks only
the few edges of its cell, and points of one cell on the same side of each of them are one row at once: time and
memory hardly follow the number of discs, and memory does not follow the number of points."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.cells import Cells
from siting.cover.compiled import compiled
from siting.cover.covers import Starts
from siting.cover.stream import Stream, Sums, Whole, add_limbs, in_limbs
from siting.inputs import Floats, Positions

Words = NDArray[np.uint64]
WORD = 64
FIRST_RECORDS = 1 << 14
FLUSHED_AT_ONCE = 1 << 16


class Tally(NamedTuple):
    """Weight by cell and by side of its edges, in two limbs (`stream.Sums`).

    plain_*: (n_cells,) where no edge crosses. The others are records, found by open addressing: cell, and words,
    of which a record has one for every 64 edges of its cell. counts: (records, words) in use."""

    plain_units: Whole
    plain_parts: Whole
    counts: Whole
    slots: Positions
    cell: Positions
    first_word: Whole
    words: Words
    units: Whole
    parts: Whole


def tally(grid: Cells) -> Tally:
    """Nothing counted yet."""
    n_cells = len(grid.inside) - 1
    most_words = int(-(-np.diff(grid.edge).max(initial=1) // WORD))
    plain = Sums(np.zeros(n_cells, np.int64), np.zeros(n_cells, np.int64))
    return _room(plain, np.zeros(2, np.int64), FIRST_RECORDS, FIRST_RECORDS + most_words)


def count(grid: Cells, sofar: Tally, x: Floats, y: Floats, weight: Floats, unit: float = 1.0) -> Tally:
    """Counts points in, and returns the tally to go on with (a larger one when there was no more room).

    x, y: (n,) finite; weight: (n,) >= 0; raises ValueError for other weights."""
    sums = in_limbs(weight, unit)
    point = 0
    while True:
        point = _count_points(grid, sofar, x, y, sums, point)
        if point == len(x):
            return sofar
        sofar = _grown(sofar)


def flush(grid: Cells, sofar: Tally, stream: Stream) -> None:
    """Gives all that was counted to the stream, as rows."""
    plain = np.flatnonzero((sofar.plain_units > 0) | (sofar.plain_parts > 0))
    for begin in range(0, len(plain), FLUSHED_AT_ONCE):
        some = plain[begin : begin + FLUSHED_AT_ONCE]
        start, options = _plain_rows(grid, some)
        stream.add_sums(start, options, Sums(sofar.plain_units[some], sofar.plain_parts[some]))
    for begin in range(0, int(sofar.counts[0]), FLUSHED_AT_ONCE):
        end = min(begin + FLUSHED_AT_ONCE, int(sofar.counts[0]))
        start, options = _record_rows(grid, sofar, begin, end)
        stream.add_sums(start, options, Sums(sofar.units[begin:end], sofar.parts[begin:end]))


def _room(plain: Sums, counts: Whole, n_records: int, n_words: int) -> Tally:
    return Tally(
        plain.units,
        plain.parts,
        counts,
        np.full(4 * n_records, -1, np.int32),
        np.empty(n_records, np.int32),
        np.empty(n_records, np.int64),
        np.empty(n_words, np.uint64),
        np.zeros(n_records, np.int64),
        np.zeros(n_records, np.int64),
    )


def _grown(sofar: Tally) -> Tally:
    """The tally with twice the room."""
    plain = Sums(sofar.plain_units, sofar.plain_parts)
    larger = _room(plain, sofar.counts, 2 * len(sofar.cell), 2 * len(sofar.words))
    for name in ("cell", "first_word", "words", "units", "parts"):
        old = getattr(sofar, name)
        getattr(larger, name)[: len(old)] = old
    _place(larger)
    return larger


def _plain_rows(grid: Cells, chosen: Whole) -> tuple[Starts, Positions]:
    """The discs that hold each of the cells, as CSR."""
    size = np.diff(grid.inside)[chosen]
    start = np.concatenate(([0], np.cumsum(size)))
    taken = np.repeat(grid.inside[chosen] - start[:-1], size) + np.arange(start[-1])
    return start, grid.inside_of[taken]


@compiled
def _hash(cell: int, words: Words, first: int, n_words: int) -> int:
    code = np.uint64(cell) * np.uint64(0x9E3779B97F4A7C15)
    for k in range(n_words):
        code ^= words[first + k]
        code *= np.uint64(0xD6E8FEB86659FD93)
        code ^= code >> np.uint64(32)
    return int(code >> np.uint64(1))


@compiled
def _place(sofar: Tally) -> None:
    """Finds every record its slot."""
    mask = sofar.slots.size - 1
    for record in range(sofar.counts[0]):
        first = sofar.first_word[record]
        last = sofar.first_word[record + 1] if record + 1 < sofar.counts[0] else sofar.counts[1]
        spot = _hash(sofar.cell[record], sofar.words, first, last - first) & mask
        while sofar.slots[spot] >= 0:
            spot = (spot + 1) & mask
        sofar.slots[spot] = record


@compiled
def _count_points(grid: Cells, sofar: Tally, x: Floats, y: Floats, sums: Sums, point: int) -> int:
    """Counts points from `point` on; returns the first for which there is no room, or the number of points.

    The words of a point are written behind those in use; they stay there when they are new."""
    west, south, side = grid.corner
    across, up = grid.shape
    mask = sofar.slots.size - 1
    while point < x.size:
        right, above = (x[point] - west) / side, (y[point] - south) / side
        if right >= 0.0 and above >= 0.0 and right < across and above < up:
            cell = np.int64(above) * across + np.int64(right)
            first, last = grid.edge[cell], grid.edge[cell + 1]
            if first == last:
                add_limbs(sofar.plain_units, sofar.plain_parts, cell, sums.units[point], sums.parts[point])
            else:
                n_words = (last - first + WORD - 1) // WORD
                at = sofar.counts[1]
                if sofar.counts[0] == sofar.cell.size or at + n_words > sofar.words.size:
                    return point
                _sides(grid, x[point], y[point], first, last, sofar.words, at)
                spot = _hash(cell, sofar.words, at, n_words) & mask
                while sofar.slots[spot] >= 0 and not _is_record(sofar, sofar.slots[spot], cell, at, n_words):
                    spot = (spot + 1) & mask
                record = np.int64(sofar.slots[spot])
                if record < 0:
                    record = sofar.counts[0]
                    sofar.slots[spot], sofar.cell[record], sofar.first_word[record] = record, cell, at
                    sofar.counts[0], sofar.counts[1] = record + 1, at + n_words
                add_limbs(sofar.units, sofar.parts, int(record), sums.units[point], sums.parts[point])
        point += 1
    return point


@compiled
def _is_record(sofar: Tally, record: int, cell: int, at: int, n_words: int) -> bool:
    """Whether the record is of this cell, with the words that stand at `at`."""
    if sofar.cell[record] != cell:
        return False
    first, same = sofar.first_word[record], True
    for k in range(n_words):
        same &= sofar.words[first + k] == sofar.words[at + k]
    return bool(same)


@compiled
def _sides(grid: Cells, x: float, y: float, first: int, last: int, words: Words, at: int) -> None:
    """Writes a bit for each edge of the point's cell: 1 where the point lies within."""
    word, bit = np.uint64(0), 0
    for t in range(first, last):
        disc = grid.edge_of[t]
        step = math.hypot(x - grid.discs[disc, 0], y - grid.discs[disc, 1])
        if step * grid.detour <= grid.discs[disc, 2]:
            word |= np.uint64(1) << np.uint64(bit)
        bit += 1
        if bit == WORD or t == last - 1:
            words[at] = word
            word, bit, at = np.uint64(0), 0, at + 1


@compiled
def _record_rows(grid: Cells, sofar: Tally, begin: int, end: int) -> tuple[Starts, Positions]:
    """Discs of some records, as CSR: those that hold the cell, and those of its edges with a bit, in order."""
    most = 0
    for record in range(begin, end):
        cell = sofar.cell[record]
        most += grid.inside[cell + 1] - grid.inside[cell] + grid.edge[cell + 1] - grid.edge[cell]
    start, options, size = np.zeros(end - begin + 1, np.int64), np.empty(most, np.int32), 0
    for record in range(begin, end):
        cell, word = sofar.cell[record], sofar.first_word[record]
        t, t_end = grid.inside[cell], grid.inside[cell + 1]
        first, last = grid.edge[cell], grid.edge[cell + 1]
        for s in range(first, last):
            k = s - first
            if (sofar.words[word + k // WORD] >> np.uint64(k % WORD)) & np.uint64(1):
                while t < t_end and grid.inside_of[t] < grid.edge_of[s]:
                    options[size] = grid.inside_of[t]
                    size, t = size + 1, t + 1
                options[size] = grid.edge_of[s]
                size += 1
        while t < t_end:
            options[size] = grid.inside_of[t]
            size, t = size + 1, t + 1
        start[record - begin + 1] = size
    return start, options[:size].copy()
