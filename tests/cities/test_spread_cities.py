"""Totals of real areas spread over real buildings and streets: all counted, all kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely.geometry import mapping

from siting import inputs, scenario
from siting.errors import Problems
from siting.inputs import Inputs

FORMATS: dict[str, Any] = {
    "travel": {"great_circle": {}},
    "formats": [{"id": "bakery", "cutoff_m": 500, "cost": 1}],
    "budget": 1,
}


def read(folder: Path, demand: dict[str, Any], areas: pd.DataFrame) -> Inputs:
    """The inputs of a scenario with areas (columns id, people, geometry)."""
    rows = areas.to_dict("records")
    found = [
        {
            "type": "Feature",
            "geometry": mapping(row["geometry"]),
            "properties": {"id": row["id"], "people": row["people"]},
        }
        for row in rows
    ]
    text = json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False)
    (folder / "areas.geojson").write_text(text, encoding="utf-8")
    at = shapely.point_on_surface(areas["geometry"].iloc[0])
    (folder / "sites.csv").write_text(f"id,x,y\ns1,{at.x},{at.y}\n", encoding="utf-8")
    settings = {
        "name": "spread",
        "demand": {
            **demand,
            "totals": {"file": "areas.geojson", "columns": {"id": "id"}, **demand["totals"]},
        },
        "sites": {"file": "sites.csv", "crs": "EPSG:4326", "columns": {"id": "id", "x": "x", "y": "y"}},
        **FORMATS,
    }
    path = folder / "scenario.yaml"
    path.write_text(json.dumps(settings), encoding="utf-8")
    return inputs.read(scenario.load(path), Problems())


def sums_by(city: Inputs, areas: pd.DataFrame) -> np.ndarray:
    """People in each area, counted from the points that came out."""
    assert city.demand.lonlat is not None
    tree = shapely.STRtree(shapely.points(city.demand.lonlat))
    area, point = tree.query(areas["geometry"].to_numpy(), predicate="intersects")
    first = pd.Series(area).groupby(point).min()
    return np.bincount(first.to_numpy(), city.people[first.index.to_numpy()], len(areas))


def said(city: Inputs) -> str:
    return "\n".join(str(warning) for warning in city.warnings)


@pytest.fixture(scope="module")
def malta(shared: Path) -> pd.DataFrame:
    """Malta's localities: the ground nearest to the points of each, with the people that those stand for."""
    path = shared / "data" / "malta" / "demand.csv"
    if not path.is_file():
        pytest.skip("real data not present: malta")
    points = pd.read_csv(path).drop_duplicates(["lon", "lat"])
    shapes = shapely.points(points[["lon", "lat"]].to_numpy())
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(shapes)))
    cell, point = shapely.STRtree(shapes).query(cells, predicate="contains")
    locality = points["locality"].to_numpy()[point]
    rows = [
        (
            name,
            round(float(points["pop"][points["locality"] == name].sum())),
            shapely.union_all(cells[cell[locality == name]]),
        )
        for name in sorted(set(locality))
    ]
    box = shapely.box(14.1, 35.7, 14.7, 36.2)
    areas = pd.DataFrame(rows, columns=["id", "people", "geometry"])
    areas["geometry"] = shapely.intersection(areas["geometry"].to_numpy(), box)
    return areas


@pytest.mark.parametrize("spread", ["floor_area", "footprint"])
def test_maltas_buildings_take_the_people_of_their_localities(
    shared: Path, malta: pd.DataFrame, tmp_path: Path, spread: str
) -> None:
    """Villages without a mapped house get theirs along the streets, so that no locality loses anyone."""
    demand = {
        "file": str(shared / "data" / "malta" / "malta.osm.pbf"),
        "spread": spread,
        "totals": {"whole": True, "empty": "streets"},
    }
    city = read(tmp_path, demand, malta)
    assert city.people.sum() == malta["people"].sum()
    assert (city.people == np.round(city.people)).all()
    assert sums_by(city, malta).tolist() == malta["people"].tolist()
    assert "malta.osm.pbf: 9732 buildings: 926 of kinds that nobody lives in are left out" in said(city)
    assert sum(1 for name in city.demand.ids if ":" not in name) == 8806
    if spread == "floor_area":
        assert "less than 5 m2 of floor for each person" in said(city), (
            "few houses of Malta were mapped in 2016"
        )


def test_maltas_streets_take_the_people_of_their_localities(
    shared: Path, malta: pd.DataFrame, tmp_path: Path
) -> None:
    demand = {
        "file": str(shared / "data" / "malta" / "malta.osm.pbf"),
        "spread": "street_length",
        "totals": {},
    }
    city = read(tmp_path, demand, malta)
    assert sums_by(city, malta) == pytest.approx(malta["people"].to_numpy(), rel=1e-9)
    assert city.people.sum() == pytest.approx(malta["people"].sum(), rel=1e-9)
    assert len(city.demand) == 41511
    assert city.population[-1].people == pytest.approx(malta["people"].sum(), rel=1e-9)


def test_helsinkis_grid_gives_totals_that_its_buildings_keep(shared: Path, tmp_path: Path) -> None:
    """The cells of the grid that lie whole in the extract, as areas."""
    path = shared / "data" / "helsinki" / "helsinki_population_grid_2020.gpkg"
    if not path.is_file():
        pytest.skip("real data not present: helsinki")
    cells = pyogrio.read_dataframe(path).rename(columns={"population": "people"})
    inside = shapely.within(cells.geometry.to_numpy(), shapely.box(24.9369, 60.1653, 24.9551, 60.1768))
    areas = pd.DataFrame(cells[inside])
    demand = {
        "file": str(shared / "data" / "helsinki" / "helsinki_centre.osm.pbf"),
        "spread": "floor_area",
        "totals": {"empty": "point"},
    }
    city = read(tmp_path, demand, areas)
    assert sums_by(city, areas) == pytest.approx(areas["people"].to_numpy(), rel=1e-9)
    assert "446 buildings: 95 of kinds that nobody lives in are left out" in said(city)
    assert "54 buildings are no closed outlines and are left out" in said(city)
