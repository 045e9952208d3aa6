"""Compares the made-up streets with a real network: python calibrate.py streets.graphml (an OSMnx GraphML).

Only the built-up part is compared; villages and country roads are not."""

from __future__ import annotations

import argparse
import csv
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
from generator.statistics import Streets, measure
from pyproj import Transformer

HERE = Path(__file__).resolve().parent
TAG = "{http://graphml.graphdrawing.org/xmlns}"
FOOT = ("footway", "path", "steps", "pedestrian", "cycleway", "track")
NO_WALK = ("motorway", "trunk")


def read_made_up(folder: Path) -> Streets:
    """The built-up part of the scenario's own network."""
    with (folder / "nodes.csv").open(encoding="utf-8", newline="") as file:
        xy_m = np.array([(float(row["x"]), float(row["y"])) for row in csv.DictReader(file)])
    with (folder / "edges.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] not in ("village", "country")]
    ends = np.array([(int(row["from"]) - 1, int(row["to"]) - 1) for row in rows])
    length_m = np.array([float(row["length_m"]) for row in rows])
    return Streets(xy_m, ends, length_m, np.array([row["kind"] == "path" for row in rows]))


def read_graphml(path: Path, crs: str) -> Streets:
    """An OSMnx GraphML in degrees, as an undirected graph in metres of `crs`."""
    root = ElementTree.parse(path).getroot()
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{TAG}key")}

    def values(element: ElementTree.Element) -> dict[str | None, str]:
        return {names[data.get("key")]: data.text or "" for data in element.iter(f"{TAG}data")}

    nodes = {node.get("id"): values(node) for node in root.iter(f"{TAG}node")}
    number = {name: n for n, name in enumerate(nodes)}
    lonlat = np.array([(float(v["x"]), float(v["y"])) for v in nodes.values()])
    xy = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lonlat[:, 0], lonlat[:, 1])
    edges: dict[tuple[int, int, int], tuple[float, bool]] = {}
    for edge in root.iter(f"{TAG}edge"):
        value = values(edge)
        a, b = sorted((number[edge.get("source")], number[edge.get("target")]))
        length_m = float(value["length"])
        kinds = value["highway"].strip("[]").replace("'", "").split(", ")
        if not any(kind.startswith(NO_WALK) for kind in kinds):
            edges[a, b, round(length_m)] = (length_m, any(kind in FOOT for kind in kinds))
    ends = np.array([(a, b) for a, b, _ in edges])
    length_m, path_only = (np.array(column) for column in zip(*edges.values(), strict=True))
    return Streets(np.column_stack(xy), ends, length_m, path_only)


def main() -> None:
    """Prints the comparison as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--crs", default="EPSG:4547", help="projected CRS of the reference")
    parser.add_argument("--data", type=Path, default=HERE / "data")
    arguments = parser.parse_args()
    real = measure(read_graphml(arguments.reference, arguments.crs))
    made = measure(read_made_up(arguments.data))
    print("| figure | real | made up | ratio |\n|---|---|---|---|")
    for name, figure in real.items():
        print(f"| {name} | {figure:.3g} | {made[name]:.3g} | {made[name] / figure:.2f} |")


if __name__ == "__main__":
    main()
