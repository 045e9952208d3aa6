"""Map layers through GDAL (pyogrio), for the parts whose format it reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting.errors import Place, Problems
from siting.language import tr
from siting.readers._pick import pick
from siting.readers._table import Table
from siting.scenario.schema import Layer


def read_layer(path: Path, layer: Layer, place: Place, problems: Problems, **options: Any) -> Table | None:
    """One layer of a map file; columns keep their types, so that whole numbers stay whole.

    A file of several layers needs `layer`. Raises nothing: faults become problems."""
    import pandas as pd
    import pyarrow as pa
    import pyogrio
    import shapely

    try:
        name = _layer_name(path, layer, place, problems)
        if name is None:
            return None
        meta, table = pyogrio.read_arrow(path, layer=name, encoding=layer.encoding, **options)
        table.validate(full=True)  # GDAL hands texts on as they are, also where they are not UTF-8
        geometry_name = meta["geometry_name"] or "wkb_geometry"
        geometry = None
        if geometry_name in table.column_names:
            wkb = table.column(geometry_name).to_numpy(zero_copy_only=False)
            geometry, table = shapely.from_wkb(wkb), table.drop_columns([geometry_name])
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        RuntimeError,
        UnicodeDecodeError,
        pa.ArrowException,
        shapely.errors.ShapelyError,
    ) as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    return Table(path, table.to_pandas(types_mapper=pd.ArrowDtype), geometry, meta["crs"])


def _layer_name(path: Path, layer: Layer, place: Place, problems: Problems) -> str | None:
    import pyogrio

    names = [str(row[0]) for row in pyogrio.list_layers(path)]
    return pick(layer.layer, names, place, problems, tr("layers"))
