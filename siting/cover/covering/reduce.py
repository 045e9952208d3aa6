"""Rows and options that cannot matter: exact, and on maps most of them go.

1. Where every option of a row also reaches another row, covering the first covers the other: the other leaves.
2. An option whose rows another one reaches as well, at no higher cost, need not open.
3. The only option of a row opens; the rows that it reaches leave.

J. E. Beasley, "An algorithm for set covering problem", European Journal of Operational Research 31 (1987) 85-93,
DOI 10.1016/0377-2217(87)90141-X."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Starts, covers
from siting.inputs import Floats, Positions

MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """opened: options open for good, ascending; forced_by: (n_opened,) the row that only this option still reached
    when it opened, -1 where it was open before. options, rows: what is left, as positions in the whole question.

    covers, cost: the question on these rows and options."""

    opened: Positions
    forced_by: Positions
    options: Positions
    rows: Positions
    covers: Covers
    cost: Floats

    def whole(self, selection: Positions) -> Positions:
        """A selection of what is left, with what is open for good, in the whole question's numbers."""
        return np.sort(np.concatenate((self.opened, self.options[selection])))


def reduce(found: Covers, cost: Floats, keep: NDArray[np.bool_], opened: NDArray[np.bool_]) -> Reduced:
    """What is left of a question in which every row is required, on the options of the mask `keep`, with `opened`
    open already. Every row must have an option in `keep` or `opened`; costs are >= 0."""
    is_open, alive = opened.copy(), keep & ~opened
    rows, forced_by = np.ones(found.n_rows, np.bool_), np.full(found.n_options, -1, np.int32)
    _cover(found, rows, np.flatnonzero(is_open))
    for _ in range(MOST_ROUNDS):
        before = int(rows.sum()), int(alive.sum())
        alive &= _reaching(found, rows)
        small = _restricted(found, cost, rows, alive)
        kept_rows, kept_options = np.flatnonzero(rows), np.flatnonzero(alive)
        single = np.diff(small.covers.row_start) == 1
        forced = kept_options[small.covers.row_options[small.covers.row_start[:-1]][single]]
        is_open[forced], alive[forced], forced_by[forced] = True, False, kept_rows[single]
        _cover(found, rows, forced)
        if not len(forced):
            rows[kept_rows[implied_rows(small.covers)]] = False
            small = _restricted(found, cost, rows, alive)
            alive[kept_options[dominated_options(small.covers, small.cost)]] = False
        if before == (int(rows.sum()), int(alive.sum())):
            break
    small = _restricted(found, cost, rows, alive)
    chosen = np.flatnonzero(is_open).astype(np.int32)
    return Reduced(chosen, forced_by[chosen], small.options, small.rows, small.covers, small.cost)


def _cover(found: Covers, rows: NDArray[np.bool_], options: NDArray[np.intp]) -> None:
    for option in options:
        rows[found.option_rows[found.option_start[option] : found.option_start[option + 1]]] = False


def _reaching(found: Covers, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n_options,) whether an option reaches any of the rows."""
    hits = np.concatenate(([0], np.cumsum(rows[found.option_rows])))
    return np.asarray(hits[found.option_start[1:]] > hits[found.option_start[:-1]])


def _restricted(found: Covers, cost: Floats, rows: NDArray[np.bool_], keep: NDArray[np.bool_]) -> Reduced:
    ones = np.ones(len(found.row_options), np.int8)
    shape = (found.n_rows, found.n_options)
    whole = csr_matrix((ones, found.row_options, found.row_start), shape=shape)
    options, kept = np.flatnonzero(keep).astype(np.int32), np.flatnonzero(rows).astype(np.int32)
    part = whole[kept][:, options].tocsr()
    part.sort_indices()
    left = covers(part.indptr, part.indices, found.weight[kept], len(options))
    none = np.zeros(0, np.int32)
    return Reduced(none, none, options, kept, left, cost[options])


@compiled
def _within(start: Starts, members: Positions, small: int, large: int) -> bool:
    """Whether all members of one set are in the other; both ascending."""
    t, end = start[large], start[large + 1]
    for s in range(start[small], start[small + 1]):
        while t < end and members[t] < members[s]:
            t += 1
        if t == end or members[t] != members[s]:
            return False
        t += 1
    return True


@compiled
def _rarest(start: Starts, members: Positions, member_start: Starts, member_sets: Positions, one: int) -> int:
    """The member of a set that is in the fewest sets."""
    best, fewest = -1, np.int64(1) << 60
    for t in range(start[one], start[one + 1]):
        member = members[t]
        size = member_start[member + 1] - member_start[member]
        if size < fewest:
            best, fewest = member, size
    return int(best)


@compiled
def implied_rows(found: Covers) -> NDArray[np.bool_]:
    """(n_rows,) rows that are covered whenever another row that stays is: their options include all of its. Of equal
    rows the first stays. Rows without options stay."""
    out = np.zeros(found.weight.size, np.bool_)
    for row in range(out.size):
        size = found.row_start[row + 1] - found.row_start[row]
        if out[row] or size == 0:
            continue
        rarest = _rarest(found.row_start, found.row_options, found.option_start, found.option_rows, row)
        for t in range(found.option_start[rarest], found.option_start[rarest + 1]):
            other = found.option_rows[t]
            larger = found.row_start[other + 1] - found.row_start[other]
            if out[other] or other == row or larger < size or (larger == size and other < row):
                continue
            out[other] = _within(found.row_start, found.row_options, row, other)
    return out


@compiled
def dominated_options(found: Covers, cost: Floats) -> NDArray[np.bool_]:
    """(n_options,) options whose rows another option that stays reaches too, at no higher cost. Of equals the first
    stays. Options without rows are dominated."""
    out = np.zeros(cost.size, np.bool_)
    for option in range(cost.size):
        size = found.option_start[option + 1] - found.option_start[option]
        if size == 0:
            out[option] = True
            continue
        rarest = _rarest(found.option_start, found.option_rows, found.row_start, found.row_options, option)
        for t in range(found.row_start[rarest], found.row_start[rarest + 1]):
            other = found.row_options[t]
            larger = found.option_start[other + 1] - found.option_start[other]
            if other == option or out[other] or larger < size or cost[other] > cost[option]:
                continue
            if larger == size and cost[other] == cost[option] and other > option:
                continue
            if _within(found.option_start, found.option_rows, option, other):
                out[option] = True
                break
    return out
