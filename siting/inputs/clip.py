"""The area that is planned for, and which people of the demand layer live inside of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from siting import crs as systems
from siting import readers
from siting.errors import Place, Problems
from siting.inputs.layers import Files, ReadLayer, crs_of, crs_said
from siting.inputs.types import Floats
from siting.language import tr
from siting.population import Clip, Inside, areas_inside, cells_inside, points_inside
from siting.readers import Box, Table, extent

AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """What of a layer lies inside the clip. layer: those of its rows, cut ones with a point of their part inside.
    rows: (n,) their positions in the layer before. share: (n,) of each that counts, above 0 up to 1."""

    layer: ReadLayer
    rows: NDArray[np.int64]
    share: Floats


def read_clip(files: Files) -> Clip | None:
    """The areas of `demand.clip` as one, in their own CRS; None after an error.

    Outlines that cross themselves are mended, and a warning says so."""
    layer, problems, place = files.scenario.settings.demand.clip, files.problems, _place(files)
    assert layer is not None
    table = files.table(layer, "demand", "clip")
    if table is None:
        return None
    geometry = _areas(table, place, problems)
    if geometry is None:
        return None
    crs = crs_of(table, layer, place, files.scenario, problems, from_geometry=True)
    if crs is None:
        return None
    faults = systems.check(shapely.get_coordinates(geometry), crs)
    for fault in faults:
        problems.error(table.place(), fault.message, fault.hint)
    if faults:
        return None
    return Clip(shapely.union_all(_mended(geometry, table, problems)), crs)


def _areas(table: Table, place: Place, problems: Problems) -> NDArray[np.object_] | None:
    """The geometry of every row; None, and an error, where any is no area."""
    if not len(table):
        problems.error(place, tr("'{file}' has no rows", file=table.path.name))
        return None
    if table.geometry is None:
        problems.error(table.place(), tr("a clip needs areas; the file has no geometry"))
        return None
    geometry = np.asarray(table.geometry, dtype=object)
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(geometry), AREAS) | shapely.is_empty(geometry))
    if not len(wrong):
        return geometry
    message = tr("a clip needs areas; {count} of {total} rows are none", count=len(wrong), total=len(table))
    problems.error(table.place(int(wrong[0])), message)
    return None


def _place(files: Files) -> Place:
    return files.scenario.place("demand", "clip", "file")


def _mended(geometry: NDArray[np.object_], table: Table, problems: Problems) -> NDArray[np.object_]:
    broken = np.flatnonzero(~shapely.is_valid(geometry))
    if not len(broken):
        return geometry
    message = tr("{count} outlines cross themselves and were mended", count=len(broken))
    problems.warn(table.place(int(broken[0])), message)
    mended = geometry.copy()
    mended[broken] = shapely.make_valid(geometry[broken])
    return mended


def box_in(clip: Clip, files: Files) -> readers.Within:
    """The box around the clip in the coordinates of the demand's file, for a reader that reads no more than that."""
    settings = files.scenario.settings.demand
    name = files.scenario.file("demand", "file").name

    def within(in_file: str | None) -> Box | None:
        place, heard = files.scenario.place("demand", "file"), Problems()
        crs = crs_said(name, in_file, settings, place, files.scenario, heard)
        if crs is None or not _go_together(clip, crs, files):
            files.problems.errors.extend(heard.errors)
            return None
        west, south, east, north = shapely.bounds(clip.to(crs)).tolist()
        return west, south, east, north

    return within


def _go_together(clip: Clip, crs: str, files: Files) -> bool:
    """Whether both lie on Earth, or both on a plane, and the clip can be drawn in the other's CRS."""
    if (clip.crs == systems.PLANE) != (crs == systems.PLANE):
        files.problems.error(_place(files), tr("'plane' mixes with no other coordinate system"))
        return False
    if crs == systems.PLANE or clip.fits(crs):
        return True
    message = tr("the clip reaches farther than the coordinate system of the demand, {crs}", crs=crs[:40])
    files.problems.error(_place(files), message, tr("Cut it to the area that is planned for."))
    return False


def taken(layer: ReadLayer, clip: Clip, files: Files) -> Taken | None:
    """What of the layer lies inside; None, and an error, when nothing does or the layer has no coordinates.

    Cells of a raster and areas by the share of their area, points by where they are."""
    if layer.crs is None:
        if not files.problems.errors:
            files.problems.error(_place(files), tr("a clip needs demand with coordinates"))
        return None
    if not _go_together(clip, layer.crs, files):
        return None
    inside = _inside(layer, clip, layer.crs, files)
    rows = np.flatnonzero(inside.share > 0)
    if not len(rows):
        _report_nothing_inside(layer, clip, layer.crs, files)
        return None
    xy = inside.xy[rows]
    lonlat = None if layer.lonlat is None else layer.lonlat[rows]
    moved = np.flatnonzero((xy != layer.xy[rows]).any(axis=1))
    if lonlat is not None and len(moved):
        there = systems.to_lonlat(xy[moved], layer.crs)
        lonlat[moved] = there
    return Taken(replace(layer, table=layer.table.take(rows), xy=xy, lonlat=lonlat), rows, inside.share[rows])


def _inside(layer: ReadLayer, clip: Clip, crs: str, files: Files) -> Inside:
    table = layer.table
    if table.grid is not None:
        return cells_inside(
            clip, table.grid, table.frame["row"].to_numpy(), table.frame["column"].to_numpy(), crs
        )
    found = points_inside(clip, layer.xy, crs)
    geometry = table.geometry if files.scenario.settings.demand.columns.x is None else None
    wide = np.zeros(0, dtype=np.int64)
    if geometry is not None:
        wide = np.flatnonzero(np.isin(shapely.get_type_id(geometry), AREAS))
    if not len(wide):
        return found
    assert geometry is not None
    share, xy = found.share.copy(), found.xy.copy()
    areas = areas_inside(clip, geometry[wide], layer.xy[wide], crs)
    share[wide], xy[wide] = areas.share, areas.xy
    return Inside(share, xy)


def _report_nothing_inside(layer: ReadLayer, clip: Clip, crs: str, files: Files) -> None:
    low, high = np.nanmin(layer.xy, axis=0), np.nanmax(layer.xy, axis=0)
    west, south, east, north = shapely.bounds(clip.to(crs)).tolist()
    message = tr(
        "no demand lies inside the clip: the clip {clip}, the demand {demand}, in the coordinates of the demand",
        clip=extent(west, south, east, north),
        demand=extent(low[0], low[1], high[0], high[1]),
    )
    files.problems.error(_place(files), message, tr("Is one of the two in another CRS than it says?"))
