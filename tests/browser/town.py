"""A town of 384 homes, as a planner writes it, with names that are markup, quotes, rare characters and far too long."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

SCRIPT = "<script>alert(1)</script>"
QUOTES = "\"'><img src=x onerror=alert(2)>"
CLOSING = "</script></table>{{7*7}}${alert(3)}"
RARE = "𠮷祥便利店🏪\U0002b740"
LONG = "很长的名字 long name " * 12
NAMES = (SCRIPT, QUOTES, CLOSING, RARE, LONG[:200], "=HYPERLINK(1)", "O'Brien & Söhne")
EAST_M, NORTH_M = 588_000, 4_074_000
"""In Zibo, so that the map has degrees."""
COLUMNS, ROWS, STEP_M = 24, 16, 100


def write_town(folder: Path, closing: bool = False) -> Path:
    """The scenario file, with the files it names beside it: a grid of streets, a home at each crossing.

    closing: the plan may close a shop of today, at once, without phases and grades."""
    folder.mkdir(parents=True, exist_ok=True)
    crossings = [(x, y) for y in range(ROWS) for x in range(COLUMNS)]
    at = {(x, y): (EAST_M + STEP_M * x, NORTH_M + STEP_M * y) for x, y in crossings}
    name = {place: f"n{place[0]}.{place[1]}" for place in crossings}
    pairs = [((x, y), (x + dx, y + dy)) for x, y in crossings for dx, dy in ((1, 0), (0, 1))]
    _table(folder / "nodes.csv", "id,x,y", [(name[p], *at[p]) for p in crossings])
    _table(folder / "edges.csv", "from,to,m", [(name[a], name[b], STEP_M) for a, b in pairs if b in name])
    homes = [(_home(p), *at[p], *_people(*p)) for p in crossings]
    _table(folder / "homes.csv", "id,x,y,people,elderly,from", homes)
    places = [(x, y) for y in range(2, ROWS, 4) for x in range(2, COLUMNS, 4)]
    sites = [(f"s{k}", *at[p], NAMES[k % len(NAMES)], KINDS[k % 3], 300) for k, p in enumerate(places)]
    sites[1] = (QUOTES, *sites[1][1:])
    _table(folder / "sites.csv", "id,x,y,name,kind,area", sites)
    today = [("shop", 3, 3), ("shop", 5, 4), ("canteen", 20, 12), ("sport", 12, 3), ("shop", 20, 3)]
    outlets = [(f"o{k}", *at[x, y], NAMES[k], form) for k, (form, x, y) in enumerate(today)]
    _table(folder / "outlets.csv", "id,x,y,name,format", outlets)
    (folder / "circles.geojson").write_text(json.dumps(_circles()), encoding="utf-8")
    path = folder / "scenario.yaml"
    said = SCENARIO | CLOSING_TOWN if closing else SCENARIO
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return path


KINDS = ("shop unit", SCRIPT, "公共用房")


def _home(place: tuple[int, int]) -> str:
    return SCRIPT if place == (7, 7) else f"h{place[0]}.{place[1]}"


def _people(x: int, y: int) -> tuple[int, int, str]:
    people = 20 + (7 * x + 13 * y) % 60
    return people, people // 5, "p2" if x > 20 else ""


def _table(path: Path, head: str, rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head.split(","), *rows])


def _circles() -> dict[str, Any]:
    """Four quarters in two districts; the last two columns of homes lie outside."""
    found = []
    for number, (x, y) in enumerate([(0, 0), (11, 0), (0, 8), (11, 8)]):
        west, south = EAST_M + STEP_M * x - 50, NORTH_M + STEP_M * y - 50
        east, north = west + 11 * STEP_M, south + 8 * STEP_M
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        said = {"id": f"c{number}", "name": NAMES[number], "district": f"{QUOTES} {number // 2}"}
        found.append(
            {"type": "Feature", "properties": said, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    return {"type": "FeatureCollection", "features": found}


PLANE = {"crs": "EPSG:4548"}
SCENARIO: dict[str, Any] = {
    "name": "town",
    "title": {"en": f"A town {SCRIPT}", "zh": f"小镇 {SCRIPT} 𠮷"},
    "synthetic": True,
    "illustrative_costs": True,
    "notices": [{"en": f"Made up {QUOTES}", "zh": f"虚构 {QUOTES}"}],
    "crs": "EPSG:4548",
    "phases": [
        {"id": "p1", "name": {"en": "2026: start", "zh": "2026年：启动"}, "budget": 500},
        {"id": "p2", "name": {"en": f"2027 {SCRIPT}", "zh": f"2027年 {SCRIPT}"}, "budget": 300},
    ],
    "demand": PLANE
    | {
        "file": "homes.csv",
        "columns": {"id": "id", "x": "x", "y": "y", "people": "people", "phase": "from"},
        "groups": {"elderly": "elderly"},
    },
    "sites": PLANE
    | {
        "file": "sites.csv",
        "columns": {"id": "id", "x": "x", "y": "y", "name": "name", "kind": "kind", "area_m2": "area"},
        "site_cost": 5,
    },
    "outlets": [
        PLANE
        | {
            "file": "outlets.csv",
            "columns": {"id": "id", "x": "x", "y": "y", "name": "name", "format": "format"},
        }
    ],
    "circles": PLANE
    | {"file": "circles.geojson", "columns": {"id": "id", "name": "name", "district": "district"}},
    "travel": {
        "network": PLANE
        | {
            "file": "edges.csv",
            "nodes": "nodes.csv",
            "columns": {
                "node": "id",
                "x": "x",
                "y": "y",
                "from_node": "from",
                "to_node": "to",
                "length_m": "m",
            },
        },
    },
    "formats": [
        {"id": "shop", "name": {"en": f"Shop {QUOTES}", "zh": f"便利店 {QUOTES}"}, "tier": "basic"}
        | {"cutoff_min": 5, "cost": 80},
        {"id": "canteen", "name": {"en": "Canteen", "zh": "食堂"}, "tier": "basic"}
        | {"cutoff_min": 6, "demand": "elderly", "weight": 5, "cost": 60},
        {"id": "sport", "name": {"en": "Gym", "zh": "健身房"}, "tier": "quality"}
        | {"cutoff_m": 600, "demand": "people", "weight": 0.4, "cost": 90},
    ],
    "grades": {
        "present": "outlet",
        "source": "illustrative",
        "levels": [
            {"id": "basic", "name": {"en": "basic", "zh": "基础型"}, "basic": 1},
            {"id": "quality", "name": {"en": "high", "zh": "品质型"}, "basic": 2, "quality": 1},
        ],
    },
    "solve": {"gap": 0.02, "time_limit_s": 10},
}
CLOSING_TOWN: dict[str, Any] = {
    "phases": None,
    "grades": None,
    "demand": {**SCENARIO["demand"], "columns": {"id": "id", "x": "x", "y": "y", "people": "people"}},
    "closures": [{"outlets": {"ids": ["o1"]}, "saves": 200}],
    "budget": 400,
}
