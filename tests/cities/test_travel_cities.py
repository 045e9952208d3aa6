"""Travel on the streets of Maribor and Malta: published reference values, and an OpenStreetMap extract."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from siting import crs, scenario
from siting.inputs import Inputs
from siting.travel import TravelTimes
from tests.cities.sphere import plane_table
from tests.small_streets import measured, network_of, write_case

SCENARIO = """name: {city}
crs: plane
demand: {{file: demand.csv, columns: {{x: x, y: y, people: pop}}}}
sites: {{file: demand.csv, columns: {{x: x, y: y}}}}
outlets: [{{file: outlets.csv, columns: {{id: osm_id, x: x, y: y, format: format}}}}]
travel:
  network:
    file: {source}/edges.csv
    nodes: nodes.csv
    min_component_nodes: {largest}
    columns: {{from_node: u, to_node: v, length_m: length_m}}
  snap_to: node
  snap_leg: ignored
  snap_m: 300
formats: [{formats}]
"""


def known_values(source: Path) -> Iterator[tuple[float, pd.DataFrame]]:
    """For each cutoff, a row for each format."""
    table = pd.read_csv(source / "known_values.csv").drop_duplicates(["format", "cutoff_m"])
    yield from table.groupby("cutoff_m")  # type: ignore[misc]


def largest_component(source: Path) -> int:
    nodes, edges = pd.read_csv(source / "nodes.csv"), pd.read_csv(source / "edges.csv")
    index = pd.Index(nodes["id"])
    ends = index.get_indexer(edges["u"]), index.get_indexer(edges["v"])
    graph = coo_matrix((np.ones(len(edges)), ends), shape=(len(nodes), len(nodes)))
    return int(np.bincount(connected_components(graph, directed=False)[1]).max())


def write_city(source: Path, folder: Path, cutoff_m: float, known: pd.DataFrame) -> scenario.Scenario:
    """The convention of the known values, said with the keys of a scenario."""
    city = source.name
    for name in ("nodes", "demand"):
        plane_table(source / f"{name}.csv", city).to_csv(folder / f"{name}.csv", index=False)
    outlets = plane_table(source / "outlets.csv", city)
    outlets[outlets["format"].isin(known["format"])].to_csv(folder / "outlets.csv", index=False)
    formats = ", ".join(
        f"{{id: {id}, name: {id}, cutoff_m: {cutoff_m}, demand: people}}" for id in known["format"]
    )
    text = SCENARIO.format(city=city, source=source, largest=largest_component(source), formats=formats)
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return scenario.load(folder)


def covered(times: TravelTimes, city: Inputs, format: str) -> float:
    """People within the cutoff of an existing outlet of the format."""
    position = [one.id for one in city.formats].index(format)
    reach = times.outlets
    outlet = np.repeat(np.arange(reach.n_origins), np.diff(reach.indptr))
    near = (city.outlet_format[outlet] == position) & (reach.travel <= times.limit[position] + 1e-6)
    return float(city.people[np.unique(reach.indices[near])].sum())


@pytest.mark.parametrize("name", ["maribor", "malta"])
def test_people_covered_today_are_reproduced_to_the_person(name: str, shared: Path, tmp_path: Path) -> None:
    source = shared / "data" / name
    for cutoff_m, known in known_values(source):
        times, city, _ = measured(write_city(source, tmp_path, cutoff_m, known))
        on_streets = city.people.sum() - city.people[times.lost_demand].sum()
        for row in known.itertuples():
            position = [one.id for one in city.formats].index(row.format)
            lost = city.outlet_format[times.lost_outlets] == position
            assert on_streets == pytest.approx(row.weight_total, abs=0.005)
            assert (city.outlet_format == position).sum() - lost.sum() == row.existing_outlets
            assert covered(times, city, row.format) == pytest.approx(row.base_covered, abs=0.005), row.format


@cache
def streets(file: Path, folder: Path) -> pd.DataFrame:
    """Streets of an OpenStreetMap extract: both ends in millimetres, lower first, and the length."""
    case = write_case(folder, f"{{network: {{file: {file}, min_component_nodes: 1}}}}", crs="EPSG:32633")
    network, problems = network_of(case, "EPSG:32633")
    assert not problems.warnings
    return as_table(network.node_xy_m[network.edge_nodes], network.forward_m)


def as_table(ends: np.ndarray, length_m: np.ndarray) -> pd.DataFrame:
    names = np.array([f"{x:.2f} {y:.2f}" for x, y in ends.reshape(-1, 2)]).reshape(-1, 2)
    names.sort(axis=1)
    return pd.DataFrame({"a": names[:, 0], "b": names[:, 1], "length_m": length_m}).drop_duplicates(
        ["a", "b"]
    )


def test_the_streets_of_malta_from_its_extract_are_those_of_the_tables(shared: Path, tmp_path: Path) -> None:
    """Street by street, but for what the two rules of walking see differently.

    The tables keep cycleways without foot=yes and areas (area=yes), which the rule table here does not; they
    lack trunk_link and private ways with foot=yes, which it has."""
    source = shared / "data" / "malta"
    own = streets(source / "malta.osm.pbf", tmp_path)
    nodes, edges = pd.read_csv(source / "nodes.csv"), pd.read_csv(source / "edges.csv")
    xy_m = crs.to_working(nodes[["lon", "lat"]].to_numpy(), "EPSG:4326", "EPSG:32633")
    place = pd.DataFrame(xy_m, index=nodes["id"])
    ends = np.stack([place.loc[edges["u"]].to_numpy(), place.loc[edges["v"]].to_numpy()], axis=1)
    tables = as_table(ends, edges["length_m"].to_numpy())
    both = own.merge(tables, on=["a", "b"], suffixes=("", "_tables"))
    assert len(tables) == 100_257  # of the 100,273 rows, 16 stand twice
    assert (len(tables) - len(both), len(own) - len(both)) == (265, 853)
    # metres on the ellipsoid against metres on a sphere
    long = both[both["length_m"] > 20]
    assert (long["length_m"] / long["length_m_tables"] - 1).abs().max() < 0.007


def test_malta_from_its_extract_covers_what_the_tables_cover(shared: Path, tmp_path: Path) -> None:
    """The same city read from OpenStreetMap alone, under the same convention: a few people differ."""
    source = shared / "data" / "malta"
    for cutoff_m, known in known_values(source):
        case = write_city(source, tmp_path, cutoff_m, known)
        text = (tmp_path / "scenario.yaml").read_text(encoding="utf-8")
        text = text.replace("crs: plane", "crs: EPSG:32633").replace("x: x, y: y", "x: lon, y: lat")
        text = text.replace(".csv, columns", ".csv, crs: EPSG:4326, columns")
        begin, end = text.index("  network:"), text.index("  snap_to")
        network = f"  network: {{file: {source}/malta.osm.pbf, min_component_nodes: 20000}}\n"
        (tmp_path / "scenario.yaml").write_text(text[:begin] + network + text[end:], encoding="utf-8")
        times, city, _ = measured(scenario.load(case.path))
        for row in known.itertuples():
            assert covered(times, city, row.format) == pytest.approx(row.base_covered, rel=0.02), row.format
