"""Straight lines on the plane and on the globe."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from siting.errors import InputError
from siting.travel.straight import EARTH_RADIUS_M, on_the_globe
from tests.small_streets import measured, pairs, write_case


def test_the_plane_measures_straight_lines_times_the_detour(tmp_path: Path) -> None:
    case = write_case(tmp_path, "{plane: {detour: 1.3}}", demand="d,30,40,1 e,100,0,1", sites="s,0,0 t,100,1")
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 65.0, ("e", "t"): 1.3}


def test_a_cutoff_met_exactly_is_within_it(tmp_path: Path) -> None:
    case = write_case(
        tmp_path, "{plane: {}}", demand="d,60,80,1 e,60,80.001,1", sites="s,0,0", outlets="o,0,0,shop"
    )
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 100.0}
    assert pairs(times, city, outlets=True) == {("d", "o"): 100.0}


def test_great_circles_are_measured_on_the_mean_earth(tmp_path: Path) -> None:
    formats = "[{id: shop, name: Shop, cutoff_m: 1000, demand: people, cost: 1}]"
    case = write_case(
        tmp_path, "{great_circle: {}}", crs="EPSG:4548", layer_crs="EPSG:4326", formats=formats,
        demand="d,118.05,36.80,1 e,118.05,36.82,1", sites="s,118.05,36.805",
    )  # fmt: skip
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): round(np.radians(0.005) * EARTH_RADIUS_M, 6)}


def test_great_circles_cross_the_date_line_and_the_poles() -> None:
    demand = np.array([[179.999, 0.0], [0.0, 89.999]])
    origins = np.array([[-179.999, 0.0], [180.0, 89.999]])
    step_m = np.radians(0.002) * EARTH_RADIUS_M
    reach = on_the_globe(demand, origins, np.full(2, step_m))
    assert reach.indices.tolist() == [0, 1]
    assert reach.travel == pytest.approx([step_m, step_m], abs=1e-6)


def test_great_circles_need_the_globe(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="great circles need places on the globe"):
        measured(write_case(tmp_path, "{great_circle: {}}"))
