"""A town on a grid of streets, in files: everybody at a crossing, circles to be drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting import scenario
from siting.scenario import Scenario

YAML = """name: town
crs: {crs}
demand: {{file: demand.csv, columns: {{id: id, x: x, y: y, people: people}}}}
sites: {{file: sites.csv, columns: {{id: id, x: x, y: y}}}}
outlets: [{{file: outlets.csv, columns: {{id: id, x: x, y: y, format: format}}}}]
circles: {circles}
travel: {travel}
formats: [{{id: shop, name: Shop, cutoff_m: 250, demand: people, cost: 1}}]
budget: 3
solve: {{gap: 0, seed: 3}}
"""
STREETS = "{network: {file: edges.csv, nodes: nodes.csv, columns: {length_m: length_m}}}"


def write_town(
    folder: Path,
    circles: str = "{draw: {people: 100}}",
    *,
    columns: int = 8,
    rows: int = 5,
    people: int = 10,
    travel: str = STREETS,
    islands: tuple[int, ...] = (),
    far: str = "",
    crs: str = "plane",
    more: str = "",
) -> Path:
    """Crossings 100 m apart, `people` at each; islands: streets of so many crossings each, 2 km to the east.

    far: further rows of demand.csv. Sites stand in the four corners, an outlet in the first."""
    crossings = [(f"n{x}.{y}", 100 * x, 100 * y) for y in range(rows) for x in range(columns)]
    streets = [(f"n{x}.{y}", f"n{x + 1}.{y}") for y in range(rows) for x in range(columns - 1)]
    streets += [(f"n{x}.{y}", f"n{x}.{y + 1}") for y in range(rows - 1) for x in range(columns)]
    for number, length in enumerate(islands):
        crossings += [(f"i{number}.{k}", 3000 + 2000 * number + 100 * k, 0) for k in range(length)]
        streets += [(f"i{number}.{k}", f"i{number}.{k + 1}") for k in range(length - 1)]
    east, north = 100 * (columns - 1), 100 * (rows - 1)
    corners = ((0, 0), (east, 0), (0, north), (east, north))
    tables: dict[str, list[Any]] = {
        "nodes.csv": [("id", "x", "y"), *crossings],
        "edges.csv": [("from", "to", "length_m"), *((*pair, 100) for pair in streets)],
        "demand.csv": [("id", "x", "y", "people"), *((*crossing, people) for crossing in crossings)],
        "sites.csv": [("id", "x", "y"), *((f"s{k}", *at) for k, at in enumerate(corners))],
        "outlets.csv": [("id", "x", "y", "format"), ("o1", 0, 0, "shop")],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        text = "\n".join(",".join(map(str, row)) for row in table) + "\n"
        (folder / name).write_text(text + (far if name == "demand.csv" else ""), encoding="utf-8")
    yaml = YAML.format(crs=crs, circles=circles, travel=travel) + more
    (folder / "scenario.yaml").write_text(yaml, encoding="utf-8")
    return folder / "scenario.yaml"


def town(folder: Path, *given: Any, **named: Any) -> Scenario:
    """The scenario of `write_town`."""
    return scenario.load(write_town(folder, *given, **named))
