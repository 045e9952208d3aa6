"""Totals are kept: whatever way people come in, those planned for and those left out are those in the files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from siting.errors import InputError
from siting.inputs import Inputs
from siting.readers import geotiff
from tests.rasters import METRES, NORTH, WEST, write_raster
from tests.small_population import read, write_scenario

SIDE = 1000.0
MIDDLE = (WEST + SIDE / 2, NORTH - SIDE / 2)


def cells(folder: Path, random: Any) -> tuple[str, float]:
    """A raster of floats or whole numbers, with cells of nobody, no data and not a number."""
    shape = random.integers(1, 25, 2)
    people = random.lognormal(1.0, 2.0, shape) * (random.random(shape) < 0.7)
    kind = random.choice(["float32", "float64", "uint16"])
    people = np.minimum(people, 60_000).astype(kind)
    people.flat[0] = 5
    true = people.astype(np.float64)
    if kind != "uint16":
        gone = random.random(shape) < 0.1
        people[gone] = random.choice([np.nan, -200.0])
        true[gone] = 0
    write_raster(
        folder / "people.tif", people, cell=SIDE / max(shape), nodata=-200.0 if kind != "uint16" else None
    )
    return "file: people.tif", float(true.sum())


def points(folder: Path, random: Any) -> tuple[str, float]:
    """A text table with columns x and y."""
    count = int(random.integers(1, 200))
    people = np.round(random.lognormal(1.0, 2.0, count), 6)
    xy = MIDDLE + random.uniform(-SIDE / 2, SIDE / 2, (count, 2))
    frame = pd.DataFrame({"x": xy[:, 0], "y": xy[:, 1], "people": people})
    frame.to_csv(folder / "people.csv", index=False)
    return f'file: people.csv, crs: "{METRES}", columns: {{x: x, y: y}}', float(people.sum())


def areas(folder: Path, random: Any) -> tuple[str, float]:
    """Areas that tile the square: cells around random places."""
    places = shapely.MultiPoint(
        MIDDLE + random.uniform(-SIDE / 2, SIDE / 2, (int(random.integers(2, 60)), 2))
    )
    square = shapely.Point(MIDDLE).buffer(SIDE / 2, cap_style="square")
    tiles = shapely.intersection(
        shapely.get_parts(shapely.voronoi_polygons(places, extend_to=square)), square
    )
    people = random.lognormal(3.0, 2.0, len(tiles))
    frame = geopandas.GeoDataFrame({"people": people}, geometry=tiles, crs=METRES)
    frame.to_crs(str(random.choice([METRES, "EPSG:4326", "EPSG:3857"]))).to_file(folder / "people.gpkg")
    return "file: people.gpkg", float(people.sum())


WAYS: dict[str, Callable[[Path, Any], tuple[str, float]]] = {"cells": cells, "points": points, "areas": areas}
# A smaller seed makes no simpler city: nothing is gained by shrinking one.
PATIENT = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def told(folder: Path, demand: str) -> Inputs:
    return read(write_scenario(folder, "{" + demand + "}", site=MIDDLE))


def told_inside(folder: Path, demand: str) -> Inputs | None:
    """The city inside the clip; None where it holds nobody, which is an error that says so."""
    try:
        return told(folder, demand + ", clip: {file: clip.gpkg}")
    except InputError as error:
        if "the clip" not in str(error):
            raise
        return None


def write_clip(folder: Path, random: Any) -> None:
    """An area around the middle, so that somebody's place is cut or inside, in a system of its own."""
    angle = np.sort(random.uniform(0, 2 * np.pi, 12))
    reach = random.uniform(0.3, 0.9, 12)[:, None] * SIDE
    around = MIDDLE + reach * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    area = shapely.union(
        shapely.make_valid(shapely.Polygon(around)), shapely.Point(MIDDLE).buffer(SIDE * 0.3)
    )
    frame = geopandas.GeoDataFrame({"n": [1]}, geometry=[area], crs=METRES)
    frame.to_crs(str(random.choice([METRES, "EPSG:4326", "EPSG:3857"]))).to_file(folder / "clip.gpkg")


def exact(people: float) -> Any:
    return pytest.approx(people, rel=1e-9)


@pytest.mark.parametrize("way", WAYS)
@PATIENT
@given(seed=st.integers(0, 2**32))
def test_everyone_in_the_file_is_planned_for(
    way: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(way)
    demand, people = WAYS[way](folder, np.random.default_rng(seed))
    found = told(folder, demand)
    assert found.people.sum() == exact(people)
    assert found.population[0].people == exact(people)
    assert found.population[-1].people == found.people.sum()
    assert found.population[-1].places == len(found.people) == len(found.demand)
    assert sum(step.places for step in found.population[:-1]) == len(found.people)


@pytest.mark.parametrize("way", WAYS)
@PATIENT
@given(seed=st.integers(0, 2**32))
def test_who_is_clipped_away_is_accounted_for(
    way: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, random = tmp_path_factory.mktemp(way), np.random.default_rng(seed)
    demand, _ = WAYS[way](folder, random)
    write_clip(folder, random)
    whole = dict(zip(*(lambda city: (city.demand.ids, city.people))(told(folder, demand)), strict=True))
    found = told_inside(folder, demand)
    if found is None:
        return
    assert sum(step.people for step in found.population[:-1]) == exact(found.people.sum())
    assert sum(step.places for step in found.population[:-1]) == len(found.people)
    assert all(step.people <= 0 for step in found.population[1:-1])
    assert all(0 < people <= whole[key] for key, people in zip(found.demand.ids, found.people, strict=True))


@PATIENT
@given(seed=st.integers(0, 2**32), at_once=st.integers(1, 2000))
@example(seed=6692, at_once=67)
def test_a_clip_reads_the_same_in_a_window_and_from_the_whole_file(
    seed: int, at_once: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The reader's window only saves work: with it taken away the same people are planned for, bit for bit."""
    folder, random = tmp_path_factory.mktemp("window"), np.random.default_rng(seed)
    demand, _ = cells(folder, random)
    write_clip(folder, random)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geotiff, "CELLS_AT_ONCE", at_once)
        windowed = told_inside(folder, demand)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(geotiff, "read_within")
        whole = told_inside(folder, demand)
    if windowed is None or whole is None:
        assert windowed is whole
        return
    order = [np.argsort(city.demand.ids.astype(str)) for city in (windowed, whole)]
    assert windowed.demand.ids[order[0]].tolist() == whole.demand.ids[order[1]].tolist()
    assert windowed.people[order[0]].tolist() == whole.people[order[1]].tolist()
    assert windowed.population[-1].people == exact(whole.population[-1].people)
