"""GCJ-02, BD-09 and CGCS2000: everywhere in the box there and back, nowhere else anything."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from siting import crs
from siting.crs._offsets import CHINA

WEST, EAST, SOUTH, NORTH = CHINA
ZONES = [f"EPSG:{code}" for code in range(4513, 4555)]
lon = st.one_of(st.floats(WEST, EAST), st.sampled_from([WEST, EAST, 105.0]), st.floats(104.999, 105.001))
lat = st.one_of(st.floats(SOUTH, NORTH), st.sampled_from([SOUTH, NORTH, 35.0]))
in_the_box = st.lists(st.tuples(lon, lat), min_size=1, max_size=10)
SYSTEMS = {
    "gcj02": (crs.wgs84_to_gcj02, crs.gcj02_to_wgs84),
    "bd09": (crs.wgs84_to_bd09, crs.bd09_to_wgs84),
}


def metres_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.asarray(Geod(ellps="WGS84").inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2])


@pytest.mark.parametrize("name", SYSTEMS)
@given(points=in_the_box)
def test_every_place_in_the_box_comes_back_to_a_micrometre(
    name: str, points: list[tuple[float, float]]
) -> None:
    there, back = SYSTEMS[name]
    wgs84 = np.array(points)
    assert metres_apart(back(there(wgs84)), wgs84).max() < 1e-6


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=30)
@given(points=in_the_box)
def test_many_points_are_turned_as_one_by_one(name: str, points: list[tuple[float, float]]) -> None:
    many = np.array(points)
    there, back = SYSTEMS[name]
    assert (there(many) == np.concatenate([there(one[None]) for one in many])).all()
    one_by_one = np.concatenate([back(one[None]) for one in many])
    assert metres_apart(back(many), one_by_one).max() < 1e-7


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize(
    "place", [(14.5, 35.9), (151.2, -33.9), (-179.0, 89.99), (140.0, 36.0), (71.8, 40.0)]
)
def test_outside_the_box_nothing_moves_and_nothing_is_complained_of(
    name: str, place: tuple[float, float]
) -> None:
    lonlat = np.array([place])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for turn in SYSTEMS[name]:
            assert (turn(lonlat) == lonlat).all()


def test_an_empty_layer_stays_empty() -> None:
    nothing = np.empty((0, 2))
    assert all(turn(nothing).shape == (0, 2) for turns in SYSTEMS.values() for turn in turns)


def test_what_is_given_is_not_changed() -> None:
    given = np.array([[118.05, 36.8]])
    for turns in SYSTEMS.values():
        for turn in turns:
            turn(given)
    assert given.tolist() == [[118.05, 36.8]]


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_of_cgcs2000_takes_wgs84_as_it_is(zone: str) -> None:
    """From CGCS2000 degrees and from WGS-84 degrees the same metres come out, bit for bit, and go back."""
    bounds = crs._systems.system(zone).area_of_use.bounds
    lonlat = np.array([[(bounds[0] + bounds[2]) / 2, 36.0]])
    metres = crs.to_working(lonlat, "EPSG:4326", zone)
    for degrees in ("EPSG:4490", "EPSG:4480"):
        assert (crs.to_working(lonlat, degrees, zone) == metres).all()
    back = crs.to_lonlat(metres, zone)
    assert back is not None
    assert metres_apart(back, lonlat)[0] < 1e-6
    assert crs.why_not(zone) is None


def test_degrees_of_cgcs2000_are_degrees_of_wgs84() -> None:
    lonlat = np.array([[118.05, 36.8]])
    for degrees in ("EPSG:4490", "EPSG:4480"):
        assert (crs.to_lonlat(lonlat, degrees) == lonlat).all()
        assert crs.same(degrees, "EPSG:4326")


def test_geocentric_cgcs2000_is_refused_with_a_reason() -> None:
    assert "neither geographic nor projected" in (crs.why_not("EPSG:4479") or "")


@settings(max_examples=40)
@given(points=st.lists(st.tuples(st.floats(73.5, 135.0), st.floats(18.0, 53.0)), min_size=1, max_size=5))
def test_a_misread_layer_read_rightly_is_where_it_was(points: list[tuple[float, float]]) -> None:
    true = np.array(points)
    for name, (there, _) in SYSTEMS.items():
        taken_as_wgs84 = there(true)
        assert metres_apart(crs.reread(taken_as_wgs84, "EPSG:4490", name), true).max() < 1e-6
        labelled_but_wgs84 = crs.to_lonlat(true, name)
        assert labelled_but_wgs84 is not None
        assert metres_apart(crs.reread(labelled_but_wgs84, name, crs.WGS84), true).max() < 1e-6
    bd09_taken_as_gcj02 = crs.gcj02_to_wgs84(crs.wgs84_to_bd09(true))
    assert metres_apart(crs.reread(bd09_taken_as_gcj02, "gcj02", "bd09"), true).max() < 1e-6


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ("EPSG:4548", ("gcj02", "bd09")),
        ("gcj02", ("bd09", "EPSG:4326")),
        ("bd09", ("gcj02", "EPSG:4326")),
    ],
)
def test_what_a_system_is_mistaken_for(said: str, others: tuple[str, ...]) -> None:
    assert crs.mistaken_for(said, np.array([[118.05, 36.8]])) == others
    assert crs.mistaken_for(said, np.array([[118.05, 36.8], [14.5, 35.9]])) == ()
    assert crs.mistaken_for(said, np.empty((0, 2))) == ()
