"""A tiny city in text files, to be spoiled in one place at a time.

Six demand points along a street of 1 km, three sites, one outlet, two circles, two formats:

    x (m)      0    200   400   600   800  1000
    demand     d1   d2    d3    d4    d5   d6
    site       s1         s2                s3
    outlet          o1 (bakery)
"""

from __future__ import annotations

import json
from pathlib import Path

DEMAND = """id,x,y,people,elderly
d1,0,0,100,10
d2,200,0,200,20
d3,400,0,300,30
d4,600,0,150,15
d5,800,0,250,25
d6,1000,0,120,12
"""
SITES = """id,x,y,kind,area_m2,rent
s1,0,0,shop,200,10
s2,400,0,shop,300,20
s3,1000,0,plant,900,30
"""
OUTLETS = """id,x,y,format
o1,200,0,bakery
"""
NODES = """id,x,y
n1,0,0
n2,500,0
n3,1000,0
"""
EDGES = """from,to,length_m
n1,n2,500
n2,n3,500
"""
SCENARIO = """name: small
crs: plane
demand:
  file: demand.csv
  crs: plane
  columns: {id: id, x: x, y: y, people: people}
  groups: {elderly: elderly}
sites:
  file: sites.csv
  crs: plane
  columns: {id: id, x: x, y: y, kind: kind, area_m2: area_m2}
outlets:
  - file: outlets.csv
    crs: plane
    columns: {id: id, x: x, y: y, format: format}
circles:
  file: circles.geojson
  crs: plane
  columns: {id: id}
travel:
  network:
    file: edges.csv
    nodes: nodes.csv
    crs: plane
    columns: {node: id, x: x, y: y, from_node: from, to_node: to, length_m: length_m}
formats:
  - {id: bakery, cutoff_min: 3, demand: people, cost: 1000}
  - {id: canteen, name: Canteen, cutoff_min: 4, demand: elderly, cost: 2000, weight: 5}
budget: 5000
solve: {gap: 0, time_limit_s: 30}
"""


def _square(name: str, west: float, east: float) -> dict[str, object]:
    ring = [[west, -50], [east, -50], [east, 50], [west, 50], [west, -50]]
    return {
        "type": "Feature",
        "properties": {"id": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


CIRCLES = json.dumps(
    {"type": "FeatureCollection", "features": [_square("c1", -50, 500), _square("c2", 500, 1050)]}, indent=1
)

FILES = {
    "demand.csv": DEMAND,
    "sites.csv": SITES,
    "outlets.csv": OUTLETS,
    "nodes.csv": NODES,
    "edges.csv": EDGES,
    "circles.geojson": CIRCLES,
    "scenario.yaml": SCENARIO,
}


def write(folder: Path, replace: dict[str, tuple[str, str]] | None = None) -> Path:
    """Writes the city; replace: file -> (old text, new text). Returns the scenario's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        for file, (old, new) in (replace or {}).items():
            if file == name:
                assert old in text, f"{old!r} does not stand in {name}"
                text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "scenario.yaml"


def to_degrees(folder: Path) -> None:
    """The same city in longitude and latitude: its street runs east from 118 E, 36.8 N (near Zibo)."""
    for name in ("demand.csv", "sites.csv", "outlets.csv", "nodes.csv"):
        head, *lines = (folder / name).read_text(encoding="utf-8").splitlines()
        cells = [line.split(",") for line in lines]
        moved = [[cell[0], *_degrees(float(cell[1]), float(cell[2])), *cell[3:]] for cell in cells]
        text = "\n".join([head, *(",".join(cell) for cell in moved)]) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    circles = json.loads((folder / "circles.geojson").read_text(encoding="utf-8"))
    for feature in circles["features"]:
        ring = feature["geometry"]["coordinates"][0]
        feature["geometry"]["coordinates"] = [[[float(part) for part in _degrees(x, y)] for x, y in ring]]
    (folder / "circles.geojson").write_text(json.dumps(circles), encoding="utf-8")
    text = (folder / "scenario.yaml").read_text(encoding="utf-8").replace("crs: plane", "crs: EPSG:4326")
    text = text.replace("name: small\ncrs: EPSG:4326", "name: small\ncrs: EPSG:4548")
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")


def _degrees(x_m: float, y_m: float) -> tuple[str, str]:
    return f"{118 + x_m / 89_000:.7f}", f"{36.8 + y_m / 111_000:.7f}"
