"""Shifted layers as a planner meets them: `check`, `gaps` and `solve` warn, `siting shift` measures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import siting
from siting import crs
from siting.cli import main
from tests.crooked_town import CORNER_M, WORKING, beside, streets

TOWN = streets()
SCENARIO = """name: town
demand: {file: demand.csv, crs: "EPSG:4326", columns: {x: lon, y: lat, people: people}}
sites: {file: sites.csv, crs: "EPSG:4326", columns: {x: lon, y: lat}}
outlets:
  - {file: register.csv, crs: "EPSG:4490", columns: {x: lon, y: lat}, format: bakery}
  - {file: amap.csv, crs: "EPSG:4326", columns: {x: lon, y: lat}, format: bakery}
travel:
  network:
    file: edges.csv
    nodes: nodes.csv
    crs: EPSG:4548
    columns: {node: id, x: x, y: y, from_node: from, to_node: to}
formats: [{id: bakery, name: {en: Bakery}, cutoff_m: 500, cost: 1}]
budget: 3
"""


def write_points(path: Path, count: int, seed: int, system: str = "") -> None:
    lonlat = crs.to_lonlat(beside(TOWN, count, seed), WORKING)
    assert lonlat is not None
    turned = crs.wgs84_to_gcj02(lonlat) if system == "gcj02" else lonlat
    pd.DataFrame({"lon": turned[:, 0], "lat": turned[:, 1], "people": 10}).to_csv(path, index=False)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything right but one of two outlet files, which is in GCJ-02."""
    for name, count, seed in (("demand", 300, 1), ("sites", 60, 2), ("register", 80, 3)):
        write_points(tmp_path / f"{name}.csv", count, seed)
    write_points(tmp_path / "amap.csv", 80, 4, "gcj02")
    nodes = pd.DataFrame(TOWN.node_xy_m, columns=["x", "y"]).rename_axis("id")
    nodes.to_csv(tmp_path / "nodes.csv")
    pd.DataFrame(TOWN.edge_nodes, columns=["from", "to"]).to_csv(tmp_path / "edges.csv", index=False)
    (tmp_path / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_names_the_file_and_the_system(town: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "scenario.yaml", "--lang", "en"]) == 0
    told = capfd.readouterr().err
    assert told.count("warning") == 1
    assert "outlets[1].file: warning: outlets lie 54" in told
    assert "m to the east of where they fit the streets" in told
    assert "They fit with crs: gcj02." in told


def test_the_warning_ends_when_the_system_is_named(town: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "scenario.yaml", "--set", "outlets.1.crs=gcj02", "--lang", "en"]) == 0
    assert "lie" not in capfd.readouterr().err


def test_gaps_and_solve_carry_the_warning(town: Path) -> None:
    for found in (siting.gaps("scenario.yaml"), siting.solve("scenario.yaml")):
        assert [warning for warning in found.warnings if "crs: gcj02" in str(warning)]


def test_numbers_that_were_projected_as_they_were_are_to_be_converted_before(town: Path) -> None:
    table = pd.read_csv(town / "amap.csv")
    table[["lon", "lat"]] = crs.to_working(table[["lon", "lat"]].to_numpy(), "EPSG:4326", WORKING)
    table.to_csv(town / "amap.csv", index=False)
    found = siting.gaps("scenario.yaml", outlets__1__crs=WORKING)
    (warning,) = [str(warning) for warning in found.warnings if "gcj02" in str(warning)]
    assert "before" not in warning
    assert "convert the originals to WGS-84 first" in warning


