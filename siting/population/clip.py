"""Which share of each place lies inside the area that is planned for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting import crs as systems
from siting.population._pieces import parts_inside, polygons_of, subdivided
from siting.readers import Grid

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]

# Equal-area on the ellipsoid of WGS-84 all over the world, so that footprints need no zone: EASE-Grid 2.0 Global,
# M. J. Brodzik et al., ISPRS International Journal of Geo-Information 1 (2012) 32-45, doi:10.3390/ijgi1010032.
EQUAL_AREA = "EPSG:6933"

# Straight lines are cut to this length before they go to another CRS, where they are bent by centimetres.
LONGEST_M = 500.0
LONGEST_DEG = 0.005
NOTHING = 1e-12
# A place that went to another CRS and came back is the same within this.
NEAR_M = 1.0
NEAR_DEG = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """share: (n,) of each place that lies inside, 0 to 1. xy: (n, 2) where its people stand: of a place that is cut a
    point of the part inside."""

    share: Floats
    xy: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """The area that is planned for: one polygon or multipolygon, valid, in its own CRS."""

    area: Any
    crs: str

    def fits(self, crs: str) -> bool:
        """Whether another CRS has a place for the whole edge: far from where it is meant for, parts are lost."""
        import shapely

        step, near = (1.0, NEAR_DEG) if systems.is_geographic(self.crs) else (100_000.0, NEAR_M)
        here = shapely.get_coordinates(shapely.segmentize(self.area, step))
        there = moved(here, self.crs, crs)
        if not np.isfinite(there).all():
            return False
        return bool((np.abs(moved(there, crs, self.crs) - here) <= near).all())  # nan is not near

    def to(self, crs: str) -> Any:
        """The area in another CRS."""
        import shapely

        if crs == self.crs:
            return self.area
        longest = LONGEST_DEG if systems.is_geographic(self.crs) else LONGEST_M
        cut = shapely.segmentize(self.area, longest)
        area = shapely.transform(cut, lambda xy: moved(xy, self.crs, crs))
        return area if area.is_valid else shapely.multipolygons(polygons_of(shapely.make_valid(area)))


def moved(xy: Floats, crs: str, other: str) -> Floats:
    """(n, 2) coordinates in another CRS, which may be an offset one."""
    if systems.same(crs, other):
        return xy
    lonlat = systems.to_lonlat(xy, crs)
    if lonlat is None:
        raise ValueError("a plane mixes with no other coordinate system")
    if other in systems.OFFSET:
        return systems.wgs84_to_gcj02(lonlat) if other == "gcj02" else systems.wgs84_to_bd09(lonlat)
    return systems.to_working(lonlat, "EPSG:4326", other)


def points_inside(clip: Clip, xy: Floats, crs: str) -> Inside:
    """Points count whole: inside, the edge included, or not at all. xy: (n, 2) in crs, nan counts as outside."""
    import shapely

    area = clip.to(crs)
    shapely.prepare(area)
    return Inside(shapely.intersects_xy(area, xy[:, 0], xy[:, 1]).astype(np.float64), xy)


def areas_inside(clip: Clip, geometry: Geometries, xy: Floats, crs: str) -> Inside:
    """Areas count by the share of their area inside, measured where areas compare.

    geometry: (n,) polygons in crs; xy: (n, 2) a point inside of each. An area without extent counts as its point."""
    import shapely

    area = clip.to(crs)
    shapely.prepare(area)
    flat = shapely.area(geometry) == 0
    whole = np.flatnonzero(~flat)
    share = np.zeros(len(geometry))
    share[flat] = points_inside(clip, xy[flat], crs).share
    share[whole] = shapely.covers(area, geometry[whole])
    cut = whole[(share[whole] == 0) & shapely.intersects(area, geometry[whole])]
    if not len(cut):
        return Inside(share, xy)
    flatten = crs != systems.PLANE
    measured = EQUAL_AREA if flatten else crs
    whole = (
        shapely.transform(geometry[cut], lambda xy: moved(xy, crs, measured)) if flatten else geometry[cut]
    )
    found, where = parts_inside(subdivided(clip.to(measured)), whole)
    share[cut] = np.clip(found / shapely.area(whole), 0.0, 1.0)
    places = xy.copy()
    places[cut] = moved(where, measured, crs) if flatten else where
    return _kept(share, places, xy)


def cells_inside(clip: Clip, grid: Grid, row: NDArray[Any], column: NDArray[Any], crs: str) -> Inside:
    """Cells of a raster count by the share of their area inside, exact in the coordinates of the raster.

    In rows and columns every cell is a unit square, so shares are areas. Only the cells that the edge of the area runs
    through are cut; of the others the centre decides."""
    import shapely

    area = shapely.transform(clip.to(crs), lambda xy: grid.rows_columns(xy)[:, ::-1])
    shapely.prepare(area)
    share = shapely.contains_xy(area, column + 0.5, row + 0.5).astype(np.float64)
    places = np.stack([column, row], axis=1) + 0.5
    cut = np.flatnonzero(np.isin(_code(row, column), _on_edge(area)))
    squares = shapely.box(column[cut], row[cut], column[cut] + 1.0, row[cut] + 1.0)
    share[cut], places[cut] = parts_inside(subdivided(area), squares)
    share = np.where(share < 1.0, share, 1.0)
    whole = grid.centres(row, column)
    return _kept(share, np.where((share < 1.0)[:, None], grid.xy(places[:, 1], places[:, 0]), whole), whole)


def _kept(share: Floats, places: Floats, whole: Floats) -> Inside:
    """Slivers that are only rounding count as nothing; what is not cut stands where it stood."""
    share = np.where(share > NOTHING, share, 0.0)
    return Inside(share, np.where(((share > 0) & (share < 1))[:, None], places, whole))


def _code(row: NDArray[Any], column: NDArray[Any]) -> NDArray[np.int64]:
    """One number for each cell, negative ones included, which lie beside the raster."""
    return row.astype(np.int64) * 2**32 + column.astype(np.int64)


def _on_edge(area: Any) -> NDArray[np.int64]:
    """Codes of all cells that the edge of an area in columns and rows may touch.

    The edge is cut to pieces of at most half a cell: such a piece lies in the cells of its two ends and in those that
    share the row of one and the column of the other."""
    import shapely

    lines = shapely.get_parts(shapely.boundary(area))
    points, line = shapely.get_coordinates(shapely.segmentize(lines, 0.5), return_index=True)
    follows = np.flatnonzero(line[1:] == line[:-1])
    cells = np.floor(points).astype(np.int64)
    begin, end = cells[follows], cells[follows + 1]
    pairs = [(one[:, 1], other[:, 0]) for one in (begin, end) for other in (begin, end)]
    return np.unique(np.concatenate([_code(row, column) for row, column in pairs]))
