"""The scenario's files: short numbers, UTF-8, and everything a person may read says that it is made up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from pyproj import Transformer

from generator.city import City
from generator.land import GEOGRAPHIC_CRS, WORKING_CRS, Floats
from siting.catalogue import formats as catalogue


def write_city(city: City, folder: Path) -> list[Path]:
    """Writes the data files into the folder; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _network_nodes(city, folder),
        _network_edges(city, folder),
        _demand(city, folder),
        _outlets(city, folder),
        _sites(city, folder),
        _circles(city, folder),
    ]


def short(number: float) -> str:
    """The number with at most one decimal, none where it is whole."""
    return f"{number:.1f}".removesuffix(".0")


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    lines = [",".join(header), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return path


def _network_nodes(city: City, folder: Path) -> Path:
    rows = ((n + 1, short(x), short(y)) for n, (x, y) in enumerate(city.network.xy_m))
    return _table(folder / "nodes.csv", ("id", "x", "y"), rows)


def _network_edges(city: City, folder: Path) -> Path:
    net = city.network
    rows = (
        (a + 1, b + 1, short(length_m), kind)
        for (a, b), length_m, kind in zip(net.ends, net.length_m, net.kind, strict=True)
    )
    return _table(folder / "edges.csv", ("from", "to", "length_m", "kind"), rows)


def _demand(city: City, folder: Path) -> Path:
    columns = city.people.columns
    rows = (
        (f"R{n + 1:05d}", short(x), short(y), *(column[n] for column in columns.values()))
        for n, (x, y) in enumerate(city.dwellings.xy_m)
    )
    return _table(folder / "demand.csv", ("id", "x", "y", *columns), rows)


def _outlets(city: City, folder: Path) -> Path:
    numbers: dict[str, int] = {}
    rows = []
    for (x, y), name in zip(city.outlets.xy_m, city.outlets.format, strict=True):
        numbers[name] = numbers.get(name, 0) + 1
        zh = catalogue()[name].name_zh.split("（")[0]
        rows.append((f"E{len(rows) + 1:04d}", short(x), short(y), name, f"合成{zh}{numbers[name]:03d}"))
    return _table(folder / "outlets.csv", ("id", "x", "y", "format", "name"), rows)


def _sites(city: City, folder: Path) -> Path:
    header = ("id", "x", "y", "name", "kind", "area_m2", "fitout_cost_per_m2", "lump_cost", "formats")
    sites = city.sites
    letters = {kind: kind[0].upper() for kind in sites.kind}
    numbers: dict[str, int] = {}
    rows = []
    for n, kind in enumerate(sites.kind):
        numbers[kind] = numbers.get(kind, 0) + 1
        x, y = sites.xy_m[n]
        money = (short(sites.fitout_cost_per_m2[n]), short(sites.lump_cost[n]))
        identity = f"{letters[kind]}{numbers[kind]:03d}"
        admits = "|".join(sites.formats[n])
        rows.append((identity, short(x), short(y), sites.name[n], kind, short(sites.area_m2[n]), *money, admits))
    return _table(folder / "sites.csv", header, rows)


def _circles(city: City, folder: Path) -> Path:
    transform = Transformer.from_crs(WORKING_CRS, GEOGRAPHIC_CRS, always_xy=True)

    def ring(line: object) -> list[list[float]]:
        xy: Floats = np.array(line.coords)  # type: ignore[attr-defined]
        lon, lat = transform.transform(xy[:, 0], xy[:, 1])
        return [[round(float(a), 6), round(float(b), 6)] for a, b in zip(lon, lat, strict=True)]

    features = []
    for n, polygon in enumerate(city.circles.polygons):
        rings = [[ring(part.exterior), *map(ring, part.interiors)] for part in getattr(polygon, "geoms", [polygon])]
        single = len(rings) == 1
        geometry = {"type": "Polygon" if single else "MultiPolygon", "coordinates": rings[0] if single else rings}
        properties = {"id": f"ZD{n + 1:02d}", "name": f"合成生活圈{n + 1:02d}", "synthetic": True}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    title = "合成数据，非真实生活圈 synthetic life circles, not real ones"
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    head = f'"type":"FeatureCollection","name":{json.dumps(title, ensure_ascii=False)},"crs":{json.dumps(crs)}'
    path = folder / "circles.geojson"
    path.write_text(f'{{{head},"features":[\n{lines}\n]}}\n', encoding="utf-8", newline="\n")
    return path
