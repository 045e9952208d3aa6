"""siting new on real cities: from their files to a plan, without an edit by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

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


def test_malta_from_its_extract_and_a_table_of_people(shared: Path, tmp_path: Path) -> None:
    data = shared / "data" / "malta"
    summary = planned(tmp_path / "malta", data / "malta.osm.pbf", data / "demand.csv")
    assert summary["people"]["total"] == pytest.approx(422_270.3)
    assert summary["stop"] in ("gap_reached", "optimal")
    assert {"supermarket", "pharmacy", "hair_salon"} <= set(summary["formats"])
    assert "laundry" not in summary["formats"], "two laundries are mapped where fifty are usual"
    reached = sum(entry["covered_after"] - entry["covered_before"] for entry in summary["formats"].values())
    assert reached > 400_000, "people newly in reach of a format, summed over formats"
    assert {one["site"][0] for one in summary["opened"]} == {"p"}
    assert 15 <= len(summary["circles"]) <= 30, "life circles of about 20,000 people were drawn"
    assert any("nobody has surveyed them" in notice for notice in summary["notices"])


def test_helsinki_from_its_extract_and_a_grid_of_polygons(shared: Path, tmp_path: Path) -> None:
    """The grid is wider than the extract of the centre: who lives outside is left out, and counted."""
    data = shared / "data" / "helsinki"
    grid = data / "helsinki_population_grid_2020.gpkg"
    summary = planned(tmp_path / "helsinki", data / "helsinki_centre.osm.pbf", grid)
    first, outside, last = summary["population"]
    assert (first["people"], first["places"]) == (71_724, 92)
    assert last["people"] == pytest.approx(first["people"] + outside["people"], rel=1e-9)
    assert 4_000 < last["people"] < 5_000
    assert summary["stop"] in ("gap_reached", "optimal")
    assert summary["opened"]
