"""GeoPackage layers (OGC 12-128): .gpkg."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from siting.errors import Place, Problems
from siting.language import mark, tr
from siting.readers._ogr import read_layer
from siting.readers._table import Table
from siting.readers._window import Box
from siting.scenario.schema import Layer

ABOUT = mark("GeoPackage layers: .gpkg")
SUFFIXES = (".gpkg",)
READS_LAYERS = True


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """The layer that `layer.layer` names, or the only one, with the CRS that the file states."""
    return read_layer(path, layer, place, problems)


def read_within(
    path: Path, layer: Layer, place: Place, problems: Problems, within: Callable[[str | None], Box | None]
) -> Table | None:
    """The same, of the features that touch a box alone, found by the file's index: a country's file stays light.

    within: the CRS that the file states -> the box in the coordinates of the file, or None after a problem. Without
    a column of ids everything is read, since ids are then the numbers of rows in the whole file."""
    columns = getattr(layer, "columns", None)
    named = getattr(columns, "id", None) is not None and getattr(columns, "x", None) is None
    return read_layer(path, layer, place, problems, within if named else None)


def layers(path: Path, problems: Problems) -> list[str] | None:
    """Names of the layers in a file; None, and a problem, when it cannot be read."""
    import pyogrio

    try:
        return [str(row[0]) for row in pyogrio.list_layers(path)]
    except (pyogrio.errors.DataSourceError, RuntimeError) as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
