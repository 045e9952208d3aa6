"""Areas with people: outlines mended, and what overlaps said, since people there may be counted twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from siting import crs as systems
from siting.errors import Problems
from siting.language import tr
from siting.population._pieces import polygons_of
from siting.population.clip import EQUAL_AREA, moved
from siting.readers import Table, few

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]

AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
SLIVER_M2 = 1.0
# Outlines drawn by hand overlap a little. Years, ages or levels of areas in one file count many people twice.
MOST_TWICE = 0.01
SIDE_PARTS = 0.1


def are_areas(table: Table) -> NDArray[np.bool_]:
    """(n,) whether a row is an area; none is where the file has no geometry."""
    if table.geometry is None:
        return np.zeros(len(table), dtype=np.bool_)
    return np.isin(shapely.get_type_id(table.geometry), AREAS)


def with_sound_outlines(table: Table, problems: Problems) -> Table:
    """The table with areas whose outline crosses itself mended; a warning counts them.

    Areas without extent stay as they are."""
    rows = np.flatnonzero(are_areas(table))
    if not len(rows):
        return table
    assert table.geometry is not None
    geometry = table.geometry.copy()
    broken = rows[~shapely.is_valid(geometry[rows]) & (shapely.area(shapely.make_valid(geometry[rows])) > 0)]
    if not len(broken):
        return table
    for row in broken:
        geometry[row] = shapely.multipolygons(polygons_of(shapely.make_valid(geometry[row])))
    message = tr("{count} areas have outlines that cross themselves and were mended", count=len(broken))
    problems.warn(table.place(int(broken[0])), message)
    return replace(table, geometry=geometry)


def check_areas(table: Table, people: Floats, ids: NDArray[np.object_], crs: str, problems: Problems) -> None:
    """What planners must know of demand in areas. people: (n,) at the rows of the table; crs: of its geometry.

    1. Areas without extent, and areas in several parts that lie apart: people stand at one point all the same.
    2. Areas that overlap: how many people live in both of a pair at once, were people spread evenly. Up to 1 % of
       everyone that is a warning, beyond it an error: then the file holds an area more than once."""
    rows = np.flatnonzero(are_areas(table))
    if not len(rows):
        return
    assert table.geometry is not None
    geometry = table.geometry[rows]
    if crs != systems.PLANE:
        geometry = shapely.transform(geometry, lambda xy: moved(xy, crs, EQUAL_AREA))
    area = shapely.area(geometry)
    _report_odd_shapes(geometry, area, table, people[rows], rows, problems)  # RULE 1
    _report_overlaps(geometry, area, table, people[rows], ids[rows], problems)  # RULE 2


def _report_odd_shapes(
    geometry: Geometries,
    area: Floats,
    table: Table,
    people: Floats,
    rows: NDArray[np.int64],
    problems: Problems,
) -> None:
    flat = np.flatnonzero(area == 0)
    if len(flat):
        message = tr(
            "{count} areas have no extent; their {people:,.0f} people count at a point",
            count=len(flat),
            people=people[flat].sum(),
        )
        problems.warn(table.place(int(rows[flat[0]])), message)
    parts, owner = shapely.get_parts(geometry, return_index=True)
    largest = np.zeros(len(geometry))
    np.maximum.at(largest, owner, shapely.area(parts))
    apart = np.flatnonzero(largest < (1.0 - SIDE_PARTS) * area)
    if len(apart):
        message = tr(
            "{count} areas are in several parts; their {people:,.0f} people stand at one point each",
            count=len(apart),
            people=people[apart].sum(),
        )
        hint = tr("Split them into one row a part where the parts lie far apart.")
        problems.warn(table.place(int(rows[apart[0]])), message, hint)


def _report_overlaps(
    geometry: Geometries,
    area: Floats,
    table: Table,
    people: Floats,
    ids: NDArray[np.object_],
    problems: Problems,
) -> None:
    one, other, shared = overlaps(geometry)
    twice = np.minimum(people[one] * shared / area[one], people[other] * shared / area[other])
    pairs = np.flatnonzero(twice > 0)
    if not len(pairs):
        return
    pairs = pairs[np.argsort(-twice[pairs], kind="stable")]
    same = int((shared[pairs] >= (1.0 - 1e-9) * np.maximum(area[one[pairs]], area[other[pairs]])).sum())
    total, share = float(twice.sum()), float(twice.sum() / people.sum())
    message = tr(
        "{count} pairs of areas overlap, {same} of them with the same outline: {people:,.0f} people ({share:.2%}) "
        "may be counted twice: {ids}",
        count=len(pairs),
        same=same,
        people=total,
        share=share,
        ids=few([f"{ids[one[pair]]} / {ids[other[pair]]}" for pair in pairs]),
    )
    if share <= MOST_TWICE:
        problems.warn(table.place(), message)
        return
    hint = tr("Are several years, ages or levels of areas in one file? Every area must stand in it once.")
    problems.error(table.place(), message, hint)


def overlaps(geometry: Geometries) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Pairs of valid areas that share more than a sliver: position of the one, of the other, and shared area.

    Areas that meet in whole edges only, as hexagons and tracts do, are told in one pass; pairs are looked for around
    the others. Of an area inside another only the inner one is such."""
    some = np.flatnonzero(shapely.area(geometry) > 0)
    odd = some[~shapely.is_empty(shapely.coverage_invalid_edges(geometry[some]))]
    one, other = shapely.STRtree(geometry[some]).query(geometry[odd], predicate="intersects")
    pairs = np.sort(np.stack([odd[one], some[other]], axis=1), axis=1)
    one, other = np.unique(pairs[pairs[:, 0] < pairs[:, 1]], axis=0).T
    shared = shapely.area(shapely.intersection(geometry[one], geometry[other]))
    kept = np.flatnonzero(shared > SLIVER_M2)
    return one[kept], other[kept], shared[kept]
