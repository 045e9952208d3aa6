"""Map layers through GDAL (pyogrio), for the parts whose format it reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from siting.errors import Place, Problems
from siting.language import tr
from siting.readers._pick import pick
from siting.readers._table import Table
from siting.readers._window import Box, extent
from siting.scenario.schema import Layer


def read_layer(
    path: Path,
    layer: Layer,
    place: Place,
    problems: Problems,
    within: Callable[[str | None], Box | None] | None = None,
    **options: Any,
) -> Table | None:
    """One layer of a map file; columns keep their types, so that whole numbers stay whole.

    A file of several layers needs `layer`. within: as `readers.read` takes it; features that touch the box come with
    their number in the file. Raises nothing: faults become problems."""
    import pandas as pd
    import pyarrow as pa
    import pyogrio
    import shapely

    try:
        name = _layer_name(path, layer, place, problems)
        if name is None:
            return None
        if within is not None:
            box = _box(path, name, within, place, problems)
            if box is None:
                return None
            options |= {"bbox": box, "return_fids": True}
        meta, table = pyogrio.read_arrow(path, layer=name, encoding=layer.encoding, **options)
        table.validate(full=True)  # GDAL hands texts on as they are, also where they are not UTF-8
        numbers = None
        if within is not None:
            numbers, table = table.column(0).to_numpy() - 1, table.remove_column(0)
        geometry_name = meta["geometry_name"] or "wkb_geometry"
        if within is not None and _nowhere(path, name, geometry_name, problems):
            return None
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
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return Table(path, frame, geometry, meta["crs"], numbers=numbers, windowed=within is not None)


def _box(
    path: Path, name: str, within: Callable[[str | None], Box | None], place: Place, problems: Problems
) -> Box | None:
    """The box of interest; None after a problem, or when the layer lies beside it."""
    import pyogrio

    info = pyogrio.read_info(path, layer=name, force_total_bounds=True)
    box, bounds = within(info["crs"]), info["total_bounds"]
    if box is None or bounds is None or not info["features"]:
        return box
    if box[0] <= bounds[2] and bounds[0] <= box[2] and box[1] <= bounds[3] and bounds[1] <= box[3]:
        return box
    message = tr(
        "the clip lies outside of '{file}': the clip {clip}, the layer {layer}, in the coordinates of the layer",
        file=path.name,
        clip=extent(*box),
        layer=extent(*bounds),
    )
    problems.error(place, message, tr("Is one of the two in another CRS than it says?"))
    return None


def _nowhere(path: Path, name: str, geometry_name: str, problems: Problems) -> bool:
    """Whether features have no geometry, which no box finds; an error, as it is where everything is read."""
    import pyogrio

    void = f'"{geometry_name}" IS NULL'
    _, table = pyogrio.read_arrow(
        path, layer=name, columns=[], read_geometry=False, return_fids=True, where=void
    )
    if not len(table):
        return False
    first = Place(path, where=tr("feature {number}", number=table.column(0)[0].as_py()))
    problems.error(first, tr("{count} features without geometry", count=len(table)))
    return True


def _layer_name(path: Path, layer: Layer, place: Place, problems: Problems) -> str | None:
    import pyogrio

    names = [str(row[0]) for row in pyogrio.list_layers(path)]
    return pick(layer.layer, names, place, problems, tr("layers"))
