"""Maribor and Malta as scenarios, under the convention of their known values.

Demand and outlets stand at the nearest node of the largest component, if it is within 300 m; walking is
measured from node to node, legs to the street not counted; sites are the nodes that carry people."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

EARTH_RADIUS_M = 6_371_008.8
SNAP_M = 300.0


@dataclass(frozen=True)
class Known:
    """A line of known_values.csv."""

    city: str
    format: str
    cutoff_m: float
    weight_total: float
    base_covered: float
    p_new: int
    newly_covered: float

    def __str__(self) -> str:
        return f"{self.city}-{self.format}-{self.cutoff_m:g}m-{self.p_new}"


def known_values(folder: Path) -> list[Known]:
    """Every known value of a city's folder."""
    with (folder / "known_values.csv").open(encoding="utf-8") as stream:
        return [
            Known(
                folder.name,
                row["format"],
                float(row["cutoff_m"]),
                float(row["weight_total"]),
                float(row["base_covered"]),
                int(row["p_new"]),
                float(row["newly_covered"]),
            )
            for row in csv.DictReader(stream)
        ]


def write_scenario(city: Path, folder: Path, working_crs: str) -> Path:
    """A scenario of the city in `folder`, its sites the nodes that carry people."""
    nodes = pd.read_csv(city / "nodes.csv")
    edges = pd.read_csv(city / "edges.csv")
    demand = pd.read_csv(city / "demand.csv")
    main, size = _largest_component(nodes, edges)
    tree = cKDTree(_chord(nodes[main]))
    distance, nearest = tree.query(_chord(demand))
    kept = (distance <= SNAP_M) & (demand["pop"] > 0)
    sites = nodes[main].iloc[np.unique(nearest[kept])]
    sites.to_csv(folder / "sites.csv", index=False)
    demand.reset_index(names="row").to_csv(folder / "demand.csv", index=False)
    text = SCENARIO.format(name=city.name, city=city, crs=working_crs, size=size)
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _largest_component(nodes: pd.DataFrame, edges: pd.DataFrame) -> tuple[np.ndarray, int]:
    position = pd.Series(np.arange(len(nodes)), index=nodes["id"])
    pairs = position[edges["u"]].to_numpy(), position[edges["v"]].to_numpy()
    graph = coo_matrix((np.ones(len(edges)), pairs), shape=(len(nodes), len(nodes)))
    _, label = connected_components(graph, directed=False)
    sizes = np.bincount(label)
    return label == sizes.argmax(), int(sizes.max())


def _chord(points: pd.DataFrame) -> np.ndarray:
    lon, lat = np.radians(points["lon"]), np.radians(points["lat"])
    return EARTH_RADIUS_M * np.column_stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    )


SCENARIO = """name: {name}
crs: {crs}
demand:
  file: demand.csv
  crs: EPSG:4326
  columns: {{id: row, x: lon, y: lat, people: pop}}
sites:
  file: sites.csv
  crs: EPSG:4326
  columns: {{id: id, x: lon, y: lat}}
outlets:
  - file: {city}/outlets.csv
    crs: EPSG:4326
    columns: {{id: osm_id, x: lon, y: lat, format: format}}
travel:
  network:
    file: {city}/edges.csv
    nodes: {city}/nodes.csv
    crs: EPSG:4326
    min_component_nodes: {size}
    columns: {{node: id, x: lon, y: lat, from_node: u, to_node: v, length_m: length_m}}
  snap_to: node
  snap_leg: ignored
  snap_m: 300
formats:
  - {{id: FORMAT, name: any, cutoff_m: 1000, demand: people, cost: 1}}
solve: {{gap: 0, time_limit_s: 120}}
"""
