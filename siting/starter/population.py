"""The population file, looked at before a scenario is written: how many people, where, in which columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting import crs as systems
from siting import readers
from siting.errors import Place, Problems
from siting.inputs import Floats
from siting.language import tr
from siting.readers import Table
from siting.scenario.people import Demand
from siting.starter.box import Box
from siting.starter.columns import Columns, guess
from siting.starter.outlines import Outlines, outlines_of
from siting.starter.wish import Wish

SAMPLE = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """columns: what holds what. crs: what the scenario has to say, None where the file says it.

    assumed: the CRS was not said by anybody. lonlat: (n, 2) places, people: (n,); of a raster those in the box of the
    streets. apart_m: usual distance from a place to the next. box: all that the file speaks of. outlines: the areas,
    where it is a file of areas."""

    columns: Columns
    crs: str | None
    assumed: bool
    lonlat: Floats
    people: Floats
    apart_m: float
    box: Box
    outlines: Outlines | None


def look(wish: Wish, streets: Box, problems: Problems) -> Population | None:
    """The people of the file; None after an error. A raster is read where the streets are."""
    layer = Demand(file=str(wish.population), layer=wish.layer, band=wish.band)
    place = Place(where="--population")

    def within(stated: str | None) -> readers.Box | None:
        crs = _crs(wish.crs or stated, wish, problems)
        if crs is None:
            return None
        return streets.around(systems.WGS84 if crs in systems.OFFSET else crs)

    table = readers.read(wish.population, layer, place, problems, within)
    if table is None or not len(table):
        if table is not None:
            problems.error(place, tr("'{file}' has no rows", file=wish.population.name))
        return None
    before = len(problems.errors)
    columns = guess(table, wish, problems)
    if len(problems.errors) > before:
        return None
    return _located(table, columns, wish, problems)


def _located(table: Table, columns: Columns, wish: Wish, problems: Problems) -> Population | None:
    xy = readers.coordinates(table, columns.x, columns.y, problems)
    stated = None if columns.x is not None else table.crs
    crs = _crs(wish.crs or stated or (systems.WGS84 if columns.degrees else None), wish, problems)
    if crs is None:
        return None
    column = columns.people or "people"
    people = readers.numbers(table, column, problems, lowest=0.0)
    if not problems.errors and not people.any():
        problems.error(table.place(column=column), tr("nobody lives anywhere: all are 0"))
    faults = [] if xy is None else systems.check(xy, crs)
    for fault in faults:
        problems.error(table.place(int(fault.rows[0])), fault.message, fault.hint)
    if xy is None or faults or problems.errors:
        return None
    lonlat = systems.to_lonlat(xy, crs)
    assert lonlat is not None
    said = crs if wish.crs or stated is None else None
    assumed = wish.crs is None and stated is None
    outlines = None if columns.x is not None else outlines_of(table, people, crs)
    apart_m, box = _apart_m(lonlat, people), _box(table, lonlat, crs)
    return Population(columns, said, assumed, lonlat, people, apart_m, box, outlines)


def _crs(said: str | None, wish: Wish, problems: Problems) -> str | None:
    """The CRS in its usual writing; None, and an error, where nothing says it or it cannot be used."""
    if said is None:
        message = tr("nothing says which coordinate system the coordinates are in")
        hint = tr("Say which: --crs EPSG:<code>, gcj02 or bd09.")
        problems.error(Place(wish.population), message, hint)
        return None
    reason = systems.why_not(systems.canonical(said))
    if reason is None and systems.canonical(said) == systems.PLANE:
        reason = tr("streets of OpenStreetMap need places on Earth, not on a plane")
    if reason is not None:
        problems.error(Place(where="--crs"), reason, tr(systems.CHOICES))
        return None
    return systems.canonical(said)


def _apart_m(lonlat: Floats, people: Floats) -> float:
    """Median distance from a place with people to the nearest other, of an even sample."""
    from scipy.spatial import cKDTree

    lived_in = np.unique(lonlat[people > 0], axis=0)
    if len(lived_in) < 2:
        return 0.0
    xy_m = systems.to_working(lived_in, systems.WGS84, systems.estimate_working(lived_in))
    some = xy_m[:: -(-len(xy_m) // SAMPLE)]
    distance, _ = cKDTree(xy_m).query(some, k=2)
    return float(np.median(distance[:, 1]))


def _box(table: Table, lonlat: Floats, crs: str) -> Box:
    """What the file speaks of: the whole raster, the outlines of areas, or the points."""
    import shapely

    corners = None
    if table.grid is not None:
        grid = table.grid
        rows, columns = np.array([0, 0, grid.rows, grid.rows]), np.array([0, grid.columns, 0, grid.columns])
        corners = grid.xy(rows.astype(float), columns.astype(float))
    elif table.geometry is not None:
        west, south, east, north = shapely.total_bounds(table.geometry)
        corners = np.array([[west, south], [east, south], [west, north], [east, north]])
    if corners is None:
        return Box.of(lonlat)
    degrees = systems.to_lonlat(corners, crs)
    assert degrees is not None
    return Box.of(degrees)
