"""GCJ-02 and BD-09, the offset coordinates of Chinese web maps, and WGS-84, there and back.

Neither is published by its makers. The forward formulas are the ones that became public under the name
wgtochina_lb and that the open implementations share (for instance eviltransform, coordtransform and
geocoordinates-rs); what they give agrees with the maps to a few metres. They have no closed inverse. The
offset changes by less than 1 % of a step, so that x <- target - offset(x) contracts, and reaches the last bit
of a double (about 1e-9 m) in about seven rounds; on the meridian 105 E itself, where the formula has a square
root's kink, a micrometre is left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]

# The ellipsoid of Krassowsky 1940, on which the offset was defined.
AXIS_M = 6378245.0
ECCENTRICITY2 = 0.00669342162296594323
# Outside this box the maps show WGS-84: longitudes, then latitudes.
CHINA = (72.004, 137.8347, 0.8293, 55.8271)
# Farther from the box than any offset reaches; and what rounding may do to a point on its edge.
FARTHEST_DEG = 0.1
EDGE_DEG = 1e-9
BD_TURN = np.pi * 3000.0 / 180.0
ROUNDS = 30
# Two steps of a double beyond 64 degrees: closer than that the formulas flicker.
LAST_BITS_DEG = 3e-14


def in_china(lonlat: Degrees, margin_deg: float = 0.0) -> NDArray[np.bool_]:
    """(n,) whether each of (n, 2) points lies in the box where the maps are offset, a margin around it given."""
    west, east, south, north = CHINA
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    across = (lon >= west - margin_deg) & (lon <= east + margin_deg)
    return across & (lat >= south - margin_deg) & (lat <= north + margin_deg)


def wgs84_to_gcj02(lonlat: Degrees) -> Degrees:
    """(n, 2) degrees WGS-84 -> (n, 2) degrees GCJ-02; unchanged outside the box."""
    return _inside(lonlat, lambda here: here + _gcj02_offset(here))


def gcj02_to_wgs84(lonlat: Degrees) -> Degrees:
    """(n, 2) degrees GCJ-02 -> (n, 2) degrees WGS-84, exact to the last bits; unchanged outside the box.

    A point counts as inside when the place it came from lies in the box, so that whatever the forward formula
    moved comes back, the box's edge included."""
    return _back_inside(lonlat, lambda here: _solved(here, _gcj02_offset))


def wgs84_to_bd09(lonlat: Degrees) -> Degrees:
    """(n, 2) degrees WGS-84 -> (n, 2) degrees BD-09; unchanged outside the box."""

    def forward(here: Degrees) -> Degrees:
        gcj02 = here + _gcj02_offset(here)
        return gcj02 + _bd09_offset(gcj02)

    return _inside(lonlat, forward)


def bd09_to_wgs84(lonlat: Degrees) -> Degrees:
    """(n, 2) degrees BD-09 -> (n, 2) degrees WGS-84, exact to the last bits; unchanged outside the box."""
    return _back_inside(lonlat, lambda here: _solved(_solved(here, _bd09_offset), _gcj02_offset))


def _inside(lonlat: Degrees, forward: Callable[[Degrees], Degrees]) -> Degrees:
    moved, inside = np.array(lonlat), in_china(lonlat)
    moved[inside] = forward(moved[inside])
    return moved


def _back_inside(lonlat: Degrees, backward: Callable[[Degrees], Degrees]) -> Degrees:
    """Only what lies near the box is turned back; farther away the formulas mean nothing."""
    found, near = np.array(lonlat), in_china(lonlat, FARTHEST_DEG)
    here = backward(found[near])
    found[near] = np.where(in_china(here, EDGE_DEG)[:, None], here, found[near])
    return found


def _solved(target: Degrees, offset: Callable[[Degrees], Degrees]) -> Degrees:
    """x with x + offset(x) = target."""
    here = target - offset(target)
    for _ in range(ROUNDS):
        there = target - offset(here)
        change = np.abs(there - here).max(initial=0.0)
        here = there
        if change <= LAST_BITS_DEG:
            break
    return here


def _gcj02_offset(lonlat: Degrees) -> Degrees:
    x, y = lonlat[:, 0] - 105.0, lonlat[:, 1] - 35.0
    root, pi = np.sqrt(np.abs(x)), np.pi
    waves = (20.0 * np.sin(6.0 * pi * x) + 20.0 * np.sin(2.0 * pi * x)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * np.sin(pi * y) + 40.0 * np.sin(pi / 3.0 * y)) * 2.0 / 3.0
    north += (160.0 * np.sin(pi / 12.0 * y) + 320.0 * np.sin(pi / 30.0 * y)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * np.sin(pi * x) + 40.0 * np.sin(pi / 3.0 * x)) * 2.0 / 3.0
    east += (150.0 * np.sin(pi / 12.0 * x) + 300.0 * np.sin(pi / 30.0 * x)) * 2.0 / 3.0
    lat = np.radians(lonlat[:, 1])
    squeeze = 1.0 - ECCENTRICITY2 * np.sin(lat) ** 2
    meridian_m = AXIS_M * (1.0 - ECCENTRICITY2) / (squeeze * np.sqrt(squeeze))
    parallel_m = AXIS_M / np.sqrt(squeeze) * np.cos(lat)
    return np.stack([np.degrees(east / parallel_m), np.degrees(north / meridian_m)], axis=1)


def _bd09_offset(lonlat: Degrees) -> Degrees:
    x, y = lonlat[:, 0], lonlat[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * BD_TURN)
    return np.stack([radius * np.cos(angle) + 0.0065 - x, radius * np.sin(angle) + 0.006 - y], axis=1)
