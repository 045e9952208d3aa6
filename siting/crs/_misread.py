"""What coordinates mean when their system was misread: WGS-84 and China's offsets taken for one another."""

from __future__ import annotations

from siting.crs._offsets import (
    Degrees,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    in_china,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from siting.crs._systems import OFFSET

WGS84 = "EPSG:4326"
_TO_WGS84 = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
_FROM_WGS84 = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}


def mistaken_for(said: str, lonlat: Degrees) -> tuple[str, ...]:
    """The systems whose coordinates are often taken for those of `said`; none for places outside China.

    said: "gcj02", "bd09", or any other CRS, which stands for the true places. lonlat: (n, 2) degrees WGS-84."""
    if not len(lonlat) or not in_china(lonlat).all():
        return ()
    return tuple(name for name in (*OFFSET, WGS84) if name != (said if said in OFFSET else WGS84))


def reread(lonlat: Degrees, said: str, meant: str) -> Degrees:
    """(n, 2) degrees WGS-84 that came from coordinates read as `said` -> the places, if they are in `meant`.

    said, meant: "gcj02", "bd09", or any other CRS, which stands for the true places."""
    if said in _FROM_WGS84:
        lonlat = _FROM_WGS84[said](lonlat)
    return _TO_WGS84[meant](lonlat) if meant in _TO_WGS84 else lonlat
