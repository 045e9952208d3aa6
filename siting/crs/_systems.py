"""Names of coordinate systems, and what PROJ knows of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from siting.language import mark, tr

PLANE = "plane"
OFFSET = ("gcj02", "bd09")
CHOICES = mark(
    "Choices: 'EPSG:4326' (WGS-84, GPS), 'EPSG:4490' (CGCS2000 degrees), 'EPSG:4548' or another projected"
    " zone, 'gcj02' (AMap, Tencent), 'bd09' (Baidu), 'plane' (metres with no place on Earth)."
)
# Geographic systems that count as WGS-84: 2D, 3D, as CRS84, and CGCS2000 in 2D and 3D.
SAME_AS_WGS84 = ("EPSG:4326", "EPSG:4979", "OGC:CRS84", "EPSG:4490", "EPSG:4480")


def canonical(crs: str) -> str:
    """The crs as this project writes it: "EPSG:4490", "gcj02", "plane"; WKT stays as it is."""
    text = crs.strip()
    return text.upper() if text[:5].upper() == "EPSG:" else text.lower() if text.isalnum() else text


def why_not(crs: str) -> str | None:
    """None when the crs can be used; else what is wrong with it, in words."""
    from pyproj.exceptions import ProjError

    if crs == PLANE or crs in OFFSET:
        return None
    try:
        here = system(crs)
    except ProjError:
        return tr("'{crs}' is no coordinate system", crs=crs[:80])
    if not (here.is_geographic or here.is_projected):
        return tr("'{crs}' is neither geographic nor projected", crs=here.name)
    try:
        to_wgs84_steps(crs)
    except ProjError:
        return tr("no transformation to WGS-84 is known for the datum of '{crs}'", crs=here.name)
    return None


def is_geographic(crs: str) -> bool:
    """Whether coordinates in the crs are degrees."""
    return crs in OFFSET or (crs != PLANE and bool(system(crs).is_geographic))


def same(one: str, other: str) -> bool:
    """Whether coordinates mean the same in both (CGCS2000 degrees count as WGS-84 degrees)."""
    if one == other:
        return True
    if PLANE in (one, other) or one in OFFSET or other in OFFSET:
        return False
    if is_geographic(one) and is_geographic(other):
        return _is_wgs84(one) and _is_wgs84(other)
    return bool(system(one) == system(other))


@lru_cache(maxsize=64)
def to_wgs84_steps(crs: str) -> tuple[Any, ...]:
    """Transformers off the projection, then from the datum to WGS-84.

    In two steps, so that the null step of CGCS2000 can be told from a datum shift that PROJ does not
    know and would otherwise leave out in silence. Raises pyproj.exceptions.ProjError for the latter."""
    from pyproj import Transformer

    here = system(crs)
    base = lonlat_system(here)
    steps = [] if here.is_geographic else [Transformer.from_crs(here, base, always_xy=True)]
    if not _is_wgs84(crs):
        steps.append(Transformer.from_crs(base, "EPSG:4326", always_xy=True, allow_ballpark=False))
    return tuple(steps)


@lru_cache(maxsize=64)
def system(crs: str) -> Any:
    """The pyproj CRS of an EPSG code or WKT. Raises pyproj.exceptions.ProjError."""
    from pyproj import CRS

    return CRS.from_user_input(crs)


def lonlat_system(here: Any) -> Any:
    """The geographic system, in two dimensions, under a projected one; itself when it is geographic."""
    return (here if here.is_geographic else here.geodetic_crs).to_2d()


def _is_wgs84(crs: str) -> bool:
    authority = lonlat_system(system(crs)).to_authority(min_confidence=90)
    return authority is not None and ":".join(authority) in SAME_AS_WGS84
