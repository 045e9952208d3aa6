"""Coordinate systems: every layer says its own, and everything is computed in metres of one projected CRS.

A crs is a text: "EPSG:<code>"; "gcj02" (the offset coordinates of AMap and Tencent); "bd09" (Baidu's);
"plane" (metres on a plane with no place on Earth, as in literature instances). Files may also state
theirs as WKT. Longitude and easting always come first. CGCS2000 (EPSG:4490 and its projected zones) and
WGS-84 differ by centimetres and count as the same here, as PROJ's own transformation between them is null."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.crs._checks import Fault, check, check_working
from siting.crs._misread import WGS84, mistaken_for, reread
from siting.crs._offsets import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from siting.crs._systems import (
    CHOICES,
    OFFSET,
    PLANE,
    canonical,
    is_geographic,
    same,
    system,
    to_wgs84_steps,
    why_not,
)

__all__ = [
    "CHOICES",
    "OFFSET",
    "PLANE",
    "WGS84",
    "Fault",
    "bd09_to_wgs84",
    "canonical",
    "check",
    "check_working",
    "estimate_working",
    "gcj02_to_wgs84",
    "is_geographic",
    "mistaken_for",
    "reread",
    "same",
    "to_lonlat",
    "to_working",
    "wgs84_to_bd09",
    "wgs84_to_gcj02",
    "why_not",
]

Coordinates = NDArray[np.float64]


def to_working(xy: Coordinates, crs: str, working: str) -> Coordinates:
    """(n, 2) coordinates in crs -> (n, 2) metres in the working CRS, a projected one or "plane".

    Points in the working CRS stay bit for bit. Raises ValueError when one of the two is "plane" and
    the other is not, or PROJ knows no transformation between the datums (`why_not` says so before)."""
    if crs == working:
        return xy
    if PLANE in (crs, working):
        raise ValueError("a plane mixes with no other coordinate system")
    return _projected(_geographic(xy, crs), working)


def to_lonlat(xy: Coordinates, crs: str) -> Coordinates | None:
    """(n, 2) coordinates in crs -> (n, 2) degrees WGS-84, longitude first; None on "plane"."""
    return None if crs == PLANE else _geographic(xy, crs)


def estimate_working(lonlat: Coordinates) -> str:
    """The projected CRS for a city at (n, 2) degrees WGS-84.

    Inside China the CGCS2000 3-degree Gauss-Kruger zone of the middle longitude (EPSG:4534 to 4554),
    elsewhere the UTM zone on WGS-84 (EPSG:326xx, 327xx). Inside China means inside the extent that the
    EPSG registry gives for that zone."""
    lon, lat = (float(value) for value in np.nanmedian(lonlat, axis=0))
    zone = round(lon / 3.0)
    if 25 <= zone <= 45:
        chinese = f"EPSG:{4534 + zone - 25}"
        west, south, east, north = system(chinese).area_of_use.bounds
        if west <= lon <= east and south <= lat <= north:
            return chinese
    utm = min(int((lon + 180.0) // 6.0) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + utm}"


def _geographic(xy: Coordinates, crs: str) -> Coordinates:
    if crs == "gcj02":
        return gcj02_to_wgs84(xy)
    if crs == "bd09":
        return bd09_to_wgs84(xy)
    return _through(to_wgs84_steps(crs), xy, "FORWARD")


def _projected(lonlat: Coordinates, crs: str) -> Coordinates:
    return _through(tuple(reversed(to_wgs84_steps(crs))), lonlat, "INVERSE")


def _through(steps: tuple[Any, ...], xy: Coordinates, direction: str) -> Coordinates:
    for step in steps:
        xy = np.stack(step.transform(xy[:, 0], xy[:, 1], direction=direction), axis=1)
    return xy
