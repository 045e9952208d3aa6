"""A small town on a plane, synthetic: three subdistricts of 1 km side by side, five buildings, a census.

x (m)        0 .. 1000              1000 .. 2000        2000 .. 3000
subdistrict  370301                 370302              370303
people       1000                   501                 200
buildings    b1: 100 x 100 m, 6     b4: 200 x 100, 3    b5: 100 x 100, 2 storeys
             b2: 200 x 200 m, 1
             b3: 100 x 100 m, 4 (shop)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from shapely import box
from shapely.geometry import mapping

AREAS = {
    "370301": box(0, 0, 1000, 1000),
    "370302": box(1000, 0, 2000, 1000),
    "370303": box(2000, 0, 3000, 1000),
}
BUILDINGS = {
    "b1": (box(100, 100, 200, 200), {"floors": 6, "use": "residential"}),
    "b2": (box(300, 300, 500, 500), {"floors": 1, "use": "residential"}),
    "b3": (box(600, 600, 700, 700), {"floors": 4, "use": "shop"}),
    "b4": (box(1400, 500, 1600, 600), {"floors": 3, "use": "residential"}),
    "b5": (box(2500, 500, 2600, 600), {"floors": 2, "use": "residential"}),
}
CENSUS = [
    ("code", "name", "pop", "0-14", "15-59", "60+"),
    ("370301", "东街", 1000, 200, 600, 200),
    ("370302", "西街", 501, 51, 300, 150),
    ("370303", "南街", 200, 0, 100, 100),
]
SITES = "id,x,y\ns1,150,150\ns2,1500,500\ns3,2500,500\n"
TOWN: dict[str, Any] = {
    "name": "town",
    "crs": "plane",
    "synthetic": True,
    "demand": {
        "file": "buildings.geojson",
        "crs": "plane",
        "columns": {"id": "id", "levels": "floors"},
        "spread": "floor_area",
        "totals": {
            "file": "areas.geojson",
            "crs": "plane",
            "columns": {"id": "code"},
            "table": {"file": "census.xlsx", "area": "code", "people": "pop"},
        },
    },
    "sites": {"file": "sites.csv", "crs": "plane", "columns": {"id": "id", "x": "x", "y": "y"}},
    "travel": {"plane": {}},
    "formats": [{"id": "bakery", "cutoff_m": 300, "cost": 1}],
    "budget": 2,
}


def features(rows: Iterable[tuple[Any, Mapping[str, Any]]]) -> str:
    """GeoJSON of (geometry, properties)."""
    found = [
        {"type": "Feature", "geometry": mapping(shape), "properties": dict(properties)}
        for shape, properties in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False)


def write_sheet(path: Path, rows: Iterable[Iterable[Any]], title: str = "census") -> None:
    """An Excel workbook of one sheet."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)


def write_town(
    folder: Path,
    changes: Mapping[str, Any] | None = None,
    *,
    areas: Mapping[str, Any] = AREAS,
    buildings: Mapping[str, tuple[Any, Mapping[str, Any]]] = BUILDINGS,
    census: Iterable[Iterable[Any]] = CENSUS,
) -> Path:
    """The town's files in a folder, and its scenario with dotted keys changed (None takes a key away)."""
    shapes = [(shape, {"code": code}) for code, shape in areas.items()]
    (folder / "areas.geojson").write_text(features(shapes), encoding="utf-8")
    houses = [(shape, {"id": name, **values}) for name, (shape, values) in buildings.items()]
    (folder / "buildings.geojson").write_text(features(houses), encoding="utf-8")
    write_sheet(folder / "census.xlsx", census)
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    settings = json.loads(json.dumps(TOWN))
    for dotted, value in (changes or {}).items():
        *above, last = dotted.split(".")
        block = settings
        for key in above:
            block = block.setdefault(key, {})
        if value is None:
            del block[last]
        else:
            block[last] = value
    path = folder / "scenario.yaml"
    path.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    return path
