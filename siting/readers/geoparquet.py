"""GeoParquet (OGC 1.x) and plain Parquet: .parquet, .geoparquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from siting.errors import Place, Problems
from siting.language import mark, tr
from siting.readers._table import Table
from siting.scenario.schema import Layer

ABOUT = mark("GeoParquet and Parquet tables: .parquet, .geoparquet")
SUFFIXES = (".parquet", ".geoparquet")


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """Columns with their own types; geometry and CRS where the file's `geo` metadata name them."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.read_table(path)
        table.validate(full=True)
        geo = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
        names = [name for name in geo.get("columns", {}) if name in table.column_names]
        geometry, crs = _geometry(path, geo["primary_column"]) if names else (None, None)
    except (pa.ArrowException, OSError, ValueError, KeyError) as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    frame = table.drop_columns(names).to_pandas(types_mapper=pd.ArrowDtype)
    return Table(path, frame.reset_index(drop=True), geometry, crs)


def _geometry(path: Path, column: str) -> tuple[Any, str | None]:
    import geopandas

    layer = geopandas.read_parquet(path, columns=[column])
    if layer.crs is None:
        return layer.geometry.to_numpy(), None
    authority = layer.crs.to_authority()
    return layer.geometry.to_numpy(), ":".join(authority) if authority else layer.crs.to_wkt()
