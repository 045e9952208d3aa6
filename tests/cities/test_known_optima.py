"""The proven optima of two real cities come out of a scenario file, to the person."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from siting.plan import Plan
from tests.cities import known as cities
from tests.cities.known import Known, known_values, write_scenario


def solved(scenario: Path, known: Known, folder: Path) -> Plan:
    text = scenario.read_text(encoding="utf-8")
    text = text.replace("FORMAT", known.format).replace("cutoff_m: 1000", f"cutoff_m: {known.cutoff_m}")
    one = folder / f"{known}.yaml"
    one.write_text(text.replace("cost: 1}", f"cost: 1, max_new: {known.p_new}}}"), encoding="utf-8")
    return siting.solve(one)


@pytest.mark.parametrize("city", ["maribor", "malta"])
def test_every_known_optimum_is_found_and_proven(city: str, shared: Path, tmp_path: Path) -> None:
    scenario = write_scenario(shared / "data" / city, tmp_path)
    for known in known_values(shared / "data" / city):
        summary = solved(scenario, known, tmp_path).summary
        figures = summary["formats"][known.format]
        assert figures["covered_before"] == pytest.approx(known.base_covered, abs=0.5), known
        assert figures["newly_covered"] == pytest.approx(known.newly_covered, abs=0.5), known
        assert summary["stop"] == "optimal", known


def test_all_nodes_as_sites_reach_more_of_malta_than_its_known_value(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stated convention takes every node that carries people; the known values took every second one."""
    monkeypatch.setitem(cities.EVERY, "malta", 1)
    known = known_values(shared / "data" / "malta")[0]
    summary = solved(write_scenario(shared / "data" / "malta", tmp_path), known, tmp_path).summary
    assert summary["stop"] == "optimal"
    assert summary["value"] == pytest.approx(145_673.7, abs=0.5)
    assert summary["value"] > known.newly_covered


def test_malta_comes_straight_from_openstreetmap(shared: Path, tmp_path: Path) -> None:
    """Streets and outlets from the extract alone: walkable streets differ a little, so the shares do too."""
    folder = shared / "data" / "malta"
    scenario = tmp_path / "osm.yaml"
    scenario.write_text(OSM.format(folder=folder.as_posix()), encoding="utf-8")
    figures = siting.solve(scenario).summary["formats"]["pharmacy"]
    known = next(known for known in known_values(folder) if known.format == "pharmacy")
    assert figures["covered_before"] == pytest.approx(known.base_covered, rel=0.02)
    assert figures["newly_covered"] == pytest.approx(known.newly_covered, rel=0.05)


OSM = """name: malta
crs: EPSG:32633
demand:
  file: {folder}/demand.csv
  crs: EPSG:4326
  columns: {{x: lon, y: lat, people: pop}}
sites:
  file: {folder}/demand.csv
  crs: EPSG:4326
  columns: {{x: lon, y: lat}}
outlets:
  - {{file: {folder}/malta.osm.pbf, osm_tags: default}}
travel:
  network: {{file: {folder}/malta.osm.pbf, min_component_nodes: 40000}}
  snap_to: node
  snap_leg: ignored
  snap_m: 300
formats:
  - {{id: pharmacy, cutoff_m: 1250, demand: people, cost: 1, max_new: 10}}
solve: {{gap: 0.001, time_limit_s: 60}}
"""
