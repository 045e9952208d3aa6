"""The scenario's files: short numbers, UTF-8, and everything a person may read says that it is made up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import shapely
from pyproj import Transformer

from generator.city import City
from generator.land import GEOGRAPHIC_CRS, WORKING_CRS
from siting.catalogue import formats as catalogue

LATER = "2025"
"""The phase of the scenario from which the people of new estates live there."""


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
        (
            f"R{n + 1:05d}",
            short(x),
            short(y),
            *(column[n] for column in columns.values()),
            LATER if city.built_later[n] else "",
        )
        for n, (x, y) in enumerate(city.dwellings.xy_m)
    )
    return _table(folder / "demand.csv", ("id", "x", "y", *columns, "lives_there_from"), rows)


def _outlets(city: City, folder: Path) -> Path:
    numbers: dict[str, int] = {}
    rows: list[tuple[object, ...]] = []
    outlets = city.outlets
    for (x, y), name, places in zip(outlets.xy_m, outlets.format, outlets.places, strict=True):
        numbers[name] = numbers.get(name, 0) + 1
        zh = catalogue()[name].name_zh.split("（")[0]
        rows.append(
            (f"E{len(rows) + 1:04d}", short(x), short(y), name, f"合成{zh}{numbers[name]:03d}", places or "")
        )
    return _table(folder / "outlets.csv", ("id", "x", "y", "format", "name", "places"), rows)


def _sites(city: City, folder: Path) -> Path:
    header = (
        "id",
        "x",
        "y",
        "name",
        "kind",
        "area_m2",
        "fitout_cost_per_m2",
        "lump_cost",
        "formats",
        "district",
    )
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
        place = (identity, short(x), short(y), sites.name[n], kind, short(sites.area_m2[n]))
        rows.append((*place, *money, admits, city.districts.names[city.districts.of_site[n]]))
    return _table(folder / "sites.csv", header, rows)


def _circles(city: City, folder: Path) -> Path:
    to_degrees = Transformer.from_crs(WORKING_CRS, GEOGRAPHIC_CRS, always_xy=True)
    features = []
    for n, polygon in enumerate(city.circles.polygons):
        district = city.districts.names[city.districts.of_circle[n]]
        properties = {
            "id": f"ZD{n + 1:02d}",
            "name": f"合成生活圈{n + 1:02d}",
            "district": district,
            "synthetic": True,
        }
        geometry = _multipolygon(polygon, to_degrees)
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        features.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = {
        "type": "FeatureCollection",
        "name": "合成数据，非真实生活圈 synthetic life circles, not real ones",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
    }
    start = json.dumps(head, ensure_ascii=False)[:-1]
    path = folder / "circles.geojson"
    text = start + ', "features": [\n' + ",\n".join(features) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _multipolygon(shape: shapely.Geometry, to_degrees: Transformer) -> dict[str, object]:
    """GeoJSON of a polygon or several, outer rings anticlockwise (RFC 7946), to about 0.1 m."""

    def ring(line: shapely.LinearRing, anticlockwise: bool) -> list[list[float]]:
        xy = shapely.get_coordinates(line)[:: 1 if line.is_ccw == anticlockwise else -1]
        lon, lat = to_degrees.transform(xy[:, 0], xy[:, 1])
        return [[round(a, 6), round(b, 6)] for a, b in zip(lon.tolist(), lat.tolist(), strict=True)]

    rings = [
        [ring(part.exterior, True), *(ring(hole, False) for hole in part.interiors)]
        for part in shapely.get_parts(shape)
    ]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}
