"""Where to look for a space: places picked one after the other, each where most people still lack something.

Arrays in, positions out; knows no files and no ids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.inputs.types import Floats

# Cells need not be smaller than a house; those of a millimetre would be too many to count.
SMALLEST_CELL_M = 10.0

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """What people want to walk to, by format.

    people: (n_formats, n_demand) those of the format's group, times what one of them counts.
    reach_m: (n_formats,) longest straight line that the format's cutoff allows.
    outlets_xy_m: (n_outlets, 2) what there is today; outlet_format: (n_outlets,) its format."""

    people: Floats
    reach_m: Floats
    outlets_xy_m: Floats
    outlet_format: NDArray[np.int32]


def propose(xy_m: Floats, need: Need, earlier_xy_m: Floats, count: int, spacing_m: float) -> Rows:
    """(at most count,) positions of demand points where sites are proposed, in the order of choice.

    xy_m: (n_demand, 2). earlier_xy_m: (n_earlier, 2) sites that are known already.

    1. Demand points are gathered in square cells, their side spacing_m or half the shortest reach, whichever is
       less, and at least 10 m; the point nearest to the middle of a cell's people stands for the cell. People
       whom an outlet of the format reaches today do not count.
    2. A place is worth, summed over formats, the people within reach_m of it by straight line; those whom k
       proposals or known sites reach count 1/2^k. So dense places get several, and sparse ones are not forgotten.
    3. Next comes the place that is worth most; ties go to the cell further south, then west. It is at least
       spacing_m from all before it. Cells whose own people lack nothing are passed over.

    The worth of a place only shrinks, so that a fresh figure which still leads is the best (lazy greedy, Minoux
    1978, 10.1007/BFb0006528): O(n log n) and a few evaluations of a neighbourhood for each proposal."""
    from siting.inputs._lazy_greedy import AGAIN, chosen

    side_m = max(min(spacing_m, float(need.reach_m.min()) / 2), SMALLEST_CELL_M)
    grid, short = _gathered(xy_m, need, side_m, spacing_m)
    if not len(grid.point):
        return np.empty(0, dtype=np.int64)
    reaches, which = np.unique(need.reach_m, return_inverse=True)
    left = np.zeros((len(reaches), len(grid.point)))
    np.add.at(left, which, short)
    free = short.sum(axis=0) > 0
    if len(earlier_xy_m):
        left *= AGAIN ** _times_reached(grid.xy_m, earlier_xy_m, reaches)
        free &= _times_reached(grid.xy_m, earlier_xy_m, np.array([np.nextafter(spacing_m, 0)]))[0] == 0
    return grid.point[chosen(grid.key, grid.width, side_m, grid.xy_m, reaches, left, free, count, spacing_m)]


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """Cells with people. point: (n_cells,) the demand point that stands for each; xy_m: its place.

    key: row * width + column, ascending; width leaves room beside each row, so that no search runs into the next."""

    point: Rows
    xy_m: Floats
    key: Rows
    width: int


def _gathered(xy_m: Floats, need: Need, side_m: float, spacing_m: float) -> tuple[_Grid, Floats]:
    """RULE 1: the cells, and (n_formats, n_cells) people out of reach of today's outlets."""
    everyone = need.people.sum(axis=0)
    rows = np.flatnonzero((everyone > 0) & np.isfinite(xy_m).all(axis=1))
    if not len(rows):
        return _Grid(rows, np.empty((0, 2)), rows, 1), np.empty((len(need.people), 0))
    xy, weight = xy_m[rows], everyone[rows]
    column, row = ((xy - xy.min(axis=0)) // side_m).astype(np.int64).T
    width = int(column.max()) + 2 * int(max(need.reach_m.max(), spacing_m) / side_m) + 7
    key, cell = np.unique(row * width + column, return_inverse=True)

    def total(people: Floats) -> Floats:
        return np.bincount(cell, people, len(key)).astype(np.float64)

    middle = np.stack([total(weight * part) / total(weight) for part in xy.T], axis=1)
    away = np.hypot(*(xy - middle[cell]).T)
    order = np.lexsort((away, cell))  # stable: ties go to the demand point that stands first
    nearest = order[np.searchsorted(cell[order], np.arange(len(key)))]
    grid = _Grid(rows[nearest], xy[nearest], key, width)
    people = np.stack([total(one[rows]) for one in need.people])
    return grid, np.where(_served_today(grid.xy_m, need), 0.0, people)


def _served_today(xy_m: Floats, need: Need) -> NDArray[np.bool_]:
    """(n_formats, n_cells) whether an outlet of the format stands within reach."""
    served = np.zeros((len(need.reach_m), len(xy_m)), dtype=np.bool_)
    for format, reach_m in enumerate(need.reach_m):
        outlets = need.outlets_xy_m[need.outlet_format == format]
        if len(outlets):
            served[format] = _times_reached(xy_m, outlets, np.array([reach_m]))[0] > 0
    return served


def _times_reached(xy_m: Floats, places_xy_m: Floats, reaches_m: Floats) -> Rows:
    """(n_reaches, n) how many of the places lie within each reach."""
    from scipy.spatial import cKDTree

    tree = cKDTree(places_xy_m)
    return np.stack([tree.query_ball_point(xy_m, reach_m, return_length=True) for reach_m in reaches_m])
