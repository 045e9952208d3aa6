"""Life circles, and which circle every point is in."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from siting import crs as systems
from siting.errors import Problems
from siting.inputs.layers import crs_of, ids_of, report_duplicates, text_column
from siting.inputs.types import Circles, Ids, Points, Positions, frozen
from siting.language import tr
from siting.readers import Table, few
from siting.scenario import Scenario
from siting.scenario.schema import CircleColumns

OUTSIDE = -1
SLIVER_M2 = 1.0
AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def circles_of(
    scenario: Scenario,
    tables: tuple[Table, Table | None],
    circle_table: Table | None,
    working: str | None,
    problems: Problems,
) -> Circles:
    """The circles of their own layer; else those that rows of demand and sites name; else none.

    tables: of the demand and of the sites, where these have a file."""
    if circle_table is not None:
        return read_circles(circle_table, scenario, working, problems)
    settings = scenario.settings
    columns = (settings.demand.columns.circle, settings.sites.columns.circle)
    named = [
        text_column(table, column, Problems())
        for table, column in zip(tables, columns, strict=True)
        if table is not None
    ]
    return _circles(list(dict.fromkeys(one for ids in named for one in ids if one)))


def _circles(ids: list[str]) -> Circles:
    found = frozen(np.array(ids, dtype=object))
    return Circles(found, found, None)


def read_circles(table: Table, scenario: Scenario, working: str | None, problems: Problems) -> Circles:
    """The circles layer in the working CRS. Broken outlines are mended and overlaps named, as warnings."""
    columns = scenario.settings.circles.columns if scenario.settings.circles else CircleColumns()
    ids = ids_of(table, columns.id, problems)
    report_duplicates(table, columns.id, ids, ids, problems)
    names = text_column(table, columns.name, problems) if columns.name else ids
    districts = text_column(table, columns.district, problems) if columns.district else None
    polygons = _outlines(table, ids, scenario, working, problems)
    return Circles(
        frozen(ids),
        frozen(names),
        None if polygons is None else frozen(polygons),
        None if districts is None else frozen(districts),
    )


def _outlines(
    table: Table, ids: Ids, scenario: Scenario, working: str | None, problems: Problems
) -> NDArray[np.object_] | None:
    """Areas in the working CRS; None after an error."""
    layer, place = scenario.settings.circles, scenario.place("circles", "file")
    if table.geometry is None or layer is None:
        problems.error(table.place(), tr("circles need areas; the file has no geometry"))
        return None
    geometry = np.asarray(table.geometry, dtype=object)
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(geometry), AREAS) | shapely.is_empty(geometry))
    if len(wrong):
        problems.error(table.place(int(wrong[0])), tr("{count} circles are not areas", count=len(wrong)))
        return None
    crs = crs_of(table, layer, place, scenario, problems, from_geometry=True)
    if crs is None or working is None:
        return None
    if (crs == systems.PLANE) != (working == systems.PLANE):
        problems.error(place, tr("'plane' mixes with no other coordinate system"))
        return None
    faults = systems.check(shapely.get_coordinates(geometry), crs)
    for fault in faults:
        problems.error(table.place(), fault.message, fault.hint)
    if faults:
        return None
    polygons = shapely.transform(geometry, lambda xy: systems.to_working(xy, crs, working))
    polygons = _mended(polygons, ids, table, problems)
    _warn_of_overlaps(polygons, ids, table, problems)
    return np.asarray(polygons, dtype=object)


def _mended(polygons: Ids, ids: Ids, table: Table, problems: Problems) -> Ids:
    broken = np.flatnonzero(~shapely.is_valid(polygons))
    if not len(broken):
        return polygons
    message = tr(
        "{count} circles had outlines that cross themselves and were mended: {ids}",
        count=len(broken),
        ids=few(ids[broken]),
    )
    problems.warn(table.place(int(broken[0])), message)
    mended = polygons.copy()
    mended[broken] = shapely.make_valid(polygons[broken])
    return mended


def _warn_of_overlaps(polygons: Ids, ids: Ids, table: Table, problems: Problems) -> None:
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(polygons[one], polygons[other]))
    pairs = np.flatnonzero(shared > SLIVER_M2)
    if len(pairs):
        named = few([f"{ids[one[pair]]} / {ids[other[pair]]}" for pair in pairs])
        message = tr(
            "{count} pairs of circles overlap; points there count for the first: {pairs}",
            count=len(pairs),
            pairs=named,
        )
        problems.warn(table.place(), message)


def circle_of(
    points: Points, circles: Circles, table: Table, column: str | None, problems: Problems
) -> Positions:
    """(n,) position of each point's circle: as its column says, or by location where there is none."""
    if column is None:
        return circle_by_location(points, circles)
    return _circle_by_id(text_column(table, column, problems), circles, table, column, problems)


