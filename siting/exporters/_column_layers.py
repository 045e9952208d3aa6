"""Layers made of columns, points or outlines, and a CRS by its name: a GeoPackage without a plan behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
import shapely

from siting.exporters import _layers
from siting.exporters._frames import crs_of
from siting.exporters._styles import Style, put_styles


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """columns: name -> (n,) values. xy_m: (n, 2), nan where a place is unknown; or rings: of each area its outlines,
    which fill by even-odd, none where it has none. Without either, and where no area has outlines, it is a table."""

    name: str
    about: str
    columns: Mapping[str, Any]
    xy_m: Any = None
    rings: Sequence[Sequence[Any]] | None = None


def write(
    path: Path, crs: str, layers: Sequence[Layer], styles: Iterable[Style], notices: Sequence[str]
) -> None:
    """Every layer's description carries the notices. Raises OSError when the file cannot be written."""
    with _layers.writing():
        for one in layers:
            geometry, kind = _geometry(one)
            frame = pandas.DataFrame(dict(one.columns))
            if geometry is not None:
                frame = geopandas.GeoDataFrame(frame, geometry=geometry, crs=crs_of(crs))
            _layers.add_layer(path, one.name, frame, kind, " ".join([one.about, *notices]))
        drawn = {one.name for one in layers if _geometry(one)[1]}
        put_styles(path, [one for one in styles if one.layer in drawn])
        _layers.check_whole(path, {one.name: len(next(iter(one.columns.values()))) for one in layers})


def _geometry(layer: Layer) -> tuple[Any, str]:
    if layer.xy_m is not None:
        points = shapely.points(np.asarray(layer.xy_m, dtype=np.float64).reshape(-1, 2))
        points[np.isnan(layer.xy_m).any(axis=1)] = None
        return points, "Point"
    if layer.rings is None or not any(layer.rings):
        return None, ""
    return [_area(rings) for rings in layer.rings], "MultiPolygon"


def _area(rings: Sequence[Any]) -> Any:
    if not rings:
        return None
    lines = shapely.geometrycollections([shapely.linestrings(ring) for ring in rings])
    return shapely.build_area(shapely.node(lines))
