"""Outlines against outlines: the movement between them, whatever detail each was drawn with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from siting import crs
from siting.errors import Place
from siting.inputs import Outline
from siting.travel.shift.closest import best_translation, pieces, points_along, to_nearest
from siting.travel.shift.outlines import Pair, alike, explained, explanation, offset_between, readings
from siting.travel.snap import grid_of_pieces

WORKING = "EPSG:4548"
MIDDLE_M = np.array([596_000.0, 4_076_000.0])
Floats = NDArray[np.float64]


def ring(seed: int, corners: int = 90, radius_m: float = 6_000.0) -> Floats:
    """A bent closed line around the middle."""
    random = np.random.default_rng(seed)
    angle = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    waves = sum(
        random.uniform(0.02, 0.12) * np.sin(k * angle + random.uniform(0.0, 2.0 * np.pi)) for k in range(2, 9)
    )
    around = (radius_m * (1.0 + waves))[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return np.asarray(MIDDLE_M + np.concatenate([around, around[:1]]))


def thinned(corners_m: Floats, every: int) -> Floats:
    kept = corners_m[:-1:every]
    return np.concatenate([kept, kept[:1]])


def alone(corners_m: Floats) -> tuple[Floats, NDArray[np.int64]]:
    return corners_m, np.array([0, len(corners_m)])


def outline(corners_m: Floats, said: str = "EPSG:4326", given: str = "EPSG:4326", what: str = "a") -> Outline:
    lonlat = crs.to_lonlat(corners_m, WORKING)
    assert lonlat is not None
    turned = {"gcj02": crs.wgs84_to_gcj02, "bd09": crs.wgs84_to_bd09}
    numbers = turned[given](lonlat) if given in turned else lonlat
    read = crs.to_lonlat(numbers, said)
    assert read is not None
    return Outline(what, Place(), said, read, np.array([0, len(read)]))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.floats(-900, 900), st.floats(-900, 900))
def test_a_movement_is_measured_whatever_it_is(seed: int, east_m: float, north_m: float) -> None:
    border_m, move_m = ring(seed), np.array([east_m, north_m])
    found = offset_between(Pair(*alone(border_m + move_m), *alone(border_m)))
    assert found.away_m == pytest.approx(move_m, abs=1.0)
    assert found.sure_m < 5.0


def test_two_drawings_of_one_border_differ_by_their_detail_and_not_by_a_movement() -> None:
    fine_m = ring(1, corners=600)
    coarse_m = thinned(fine_m, 15)
    found = offset_between(Pair(*alone(coarse_m), *alone(fine_m)))
    assert found.mean_m > 10.0
    assert found.length_m < 2.0 + 2.0 * found.sure_m
    moved = offset_between(Pair(*alone(coarse_m + np.array([400.0, -300.0])), *alone(fine_m)))
    assert moved.away_m == pytest.approx([400.0, -300.0], abs=5.0)
    # the mean vector to the nearest line falls short, and the mean distance says nothing of the direction
    assert np.hypot(*moved.nearest_m) < 0.8 * 500.0


def test_seen_from_the_other_side_the_offset_is_turned_round() -> None:
    one_m, other_m = ring(2) + np.array([200.0, 100.0]), thinned(ring(2), 2)
    there = offset_between(Pair(*alone(one_m), *alone(other_m)))
    back = offset_between(Pair(*alone(other_m), *alone(one_m)))
    assert there.away_m == pytest.approx(-back.away_m, abs=1e-6)


def test_inner_borders_that_only_one_file_has_do_not_matter() -> None:
    border_m = ring(3)
    inner_m = MIDDLE_M + (ring(4) - MIDDLE_M) * 0.5
    both = np.concatenate([border_m, inner_m]), np.array([0, len(border_m), len(border_m) + len(inner_m)])
    found = offset_between(Pair(*both, *alone(border_m - [250.0, 0.0])))
    assert found.away_m == pytest.approx([250.0, 0.0], abs=3.0)


def test_along_lines_that_all_run_one_way_nothing_can_be_measured() -> None:
    lines = grid_of_pieces(np.array([[0.0, y, 10_000.0, y] for y in (0.0, 5_000.0)]))
    points_m = np.stack([np.linspace(3_000, 7_000, 200), np.tile([30.0, 5_030.0], 100)], axis=1)
    assert best_translation(points_m, lines) == pytest.approx([0.0, -30.0], abs=1e-6)


def test_points_along_an_outline_are_evenly_spread_over_all_rings() -> None:
    square = np.array([[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]], dtype=np.float64)
    both, start = np.concatenate([square, square + 1000.0]), np.array([0, 5, 10])
    points = points_along(both, start, 80)
    assert len(points) == 80
    assert (points[:40] < 500).all()
    assert (points[40:] > 500).all()
    assert np.hypot(*np.diff(points[:10], axis=0).T) == pytest.approx(np.full(9, 10.0))
    assert len(pieces(both, start)) == 8


def test_the_nearest_place_is_what_every_piece_one_by_one_gives() -> None:
    border_m, random = ring(5), np.random.default_rng(5)
    piece = pieces(*alone(border_m))
    points_m = MIDDLE_M + random.uniform(-8_000, 8_000, (60, 2))
    along = piece[:, 2:] - piece[:, :2]
    share = np.clip(
        ((points_m[:, None] - piece[None, :, :2]) * along).sum(axis=2) / (along**2).sum(axis=1), 0, 1
    )
    away = piece[None, :, :2] + share[..., None] * along - points_m[:, None]
    length = np.hypot(away[..., 0], away[..., 1])
    nearest = away[np.arange(60), length.argmin(axis=1)]
    near = length.min(axis=1) < 5_000
    assert to_nearest(points_m, grid_of_pieces(piece))[near] == pytest.approx(nearest[near], abs=1e-6)


@pytest.mark.parametrize(
    ("said", "given", "reference", "system", "other_system"),
    [
        ("EPSG:4326", "gcj02", "EPSG:4490", "gcj02", ""),
        ("EPSG:4326", "bd09", "EPSG:4490", "bd09", ""),
        ("gcj02", "EPSG:4326", "EPSG:4490", "EPSG:4326", ""),
        ("gcj02", "bd09", "EPSG:4490", "bd09", ""),
    ],
)
def test_the_system_that_removes_the_offset_is_named(
    said: str, given: str, reference: str, system: str, other_system: str
) -> None:
    border_m = ring(6, corners=500)
    layer, other = outline(border_m, said, given), outline(thinned(border_m, 9), reference, reference)
    best = explained(readings(layer, other, WORKING))
    assert best is not None
    assert (best.system, best.other_system) == (system, other_system)
    assert best.offset.length_m < 10.0
    given_and_best = explanation(layer, other, WORKING)
    assert [(found.system, found.other_system) for found in given_and_best] == [
        ("", ""),
        (system, other_system),
    ]


def test_the_reference_may_be_the_one_that_is_misread() -> None:
    border_m = ring(6, corners=500)
    layer, other = outline(thinned(border_m, 9)), outline(border_m, given="gcj02")
    best = explained(readings(layer, other, WORKING))
    assert best is not None
    assert (best.system, best.other_system) == ("", "gcj02")


def test_where_either_file_may_be_misread_both_are_named() -> None:
    border_m = ring(6, corners=500)
    layer, other = outline(border_m, "gcj02", "EPSG:4326"), outline(border_m)
    found = readings(layer, other, WORKING)
    best = explained(found)
    assert best is not None
    assert best.system == "EPSG:4326"
    instead = alike(found, best)
    assert instead is not None
    assert instead.other_system == "gcj02"


def test_outlines_that_agree_are_left_alone() -> None:
    border_m = ring(7, corners=500)
    layer, other = outline(border_m), outline(thinned(border_m, 7), "EPSG:4490")
    assert explained(readings(layer, other, WORKING)) is None
    assert explanation(layer, other, WORKING) == []
    assert explanation(layer, layer, WORKING) == []


def test_outlines_of_other_areas_are_not_explained_by_a_system() -> None:
    for seed in range(5):
        small_m = MIDDLE_M + (ring(seed + 20) - MIDDLE_M) * 0.4 + np.array([1_500.0, -900.0])
        assert explanation(outline(small_m), outline(ring(seed)), WORKING) == []


def test_a_movement_that_no_system_makes_is_not_explained() -> None:
    layer, other = outline(ring(8) + np.array([-300.0, 200.0])), outline(ring(8))
    found = readings(layer, other, WORKING)
    assert explained(found) is None
    assert found[0].offset.away_m == pytest.approx([-300.0, 200.0], abs=2.0)
