"""GeoJSON for the web (RFC 7946): WGS-84 longitude and latitude to a centimetre, outer rings counter-clockwise.

CGCS2000 becomes WGS-84 as it is: PROJ's transformation between them is null, and they differ by centimetres."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.crs import PLANE, to_lonlat
from siting.errors import InputError, Place
from siting.language import language, tr
from siting.report import Report

DIGITS = 7
Coordinates = NDArray[np.float64]
Geometry = Mapping[str, Any] | None
Feature = tuple[Geometry, Mapping[str, Any]]


def write(report: Report, path: Path, features: Iterable[Feature]) -> None:
    """A FeatureCollection, a feature a line. Title and notices stand beside the features, as the RFC allows."""
    head = {
        "type": "FeatureCollection",
        "title": report.texts["title"][language()],
        "notices": [line for line in report.texts["notices"][language()].splitlines() if line],
    }
    made_up = {"synthetic": True} if report.summary["synthetic"] else {}
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_text(head)[:-1] + ',"features":[')
        for number, (geometry, properties) in enumerate(features):
            feature = {
                "type": "Feature",
                "geometry": geometry,
                "properties": _plain({**properties, **made_up}),
            }
            stream.write(("," if number else "") + "\n" + _text(feature))
        stream.write("\n]}\n")


def refuse_a_plane(report: Report, path: Path) -> None:
    """Raises InputError where the city lies nowhere on Earth."""
    if report.crs == PLANE:
        raise InputError.at(
            Place(path),
            tr("GeoJSON needs longitudes and latitudes, and the city lies on a plain plane"),
            tr("Give the scenario's layers their crs, or take plan.gpkg."),
        )


def points(report: Report, xy_m: Coordinates) -> Iterator[Geometry]:
    """A Point each; None where a coordinate is unknown."""
    for lon, lat in _lonlat(report, xy_m).tolist():
        yield {"type": "Point", "coordinates": [lon, lat]} if math.isfinite(lon + lat) else None


def areas(report: Report) -> Iterator[Geometry]:
    """A Polygon or MultiPolygon a circle, whose rings fill by even-odd; None where it has none."""
    import shapely

    for rings in report.circles.rings:
        lines = [shapely.linestrings(ring) for ring in rings]
        shape = shapely.build_area(shapely.node(shapely.geometrycollections(lines)))
        parts = shapely.get_parts(shapely.transform(shape, lambda xy: _lonlat(report, xy))).tolist()
        outlines = [_polygon(one) for one in parts if not one.is_empty]
        if len(outlines) == 1:
            yield {"type": "Polygon", "coordinates": outlines[0]}
        else:
            yield {"type": "MultiPolygon", "coordinates": outlines} if outlines else None


def _polygon(shape: Any) -> list[list[list[float]]]:
    """Rings by the right-hand rule: the outer one counter-clockwise, holes clockwise."""
    rings = [shape.exterior, *shape.interiors]
    return [
        np.asarray(ring.coords)[:: 1 if ring.is_ccw == (number == 0) else -1, :2].tolist()
        for number, ring in enumerate(rings)
    ]


def _lonlat(report: Report, xy_m: Coordinates) -> Coordinates:
    known = np.isfinite(xy_m).all(axis=1)
    found = np.full(xy_m.shape, np.nan)
    if known.any():
        degrees = to_lonlat(xy_m[known], report.crs)
        assert degrees is not None, "a plane is refused before"
        found[known] = np.round(degrees, DIGITS)
    return found


def _plain(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON knows: no nan, no types of NumPy, nothing that is not said."""
    found = {}
    for name, value in properties.items():
        value = value.item() if isinstance(value, np.generic) else value
        if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
            continue
        found[name] = int(value) if isinstance(value, float) and value.is_integer() else value
    return found


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def joined(names: Sequence[str], which: NDArray[np.bool_]) -> str:
    """Those names, a semicolon between them."""
    return ";".join(name for name, there in zip(names, which.tolist(), strict=True) if there)
