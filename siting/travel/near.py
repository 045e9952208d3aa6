"""Pairs within straight reach on a plane: a grid tells each demand point which origins may be near.

Demand is looked at in order, twice: to count, then to write. So every origin's points come out in ascending
order without a sort, and time and memory follow the pairs."""

from __future__ import annotations

import math

import numba
import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Positions, frozen
from siting.travel.reach import TOLERANCE, Reach

MOST_CELLS = 1 << 16
Starts = NDArray[np.int64]


def pairs_within(demand_xy: Floats, origin_xy: Floats, limit: Floats, detour: float) -> Reach:
    """Pairs with hypot(dx, dy) * detour <= limit (n_origins,), closed, with TOLERANCE. A negative limit reaches
    nobody, and a place that is no number is near nothing."""
    reaches = np.flatnonzero((limit >= 0) & np.isfinite(origin_xy).all(axis=1))
    frame = _frame(origin_xy[reaches], limit[reaches] / detour)
    start = np.zeros(int(frame[1]) * int(frame[2]) + 1, np.int64)
    radius = limit / detour + 2 * TOLERANCE
    _near_cells(frame, origin_xy, radius, reaches, start[1:], np.empty(0, np.int32))
    np.cumsum(start, out=start)
    near = np.empty(int(start[-1]), np.int32)
    _near_cells(frame, origin_xy, radius, reaches, start[:-1].copy(), near)
    grid, places = (frame, start, near), (np.ascontiguousarray(demand_xy), np.ascontiguousarray(origin_xy))
    longest = limit + TOLERANCE
    count = np.zeros(len(limit) + 1, np.int64)
    _scan(*grid, *places, longest, detour, count[1:], np.empty(0, np.int32), np.empty(0))
    indptr = np.cumsum(count)
    indices, ways = np.empty(int(indptr[-1]), np.int32), np.empty(int(indptr[-1]))
    _scan(*grid, *places, longest, detour, indptr[:-1].copy(), indices, ways)
    return Reach(frozen(indptr), frozen(indices), frozen(ways))


def _frame(xy: Floats, radius: Floats) -> Floats:
    """(side, cells across, cells up, west, south) of a grid over everything in reach of the origins."""
    if not len(xy):
        return np.array([1.0, 1.0, 1.0, 0.0, 0.0])
    rim = float(radius.max()) + 1.0
    (west, south), (east, north) = xy.min(axis=0) - rim, xy.max(axis=0) + rim
    side = math.sqrt((east - west) * (north - south) / MOST_CELLS)
    side = max(side, max(east - west, north - south) / MOST_CELLS, 1e-9 * float(np.abs(xy).max(initial=0.0)))
    return np.array([side, (east - west) // side + 1, (north - south) // side + 1, west, south])


@numba.njit(nogil=True, cache=True)
def _near_cells(frame, origin_xy, radius, reaches, cursor, near: Positions):  # type: ignore[no-untyped-def]
    """Counts, or where there is room writes, for each cell the origins that may reach into it, ascending."""
    side, across, up, west, south = frame[0], int(frame[1]), int(frame[2]), frame[3], frame[4]
    for origin in reaches:
        x, y, rim = origin_xy[origin, 0] - west, origin_xy[origin, 1] - south, radius[origin] + 1e-6 * side
        for row in range(max(int((y - rim) / side) - 1, 0), min(int((y + rim) / side) + 2, up)):
            away_y = max(0.0, row * side - y, y - (row + 1) * side)
            for column in range(max(int((x - rim) / side) - 1, 0), min(int((x + rim) / side) + 2, across)):
                away_x = max(0.0, column * side - x, x - (column + 1) * side)
                if away_x * away_x + away_y * away_y <= rim * rim * (1.0 + 1e-9):
                    cell = row * across + column
                    if near.size:
                        near[cursor[cell]] = origin
                    cursor[cell] += 1


@numba.njit(nogil=True, cache=True)
def _scan(frame, start, near, demand_xy, origin_xy, longest, detour, cursor, indices, ways):  # type: ignore[no-untyped-def]
    """Counts, or where there is room writes, the pairs of each origin."""
    side, across, up, west, south = frame[0], int(frame[1]), int(frame[2]), frame[3], frame[4]
    for point in range(len(demand_xy)):
        right, above = (demand_xy[point, 0] - west) / side, (demand_xy[point, 1] - south) / side
        if not (right >= 0.0 and above >= 0.0 and right < across and above < up):
            continue
        cell = int(above) * across + int(right)
        for t in range(start[cell], start[cell + 1]):
            origin = near[t]
            dx = demand_xy[point, 0] - origin_xy[origin, 0]
            dy = demand_xy[point, 1] - origin_xy[origin, 1]
            way = math.hypot(dx, dy) * detour
            if way <= longest[origin]:
                if indices.size:
                    indices[cursor[origin]] = point
                    ways[cursor[origin]] = way
                cursor[origin] += 1
