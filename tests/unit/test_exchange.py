"""Files for other programs: GeoJSON by RFC 7946, ArcGIS' field words, QGIS styles of phases, grades and closings."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import ANY
from xml.etree import ElementTree

import geopandas
import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

from siting import report
from siting.errors import InputError
from siting.exporters import arcgis_gpkg, circles_geojson, demand_geojson, outlets_geojson
from siting.exporters._styles import styles
from siting.inputs import Grading, Phases
from siting.language import in_language
from siting.plan import Plan
from siting.plan.closings import Closed
from siting.report import LOST, Report
from tests.small_city import random_city
from tests.small_plan import planned

CORNER_M = (500_000.0, 4_070_000.0)
HOSTILE = ("<script>alert(1)</script>", '"];alert(1)//', "\U00020bb7野家", "x" * 200)
GEOJSON = (outlets_geojson, circles_geojson, demand_geojson)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    inputs = random_city(3, n_sites=20, crs="EPSG:4548")
    for points in (inputs.demand, inputs.sites, inputs.outlets):
        points.xy_m[:] += CORNER_M
    names = np.array([HOSTILE[k % len(HOSTILE)] for k in range(len(inputs.sites))], dtype=object)
    formats = (
        dataclasses.replace(inputs.formats[0], names={"en": "market", "zh": "菜市场"}),
        *inputs.formats[1:],
    )
    sites = dataclasses.replace(inputs.sites, names=names)
    circles = dataclasses.replace(inputs.circles, polygons=outlines(len(inputs.circles)))
    city = dataclasses.replace(inputs, sites=sites, formats=formats, circles=circles)
    return planned(city, tmp_path_factory.mktemp("city"))


def outlines(count: int) -> Any:
    """Squares, the first one with a hole, the second in two parts, outer rings clockwise as RFC 7946 forbids."""
    x, y = CORNER_M
    squares = [shapely.box(x, y + 1000 * k, x + 900, y + 1000 * k + 900, ccw=False) for k in range(count)]
    squares[0] = squares[0].difference(shapely.box(x + 300, y + 300, x + 600, y + 600))
    squares[1] = shapely.union(squares[1], shapely.box(x + 2000, y, x + 2100, y + 100, ccw=False))
    return np.array(squares, dtype=object)


@pytest.fixture(scope="module")
def shown(made: Plan) -> Report:
    return report.of_plan(made)


def rendered(part: ModuleType, shown: Report, folder: Path, language: str = "en") -> Any:
    with in_language(language):
        part.render(shown, folder / part.FILE)
    return json.loads((folder / part.FILE).read_text(encoding="utf-8"))


# GeoJSON


@pytest.mark.parametrize("part", GEOJSON)
def test_geojson_lies_where_the_city_lies(part: ModuleType, shown: Report, tmp_path: Path) -> None:
    found = rendered(part, shown, tmp_path)
    assert "crs" not in found, "RFC 7946 knows WGS-84 alone"
    assert found["notices"] == shown.texts["notices"]["en"].splitlines()
    assert all(feature["properties"]["synthetic"] for feature in found["features"])
    read = geopandas.read_file(tmp_path / part.FILE)
    assert read.crs.to_epsg() == 4326
    west, south, east, north = read.total_bounds
    assert 117.0 <= west < east < 117.1
    assert 36.7 < south < north < 36.9


@pytest.mark.parametrize("part", GEOJSON)
def test_geojson_tells_a_centimetre_and_no_more(part: ModuleType, shown: Report, tmp_path: Path) -> None:
    rendered(part, shown, tmp_path)
    degrees = shapely.get_coordinates(geopandas.read_file(tmp_path / part.FILE).geometry)
    np.testing.assert_array_equal(degrees, np.round(degrees, 7))


def test_rings_go_by_the_right_hand(shown: Report, tmp_path: Path) -> None:
    features = rendered(circles_geojson, shown, tmp_path)["features"]
    kinds = [feature["geometry"]["type"] for feature in features]
    assert kinds[:3] == ["Polygon", "MultiPolygon", "Polygon"]
    assert len(features[0]["geometry"]["coordinates"]) == 2
    for feature in features:
        geometry = feature["geometry"]
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for part in parts:
            for number, ring in enumerate(part):
                assert ring[0] == ring[-1]
                assert shapely.LinearRing(ring).is_ccw == (number == 0)


def test_areas_of_circles_are_kept(made: Plan, shown: Report, tmp_path: Path) -> None:
    rendered(circles_geojson, shown, tmp_path)
    back = geopandas.read_file(tmp_path / "circles.geojson").to_crs("EPSG:4548").geometry
    assert made.inputs.circles.polygons is not None
    np.testing.assert_allclose(back.area, shapely.area(made.inputs.circles.polygons), rtol=1e-4)


def test_every_outlet_stands_in_the_file_once(made: Plan, shown: Report, tmp_path: Path) -> None:
    features = rendered(outlets_geojson, shown, tmp_path, "zh")["features"]
    said = [feature["properties"] for feature in features]
    new = [each for each in said if each["status"] == "new"]
    assert len(said) == len(made.inputs.outlets) + len(made.opened)
    assert [each["site"] for each in new] == [each.site for each in made.opened]
    assert [each["rank"] for each in new] == [each.rank for each in made.opened]
    assert sum(each["newly_covered"] for each in new) == sum(each.newly_covered for each in made.opened)
    assert {each["format_name"] for each in new if each["format"] == "market"} == {"菜市场"}
    first = features[len(made.inputs.outlets)]["geometry"]["coordinates"]
    there = pyproj.Transformer.from_crs("EPSG:4548", "EPSG:4490", always_xy=True)
    assert first == pytest.approx(there.transform(made.opened[0].x, made.opened[0].y), abs=1e-7)


def test_demand_says_what_it_gains_and_lacks(made: Plan, shown: Report, tmp_path: Path) -> None:
    said = [each["properties"] for each in rendered(demand_geojson, shown, tmp_path)["features"]]
    assert [each["formats_after"] for each in said] == made.covered_after.sum(axis=0).tolist()
    assert [each["formats_before"] for each in said] == made.covered_before.sum(axis=0).tolist()
    gained = made.covered_after[0] & ~made.covered_before[0]
    assert ["market" in each.get("gains", "").split(";") for each in said] == gained.tolist()


def test_hostile_names_come_back_as_they_were(shown: Report, tmp_path: Path) -> None:
    names = {each["properties"]["name"] for each in rendered(outlets_geojson, shown, tmp_path)["features"]}
    opened = {str(name) for name in shown.sites.names[shown.opened_site]}
    assert opened <= names


@pytest.mark.parametrize("part", GEOJSON)
def test_a_plane_has_no_longitudes(part: ModuleType, shown: Report, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="plane"):
        part.render(dataclasses.replace(shown, crs="plane"), tmp_path / part.FILE)
    assert not (tmp_path / part.FILE).exists()


def test_what_has_no_place_has_no_geometry(shown: Report, tmp_path: Path) -> None:
    lost = dataclasses.replace(shown.homes, xy_m=np.full_like(shown.homes.xy_m, np.nan))
    nowhere = dataclasses.replace(
        shown,
        homes=lost,
        circles=dataclasses.replace(shown.circles, rings=tuple(() for _ in shown.circles.ids)),
    )
    for part in (demand_geojson, circles_geojson):
        assert {each["geometry"] for each in rendered(part, nowhere, tmp_path)["features"]} == {None}


# ArcGIS


def test_arcgis_reads_facilities_by_its_own_words(made: Plan, shown: Report, tmp_path: Path) -> None:
    with in_language("zh"):
        arcgis_gpkg.render(shown, tmp_path / "arcgis.gpkg")
    assert {name for name, _ in pyogrio.list_layers(tmp_path / "arcgis.gpkg")} == {
        "Facilities",
        "DemandPoints",
    }
    found = pyogrio.read_dataframe(tmp_path / "arcgis.gpkg", layer="Facilities")
    assert found.crs.to_epsg() == 4548
    assert {"Name", "FacilityType", "Weight", "Capacity", "DemandWeight"} <= set(found.columns)
    assert "Status" not in found.columns, "a number of ArcGIS' own"
    counts = found["FacilityType"].value_counts().to_dict()
    assert counts[1] == len(made.inputs.outlets)
    assert counts[3] == len(made.opened)
    assert counts[0] == int(made.inputs.site_admits.sum()) - len(made.opened)
    chosen = found[found["FacilityType"] == 3]
    assert chosen["PlaceID"].tolist() == [each.site for each in made.opened]
    assert chosen["Cost"].tolist() == [each.cost for each in made.opened]
    assert chosen["FormatName"].iloc[0] == "菜市场"
    assert found["Capacity"].isna().all(), "no format of this city has places"


def test_arcgis_reads_demand_with_the_walks(made: Plan, shown: Report, tmp_path: Path) -> None:
    arcgis_gpkg.render(shown, tmp_path / "arcgis.gpkg")
    found = pyogrio.read_dataframe(tmp_path / "arcgis.gpkg", layer="DemandPoints")
    assert found["Weight"].tolist() == made.inputs.people.tolist()
    assert "GroupName" not in found
    np.testing.assert_array_equal(found["market_After"].notna(), made.covered_after[0])
    np.testing.assert_array_equal(found["market_Before"].notna(), made.covered_before[0])


def test_arcgis_takes_a_plane(shown: Report, tmp_path: Path) -> None:
    arcgis_gpkg.render(dataclasses.replace(shown, crs="plane"), tmp_path / "arcgis.gpkg")
    assert "plane" in str(pyogrio.read_dataframe(tmp_path / "arcgis.gpkg", layer="Facilities").crs)


def test_a_closing_outlet_is_a_candidate_that_was_not_chosen(shown: Report, tmp_path: Path) -> None:
    closes = np.zeros(len(shown.outlets.ids), dtype=bool)
    closes[0] = True
    changed = dataclasses.replace(shown, outlets=dataclasses.replace(shown.outlets, closes=closes))
    arcgis_gpkg.render(changed, tmp_path / "arcgis.gpkg")
    found = pyogrio.read_dataframe(tmp_path / "arcgis.gpkg", layer="Facilities")
    assert found.loc[0, ["FacilityType", "PlanStatus"]].tolist() == [0, "closes"]
    said = rendered(outlets_geojson, changed, tmp_path)["features"]
    assert said[0]["properties"]["status"] == "closes"


def test_what_is_lost_is_said(shown: Report, tmp_path: Path) -> None:
    state = shown.homes.state.copy()
    state[0, 0] = LOST
    changed = dataclasses.replace(shown, homes=dataclasses.replace(shown.homes, state=state))
    assert rendered(demand_geojson, changed, tmp_path)["features"][0]["properties"]["loses"] == "market"


# QGIS


def legends(made: Plan) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(layer, style) -> values and labels."""
    found = {}
    with in_language("zh"):
        for style in styles(made):
            entries = [(one.get("value", ""), one.get("label", "")) for one in _categories(style.qml)]
            found[style.layer, style.name] = entries
    return found


