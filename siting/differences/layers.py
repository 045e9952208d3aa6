"""Plans side by side as map layers: a GeoPackage that QGIS opens styled, and GeoJSON for the web."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from siting.differences import columns
from siting.differences.layer_styles import styles
from siting.differences.together import Together
from siting.exporters import _geojson
from siting.language import LANGUAGES, language, tr
from siting.report import Report


def write_gpkg(found: Together, path: Path) -> None:
    """Layers circles, demand and outlets. Raises OSError when the file cannot be written."""
    from siting.exporters import _column_layers as gpkg

    people, homes = columns.demand(found)
    places, spots = columns.outlets(found)
    areas, rings = columns.circles(found)
    layers = [gpkg.Layer("circles", tr("circles: people within reach in each plan"), areas, rings=rings)]
    layers = [one for one in layers if areas["circle"]]
    layers.append(
        gpkg.Layer("demand", tr("people: in which plans each format is within reach"), people, homes)
    )
    layers.append(gpkg.Layer("outlets", tr("outlets: in which plans they stand"), places, spots))
    gpkg.write(path, found.plans[0].crs, layers, styles(found, areas), _said(found))


def write_demand(found: Together, path: Path) -> None:
    """Demand points as GeoJSON, with the formats that are not the same in every plan; compare.gpkg has all of them.

    Raises InputError on a plain plane, as the other two."""
    _write(found, path, _points(found, *columns.demand(found, all_formats=False)))


def write_outlets(found: Together, path: Path) -> None:
    """Outlets as GeoJSON."""
    _write(found, path, _points(found, *columns.outlets(found)))


def write_circles(found: Together, path: Path) -> None:
    """Circles as GeoJSON."""
    _write(found, path, _areas(found))


def write_geojson(found: Together, path: Path) -> None:
    """All three in one file; `layer` tells which a feature is of."""
    parts = {
        "circles": _areas(found),
        "demand": _points(found, *columns.demand(found, all_formats=False)),
        "outlets": _points(found, *columns.outlets(found)),
    }
    named = ((shape, {"layer": name, **said}) for name, features in parts.items() for shape, said in features)
    _write(found, path, named)


def _write(found: Together, path: Path, features: Iterator[_geojson.Feature]) -> None:
    shown = _named(found)
    _geojson.refuse_a_plane(shown, path)
    _geojson.write(shown, path, features)


def _named(found: Together) -> Report:
    """The first plan's report under the titles of all."""
    title = {
        name: "; ".join(
            f"{letter}: {one.texts['title'][name]}"
            for letter, one in zip(found.letters, found.plans, strict=True)
        )
        for name in LANGUAGES
    }
    notices = dict.fromkeys(LANGUAGES, "\n".join(_said(found)))
    made_up = any(one.summary["synthetic"] for one in found.plans)
    first = found.plans[0]
    return replace(
        first,
        texts={**first.texts, "title": title, "notices": notices},
        summary={**first.summary, "synthetic": made_up},
    )


def _said(found: Together) -> list[str]:
    """Notices of every plan, each once, and what cannot be compared."""
    notices = [line for one in found.plans for line in one.texts["notices"][language()].splitlines() if line]
    return list(dict.fromkeys([*notices, *(note[language()] for note in found.notes)]))


def _points(found: Together, table: columns.Columns, xy_m: Any) -> Iterator[_geojson.Feature]:
    yield from zip(_geojson.points(found.plans[0], xy_m), _lines(table), strict=True)


def _areas(found: Together) -> Iterator[_geojson.Feature]:
    table, rings = columns.circles(found)
    first = found.plans[0]
    drawn = replace(first, circles=replace(first.circles, rings=tuple(rings)))
    yield from zip(_geojson.areas(drawn), _lines(table), strict=True)


def _lines(table: columns.Columns) -> Iterator[dict[str, Any]]:
    names = list(table)
    plain = [one.tolist() if isinstance(one, np.ndarray) else one for one in table.values()]
    for values in zip(*plain, strict=True):
        yield dict(zip(names, values, strict=True))
