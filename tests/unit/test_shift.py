"""Layers beside the streets: what is said of them, and what is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting import crs
from siting.inputs import Origin
from siting.networks._build import network
from siting.travel.shift import Shift, direction, find_shifts
from siting.travel.shift.fit import CAP_M, RING_M, clearly_above_zero, fit, sample
from siting.travel.shift.search import best_moves
from siting.travel.snap import grid
from tests.cities.placed import origin
from tests.crooked_town import CORNER_M, WORKING, beside, streets

TOWN = streets()
LINES = grid(TOWN, "edge")
HERE_M = beside(TOWN, 300, seed=1)
RIGHT = origin(beside(TOWN, 200, seed=2), "sites")


def shifts(*layers: Origin, streets_crs: str = "EPSG:4326") -> list[Shift]:
    return find_shifts(layers, LINES, streets_crs, WORKING)


def the_only(found: list[Shift]) -> Shift:
    (shift,) = found
    return shift


@pytest.mark.parametrize("said", ["EPSG:4326", "EPSG:4490", "gcj02", "bd09"])
def test_a_layer_in_the_system_that_it_says_is_left_alone(said: str) -> None:
    assert shifts(origin(HERE_M, said=said, given=said)) == []


@pytest.mark.parametrize(
    ("said", "given", "length_m"),
    [
        ("EPSG:4326", "gcj02", 540),
        ("EPSG:4326", "bd09", 1325),
        ("gcj02", "EPSG:4326", 540),
        ("gcj02", "bd09", 880),
        ("bd09", "gcj02", 880),
        ("bd09", "EPSG:4326", 1325),
    ],
)
def test_a_misread_layer_is_told_its_system(said: str, given: str, length_m: float) -> None:
    shift = the_only(shifts(origin(HERE_M, said=said, given=given), RIGHT))
    assert (shift.layer, shift.cause, shift.system) == (0, "layer", given)
    assert np.hypot(*shift.away_m) == pytest.approx(length_m, abs=25)
    assert shift.then_m < 20 < shift.now_m


def test_the_direction_is_where_the_layer_lies_from_where_it_fits() -> None:
    shift = the_only(shifts(origin(HERE_M, given="gcj02"), RIGHT))
    assert direction(shift.away_m) == "east"


def test_a_layer_converted_once_too_often_is_told_so() -> None:
    true = origin(HERE_M)
    twice = replace(true, lonlat=crs.gcj02_to_wgs84(true.lonlat))
    shift = the_only(shifts(twice, RIGHT))
    assert (shift.layer, shift.cause, shift.system) == (0, "twice", "gcj02")


@pytest.mark.parametrize("given", ["gcj02", "bd09"])
def test_streets_in_another_system_are_blamed_when_no_layer_fits_them(given: str) -> None:
    """The streets stay, and the layers lie where rightly read streets would not be."""
    turned = {"gcj02": crs.gcj02_to_wgs84, "bd09": crs.bd09_to_wgs84}[given]
    layers = [origin(HERE_M), RIGHT]
    away = [replace(layer, lonlat=turned(layer.lonlat)) for layer in layers]
    shift = the_only(shifts(*away))
    assert (shift.layer, shift.cause, shift.streets_system) == (-1, "streets", given)


def test_layers_that_say_gcj02_over_streets_that_say_nothing_leave_two_explanations() -> None:
    shift = the_only(shifts(origin(HERE_M, said="gcj02")))
    assert (shift.layer, shift.cause) == (0, "either")
    assert (shift.system, shift.streets_system) == ("EPSG:4326", "gcj02")


def test_a_shift_that_no_system_makes_is_measured_all_the_same() -> None:
    move_m = np.array([310.0, -420.0])
    shift = the_only(shifts(origin(HERE_M + move_m), RIGHT))
    assert (shift.cause, shift.system) == ("unknown", "")
    assert shift.away_m == pytest.approx(move_m, abs=20)


def test_each_layer_is_judged_by_itself() -> None:
    found = shifts(origin(HERE_M, given="bd09"), RIGHT, origin(beside(TOWN, 150, seed=3), given="gcj02"))
    assert [(shift.layer, shift.system) for shift in found] == [(0, "bd09"), (2, "gcj02")]


def test_a_layer_of_a_few_points_is_not_judged() -> None:
    assert shifts(origin(HERE_M[:15], given="gcj02")) == []


def test_places_that_have_nothing_to_do_with_streets_are_not_judged() -> None:
    random = np.random.default_rng(4)
    for _ in range(3):
        anywhere = CORNER_M + random.uniform(200, 2200, (400, 2))
        assert shifts(origin(anywhere)) == []


def test_squares_of_a_grid_are_not_judged() -> None:
    middles = CORNER_M + 100.0 * np.stack(np.meshgrid(np.arange(22), np.arange(22)), axis=-1).reshape(-1, 2)
    assert shifts(origin(middles)) == []


def test_a_layer_of_another_city_is_not_called_shifted() -> None:
    assert shifts(origin(HERE_M + np.array([40_000.0, 25_000.0]))) == []


def test_streets_that_repeat_themselves_prove_nothing() -> None:
    """Where every block is the same, a layer moved by half a block fits a block further on just as well."""
    at = np.arange(40) * 150.0
    ends = np.array([[(x, 0.0), (x, at[-1])] for x in at] + [[(0.0, y), (at[-1], y)] for y in at])
    n = len(ends)
    regular = network(
        ends.reshape(-1, 2) + CORNER_M,
        np.arange(0, 2 * n, 2),
        np.arange(1, 2 * n, 2),
        np.ones(n),
        np.zeros(n, dtype=np.bool_),
    )
    for move_m in (np.zeros(2), np.array([75.0, 75.0]), np.array([450.0, -300.0])):
        layer = origin(beside(regular, 400, seed=5) + move_m)
        assert find_shifts([layer], grid(regular, "edge"), "EPSG:4326", WORKING) == []


def test_an_empty_layer_and_no_layers_are_no_matter() -> None:
    nobody = replace(RIGHT, lonlat=np.empty((0, 2)))
    assert shifts(nobody) == []
    assert shifts() == []


def test_the_same_layer_always_gets_the_same_answer() -> None:
    layer = origin(HERE_M + np.array([310.0, -420.0]))
    one, other = (the_only(shifts(layer)) for _ in range(2))
    assert (one.away_m == other.away_m).all()


def test_a_fit_is_what_plain_distances_say() -> None:
    """Against every street one by one, in plain NumPy."""
    points = HERE_M[:40]
    first, second = (TOWN.node_xy_m[TOWN.edge_nodes[:, k]] for k in (0, 1))
    along, length2 = second - first, ((second - first) ** 2).sum(axis=1)

    def nearest(xy_m: np.ndarray) -> np.ndarray:
        to_first = xy_m[:, None] - first[None]
        share = np.clip((to_first * along).sum(axis=2) / length2, 0.0, 1.0)
        away = np.hypot(*(to_first - share[..., None] * along).transpose(2, 0, 1)).min(axis=1)
        return np.minimum(away, CAP_M)

    found = fit(points, LINES)
    assert found.capped_m == pytest.approx(nearest(points))
    aside = np.mean([nearest(points + move) for move in RING_M], axis=0)
    assert found.ratio == pytest.approx(nearest(points).mean() / aside.mean())
    gain = aside - nearest(points)
    assert found.clear == pytest.approx(gain.mean() / (gain.std(ddof=1) / np.sqrt(len(gain))))


@settings(max_examples=30)
@given(st.lists(st.floats(-100, 100), max_size=6))
def test_what_does_not_vary_is_no_evidence(values: list[float]) -> None:
    assert clearly_above_zero(np.array(values[:1])) == 0.0
    assert clearly_above_zero(np.full(len(values), 3.0)) == 0.0
    assert np.isfinite(clearly_above_zero(np.array(values)))


def test_a_sample_takes_places_that_stand_together_once() -> None:
    xy_m = np.array([[0.0, 0.0], [1.0, 1.0], [np.nan, 0.0], [500.0, 0.0], [501.0, 2.0], [900.0, 900.0]])
    assert sample(xy_m).tolist() == [0, 3, 5]
    many = np.random.default_rng(0).uniform(0, 1e5, (5_000, 2))
    assert len(sample(many)) == 1_000
    assert (np.diff(sample(many)) > 0).all()


def test_the_move_that_is_looked_for_is_found_from_far_away() -> None:
    for move_m in ([1_000.0, 900.0], [-60.0, 130.0]):
        assert best_moves(HERE_M + move_m, LINES)[0] == pytest.approx(-np.array(move_m), abs=20)


@pytest.mark.parametrize(
    ("vector", "name"),
    [
        ((5, 0), "east"),
        ((5, 2), "east-north-east"),
        ((0, 9), "north"),
        ((-1, 1e-9), "west"),
        ((-1, -1e-9), "west"),
        ((-3, -3), "south-west"),
        ((0, -1), "south"),
        ((5, -2), "east-south-east"),
    ],
)
def test_winds_are_named(vector: tuple[float, float], name: str) -> None:
    assert direction(np.array(vector, dtype=np.float64)) == name
