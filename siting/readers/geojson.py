"""GeoJSON (RFC 7946): .geojson, .json."""

from __future__ import annotations

from pathlib import Path

from siting.errors import Place, Problems
from siting.language import mark
from siting.readers._ogr import read_layer
from siting.readers._table import Table
from siting.scenario.schema import Layer

ABOUT = mark("GeoJSON: .geojson, .json")
SUFFIXES = (".geojson", ".json")


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """The features, in the CRS of the old `crs` member where there is one, else WGS-84 (RFC 7946, section 4).

    Texts that look like dates stay text, since ids may look like dates."""
    return read_layer(path, layer, place, problems, DATE_AS_STRING="YES")
