"""Areas as bare outlines: corners and rings, for comparing one file of areas with another."""

from __future__ import annotations

import numpy as np
import shapely

from siting import crs as systems
from siting.errors import Place, Problems
from siting.inputs.layers import Files, crs_of
from siting.inputs.types import Ids, Outline, frozen
from siting.scenario import schema


def outlines_of(files: Files) -> tuple[Outline, ...]:
    """The area layers of a scenario that have a place on Earth; what is wrong with one is said where it is used."""
    settings = files.scenario.settings
    layers: list[tuple[schema.OptionalLayer | None, str, tuple[str, ...]]] = [
        (settings.circles, "circles", ("circles",)),
        (settings.demand.clip, "clip", ("demand", "clip")),
        (settings.demand.totals, "totals", ("demand", "totals")),
    ]
    found = [_outline(files, layer, what, keys) for layer, what, keys in layers if layer and layer.file]
    return tuple(outline for outline in found if outline is not None)


def _outline(files: Files, layer: schema.OptionalLayer, what: str, keys: tuple[str, ...]) -> Outline | None:
    table, place = files.table(layer, *keys), files.scenario.place(*keys, "file")
    if table is None or table.geometry is None:
        return None
    crs = crs_of(table, layer, place, files.scenario, Problems(), from_geometry=True)
    return None if crs is None else outline_of(table.geometry, crs, what, place)


def outline_of(geometry: Ids, crs: str, what: str, place: Place) -> Outline | None:
    """The outlines of areas; None on a plane, and where nothing has an outline.

    geometry: (n,) shapely geometries in `crs`, of which lines and points are passed over."""
    parts = shapely.get_parts(np.asarray([one for one in geometry if one is not None], dtype=object))
    rings = shapely.get_rings(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    lonlat = systems.to_lonlat(xy, crs)
    if not len(xy) or lonlat is None:
        return None
    start = np.concatenate([[0], np.cumsum(np.bincount(ring, minlength=len(rings)))]).astype(np.int64)
    return Outline(what, place, crs, frozen(lonlat), frozen(start))


def faults_of(geometry: Ids, crs: str) -> list[systems.Fault]:
    """What shows that corners of areas cannot be in the crs."""
    return systems.check(np.asarray(shapely.get_coordinates(geometry)), crs)
