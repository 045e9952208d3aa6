"""A grid over discs on a plane: which discs hold a whole cell, and whose edge may cross it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Starts
from siting.inputs import Floats, Positions

Whole = NDArray[np.int64]
MOST_CELLS = 1 << 16
MOST_INSIDE = 1 << 23
# Far more than rounding moves a coordinate, far less than a cell is wide.
MARGIN = 1e-9


class Cells(NamedTuple):
    """A grid over all discs. corner: (west, south, side). shape: cells (across, up); cell = up * across + right.

    inside, inside_of: CSR by cell, discs that hold it whole. edge, edge_of: discs whose edge may cross it, both
    ascending. discs: (n_discs, 3) x, y and limit; detour: what a straight distance is multiplied by."""

    corner: Floats
    shape: Whole
    inside: Starts
    inside_of: Positions
    edge: Starts
    edge_of: Positions
    discs: Floats
    detour: float


def cells(xy: Floats, limit: Floats, detour: float = 1.0) -> Cells:
    """The grid of discs around xy (n, 2): a point lies within where hypot(dx, dy) * detour <= limit (n,).

    A negative limit makes no disc. As many cells as memory allows, within MOST_CELLS and MOST_INSIDE."""
    discs = np.column_stack((xy, limit)).astype(np.float64).reshape(-1, 3)
    discs = np.where(discs[:, 2:] >= 0, discs, (0.0, 0.0, -1.0))
    corner, shape = _frame(discs[discs[:, 2] >= 0], detour)
    counts = np.zeros((2, int(shape.prod()) + 1), np.int64)
    _count(corner, shape, discs, detour, counts[0, 1:], counts[1, 1:])
    inside, edge = np.cumsum(counts, axis=1)
    lists = (np.empty(int(inside[-1]), np.int32), np.empty(int(edge[-1]), np.int32))
    grid = Cells(corner, shape, inside, lists[0], edge, lists[1], discs, detour)
    _fill(grid, inside[:-1].copy(), edge[:-1].copy())
    return grid


def _frame(discs: Floats, detour: float) -> tuple[Floats, Whole]:
    """Corner and shape of a grid over the discs; a cell is far wider than rounding moves a coordinate."""
    if not len(discs):
        return np.array([0.0, 0.0, 1.0]), np.ones(2, np.int64)
    radius = discs[:, 2] / detour
    low, high = (discs[:, :2] - radius[:, None]).min(axis=0), (discs[:, :2] + radius[:, None]).max(axis=0)
    least = 1000.0 * MARGIN * (1.0 + float(np.abs(discs[:, :2]).max()) + float(radius.max()))
    low, high = low - least, high + least
    wide, tall = (float(size) for size in high - low)
    side = max(
        least,
        math.sqrt(wide * tall / MOST_CELLS),
        max(wide, tall) / MOST_CELLS,
        math.sqrt(math.pi * float((radius**2).sum()) / MOST_INSIDE),
    )
    return np.array([low[0], low[1], side]), np.array([int(wide / side) + 1, int(tall / side) + 1], np.int64)


@compiled
def _side_of(corner: Floats, disc: Floats, detour: float, right: int, above: int) -> int:
    """2 where the disc holds the whole cell, 0 where it does not touch it, 1 where neither is sure."""
    west, south, side = corner
    x, y, radius = disc[0], disc[1], disc[2] / detour
    margin = MARGIN * (side + abs(x) + abs(y) + abs(west) + abs(south) + radius)
    left_x, low_y = west + right * side - x, south + above * side - y
    far = math.hypot(max(abs(left_x), abs(left_x + side)), max(abs(low_y), abs(low_y + side)))
    if far + margin < radius:
        return 2
    near_x = max(0.0, left_x, -(left_x + side))
    near_y = max(0.0, low_y, -(low_y + side))
    return 0 if math.hypot(near_x, near_y) - margin > radius else 1


@compiled
def _span(middle: float, radius: float, low: float, side: float, n: int) -> tuple[int, int]:
    """Cells along one axis that a disc may touch."""
    first = math.floor((middle - radius - low) / side) - 1
    last = math.floor((middle + radius - low) / side) + 1
    return max(first, 0), min(last, n - 1)


@compiled
def _count(corner: Floats, shape: Whole, discs: Floats, detour: float, inside: Whole, edge: Whole) -> None:
    """Adds to each cell how many discs hold it, and how many edges may cross it."""
    for k in range(len(discs)):
        if discs[k, 2] < 0:
            continue
        lefts, rights = _span(discs[k, 0], discs[k, 2] / detour, corner[0], corner[2], shape[0])
        lows, highs = _span(discs[k, 1], discs[k, 2] / detour, corner[1], corner[2], shape[1])
        for above in range(lows, highs + 1):
            for right in range(lefts, rights + 1):
                kind = _side_of(corner, discs[k], detour, right, above)
                inside[above * shape[0] + right] += kind == 2
                edge[above * shape[0] + right] += kind == 1


@compiled
def _fill(grid: Cells, inside: Whole, edge: Whole) -> None:
    """Writes the discs of each cell from where inside and edge say."""
    corner, shape = grid.corner, grid.shape
    for k in range(len(grid.discs)):
        if grid.discs[k, 2] < 0:
            continue
        radius = grid.discs[k, 2] / grid.detour
        lefts, rights = _span(grid.discs[k, 0], radius, corner[0], corner[2], shape[0])
        lows, highs = _span(grid.discs[k, 1], radius, corner[1], corner[2], shape[1])
        for above in range(lows, highs + 1):
            for right in range(lefts, rights + 1):
                kind, cell = (
                    _side_of(corner, grid.discs[k], grid.detour, right, above),
                    above * shape[0] + right,
                )
                if kind == 2:
                    grid.inside_of[inside[cell]] = k
                    inside[cell] += 1
                elif kind == 1:
                    grid.edge_of[edge[cell]] = k
                    edge[cell] += 1
