"""Whole persons: shares of whole totals, rounded so that every total is kept to the person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]

# Remainders this close count as equal: they come from rounding, or from places of the same size.
EQUAL = 1e-9
GOLDEN = (5.0**0.5 - 1.0) / 2.0


def largest_remainders(exact: Floats, area: Positions, totals: Floats, most: Floats | None = None) -> Floats:
    """(n,) whole numbers, the exact ones rounded up or down, that add up to the whole total of every area.

    exact: (n,) shares that add up to the totals; area: (n,) position of the area; totals: (n_areas,) whole;
    most: (n,) whole, what each place can take at most (no share is larger).

    1. Every share is rounded down.
    2. What an area lacks then goes, one by one, to the places with the largest remainders (the method of Hamilton,
       or of largest remainders).
    3. Of equal remainders those scattered over the rows come first, not the first rows: with many small places of
       one size, the first of them, which lie together, would otherwise have all the people.

    Raises ValueError where the places of an area cannot take its total."""
    room = np.full(len(exact), np.inf) if most is None else most
    found = np.minimum(np.floor(exact + EQUAL), room)  # RULE 1
    scattered = np.modf(np.arange(len(exact)) * GOLDEN)[0]
    while True:
        lacking = totals - np.bincount(area, found, len(totals))
        if not lacking.any():
            return found
        up = np.flatnonzero((lacking[area] > 0) & (found < room))
        down = np.flatnonzero((lacking[area] < 0) & (found > 0))
        if not len(up) + len(down):
            raise ValueError("the places of an area cannot take its total")
        left = np.round((exact - found) / EQUAL)
        found[_first(up, area, -left, scattered, lacking)] += 1.0  # RULES 2, 3
        found[_first(down, area, left, scattered, -lacking)] -= 1.0


def _first(
    rows: Positions, area: Positions, rank: Floats, scattered: Floats, wanted: Floats
) -> NDArray[np.int64]:
    """Of each area's rows those with the lowest ranks, as many as are wanted."""
    rows = rows[np.lexsort((scattered[rows], rank[rows], area[rows]))]
    starts = np.flatnonzero(np.diff(area[rows], prepend=-1))
    lengths = np.diff(starts, append=len(rows))
    within = np.arange(len(rows)) - np.repeat(starts, lengths)
    return rows[within < wanted[area[rows]]]