def district_of(
    circle: Positions, circles: Circles, table: Table, column: str | None, problems: Problems
) -> Ids:
    """(n,) district of each point: as its column says, else its circle's; "" where neither is known."""
    if column is not None or circles.districts is None:
        return text_column(table, column, problems)
    found = np.append(circles.districts, "")[circle]  # circle -1, outside every circle, finds ""
    return np.asarray(found, dtype=object)


def warn_of_demand_outside(
    circle: Positions, demand: Points, circles: Circles, table: Table, problems: Problems
) -> None:
    """A warning that counts the demand points in no circle, where there are circles."""
    outside = np.flatnonzero(circle == OUTSIDE)
    if len(circles) and len(outside):
        message = tr(
            "{count} of {total} demand points are in no circle: {ids}",
            count=len(outside),
            total=len(demand),
            ids=few(demand.ids[outside]),
        )
        problems.warn(table.place(), message)


def check_whereabouts(
    scenario: Scenario, circles: Circles, sites: Positions, outlets: Positions, problems: Problems
) -> None:
    """Sites and outlets in no circle, where there are circles. sites, outlets: (n,) position of each one's circle.

    1. Circles without outlines, known by the columns of demand and sites alone: nobody can tell which of them an
       outlet is in. A warning, and with `missing: circle` an error.
    2. With `missing: circle` nothing opens at a site in no circle: a warning, and an error where all are such."""
    in_circles, place = scenario.settings.missing == "circle", scenario.place("missing")
    if not len(circles) or problems.errors:
        return
    if circles.polygons is None and len(outlets):  # RULE 1
        message = tr(
            "the circles have no outlines, so that {count} outlets count in none", count=len(outlets)
        )
        hint = tr("Give a layer under `circles`.")
        if in_circles:
            problems.error(place, message, hint)
        else:
            problems.warn(scenario.place("demand", "columns", "circle"), message, hint)
    outside = int((sites == OUTSIDE).sum())
    if in_circles and outside:  # RULE 2
        message = tr(
            "{count} of {total} sites are in no circle, so nothing opens there",
            count=outside,
            total=len(sites),
        )
        if outside == len(sites):
            hint = tr("Name the sites' column circle, give a layer under `circles`, or say missing: people.")
            problems.error(place, message, hint)
        else:
            problems.warn(place, message)


def circle_by_location(points: Points, circles: Circles) -> Positions:
    """(n,) position of the first circle that a point lies in or on the edge of, else OUTSIDE."""
    found = np.full(len(points), len(circles), dtype=np.int32)
    if circles.polygons is not None and len(points):
        placed = np.flatnonzero(np.isfinite(points.xy_m).all(axis=1))
        tree = shapely.STRtree(shapely.points(points.xy_m[placed]))
        circle, point = tree.query(circles.polygons, predicate="intersects")
        np.minimum.at(found, placed[point], circle.astype(np.int32))
    found[found == len(circles)] = OUTSIDE
    positions: Positions = frozen(found)
    return positions


def _circle_by_id(ids: Ids, circles: Circles, table: Table, column: str, problems: Problems) -> Positions:
    """(n,) position of the circle each row names, OUTSIDE where the cell is empty; unknown ids are errors."""
    where = {str(one): position for position, one in enumerate(circles.ids)}
    unknown = [row for row, one in enumerate(ids) if one and one not in where]
    if unknown:
        named = few(list(dict.fromkeys(ids[unknown])))
        message = tr("unknown circle ids ({count} rows): {ids}", count=len(unknown), ids=named)
        problems.error(table.place(unknown[0], column), message)
    positions: Positions = frozen(np.array([where.get(one, OUTSIDE) for one in ids], dtype=np.int32))
    return positions
