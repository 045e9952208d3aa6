"""Coordinates that cannot be what their CRS says: degrees as metres, swapped axes, another zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.crs._offsets import CHINA
from siting.crs._systems import OFFSET, PLANE, is_geographic, system, to_wgs84_steps
from siting.language import tr

# How far from the extent that EPSG gives for a CRS points may lie, and how much it may stretch distances.
MARGIN_DEG = 2.0
STRETCH = 0.01
# Where neighbouring numbers of double precision are more than a tenth of a millimetre apart.
FARTHEST_M = 1e12


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """What is wrong with some of the points. rows: positions of the points it is true of."""

    message: str
    hint: str
    rows: NDArray[np.int64]


def check(xy: NDArray[np.float64], crs: str) -> list[Fault]:
    """Faults of (n, 2) coordinates in a crs that `why_not` finds usable; nan points are passed over.

    1. A geographic CRS with coordinates beyond 180 or 90 degrees.
    2. A projected CRS with every coordinate within 180: these are degrees.
    3. Points more than MARGIN_DEG outside the extent of the CRS.
    4. On a "plane", points farther than FARTHEST_M from its origin.
    Where exchanging x and y would mend it, the hint says so."""
    finite = np.asarray(np.isfinite(xy).all(axis=1))
    if not finite.any():
        return []
    if crs == PLANE:  # 4
        rows = np.flatnonzero(finite & (np.abs(xy) > FARTHEST_M).any(axis=1))
        return [Fault(tr("coordinates too large to be metres"), "", rows)] if len(rows) else []
    if is_geographic(crs):
        beyond = finite & ((np.abs(xy[:, 0]) > 180.0) | (np.abs(xy[:, 1]) > 90.0))
        if beyond.any():  # 1
            return [_beyond_degrees(xy, beyond)]
    elif (np.abs(xy[finite]) <= 180.0).all():  # 2
        message = tr("the coordinates look like degrees, but the CRS {crs} is in metres", crs=crs)
        hint = tr("If they are longitude and latitude, say crs: 'EPSG:4326', 'EPSG:4490', 'gcj02' or 'bd09'.")
        return [Fault(message, hint, np.flatnonzero(finite))]
    return _outside_extent(xy, finite, crs)  # 3


def check_working(crs: str, lonlat: NDArray[np.float64]) -> Fault | None:
    """Why the crs cannot be computed in around (n, 2) degrees WGS-84: not metres, or distances stretched."""
    nobody = np.empty(0, dtype=np.int64)
    if crs == PLANE:
        return None
    if is_geographic(crs):
        message = tr("the working CRS {crs} is in degrees; distances need metres", crs=crs)
        return Fault(message, tr("Name a projected CRS, or leave it out and it is estimated."), nobody)
    here = system(crs)
    if here.axis_info[0].unit_conversion_factor != 1.0:
        return Fault(tr("the working CRS {crs} is not in metres", crs=crs), "", nobody)
    from pyproj import Proj

    middle = np.nanmedian(lonlat, axis=0)
    scale = Proj(here).get_factors(*middle).areal_scale ** 0.5
    if not abs(scale - 1.0) <= STRETCH:
        percent = f"{100.0 * (scale - 1.0):+.1f}"
        message = tr("the working CRS {crs} changes distances here by {percent} %", crs=crs, percent=percent)
        return Fault(message, tr("Leave it out and a fitting one is estimated."), nobody)
    return None


def _beyond_degrees(xy: NDArray[np.float64], beyond: NDArray[np.bool_]) -> Fault:
    rows = np.flatnonzero(beyond)
    if (np.abs(xy[rows, 0]) <= 90.0).all() and (np.abs(xy[rows, 1]) <= 180.0).all():
        message = tr("latitude beyond 90 degrees")
        return Fault(message, tr("Longitude and latitude seem to be exchanged: x is the longitude."), rows)
    message = tr("coordinates beyond 180 degrees, but the CRS is in degrees")
    return Fault(message, tr("If they are metres, name the projected CRS they are in."), rows)


def _outside_extent(xy: NDArray[np.float64], finite: NDArray[np.bool_], crs: str) -> list[Fault]:
    if crs in OFFSET:
        west, east, south, north = CHINA
        extent = (west, south, east, north)
    else:
        area = system(crs).area_of_use
        if area is None:
            return []
        extent = area.bounds
    outside = finite & ~_within(xy, crs, extent)
    if not outside.any():
        return []
    rows = np.flatnonzero(outside)
    exchanged = _within(xy[rows][:, ::-1], crs, extent)
    hint = tr(
        "Is it the right zone? It holds for longitudes {west} to {east}, latitudes {south} to {north}.",
        west=extent[0],
        east=extent[2],
        south=extent[1],
        north=extent[3],
    )
    if exchanged.all():
        hint = tr("x and y seem to be exchanged: x is the easting or longitude.")
    return [Fault(tr("points lie outside the area of the CRS {crs}", crs=crs), hint, rows)]


def _within(
    xy: NDArray[np.float64], crs: str, extent: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    """Whether points lie in an extent (west, south, east, north), some degrees of margin given."""
    lon, lat = xy[:, 0], xy[:, 1]
    if crs not in OFFSET:
        for step in to_wgs84_steps(crs):
            lon, lat = step.transform(lon, lat)
    west, south, east, north = extent
    across = (lon >= west - MARGIN_DEG) & (lon <= east + MARGIN_DEG)
    if west > east:
        across = (lon >= west - MARGIN_DEG) | (lon <= east + MARGIN_DEG)
    return np.asarray(across & (lat >= south - MARGIN_DEG) & (lat <= north + MARGIN_DEG))
