"""Scenarios made of a few lines of text, for tests of street networks and travel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting import inputs, scenario, travel
from siting.errors import Problems
from siting.inputs import Inputs
from siting.networks import Network
from siting.networks import read as read_network
from siting.scenario import Scenario
from siting.travel import TravelTimes

HEAD = """name: streets
crs: {crs}
demand:
  {{file: demand.csv, crs: {layer_crs}, columns: {{id: id, x: x, y: y, people: people}}, groups: {groups}}}
sites: {{file: sites.csv, crs: {layer_crs}, columns: {{id: id, x: x, y: y}}}}
"""
OUTLETS = (
    "outlets: [{{file: outlets.csv, crs: {layer_crs}, columns: {{id: id, x: x, y: y, format: format}}}}]\n"
)


def write_case(
    folder: Path,
    travel: str,
    *,
    demand: str = "d1,0,0,10",
    sites: str = "s1,0,0",
    outlets: str = "",
    formats: str = "[{id: shop, name: Shop, cutoff_m: 100, demand: people, cost: 1}]",
    crs: str = "plane",
    layer_crs: str | None = None,
    groups: str = "{}",
    files: dict[str, str] | None = None,
) -> Scenario:
    """A scenario folder; rows are separated by spaces, travel is YAML of one line."""
    layer_crs = layer_crs or crs
    texts = {
        "demand.csv": _rows("id,x,y,people", demand),
        "sites.csv": _rows("id,x,y", sites),
        "outlets.csv": _rows("id,x,y,format", outlets),
        **(files or {}),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    yaml = HEAD + (OUTLETS if outlets else "")
    yaml = (
        yaml.format(crs=crs, layer_crs=layer_crs, groups=groups) + f"travel: {travel}\nformats: {formats}\n"
    )
    (folder / "scenario.yaml").write_text(yaml, encoding="utf-8")
    return scenario.load(folder)


def edges_case(
    folder: Path,
    nodes: str,
    edges: str,
    *,
    network: str = "columns: {length_m: length_m}",
    header: str = "from,to,length_m",
    network_crs: str | None = "plane",
    more: str = "",
    **given: Any,
) -> Scenario:
    """A scenario on nodes.csv and edges.csv; network, more: further keys of the blocks network and travel."""
    keys = ["file: edges.csv", "nodes: nodes.csv", f"crs: {network_crs}" if network_crs else "", network, ""]
    inner = ", ".join(key for key in keys if key)
    tables = {"nodes.csv": _rows("id,x,y", nodes), "edges.csv": _rows(header, edges)}
    outer = f", {more}" if more else ""
    return write_case(folder, f"{{network: {{{inner}}}{outer}}}", files=tables, **given)


def network_of(case: Scenario, working_crs: str = "plane") -> tuple[Network, Problems]:
    problems = Problems()
    return read_network(case, working_crs, problems), problems


def measured(case: Scenario) -> tuple[TravelTimes, Inputs, Problems]:
    problems = Problems()
    city = inputs.read(case, problems)
    problems.stop_on_errors()
    return travel.measure(case, city, problems), city, problems


def pairs(times: TravelTimes, city: Inputs, outlets: bool = False) -> dict[tuple[str, str], float]:
    """(demand id, site or outlet id) -> way, rounded to a micrometre."""
    reach, points = (times.outlets, city.outlets) if outlets else (times.sites, city.sites)
    return {
        (str(city.demand.ids[reach.indices[k]]), str(points.ids[j])): round(float(reach.travel[k]), 6)
        for j in range(reach.n_origins)
        for k in range(int(reach.indptr[j]), int(reach.indptr[j + 1]))
    }


def streets_of(network: Network) -> set[tuple[tuple[float, float], tuple[float, float], float]]:
    """Every direction in which one can walk: (from xy, to xy, metres), rounded to a micrometre."""
    places = [(round(float(x), 6), round(float(y), 6)) for x, y in network.node_xy_m]
    found = set()
    rows = zip(network.edge_nodes, network.forward_m, network.backward_m, strict=True)
    for (first, second), forward_m, backward_m in rows:
        if forward_m < float("inf"):
            found.add((places[first], places[second], round(float(forward_m), 6)))
        if backward_m < float("inf"):
            found.add((places[second], places[first], round(float(backward_m), 6)))
    return found


def _rows(header: str, rows: str) -> str:
    return "\n".join([header, *rows.split()]) + "\n"
