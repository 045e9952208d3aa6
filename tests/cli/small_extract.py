"""A made-up town as files that people have: an OpenStreetMap extract in XML, and people in a table.

Streets every 100 m make a square of 1.2 km near Zibo; 49 places with people lie between them; a few outlets."""

from __future__ import annotations

import json
from pathlib import Path

WEST, SOUTH = 118.05, 36.80
EAST_M, NORTH_M = 1 / 89_200, 1 / 111_000  # degrees for a metre
N = 13
OUTLETS = [
    ("shop", "convenience", 120, 130),
    ("shop", "convenience", 900, 880),
    ("shop", "supermarket", 610, 620),
    ("amenity", "pharmacy", 300, 640),
    ("shop", "hairdresser", 1100, 90),
]


def lonlat(x_m: float, y_m: float) -> tuple[float, float]:
    """Degrees of a place in metres from the south-western corner."""
    return WEST + x_m * EAST_M, SOUTH + y_m * NORTH_M


def write_osm(
    path: Path,
    outlets: list[tuple[str, str, float, float]] = OUTLETS,
    bounds: bool = True,
    houses: list[tuple[float, float]] | None = None,
) -> Path:
    """The extract; bounds: it states the box that it covers. houses: middles of buildings of 10 m, in metres."""
    lines = ['<osm version="0.6">']
    if bounds:
        (west, south), (east, north) = lonlat(-20, -20), lonlat(1220, 1220)
        lines.append(f'<bounds minlat="{south}" minlon="{west}" maxlat="{north}" maxlon="{east}"/>')
    for number in range(N * N):
        lon, lat = lonlat(100 * (number % N), 100 * (number // N))
        lines.append(f'<node id="{number + 1}" lat="{lat:.7f}" lon="{lon:.7f}"/>')
    for number, (key, value, x_m, y_m) in enumerate(outlets):
        lon, lat = lonlat(x_m, y_m)
        tag = f'<tag k="{key}" v="{value}"/>'
        lines.append(f'<node id="{1000 + number}" lat="{lat:.7f}" lon="{lon:.7f}">{tag}</node>')
    corners = [(-5, -5), (5, -5), (5, 5), (-5, 5)]
    for number, (x_m, y_m) in enumerate(houses or []):
        for corner, (dx, dy) in enumerate(corners):
            lon, lat = lonlat(x_m + dx, y_m + dy)
            lines.append(f'<node id="{10_000 + 4 * number + corner}" lat="{lat:.7f}" lon="{lon:.7f}"/>')
    for number in range(N):
        lines.append(_way(2000 + number, [number * N + k + 1 for k in range(N)]))
    for number in range(N):
        lines.append(_way(3000 + number, [k * N + number + 1 for k in range(N)]))
    for number in range(len(houses or [])):
        first = 10_000 + 4 * number
        lines.append(_way(5000 + number, [*range(first, first + 4), first], "building", "house"))
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def _way(number: int, nodes: list[int], key: str = "highway", value: str = "residential") -> str:
    refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
    return f'<way id="{number}">{refs}<tag k="{key}" v="{value}"/></way>'


def places() -> list[tuple[float, float, int]]:
    """(x_m, y_m, people) of 49 places: the further east, the more people."""
    return [(50 + 180 * (k % 7), 50 + 180 * (k // 7), 40 + 20 * (k % 7)) for k in range(49)]


def write_csv(path: Path, header: str = "lon,lat,people,elderly,note", move_m: float = 0.0) -> Path:
    """People in a table; a tenth of them is called elderly. move_m: everybody lives so far to the east."""
    lines = [header]
    for x_m, y_m, people in places():
        lon, lat = lonlat(x_m + move_m, y_m)
        lines.append(f"{lon:.7f},{lat:.7f},{people},{people / 10:g},x")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_cells(path: Path) -> Path:
    """The same people as square cells with 常住人口, the eastern column of them half outside of the streets."""
    return _write_squares(path, [(x_m + 70, y_m, people) for x_m, y_m, people in places()], 180)


def write_tracts(path: Path, move_m: float = 0.0) -> Path:
    """Four tracts of 590 m with 1,000 people each. move_m: to the east."""
    return _write_squares(path, [(x + move_m, y, 1000) for x in (300, 900) for y in (300, 900)], 590)


def _write_squares(path: Path, squares: list[tuple[float, float, int]], side_m: float) -> Path:
    features = []
    for x_m, y_m, people in squares:
        around = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)]
        ring = [lonlat(x_m + side_m * dx, y_m + side_m * dy) for dx, dy in around]
        features.append(
            {
                "type": "Feature",
                "properties": {"编号": f"c{len(features)}", "常住人口": people},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path
