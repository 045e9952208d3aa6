"""Coordinate systems: offsets undone, zones chosen, contradictions between points and CRS found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from siting import crs
from siting.crs import _offsets

ZHANGDIAN = np.array([[118.05, 36.80]])
chinese_lon = st.floats(73.5, 135.0).filter(lambda lon: abs(lon - 105.0) > 1e-3)
lonlats = st.lists(st.tuples(chinese_lon, st.floats(18.0, 53.0)), min_size=1, max_size=20)


def metres_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return Geod(ellps="WGS84").inv(one[:, 0], one[:, 1], other[:, 0], other[:, 1])[2]


@given(lonlats)
def test_gcj02_and_bd09_are_undone_to_the_last_bit(points: list[tuple[float, float]]) -> None:
    wgs84 = np.array(points)
    assert np.abs(crs.gcj02_to_wgs84(crs.wgs84_to_gcj02(wgs84)) - wgs84).max() < 5e-14
    assert np.abs(crs.bd09_to_wgs84(crs.wgs84_to_bd09(wgs84)) - wgs84).max() < 1e-13


@given(st.floats(-1e-3, 1e-3), st.floats(18.0, 53.0))
def test_at_the_kink_of_the_formula_the_inverse_holds_to_a_micrometre(east_of_105: float, lat: float) -> None:
    wgs84 = np.array([[105.0 + east_of_105, lat]])
    assert metres_apart(crs.gcj02_to_wgs84(crs.wgs84_to_gcj02(wgs84)), wgs84)[0] < 1e-6


@given(lonlats)
def test_the_inverse_solves_the_forward_formula_within_nanometres(
    points: list[tuple[float, float]],
) -> None:
    gcj02 = np.array(points)
    found = crs.gcj02_to_wgs84(gcj02).astype(np.longdouble)
    left_deg = found + _offsets._gcj02_offset(found) - gcj02.astype(np.longdouble)
    east_m = left_deg[:, 0] * 111_320 * np.cos(np.radians(found[:, 1]))
    north_m = left_deg[:, 1] * 111_320
    assert np.hypot(east_m, north_m).max() < 2e-9


def test_the_offset_is_that_of_the_open_implementations() -> None:
    """Shanghai, Shenzhen and Beijing, WGS-84 and GCJ-02, as eviltransform's own tests have them."""
    wgs84 = np.array([[121.5272106, 31.1774276], [113.912316, 22.543847], [116.377817, 39.911954]])
    gcj02 = [
        [121.531541859215, 31.17530398364597],
        [113.9171764808363, 22.540796131694766],
        [116.38404722455657, 39.91334545536069],
    ]
    np.testing.assert_allclose(crs.wgs84_to_gcj02(wgs84), gcj02, rtol=0, atol=1e-11)


def test_a_missed_offset_in_zibo_is_half_a_kilometre() -> None:
    away_m = metres_apart(crs.wgs84_to_gcj02(ZHANGDIAN), ZHANGDIAN)
    assert 400 < away_m[0] < 700


def test_the_offset_ends_outside_china() -> None:
    malta = np.array([[14.5, 35.9]])
    assert (crs.wgs84_to_gcj02(malta) == malta).all()
    assert (crs.gcj02_to_wgs84(malta) == malta).all()


def test_points_that_are_not_finite_stay_so() -> None:
    found = crs.bd09_to_wgs84(np.array([[np.nan, np.nan], [118.0, 36.8]]))
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [
        (118.05, 36.80, "EPSG:4548"),  # Zibo
        (75.99, 39.47, "EPSG:4534"),  # Kashgar
        (134.3, 48.3, "EPSG:4554"),  # Fuyuan
        (114.05, 22.54, "EPSG:4547"),  # Shenzhen
        (14.5, 35.9, "EPSG:32633"),  # Malta
        (24.94, 60.17, "EPSG:32635"),  # Helsinki
        (126.98, 37.57, "EPSG:32652"),  # Seoul, in the longitudes but not the latitudes of a Chinese zone
        (151.2, -33.9, "EPSG:32756"),  # Sydney
        (179.99, 0.0, "EPSG:32660"),
    ],
)
def test_the_working_crs_fits_the_city(lon: float, lat: float, expected: str) -> None:
    assert crs.estimate_working(np.array([[lon, lat]])) == expected
    assert crs.check_working(expected, np.array([[lon, lat]])) is None


def test_cgcs2000_and_wgs84_are_the_same_places() -> None:
    one = crs.to_working(ZHANGDIAN, "EPSG:4490", "EPSG:4548")
    other = crs.to_working(ZHANGDIAN, "EPSG:4326", "EPSG:4548")
    assert (one == other).all()
    assert crs.same("EPSG:4326", "EPSG:4490")
    assert not crs.same("EPSG:4326", "EPSG:4548")
    assert not crs.same("EPSG:4326", "gcj02")


@given(lonlats)
def test_metres_and_degrees_go_there_and_back(points: list[tuple[float, float]]) -> None:
    lonlat = np.array(points)[:1]
    working = crs.estimate_working(lonlat)
    back = crs.to_lonlat(crs.to_working(lonlat, "EPSG:4490", working), working)
    assert metres_apart(back, lonlat).max() < 1e-6