def _categories(qml: str) -> Any:
    return ElementTree.fromstring(qml).iter("category")


def test_qgis_has_styles_for_phases_grades_and_closings(made: Plan) -> None:
    names = ({"en": "basic", "zh": "基础型"}, {"en": "upgraded", "zh": "提升型"})
    counts = np.array([1, 2])
    grading = Grading(("b", "u"), names, counts, counts, counts, "outlet", 1.0, "a test")
    phases = Phases(
        ("1", "2"), ({"zh": "启动"}, {"en": "complete", "zh": "建成"}), np.ones(2), np.array([np.nan, np.nan])
    )
    gone = Closed("o0", "旧店", "market", "", 1.0, 0.0, 0.0, (), 0)
    inputs = dataclasses.replace(made.inputs, grading=grading, phases=phases)
    before, after = legends(made), legends(dataclasses.replace(made, inputs=inputs, closed=(gone,)))
    fresh = [entries for key, entries in after.items() if key not in before]
    assert [("none", ANY), ("b", "基础型"), ("u", "提升型")] in fresh
    assert [("1", "启动"), ("2", "建成")] in fresh
    assert [("closes", ANY), ("stays", ANY)] in fresh
    in_all = next(name for layer, name in before if layer == "demand")
    for name in ("菜市场", in_all):
        assert "lost" in dict(after["demand", name])
        assert "lost" not in dict(before["demand", name])
    first = next(entries for (layer, _), entries in after.items() if layer == "existing_outlets")
    assert first[0][0] == "closes", "the layer opens with what closes"
