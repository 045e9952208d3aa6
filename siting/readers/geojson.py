"""GeoJSON (RFC 7946): .geojson, .json."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from siting.errors import Place, Problems
from siting.language import mark
from siting.readers._ogr import read_layer
from siting.readers._table import Table
from siting.scenario.schema import Layer

ABOUT = mark("GeoJSON: .geojson, .json")
SUFFIXES = (".geojson", ".json")
READS_LAYERS = True


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """The features, in the CRS of the old `crs` member where there is one, else WGS-84 (RFC 7946, section 4).

    WGS-84 is "OGC:CRS84" here, stated or not: a default that any other word of the scenario goes before.
    Texts that look like dates stay text, since ids may look like dates."""
    table = read_layer(path, layer, place, problems, DATE_AS_STRING="YES")
    if table is not None and table.crs == "EPSG:4326":
        table = replace(table, crs="OGC:CRS84")
    return table
