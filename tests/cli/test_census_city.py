"""A synthetic city as planners have it: subdistricts, a census table in Excel, buildings of a web map in GCJ-02."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

import siting
from siting.cli import main
from siting.crs import to_lonlat, wgs84_to_gcj02
from tests.census_town import features, write_sheet

ACROSS, UP = 4, 3
SIDE_M = 1500.0
CORNER_M = (540_000.0, 4_072_000.0)  # in EPSG:4548, where the city of Zibo lies
COHORTS = ("0-2", "3-14", "15-59", "60+")
SCENARIO = """
name: census_city
synthetic: true
illustrative_costs: true
demand:
  file: buildings.geojson
  crs: gcj02
  columns: {id: 编号, levels: 层数, land_use: 用途}
  spread: floor_area
  land_use: {住宅: 1, 商住: 0.6, 工业: 0}
  default_levels: 6
  totals:
    file: subdistricts.geojson
    columns: {id: 区划代码}
    table: {file: census.xlsx, layer: "2020", area: 代码, people: 常住人口}
    whole: true
  ages: {0-2: "0-2", 3-14: "3-14", 15-59: "15-59", 60+: "60+"}
sites:
  file: sites.csv
  crs: EPSG:4490
  columns: {id: id, x: lon, y: lat}
travel:
  great_circle: {detour: 1.3}
formats:
  - {id: childcare, cost: 500000}
  - {id: elderly_care, cost: 300000}
  - {id: breakfast_shop, cost: 50000}
budget: 4000000
"""


def degrees(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: to_lonlat(xy, "EPSG:4548"))


@pytest.fixture
def census(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """The city's files in the working directory; its census table."""
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(88)
    codes = [f"3703{number:05d}" for number in range(1, ACROSS * UP + 1)]
    corners = [(CORNER_M[0] + SIDE_M * x, CORNER_M[1] + SIDE_M * y) for y in range(UP) for x in range(ACROSS)]
    outlines = [shapely.box(x, y, x + SIDE_M, y + SIDE_M) for x, y in corners]
    rows = [(degrees(shape), {"区划代码": code}) for shape, code in zip(outlines, codes, strict=True)]
    Path("subdistricts.geojson").write_text(features(rows), encoding="utf-8")
    cohorts = random.integers((100, 800, 9_000, 3_000), (900, 6_000, 30_000, 9_000), (len(codes), 4))
    table = pd.DataFrame(cohorts, columns=COHORTS, index=codes)
    table.insert(0, "常住人口", cohorts.sum(axis=1))
    write_sheet(
        Path("census.xlsx"), [("代码", *table.columns), *table.reset_index().to_numpy().tolist()], "2020"
    )
    Path("buildings.geojson").write_text(features(_buildings(corners, random)), encoding="utf-8")
    Path("sites.csv").write_text(_sites(random), encoding="utf-8")
    Path("scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    return table


def _buildings(
    corners: list[tuple[float, float]], random: np.random.Generator
) -> list[tuple[Any, dict[str, Any]]]:
    found = []
    for x, y in corners:
        for east, north in random.uniform(20, SIDE_M - 80, (40, 2)):
            shape = degrees(shapely.box(x + east, y + north, x + east + 50, y + north + 15))
            told = {
                "编号": f"B{len(found)}",
                "层数": None if random.random() < 0.2 else int(random.integers(1, 30)),
                "用途": str(random.choice(["住宅", "商住", "工业"], p=[0.7, 0.2, 0.1])),
            }
            found.append((shapely.transform(shape, wgs84_to_gcj02), told))
    return found


def _sites(random: np.random.Generator) -> str:
    xy = np.array(CORNER_M) + random.uniform(0, 1, (30, 2)) * (ACROSS * SIDE_M, UP * SIDE_M)
    lonlat = to_lonlat(xy, "EPSG:4548")
    assert lonlat is not None
    return "id,lon,lat\n" + "".join(f"S{n},{lon:.6f},{lat:.6f}\n" for n, (lon, lat) in enumerate(lonlat))


def test_a_census_by_subdistrict_and_buildings_become_a_verified_plan(
    census: pd.DataFrame, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", "scenario.yaml", "-o", "out", "--lang", "en"]) == 0
    assert main(["verify", "out", "--lang", "en"]) == 0
    summary = json.loads(Path("out/summary.json").read_text(encoding="utf-8"))
    assert summary["people"]["total"] == census["常住人口"].sum()
    assert summary["formats"]["elderly_care"]["weight_total"] == census["60+"].sum()
    assert summary["formats"]["childcare"]["weight_total"] == census["0-2"].sum()
    assert "default_levels is taken for them: 6" in capfd.readouterr().err


def test_every_subdistrict_keeps_its_people_and_its_cohorts(census: pd.DataFrame) -> None:
    """The corner of a building in GCJ-02 lies 500 m away in WGS-84: a missed offset would mix the subdistricts."""
    city = siting.gaps("scenario.yaml").inputs
    code = (city.demand.xy_m - CORNER_M) // SIDE_M
    area = (code[:, 1] * ACROSS + code[:, 0]).astype(int)
    for group, column in (("people", "常住人口"), ("elderly", "60+"), ("age_0_3", "0-2")):
        counts = city.groups[group]
        assert np.bincount(area, counts, len(census)).tolist() == census[column].tolist()
        assert ((counts == np.round(counts)) & (counts <= city.people)).all()
    assert len(city.demand) == ACROSS * UP * 40
