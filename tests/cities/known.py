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

from tests.cities.sphere import plane_table

EARTH_RADIUS_M = 6_371_008.8
SNAP_M = 300.0
EVERY = {"maribor": 1, "malta": 2}


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


def write_scenario(city: Path, folder: Path) -> Path:
    """A scenario of the city in `folder`, its sites the nodes that carry people.

    Nearest is meant on a sphere, so everything is laid on a conformal map of it (`sphere.py`). Malta's values
    were found with every second of these nodes, in the order of nodes.csv."""
    nodes, demand = plane_table(city / "nodes.csv", city.name), plane_table(city / "demand.csv", city.name)
    main, size = _largest_component(nodes, pd.read_csv(city / "edges.csv"))
    tree = cKDTree(_chord(nodes[main]))
    distance, nearest = tree.query(_chord(demand))
    kept = (distance <= SNAP_M) & (demand["pop"] > 0)
    sites = nodes[main].iloc[np.unique(nearest[kept])[:: EVERY[city.name]]]
    sites.to_csv(folder / "sites.csv", index=False)
    nodes.to_csv(folder / "nodes.csv", index=False)
    demand.reset_index(names="row").to_csv(folder / "demand.csv", index=False)
    plane_table(city / "outlets.csv", city.name).to_csv(folder / "outlets.csv", index=False)
    path = folder / "scenario.yaml"
    path.write_text(SCENARIO.format(name=city.name, city=city, size=size), encoding="utf-8")
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
crs: plane
demand:
  file: demand.csv
  columns: {{id: row, x: x, y: y, people: pop}}
sites:
  file: sites.csv
  columns: {{id: id, x: x, y: y}}
outlets:
  - file: outlets.csv
    columns: {{id: osm_id, x: x, y: y, format: format}}
travel:
  network:
    file: {city}/edges.csv
    nodes: nodes.csv
    min_component_nodes: {size}
    columns: {{node: id, x: x, y: y, from_node: u, to_node: v, length_m: length_m}}
  snap_to: node
  snap_leg: ignored
  snap_m: 300
formats:
  - {{id: FORMAT, name: any, cutoff_m: 1000, demand: people, cost: 1}}
solve: {{gap: 0, time_limit_s: 120}}
"""
