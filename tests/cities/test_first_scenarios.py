"""siting new on real cities: from their files to a plan, without an edit by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import siting
from siting.cli import main


def planned(folder: Path, osm: Path, population: Path) -> dict[str, Any]:
    """The summary of the plan that a first scenario gives."""
    for path in (osm, population):
        if not path.is_file():
            pytest.skip(f"real data not present: {path.name}")
    words = ["--osm", str(osm), "--population", str(population), "--currency", "EUR", "--lang", "en"]
    assert main(["new", str(folder), *words]) == 0
    assert main(["solve", str(folder), "-o", str(folder / "run"), "--gap", "0.005", "--lang", "en"]) == 0
    summary: dict[str, Any] = json.loads((folder / "run" / "summary.json").read_text(encoding="utf-8"))
    return summary


@pytest.fixture(scope="module")
def malta(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Folder and summary of Malta's first scenario."""
    data, folder = shared / "data" / "malta", tmp_path_factory.mktemp("first") / "malta"
    return folder, planned(folder, data / "malta.osm.pbf", data / "demand.csv")


def test_malta_from_its_extract_and_a_table_of_people(malta: tuple[Path, dict[str, Any]]) -> None:
    _, summary = malta
    assert summary["people"]["total"] == pytest.approx(422_270.3)
    assert summary["stop"] in ("gap_reached", "optimal")
    assert {"supermarket", "pharmacy", "hair_salon"} <= set(summary["formats"])
    assert "laundry" not in summary["formats"], "two laundries are mapped where fifty are usual"
    reached = sum(entry["covered_after"] - entry["covered_before"] for entry in summary["formats"].values())
    assert reached > 400_000, "people newly in reach of a format, summed over formats"
    assert {one["site"][0] for one in summary["opened"]} == {"p"}
    assert 15 <= len(summary["circles"]) <= 30, "life circles of about 20,000 people were drawn"
    assert any("nobody has surveyed them" in notice for notice in summary["notices"])


def test_helsinki_from_its_extract_and_a_grid_of_polygons(
    shared: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The grid is wider than the extract of the centre: who lives outside is left out, and counted."""
    data = shared / "data" / "helsinki"
    grid = data / "helsinki_population_grid_2020.gpkg"
    summary = planned(tmp_path / "helsinki", data / "helsinki_centre.osm.pbf", grid)
    assert "places, with 66,350 people" in capfd.readouterr().out
    *before, last = summary["population"]
    assert last["people"] == pytest.approx(sum(step["people"] for step in before), rel=1e-9)
    assert 4_000 < last["people"] < 5_000
    assert summary["stop"] in ("gap_reached", "optimal")
    assert summary["opened"]


def test_proposals_are_nearly_as_good_as_a_site_at_every_place(
    shared: Path, malta: tuple[Path, dict[str, Any]]
) -> None:
    """A site in eight: the plan reaches at least 95 % of what one can reach that may choose any place with people."""
    folder, proposed = malta
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    start, end = text.index("sites:\n"), text.index("# --- Formats")
    people = (
        f"{{file: {shared / 'data' / 'malta' / 'demand.csv'}, columns: {{x: lon, y: lat}}, crs: EPSG:4326}}"
    )
    everywhere = folder / "everywhere.yaml"
    everywhere.write_text(f"{text[:start]}sites: {people}\n\n{text[end:]}", encoding="utf-8")
    plan = siting.solve(everywhere, solve__gap=0.01)
    assert proposed["value"] >= 0.95 * plan.summary["bound"]