def test_streets_that_no_layer_fits_are_the_ones_to_mend(
    town: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_points(town / "amap.csv", 80, 4)
    nodes = pd.read_csv(town / "nodes.csv")
    lonlat = crs.to_lonlat(nodes[["x", "y"]].to_numpy(), WORKING)
    assert lonlat is not None
    nodes[["x", "y"]] = crs.wgs84_to_gcj02(lonlat)
    nodes.to_csv(town / "nodes.csv", index=False)
    asked = ["check", "scenario.yaml", "--lang", "en", "--set"]
    assert main([*asked, "travel.network.crs=EPSG:4326"]) == 0
    told = capfd.readouterr().err
    assert told.count("warning") == 1
    assert "travel.network: warning: the streets lie 54" in told
    assert "They fit with crs: gcj02" in told
    assert main([*asked, "travel.network.crs=gcj02"]) == 0
    assert "warning" not in capfd.readouterr().err


def test_a_town_elsewhere_stays_the_error_that_it_was(town: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Streets of another city: no snapping, and no talk of a shift."""
    nodes = pd.read_csv(town / "nodes.csv")
    nodes["x"] += 30_000
    nodes.to_csv(town / "nodes.csv", index=False)
    assert main(["gaps", "scenario.yaml", "--lang", "en"]) == 2
    told = capfd.readouterr().err
    assert "none of the 300 demand points lies within" in told
    assert "where they fit" not in told


def write_areas(path: Path, system: str = "", every: int = 1) -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, 120, endpoint=False)[::every]
    radius_m = 1_700.0 + 250.0 * np.sin(3 * angle) + 150.0 * np.cos(7 * angle + 1.0)
    corners_m = CORNER_M + 1_200.0 + radius_m[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lonlat = crs.to_lonlat(corners_m, WORKING)
    assert lonlat is not None
    turned = crs.wgs84_to_gcj02(lonlat) if system == "gcj02" else lonlat
    ring = [*turned.tolist(), turned[0].tolist()]
    area = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [area]}), encoding="utf-8")


def test_circles_shifted_against_the_clip_are_told_their_system(
    town: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_areas(town / "clip.geojson", every=3)
    write_areas(town / "circles.geojson", "gcj02")
    text = SCENARIO.replace("people: people}}", "people: people}, clip: {file: clip.geojson}}")
    text += "circles: {file: circles.geojson}\n"
    (town / "scenario.yaml").write_text(text, encoding="utf-8")
    assert main(["check", "scenario.yaml", "--lang", "en"]) == 0
    told = capfd.readouterr().err
    assert "circles.file: warning: the circles lie 54" in told
    assert "of the outlines of the clip; with crs: gcj02 they lie" in told
    assert main(["check", "scenario.yaml", "--set", "circles.crs=gcj02", "--lang", "en"]) == 0
    assert "the circles lie" not in capfd.readouterr().err


def test_shift_shows_a_table_and_says_which_system_it_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    layer, reference = tmp_path / "amap.geojson", tmp_path / "official.geojson"
    write_areas(layer, "gcj02")
    write_areas(reference, every=3)
    assert main(["shift", str(layer), "--against", str(reference), "--lang", "en"]) == 0
    told = " ".join(capfd.readouterr().out.split())
    assert "the layer is in gcj02" in told
    assert "amap.geojson is in gcj02: with crs: gcj02" in told
    assert main(["shift", str(layer), "--against", str(reference), "--json"]) == 0
    lines = json.loads(capfd.readouterr().out)
    (best,) = [line for line in lines if line["best"]]
    assert lines[0]["offset_m"] == pytest.approx(543, abs=10)
    assert best["offset_m"] < 10
    assert best["offset_m"] == pytest.approx(np.hypot(best["east_m"], best["north_m"]))
    assert main(["shift", str(layer), "--crs", "gcj02", "--against", str(reference), "--lang", "en"]) == 0
    assert "The outlines agree as given" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"missing": True}, "does not exist"),
        ({"crs": "EPSG:99999"}, "no coordinate system"),
        ({"crs": "plane"}, "a plane has no place on Earth"),
        ({"points": True}, "the file has no areas"),
        ({"far": True}, "more than 5 km apart"),
        ({"table": True}, "the file has no geometry"),
    ],
)
def test_files_that_cannot_be_compared_are_refused(
    tmp_path: Path, change: dict[str, object], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    layer, reference = tmp_path / "layer.geojson", tmp_path / "reference.geojson"
    write_areas(layer)
    write_areas(reference)
    text = layer.read_text(encoding="utf-8")
    if "missing" in change:
        layer.unlink()
    if "points" in change:
        point = {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Point", "coordinates": [118, 36.8]},
        }
        layer.write_text(json.dumps({"type": "FeatureCollection", "features": [point]}), encoding="utf-8")
    if "far" in change:
        layer.write_text(text.replace("[118.", "[117."), encoding="utf-8")
    if "table" in change:
        layer = tmp_path / "layer.csv"
        layer.write_text("id\n1\n", encoding="utf-8")
    asked = ["--crs", str(change["crs"])] if "crs" in change else []
    assert main(["shift", str(layer), *asked, "--against", str(reference), "--lang", "en"]) == 2
    assert words in capfd.readouterr().err