def test_projected_lengths_are_metres() -> None:
    points = np.array([[118.05, 36.80], [118.06, 36.80]])
    xy_m = crs.to_working(points, "EPSG:4326", "EPSG:4548")
    true_m = metres_apart(points[:1], points[1:])[0]
    assert np.hypot(*(xy_m[1] - xy_m[0])) == pytest.approx(true_m, rel=2e-4)


def test_points_in_the_working_crs_stay_bit_for_bit() -> None:
    xy = np.array([[593707.123456789, 4074830.987654321]])
    assert (crs.to_working(xy, "EPSG:4548", "EPSG:4548") == xy).all()


def test_a_plane_is_nowhere_and_mixes_with_nothing() -> None:
    xy = np.array([[1.0, 2.0]])
    assert crs.to_lonlat(xy, "plane") is None
    assert (crs.to_working(xy, "plane", "plane") == xy).all()
    with pytest.raises(ValueError, match="plane"):
        crs.to_working(xy, "plane", "EPSG:4548")
    with pytest.raises(ValueError, match="plane"):
        crs.to_working(xy, "EPSG:4326", "plane")


@pytest.mark.parametrize(
    "name", ["EPSG:4326", "EPSG:4490", "EPSG:4548", "EPSG:3879", "gcj02", "bd09", "plane"]
)
def test_usable_systems(name: str) -> None:
    assert crs.why_not(name) is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("EPSG:99999", "no coordinate system"),
        ("WGS 84 or so", "no coordinate system"),
        ("EPSG:4978", "neither geographic nor projected"),
        ("EPSG:4610", "no transformation to WGS-84"),  # Xian 1980: its parameters are not public
    ],
)
def test_unusable_systems_say_why(name: str, words: str) -> None:
    assert words in (crs.why_not(name) or "")


def test_names_are_written_one_way() -> None:
    assert crs.canonical(" epsg:4548 ") == "EPSG:4548"
    assert crs.canonical("GCJ02") == "gcj02"
    assert crs.canonical("Plane") == "plane"


def test_degrees_are_never_taken_for_metres() -> None:
    [fault] = crs.check(ZHANGDIAN, "EPSG:4548")
    assert "look like degrees" in fault.message
    assert fault.rows.tolist() == [0]


def test_metres_are_never_taken_for_degrees() -> None:
    [fault] = crs.check(np.array([[593707.0, 4074830.0], [118.0, 36.8]]), "EPSG:4326")
    assert "beyond 180 degrees" in fault.message
    assert fault.rows.tolist() == [0]


def test_exchanged_axes_are_suspected() -> None:
    for points, name in [
        (ZHANGDIAN[:, ::-1], "EPSG:4326"),
        (ZHANGDIAN[:, ::-1], "gcj02"),
        (crs.to_working(ZHANGDIAN, "EPSG:4326", "EPSG:4548")[:, ::-1], "EPSG:4548"),
    ]:
        [fault] = crs.check(points, name)
        assert "exchanged" in fault.hint


def test_another_zone_is_suspected() -> None:
    with_zone_number = crs.to_working(ZHANGDIAN, "EPSG:4326", "EPSG:4527")
    [fault] = crs.check(with_zone_number, "EPSG:4548")
    assert "outside the area" in fault.message
    assert "zone" in fault.hint


def test_gcj02_outside_china_is_an_error() -> None:
    [fault] = crs.check(np.array([[14.5, 35.9]]), "gcj02")
    assert "outside the area" in fault.message


def test_right_coordinates_and_planes_have_no_faults() -> None:
    assert crs.check(ZHANGDIAN, "EPSG:4326") == []
    assert crs.check(crs.wgs84_to_gcj02(ZHANGDIAN), "gcj02") == []
    assert crs.check(np.array([[1.0, 1e9]]), "plane") == []
    assert crs.check(np.array([[np.nan, np.nan]]), "EPSG:4548") == []


def test_numbers_too_large_for_metres_are_faults_on_a_plane() -> None:
    (fault,) = crs.check(np.array([[1.0, 2.0], [1.0, -1e13], [np.nan, 1e300]]), "plane")
    assert fault.rows.tolist() == [1]


@pytest.mark.parametrize(
    ("working", "words"),
    [
        ("EPSG:4490", "in degrees"),
        ("EPSG:3857", "changes distances"),
        ("EPSG:2227", "not in metres"),
    ],
)
def test_a_working_crs_must_give_true_metres(working: str, words: str) -> None:
    fault = crs.check_working(working, ZHANGDIAN)
    assert fault is not None
    assert words in fault.message


def test_the_two_outlines_of_zibo_meet_once_the_offset_is_undone(shared: object) -> None:
    """AMap's outline (GCJ-02) and the national map's (CGCS2000) of the same districts."""
    import geopandas

    folder = shared / "data" / "zibo"  # type: ignore[operator]
    amap = geopandas.read_file(folder / "zibo_counties_amap.geojson").geometry.union_all()
    official = geopandas.read_file(folder / "zibo_counties_tianditu.geojson").geometry.union_all()

    def metres_between(lonlat: np.ndarray) -> float:
        here = np.array([[official.centroid.x, official.centroid.y]])
        return float(metres_apart(lonlat, here)[0])

    centre = np.array([[amap.centroid.x, amap.centroid.y]])
    assert metres_between(centre) > 400
    assert metres_between(crs.gcj02_to_wgs84(centre)) < 100
