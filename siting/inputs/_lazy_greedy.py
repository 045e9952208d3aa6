"""The inner loops of proposing sites: cells on a grid, chosen one after the other, in machine code."""

from __future__ import annotations

import heapq

import numba
import numpy as np
from numpy.typing import NDArray

from siting.inputs.types import Floats

AGAIN = 0.5  # what people count for the next proposal, each time one has reached them
Rows = NDArray[np.int64]
Marks = NDArray[np.bool_]


@numba.njit(cache=True, nogil=True)
def _first(key: Rows, wanted: int) -> int:
    """The first position whose key is at least the one wanted."""
    low, high = 0, len(key)
    while low < high:
        middle = (low + high) // 2
        if key[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@numba.njit(cache=True, nogil=True)
def _worth(
    cell: int, key: Rows, width: int, side_m: float, xy_m: Floats, reaches_m: Floats, left: Floats
) -> float:
    """People whom a place in the cell would reach, those counted less that were reached before."""
    steps = int(reaches_m[-1] / side_m) + 1
    total = 0.0
    for row in range(-steps, steps + 1):
        middle = key[cell] + row * width
        other = _first(key, middle - steps)
        while other < len(key) and key[other] <= middle + steps:
            away = np.hypot(xy_m[other, 0] - xy_m[cell, 0], xy_m[other, 1] - xy_m[cell, 1])
            for k in range(len(reaches_m)):
                if away <= reaches_m[k]:
                    total += left[k, other]
            other += 1
    return total


@numba.njit(cache=True, nogil=True)
def _open(
    cell: int,
    key: Rows,
    width: int,
    side_m: float,
    xy_m: Floats,
    reaches_m: Floats,
    left: Floats,
    free: Marks,
    spacing_m: float,
) -> None:
    """Counts people in reach of the cell less from now on, and takes away the places too close to it."""
    steps = int(max(reaches_m[-1], spacing_m) / side_m) + 1
    for row in range(-steps, steps + 1):
        middle = key[cell] + row * width
        other = _first(key, middle - steps)
        while other < len(key) and key[other] <= middle + steps:
            away = np.hypot(xy_m[other, 0] - xy_m[cell, 0], xy_m[other, 1] - xy_m[cell, 1])
            if away < spacing_m:
                free[other] = False
            for k in range(len(reaches_m)):
                if away <= reaches_m[k]:
                    left[k, other] *= AGAIN
            other += 1


@numba.njit(cache=True, nogil=True)
def chosen(
    key: Rows,
    width: int,
    side_m: float,
    xy_m: Floats,
    reaches_m: Floats,
    left: Floats,
    free: Marks,
    count: int,
    spacing_m: float,
) -> Rows:
    """(at most count,) cells in the order of choice: the one worth most is next, ties go to the lower position.

    key: (n_cells,) row * width + column, ascending, so that the cells around one are a few runs of positions.
    reaches_m: (n_reaches,) ascending. left: (n_reaches, n_cells) people still to be reached. left and free are
    changed. What a cell is worth only shrinks: a fresh figure that still leads the heap is the largest."""
    heap = [(0.0, 0) for _ in range(0)]
    for cell in range(len(key)):
        if free[cell]:
            heap.append((-_worth(cell, key, width, side_m, xy_m, reaches_m, left), cell))
    heapq.heapify(heap)
    found = np.empty(min(count, len(heap)), dtype=np.int64)
    n_found = 0
    while heap and n_found < count and heap[0][0] < 0:
        cell = heap[0][1]
        if not free[cell]:
            heapq.heappop(heap)
            continue
        fresh = (-_worth(cell, key, width, side_m, xy_m, reaches_m, left), cell)
        if fresh > heap[0]:
            heapq.heapreplace(heap, fresh)
            continue
        heapq.heappop(heap)
        found[n_found] = cell
        n_found += 1
        _open(cell, key, width, side_m, xy_m, reaches_m, left, free, spacing_m)
    return found[:n_found]
