"""GeoPackage layers (OGC 12-128): .gpkg."""

from __future__ import annotations

from pathlib import Path

from siting.errors import Place, Problems
from siting.language import mark
from siting.readers._ogr import read_layer
from siting.readers._table import Table
from siting.scenario.schema import Layer

ABOUT = mark("GeoPackage layers: .gpkg")
SUFFIXES = (".gpkg",)


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """The layer that `layer.layer` names, or the only one, with the CRS that the file states."""
    return read_layer(path, layer, place, problems)
