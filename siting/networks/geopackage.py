"""Street networks as a layer of lines: GeoPackage, and the other map formats that layers are read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.errors import Problems
from siting.inputs import Floats
from siting.language import mark, tr
from siting.networks import Streets
from siting.networks._columns import lengths, yes_or_no
from siting.scenario.schema import Layer

if TYPE_CHECKING:
    from siting.scenario import Scenario

ABOUT = mark("a layer of street lines (GeoPackage, GeoJSON, GeoParquet)")
SUFFIXES = (".gpkg", ".geojson", ".parquet")
LINES = (1, 5)


def read(scenario: Scenario, problems: Problems) -> Streets | None:
    """Lines cut at every vertex; vertices in the same millimetre are one node, so that lines meet there.

    Columns length_m and oneway are read where the scenario names them; a stated length is shared out over the
    pieces of its line. Features that are no lines are errors."""
    settings = scenario.settings.travel.network
    assert settings is not None
    assert settings.file is not None
    path, place = scenario.file("travel", "network", "file"), scenario.place("travel", "network", "file")
    table = readers.read(path, Layer(file=settings.file, layer=settings.layer), place, problems)
    if table is None:
        return None
    if table.geometry is None:
        problems.error(table.place(), tr("the file has no geometry"))
        return None
    _refuse_other_shapes(table, table.geometry, problems)
    length_m = lengths(table, settings.columns.length_m, problems)
    oneway = yes_or_no(table, settings.columns.oneway, problems)
    if problems.errors:
        return None
    xy, tail, head, line = _pieces(table.geometry)
    return Streets(
        xy,
        tail.astype(np.int32),
        head.astype(np.int32),
        oneway[line],
        line.astype(np.int32),
        length_m,
        table.crs,
        True,
        (path,),
    )


def _refuse_other_shapes(table: readers.Table, geometry: NDArray[np.object_], problems: Problems) -> None:
    import shapely

    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(geometry), LINES) | shapely.is_empty(geometry))
    if len(wrong):
        message = tr("{count} features are not lines", count=len(wrong))
        problems.error(table.place(int(wrong[0])), message, tr("A street network is a layer of lines."))


def _pieces(
    geometry: NDArray[np.object_],
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Vertices, and for every straight piece its two ends and the feature it belongs to."""
    import shapely

    parts, feature = shapely.get_parts(geometry, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    inner = np.flatnonzero(part[1:] == part[:-1])
    return xy, inner, inner + 1, feature[part[inner]]
