"""People of real cities through the account: nobody is lost between the file, its parts and a grid made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from rasterio.transform import Affine

from siting.inputs import Inputs
from tests.rasters import write_raster
from tests.small_population import read, write_scenario


def city_file(shared: Path, city: str, name: str) -> Path:
    path = shared / "data" / city / name
    if not path.is_file():
        pytest.skip(f"real data not present: {city}/{name}")
    return path


def planned(folder: Path, demand: str, site: tuple[float, float]) -> Inputs:
    return read(write_scenario(folder, demand, crs="EPSG:4326", site=site))


def write_clip(folder: Path, area: Any) -> None:
    geopandas.GeoDataFrame({"n": [1]}, geometry=[area], crs="EPSG:4326").to_file(folder / "clip.gpkg")


def test_both_sides_of_a_line_through_helsinki_are_all_of_it(shared: Path, tmp_path: Path) -> None:
    grid = city_file(shared, "helsinki", "helsinki_population_grid_2020.gpkg")
    demand = f"{{file: {grid}, columns: {{id: id, people: population}}"
    whole = planned(tmp_path, demand + "}", (24.94, 60.17))
    assert whole.people.sum() == 71_724
    assert [str(each) for each in whole.warnings] == []
    parts = []
    for west, east in ((24.8, 24.9337), (24.9337, 25.1)):
        write_clip(tmp_path, shapely.box(west, 60.0, east, 60.3))
        parts.append(planned(tmp_path, demand + ", clip: {file: clip.gpkg}}", (24.94, 60.17)))
    assert sum(part.people.sum() for part in parts) == pytest.approx(71_724, rel=1e-9)
    assert sum(len(part.people) for part in parts) > len(whole.people)  # cells on the line stand in both
    halves = [dict(zip(part.demand.ids.tolist(), part.people.tolist(), strict=True)) for part in parts]
    for cell, people in zip(whole.demand.ids.tolist(), whole.people.tolist(), strict=True):
        assert sum(half.get(cell, 0.0) for half in halves) == pytest.approx(people, rel=1e-9)


def test_people_in_a_quarter_of_maribor_are_those_that_its_table_says(shared: Path, tmp_path: Path) -> None:
    table = city_file(shared, "maribor", "demand.csv")
    quarters = geopandas.read_file(city_file(shared, "maribor", "districts.geojson"))
    said = pd.read_csv(table)
    quarter = quarters[quarters["ODO_UIME"] == "Studenci"]
    write_clip(tmp_path, quarter.union_all())
    columns = "columns: {id: h3, x: lon, y: lat, people: pop}"
    demand = f'{{file: {table}, crs: "EPSG:4326", {columns}, clip: {{file: clip.gpkg}}}}'
    found = planned(tmp_path, demand, (15.63, 46.55))
    inside = shapely.contains_xy(quarter.union_all(), said["lon"], said["lat"])
    assert found.demand.ids.tolist() == said["h3"][inside].tolist()
    assert found.people.sum() == pytest.approx(said["pop"][inside].sum(), rel=1e-12)
    assert found.population[0].people == pytest.approx(said["pop"].sum(), rel=1e-12)


def test_a_grid_of_malta_has_the_people_of_its_points(shared: Path, tmp_path: Path) -> None:
    said = pd.read_csv(city_file(shared, "malta", "demand.csv"))
    step = 1 / 1200
    column = ((said["lon"] - 14.1) / step).astype(int)
    row = ((36.2 - said["lat"]) / step).astype(int)
    people = np.zeros((600, 600))
    np.add.at(people, (row, column), said["pop"])
    write_raster(
        tmp_path / "people.tif",
        people,
        crs="EPSG:4326",
        transform=Affine(step, 0.0, 14.1, 0.0, -step, 36.2),
        nodata=-99999.0,
    )
    found = planned(tmp_path, "{file: people.tif}", (14.5, 35.9))
    assert found.people.sum() == pytest.approx(said["pop"].sum(), rel=1e-9)
    assert found.crs == "EPSG:32633"
