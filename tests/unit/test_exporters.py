"""What stands in the files of a run folder, read by other programs' rules."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely

from siting import plan, scenario
from siting.exporters import (
    certificate_npz,
    gaps_csv,
    geopackage,
    projects_csv,
    run_log,
    scenario_yaml,
    summary_json,
)
from siting.exporters._names import column_names
from siting.inputs import Inputs
from siting.journal import Journal
from siting.language import in_language
from siting.plan import Plan
from tests.small_city import city, format_input, random_city
from tests.small_plan import first_affordable, planned, question, stock

CORNER_M = (500_000.0, 4_070_000.0)


def mapped_city(**given: Any) -> Inputs:
    """A random city on the map of Zibo, with circles as squares, and names that try to be markup."""
    inputs = random_city(3, n_sites=20, **{"crs": "EPSG:4548", **given})
    for points in (inputs.demand, inputs.sites, inputs.outlets):
        points.xy_m[:] += CORNER_M
    x, y = CORNER_M
    squares = [shapely.box(x + a, y + b, x + a + 1000, y + b + 1000) for b in (0, 1000) for a in (0, 1000)]
    names = np.array(["张店", "淄川", "<script>alert(1)</script>", "=cmd|' /C calc'!A0"], dtype=object)
    formats = (
        dataclasses.replace(inputs.formats[0], names={"en": '"Market" & <b>', "zh": "菜市场"}),
        *inputs.formats[1:],
    )
    circles = dataclasses.replace(inputs.circles, names=names, polygons=np.array(squares, dtype=object))
    return dataclasses.replace(inputs, circles=circles, formats=formats)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return planned(mapped_city(), tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def gpkg(made: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map") / "plan.gpkg"
    geopackage.write(made, path)
    return path


def ask(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql, values).fetchall()


# Tables


def test_tables_open_in_excel_with_chinese_in_place(made: Plan, tmp_path: Path) -> None:
    with in_language("zh"):
        projects_csv.write(made, tmp_path / "projects.csv")
    content = (tmp_path / "projects.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [row["site"] for row in rows] == [each.site for each in made.opened]
    assert {row["format_name"] for row in rows} == {"菜市场"}
    assert float(rows[-1]["cumulative_cost"]) == made.summary["cost"]
    assert [float(row["newly_covered"]) for row in rows] == [each.newly_covered for each in made.opened]


def test_text_that_looks_like_a_formula_stays_text(made: Plan, tmp_path: Path) -> None:
    gaps_csv.write(made, tmp_path / "gaps.csv")
    with (tmp_path / "gaps.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = {row["circle_name"] for row in rows}
    assert "'=cmd|' /C calc'!A0" in names
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())
    assert len(rows) == 3 * 5


def test_coordinates_left_of_the_origin_stay_numbers(tmp_path: Path) -> None:
    inputs = city(demand=[(-5, 0)], people=[3], sites=[(-5.25, -7)], formats=(format_input("market", 300.0),))
    projects_csv.write(planned(inputs, tmp_path), tmp_path / "projects.csv")
    with (tmp_path / "projects.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["x"], row["y"], row["lon"]) == ("-5.25", "-7.0", "")


# Summary, scenario, log, certificate


def test_summary_json_says_what_the_interface_promises(made: Plan, tmp_path: Path) -> None:
    summary_json.write(made, tmp_path / "summary.json")
    found = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    promised = (
        "scenario stop objective value bound gap certified_bound certified_gap cost strategy why_strategy "
        "seed seconds people formats circles opened versions inputs warnings notices synthetic currency"
    )
    assert set(promised.split()) <= set(found)
    by_format = "weight_total covered_before covered_after newly_covered opened cost"
    assert set(by_format.split()) <= set(found["formats"]["market"])
    assert {"site", "format", "phase", "cost", "newly_covered", "total_covered"} <= set(found["opened"][0])
    assert found["synthetic"] is True
    assert found["notices"] == list(made.notices)
    assert set(found["versions"]) >= {"python", "siting", "numpy", "scipy"}


def test_an_unproven_bound_is_null(made: Plan, tmp_path: Path) -> None:
    endless = dataclasses.replace(made, outcome=dataclasses.replace(made.outcome, bound=float("inf")))
    summary_json.write(endless, tmp_path / "summary.json")
    found = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert (found["bound"], found["gap"]) == (None, None)


def test_the_resolved_scenario_can_be_solved_again_from_the_run_folder(made: Plan, tmp_path: Path) -> None:
    scenario_yaml.write(made, tmp_path / "scenario.resolved.yaml")
    again = scenario.load(tmp_path / "scenario.resolved.yaml")
    assert again.file("demand", "file").resolve() == made.scenario.file("demand", "file").resolve()
    assert again.settings.name == "small"


def test_the_log_begins_with_the_notices(made: Plan, tmp_path: Path) -> None:
    run_log.write(made, tmp_path / "run.log")
    assert (tmp_path / "run.log").read_text(encoding="utf-8").startswith(made.notices[0])


def test_the_certificate_holds_no_pickles_and_is_the_same_bytes_each_time(made: Plan, tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        certificate_npz.write(made, tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    with np.load(tmp_path / "one.npz", allow_pickle=False) as arrays:
        for name, array in made.evidence.arrays().items():
            np.testing.assert_array_equal(arrays[name], array)


# The map


def test_the_map_has_every_layer_with_its_geometry(gpkg: Path, made: Plan) -> None:
    layers = {name: kind for name, kind in pyogrio.list_layers(gpkg) if name != "layer_styles"}
    assert layers == {
        "circles": "MultiPolygon",
        "links": "LineString",
        "demand": "Point",
        "existing_outlets": "Point",
        "new_outlets": "Point",
    }
    demand = geopandas.read_file(gpkg, layer="demand")
    assert demand.crs.to_epsg() == 4548
    assert demand["demand"].tolist() == [str(each) for each in made.inputs.demand.ids]
    assert demand["market_after"].tolist() == made.covered_after[0].tolist()
    assert demand["canteen_before"].tolist() == made.covered_before[1].tolist()
    assert demand["people_elderly"].tolist() == made.inputs.groups["elderly"].tolist()
    new = geopandas.read_file(gpkg, layer="new_outlets")
    assert new["rank"].tolist() == list(range(1, len(made.opened) + 1))
    assert set(new["facility_type"]) == {3}
    circles = geopandas.read_file(gpkg, layer="circles")
    assert circles["name"].tolist() == list(made.inputs.circles.names)
    assert circles["market_after"].tolist() == [
        made.summary["circles"][circle]["formats"]["market"]["covered_after"] for circle in circles["circle"]
    ]


def test_links_go_from_everybody_newly_reached_to_the_nearest_new_outlet(gpkg: Path, made: Plan) -> None:
    links = geopandas.read_file(gpkg, layer="links")
    gained = made.covered_after & ~made.covered_before
    assert set(links["demand"]) == {str(each) for each in made.inputs.demand.ids[gained.any(axis=0)]}
    sites = {each.site: (each.x, each.y) for each in made.opened}
    homes = dict(zip(made.inputs.demand.ids, made.inputs.demand.xy_m, strict=True))
    for link in links.itertuples():
        distance = {site: np.hypot(*(np.array(xy) - homes[link.demand])) for site, xy in sites.items()}
        assert distance[link.site] == min(distance.values())
        assert link.geometry.length == pytest.approx(link.travel_m)


def test_the_map_is_a_geopackage_of_version_1_2(gpkg: Path) -> None:
    assert ask(gpkg, "PRAGMA user_version") == [(10200,)]
    assert ask(gpkg, "PRAGMA integrity_check") == [("ok",)]


def test_every_layer_says_that_the_city_is_made_up(gpkg: Path, made: Plan) -> None:
    for name, about in ask(
        gpkg, "SELECT table_name, description FROM gpkg_contents WHERE table_name != 'layer_styles'"
    ):
        assert all(notice in about for notice in made.notices), name


def test_every_layer_has_one_default_style_and_demand_one_for_each_format(gpkg: Path, made: Plan) -> None:
    assert ask(gpkg, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'") == [
        ("attributes",)
    ]
    defaults = ask(gpkg, "SELECT f_table_name FROM layer_styles WHERE useAsDefault ORDER BY 1")
    assert [name for (name,) in defaults] == ["circles", "demand", "existing_outlets", "links", "new_outlets"]
    on_demand = {
        name for (name,) in ask(gpkg, "SELECT styleName FROM layer_styles WHERE f_table_name = 'demand'")
    }
    assert on_demand >= {made.format_name(format.id) for format in made.inputs.formats}
    for column, qml in ask(gpkg, "SELECT f_geometry_column, styleQML FROM layer_styles"):
        assert column == "geom"
        ElementTree.fromstring(qml)


def test_styles_draw_by_columns_that_exist(gpkg: Path) -> None:
    for layer, qml in ask(
        gpkg, "SELECT f_table_name, styleQML FROM layer_styles WHERE f_table_name != 'links'"
    ):
        attribute = ElementTree.fromstring(qml).find("renderer-v2").get("attr")  # type: ignore[union-attr]
        found = ask(gpkg, f"SELECT DISTINCT {attribute} FROM {layer}")
        values = {each.get("value") for each in ElementTree.fromstring(qml).iter("category")}
        assert not values or {str(value) for (value,) in found} <= values


def test_a_city_on_a_plane_without_circles_outlets_or_plan_still_gives_a_map(tmp_path: Path) -> None:
    inputs = city(
        demand=[(0, 0)], people=[3], sites=[(9000, 0)], formats=(format_input("market", 300.0),), cost=1e9
    )
    geopackage.write(planned(inputs, tmp_path), tmp_path / "plan.gpkg")
    counts = {
        name: pyogrio.read_info(tmp_path / "plan.gpkg", layer=name)["features"]
        for name in ("demand", "links")
    }
    assert counts == {"demand": 1, "links": 0}
    new = geopandas.read_file(tmp_path / "plan.gpkg", layer="new_outlets")
    assert len(new) == 0
    assert {"site", "format", "cost", "newly_covered"} <= set(new.columns)
    assert "plane" in str(geopandas.read_file(tmp_path / "plan.gpkg", layer="demand").crs)


def test_points_without_coordinates_have_no_geometry(tmp_path: Path) -> None:
    inputs = random_city(3, n_sites=20)
    found = stock(inputs, tmp_path)
    for points in (inputs.demand, inputs.sites, inputs.outlets):
        points.xy_m[:] = np.nan
    asked = question(found)
    made = plan.make(found, asked, first_affordable(asked), Journal())
    geopackage.write(made, tmp_path / "plan.gpkg")
    assert geopandas.read_file(tmp_path / "plan.gpkg", layer="demand").geometry.isna().all()
    json.dumps(made.summary, allow_nan=False)


def test_formats_that_differ_in_case_only_get_columns_of_their_own() -> None:
    assert column_names(["Bank", "bank", "BANK", "店"]) == {
        "Bank": "Bank",
        "bank": "bank_2",
        "BANK": "BANK_3",
        "店": "店",
    }


def test_groups_that_differ_in_case_only_get_columns_of_their_own(tmp_path: Path) -> None:
    inputs = city(
        demand=[(0, 0)],
        people=[10],
        groups={"elderly": [4], "Elderly": [3]},
        sites=[(10, 0)],
        formats=(format_input("market", 300.0),),
    )
    geopackage.write(planned(inputs, tmp_path), tmp_path / "plan.gpkg")
    written = geopandas.read_file(tmp_path / "plan.gpkg", layer="demand")
    assert written.filter(like="people_").iloc[0].to_dict() == {"people_elderly": 4, "people_Elderly_2": 3}


QGIS = """
import sys
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
for name in ("circles", "links", "demand", "existing_outlets", "new_outlets"):
    layer = QgsVectorLayer(f"{sys.argv[1]}|layername={name}", name, "ogr")
    assert layer.isValid(), name
    message, loaded = layer.loadDefaultStyle()
    print(name, loaded, layer.renderer().type(), layer.featureCount(), layer.crs().authid())
sys.stdout.flush()
"""


def test_qgis_opens_every_layer_with_its_style(gpkg: Path, made: Plan) -> None:
    python = shutil.which("python3", path="/usr/bin")
    if (
        not python
        or subprocess.run([python, "-c", "import qgis.core"], capture_output=True, check=False).returncode
    ):
        pytest.skip("QGIS is not installed (Debian: python3-qgis)")
    done = subprocess.run(
        [python, "-c", QGIS, str(gpkg)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(gpkg.parent)},
        check=False,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[:3] for line in lines] == [
        ["circles", "True", "graduatedSymbol"],
        ["links", "True", "singleSymbol"],
        ["demand", "True", "categorizedSymbol"],
        ["existing_outlets", "True", "categorizedSymbol"],
        ["new_outlets", "True", "categorizedSymbol"],
    ], done.stderr
    assert {line[4] for line in lines} == {"EPSG:4548"}
    assert int(lines[2][3]) == len(made.inputs.demand)
