"""The area that is planned for, looked at before a scenario is written: the box around it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from siting import crs as systems
from siting import readers
from siting.errors import Place, Problems
from siting.language import tr
from siting.scenario.schema import Layer
from siting.starter.box import Box


def look(path: Path, streets: Box, problems: Problems) -> Box | None:
    """The part of the streets' box that the area's box covers; None after an error."""
    import shapely

    from siting.population.areas import AREAS

    place = Place(where="--area")
    table = readers.read(path, Layer(file=str(path)), place, problems)
    if table is None:
        return None
    if table.geometry is None or not np.isin(shapely.get_type_id(table.geometry), AREAS).any():
        problems.error(place, tr("'{file}' has no areas", file=path.name))
        return None
    reason = tr("'{file}' states no coordinate system", file=path.name)
    if table.crs is not None:
        reason = systems.why_not(table.crs) or ""
    if reason:
        problems.error(place, reason, tr("Write it with one, as GeoJSON or GeoPackage."))
        return None
    west, south, east, north = shapely.total_bounds(table.geometry)
    corners = np.array([[west, south], [east, south], [west, north], [east, north]])
    degrees = systems.to_lonlat(corners, str(table.crs))
    assert degrees is not None
    box = Box.of(degrees)
    shared = box.shared(streets)
    if shared is None:
        message = tr(
            "'{file}' lies where no streets are: area {area}, streets {streets} (west south east north, degrees)",
            file=path.name,
            area=box,
            streets=streets,
        )
        problems.error(place, message, tr("Are both files of one city?"))
    return shared
