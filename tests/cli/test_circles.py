"""`siting circles`: a file that can be edited, given back, and is never written over."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from siting import inputs, pipeline, scenario
from siting.cli import main
from siting.errors import Problems
from tests.circle_town import write_town


@pytest.mark.parametrize(
    ("name", "crs"), [("c.geojson", "plane"), ("c.gpkg", "plane"), ("c.geojson", "EPSG:4548")]
)
def test_circles_written_and_given_back_are_the_same(
    name: str, crs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_town(tmp_path, crs="plane")
    if crs != "plane":
        move_to_earth(tmp_path)
    assert main(["circles", str(path), "-o", str(tmp_path / name)]) == 0
    told = capsys.readouterr().out
    assert "4 circles drawn" in told
    line = told.split("put into the scenario: ")[1].strip()
    before = pipeline.gaps(path).inputs
    path.write_text(
        path.read_text(encoding="utf-8").replace("circles: {draw: {people: 100}}", line), encoding="utf-8"
    )
    after = inputs.read(scenario.load(path), Problems())
    assert after.circles.ids.tolist() == before.circles.ids.tolist() == ["1", "2", "3", "4"]
    assert after.circles.names.tolist() == before.circles.names.tolist()
    np.testing.assert_array_equal(after.demand_circle, before.demand_circle)
    np.testing.assert_array_equal(after.site_circle, before.site_circle)


def move_to_earth(folder: Path) -> None:
    """The same metres, as eastings and northings near Zibo."""
    for name in ("nodes.csv", "demand.csv", "sites.csv", "outlets.csv"):
        head, *rows = (folder / name).read_text(encoding="utf-8").splitlines()
        cells = [row.split(",") for row in rows]
        moved = [
            [cell[0], str(590_000 + int(cell[1])), str(4_070_000 + int(cell[2])), *cell[3:]] for cell in cells
        ]
        (folder / name).write_text("\n".join([head, *map(",".join, moved)]) + "\n", encoding="utf-8")
    text = (folder / "scenario.yaml").read_text(encoding="utf-8").replace("crs: plane", "crs: EPSG:4548")
    text = text.replace(".csv, columns: {id", ".csv, crs: EPSG:4548, columns: {id").replace(
        "nodes: nodes.csv,", "nodes: nodes.csv, crs: EPSG:4548,"
    )
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")


def test_the_file_tells_of_every_circle(tmp_path: Path) -> None:
    path = write_town(tmp_path)
    assert (
        main(["circles", str(path), "-o", str(tmp_path / "c.geojson"), "--people", "200", "--seed", "5"]) == 0
    )
    features = json.loads((tmp_path / "c.geojson").read_text(encoding="utf-8"))["features"]
    told = [feature["properties"] for feature in features]
    assert [each["id"] for each in told] == ["1", "2"]
    assert sum(each["people"] for each in told) == sum(each["near_people"] for each in told) == 400
    assert sum(each["points"] for each in told) == 40
    assert all(0 < each["walk_m"] < 1000 for each in told)


def test_a_file_that_exists_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, edited = write_town(tmp_path), tmp_path / "c.geojson"
    edited.write_text("edited", encoding="utf-8")
    assert main(["circles", str(path), "-o", str(edited)]) == 2
    assert "the file exists, and may have been edited" in capsys.readouterr().err
    assert edited.read_text(encoding="utf-8") == "edited"


def test_what_cannot_be_drawn_or_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_town(tmp_path, "{file: c.geojson}")
    assert main(["circles", str(path), "-o", str(tmp_path / "new.geojson")]) == 2
    assert "the scenario names its circles in a file" in capsys.readouterr().err
    assert main(["circles", str(path), "-o", str(tmp_path / "new.shp"), "--people", "100"]) == 2
    assert "no writer for 'new.shp'" in capsys.readouterr().err
    assert not list(tmp_path.glob("new.*"))


def test_a_scenario_without_circles_gets_the_usual_bounds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_town(tmp_path, "null", people=1000)
    assert main(["circles", str(path), "-o", str(tmp_path / "c.gpkg")]) == 0
    assert "2 circles drawn, 20,000 to 20,000 people" in capsys.readouterr().out


def test_check_names_circles_out_of_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_town(tmp_path, "{draw: {people: 350, min_people: 340, max_people: 360}}")
    assert main(["check", str(path)]) == 0
    assert "1 circles have too few or too many people: circle 1 (400 people)" in capsys.readouterr().err
