"""Finds cuts that a fractional x breaks: three rows that options mostly reach two at a time.

For rows that x just covers, the parity cut (`cuts`) of three of them is broken by

    (mass of x on options that reach at least two of the three) - 1 - (what covers them beyond once),

so a third row is best where it takes most of the options that reach exactly one of the first two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Starts
from siting.inputs import Floats, Positions

POSITIVE = 1e-5
LEAST_COVERED, MOST_COVERED = 0.7, 1.05
LEAST_SHARED, MOST_SHARED = 0.2, 0.8
LEAST_EXCESS = 0.03
PARTNERS = 20
KEPT = 3
MOST_PER_ROW = 3
Triples = NDArray[np.int32]


def odd_triples(covers: Covers, x: Floats, starts: int, most: int, rng: np.random.Generator) -> Triples:
    """(n, 3) rows of at most `most` triples whose parity cut x breaks, those with most weight at stake first.

    starts: rows to look from, drawn in proportion to weight or nearly so. No row is in more than MOST_PER_ROW."""
    rows, here = _just_covered(covers, x)
    if len(rows) < 3:
        return np.zeros((0, 3), np.int32)
    there, weight = here.T.tocsr(), covers.weight[rows]
    here.sort_indices()
    first = np.argsort(-weight * rng.random(len(rows)))[:starts]
    support = x[x > POSITIVE]
    beyond = np.maximum(here @ support - 1.0, 0.0)
    start, back = here.indptr.astype(np.int64), there.indptr.astype(np.int64)
    found, excess = _triples(start, here.indices, back, there.indices, support, beyond, first, rng)
    found, at = np.unique(np.sort(found, axis=1), axis=0, return_index=True)
    at_stake = excess[at] * weight[found].min(axis=1, initial=np.inf)
    taken = _spread(found, np.argsort(-at_stake, kind="stable"), len(rows), most)
    triples: Triples = rows[found[taken]]
    return triples


def _just_covered(covers: Covers, x: Floats) -> tuple[Positions, csr_matrix]:
    """Rows that x covers about once, one of each kind among the options that x opens, and these by options."""
    ones = np.ones(len(covers.row_options))
    reach = csr_matrix((ones, covers.row_options, covers.row_start), (covers.n_rows, covers.n_options))
    covered = reach @ x
    opened = np.flatnonzero(x > POSITIVE)
    rows = np.flatnonzero((covered > LEAST_COVERED) & (covered < MOST_COVERED))
    here = csr_matrix(reach[rows][:, opened])
    several = np.diff(here.indptr) > 1
    rows, here = rows[several], csr_matrix(here[several])
    kind = here @ np.random.default_rng(1).random(len(opened))
    order = np.lexsort((-covers.weight[rows], kind))
    new = np.append(True, np.diff(kind[order]) != 0.0)[: len(order)]
    kept = np.sort(order[new])
    return rows[kept].astype(np.int32), csr_matrix(here[kept])


@compiled
def _spread(found: NDArray[np.int64], order: NDArray[np.int64], n_rows: int, most: int) -> NDArray[np.int64]:
    """The first `most` of the order in which no row comes more than MOST_PER_ROW times."""
    times, taken, count = np.zeros(n_rows, np.int64), np.empty(order.size, np.int64), 0
    for place in order:
        if count == most:
            break
        full = False
        for t in range(3):
            full |= times[found[place, t]] == MOST_PER_ROW
        if not full:
            for t in range(3):
                times[found[place, t]] += 1
            taken[count] = place
            count += 1
    return taken[:count]


@compiled
def _triples(
    start: Starts,
    options: Positions,
    back: Starts,
    rows: Positions,
    x: Floats,
    beyond: Floats,
    first: NDArray[np.int64],
    rng: np.random.Generator,
) -> tuple[NDArray[np.int64], Floats]:
    """For each first row, the KEPT best triples over PARTNERS second rows drawn among those that share its options."""
    found, excess = np.empty((first.size * KEPT, 3), np.int64), np.empty(first.size * KEPT)
    shared, gain = np.zeros(beyond.size), np.zeros(beyond.size)
    seen, others = np.empty(beyond.size, np.int64), np.empty(beyond.size, np.int64)
    side = np.zeros(x.size, np.int8)
    count = 0
    for one in first:
        n_seen = _add_mass(start, options, back, rows, x, one, side, 0, shared, seen, 0)
        n_others = 0
        for t in range(n_seen):
            if seen[t] != one and LEAST_SHARED <= shared[seen[t]] <= MOST_SHARED:
                others[n_others] = seen[t]
                n_others += 1
        held = 0
        for trial in range(min(PARTNERS, n_others)):
            pick = trial + int(rng.random() * (n_others - trial))
            two = others[pick]
            others[pick] = others[trial]
            least = shared[two] - 1.0 - beyond[one] - beyond[two]
            three, best = _third(start, options, back, rows, x, beyond, one, two, side, gain)
            held = _hold(found, excess, count, held, one, two, three, least + best)
        count += held
        for t in range(n_seen):
            shared[seen[t]] = 0.0
    return found[:count], excess[:count]


@compiled
def _hold(
    found: NDArray[np.int64],
    excess: Floats,
    count: int,
    held: int,
    one: int,
    two: int,
    three: int,
    broken: float,
) -> int:
    """Puts a triple among those from `count` on if it is one of the KEPT best; how many there are now."""
    place = count + held
    for t in range(count, count + held):
        if found[t, 1] == three and found[t, 2] == two:
            return held
        if held == KEPT and (place == count + held or excess[t] < excess[place]):
            place = t
    if broken < LEAST_EXCESS or (held == KEPT and broken <= excess[place]):
        return held
    found[place, 0], found[place, 1], found[place, 2] = one, two, three
    excess[place] = broken
    return min(held + 1, KEPT)


@compiled
def _third(
    start: Starts,
    options: Positions,
    back: Starts,
    rows: Positions,
    x: Floats,
    beyond: Floats,
    one: int,
    two: int,
    side: NDArray[np.int8],
    gain: Floats,
) -> tuple[int, float]:
    """The row with most mass on options that reach exactly one of the two rows, less what covers it beyond once."""
    for t in range(start[two], start[two + 1]):
        side[options[t]] += 1
    for t in range(start[one], start[one + 1]):
        side[options[t]] += 1
    seen = np.empty(beyond.size, np.int64)
    n_seen = _add_mass(start, options, back, rows, x, one, side, 1, gain, seen, 0)
    n_seen = _add_mass(start, options, back, rows, x, two, side, 1, gain, seen, n_seen)
    best, three = -np.inf, -1
    for t in range(n_seen):
        row = seen[t]
        if gain[row] - beyond[row] > best:
            best, three = gain[row] - beyond[row], row
        gain[row] = 0.0
    for t in range(start[two], start[two + 1]):
        side[options[t]] = 0
    for t in range(start[one], start[one + 1]):
        side[options[t]] = 0
    return three, best


@compiled
def _add_mass(
    start: Starts,
    options: Positions,
    back: Starts,
    rows: Positions,
    x: Floats,
    row: int,
    side: NDArray[np.int8],
    wanted: int,
    mass: Floats,
    seen: NDArray[np.int64],
    n_seen: int,
) -> int:
    """Adds x of the row's options on side `wanted` to every row they reach; notes the rows first met in `seen`."""
    for t in range(start[row], start[row + 1]):
        option = options[t]
        if side[option] != wanted:
            continue
        for s in range(back[option], back[option + 1]):
            other = rows[s]
            if mass[other] == 0.0:
                seen[n_seen] = other
                n_seen += 1
            mass[other] += x[option]
    return n_seen
