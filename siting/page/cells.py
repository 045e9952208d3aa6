"""Demand points for the map: in rows, as cells of one width and height, with state and walk by format."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.page.columns import integers, small, texts
from siting.report import Homes, Report

Floats = NDArray[np.float64]
QUANTUM_M = 0.1
USUAL_CELL_M = 50.0
SAMPLE = 20_000
NEVER, MOST = 255, 250
STEPS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
"""Of walks, in minutes or metres: the finest of which MOST reach the limit."""


def cells(report: Report, origin: Floats) -> dict[str, Any]:
    """Columns of the demand points that have a place. x, y: of the middle, in quanta from the first one.

    1. Rows from south to north, each from west to east: neighbours in the list are neighbours on the map.
    2. state: a row of n for each format. walk: (before), then by how much nearer after, both in steps.
    3. unplaced: points without coordinates; they are in every figure, but no map can show them."""
    homes = report.homes
    placed = np.flatnonzero(np.isfinite(homes.xy_m).all(axis=1)) if len(homes.ids) else np.zeros(0, np.int64)
    xy = homes.xy_m[placed] - origin
    size = cell_size(xy)
    columns, rows, quanta, first = _grid(xy, size)
    if quanta[0] != QUANTUM_M:
        size = quanta
    height = max(1, round(size[1] / quanta[1]))
    order = np.lexsort((columns, rows // height))  # RULE 1
    chosen = placed[order]
    before, after = _walks(report, chosen)
    return {
        "n": len(chosen),
        "unplaced": len(homes.ids) - len(placed),  # RULE 3
        "cell": [float(part) for part in size],
        "quanta": [float(part) for part in quanta],
        "first": [float(part) for part in first],
        "x": integers(columns[order]),
        "y": integers(rows[order]),
        "id": texts(homes.ids[chosen]),
        "name": texts(homes.names[chosen]) if _told(homes) else None,
        "people": integers(np.rint(homes.people[chosen] * 100)),
        "circle": integers(homes.circle[chosen]),
        "phase": small(homes.phase[chosen]),
        "state": small(homes.state[:, chosen]),  # RULE 2
        "steps": [step_of(one.limit) for one in report.formats],
        "before": small(before),
        "nearer": small((before - after).astype(np.uint8)),
    }


def cell_size(xy: Floats) -> tuple[float, float]:
    """Width and height of a cell in metres: the usual distance to the next point beside, and to the next above.

    Of scattered points both are the usual distance to the nearest one."""
    if len(xy) < 2:
        return USUAL_CELL_M, USUAL_CELL_M
    from scipy.spatial import cKDTree

    some = np.random.default_rng(0).permutation(len(xy))[:SAMPLE]
    distance, found = cKDTree(xy, compact_nodes=False, balanced_tree=False).query(xy[some], k=min(len(xy), 9))
    apart = distance > 0
    if not apart.any():
        return USUAL_CELL_M, USUAL_CELL_M
    away = np.abs(xy[found] - xy[some][:, None, :])
    level = away[:, :, 0] > 4 * away[:, :, 1]
    upright = away[:, :, 1] > 4 * away[:, :, 0]
    nearest = float(np.median(_least(distance, apart)))
    width, height = (_alike(_least(distance, apart & way)) for way in (level, upright))
    return (width, height) if width and height else (nearest, nearest)


def _alike(least: Floats) -> float:
    """The side of a cell: the widest of the usual distances of a grid, whose neighbours are alike but for rounding.

    0 where they are not alike, as of scattered points, or where a side has no neighbour at all."""
    usual = float(np.median(least))
    if not np.isfinite(usual) or not np.isclose(np.quantile(least, 0.25), usual, rtol=0.02):
        return 0.0
    return float(least[least < 1.05 * usual].max())


def _least(distance: Floats, chosen: NDArray[np.bool_]) -> Floats:
    """Of each point, the least chosen distance; only of points that have one, inf where none has."""
    least = np.where(chosen, distance, np.inf).min(axis=1)
    some: Floats = least[np.isfinite(least)]
    return some if len(some) else np.array([np.inf])


def _grid(xy: Floats, size: tuple[float, float]) -> tuple[Any, Any, tuple[float, float], tuple[float, float]]:
    """Whole columns and rows, the metres of one of each, and where column 0 and row 0 lie.

    A quantum is the cell itself where all points lie on a grid of cells, so that cells tile exactly; else 0.1 m."""
    if not len(xy):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), (1.0, 1.0), (0.0, 0.0)
    first = xy.min(axis=0)
    spans = np.maximum(np.rint((xy.max(axis=0) - first) / np.array(size)), 1)
    exact = np.where(spans > 1, (xy.max(axis=0) - first) / spans, np.array(size))
    places = (xy - first) / exact
    if not (np.abs(places - np.rint(places)) < 0.02).all():
        exact = np.array([QUANTUM_M, QUANTUM_M])
        places = (xy - first) / exact
    whole = np.rint(places).astype(np.int64)
    return whole[:, 0], whole[:, 1], (exact[0], exact[1]), (first[0], first[1])


def step_of(limit: float) -> float:
    """Minutes or metres of one step of a walk of a format."""
    return next((step for step in STEPS if limit / step <= MOST), limit / MOST)


def _walks(report: Report, chosen: NDArray[Any]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """(n_formats, n) whole steps before and after; NEVER where nothing serves the point."""
    steps = np.array([step_of(one.limit) for one in report.formats]).reshape(-1, 1)
    found = []
    for walk in (report.homes.way_before, report.homes.way_after):
        mine = walk[:, chosen].astype(np.float64)
        reached = np.isfinite(mine)
        whole = np.clip(np.rint(np.where(reached, mine, 0) / steps), 0, MOST)
        found.append(np.where(reached, whole, NEVER).astype(np.int16))
    return found[0], found[1]


def _told(homes: Homes) -> bool:
    """Whether names say more than ids."""
    return bool(((homes.names != homes.ids) & (homes.names != "")).any())
