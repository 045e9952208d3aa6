"""GCJ-02 and BD-09 against a library that others keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pyproj import Geod

from siting import crs
from siting.crs._offsets import CHINA, FARTHEST_DEG

theirs = pytest.importorskip("geocoordinates_ffi", reason="geocoordinates-rs is not installed")
WEST, EAST, SOUTH, NORTH = CHINA
# Whole box (but for its rim, where the two differ by design), Hong Kong with Shenzhen, Taiwan, the kink at 105 E.
PLACES = {
    "box": (WEST + FARTHEST_DEG, EAST - FARTHEST_DEG, SOUTH + FARTHEST_DEG, NORTH - FARTHEST_DEG),
    "hong kong": (113.8, 114.5, 22.1, 22.7),
    "taiwan": (119.9, 122.1, 21.8, 25.4),
    "kink": (104.999, 105.001, 20.0, 45.0),
}


def metres_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.asarray(Geod(ellps="WGS84").inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2])


def sample(place: str, count: int = 1500) -> np.ndarray:
    west, east, south, north = PLACES[place]
    random = np.random.default_rng(len(place))
    return np.stack([random.uniform(west, east, count), random.uniform(south, north, count)], axis=1)


def one_by_one(turn: Callable[[Any], Any], kind: Any, lonlat: np.ndarray) -> np.ndarray:
    found = [turn(kind(lat=float(lat), lon=float(lon))) for lon, lat in lonlat]
    return np.array([[point.lon, point.lat] for point in found])


@pytest.mark.parametrize("place", PLACES)
def test_the_forward_formulas_agree_to_a_hundredth_of_a_micrometre(place: str) -> None:
    wgs84 = sample(place)
    gcj02 = one_by_one(theirs.wgs84_to_gcj02, theirs.Wgs84, wgs84)
    assert metres_apart(crs.wgs84_to_gcj02(wgs84), gcj02).max() < 1e-8
    bd09 = one_by_one(theirs.wgs84_to_bd09, theirs.Wgs84, wgs84)
    assert metres_apart(crs.wgs84_to_bd09(wgs84), bd09).max() < 1e-8


@pytest.mark.parametrize("place", PLACES)
def test_the_inverses_agree_to_what_theirs_leaves_over(place: str) -> None:
    """Theirs stops at a tolerance; the places that it gives, turned forward, miss by as much as the two differ."""
    given = sample(place)
    for back, kind, mine, forward in (
        (theirs.gcj02_to_wgs84_refined, theirs.Gcj02, crs.gcj02_to_wgs84, crs.wgs84_to_gcj02),
        (theirs.bd09_to_wgs84_refined, theirs.Bd09, crs.bd09_to_wgs84, crs.wgs84_to_bd09),
    ):
        found = one_by_one(back, kind, given)
        apart_m = metres_apart(mine(given), found)
        assert apart_m.max() < 5e-6
        assert metres_apart(forward(mine(given)), given).max() < 1e-7
        worst = apart_m > 1e-6
        if worst.any():
            assert (metres_apart(forward(found[worst]), given[worst]) > 0.5 * apart_m[worst]).all()
