"""The places that people of areas are spread over: rows of a file, or buildings and streets of OpenStreetMap."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from siting import crs as systems
from siting.errors import Place
from siting.inputs.clip import box_in
from siting.inputs.layers import Files, ReadLayer, crs_of, read_located, unique_ids
from siting.inputs.totals import Areas
from siting.inputs.types import Floats, Ids
from siting.language import tr
from siting.population import Clip
from siting.population.dwellings import Sizes, sizes_of
from siting.population.dwellings_osm import read_buildings
from siting.population.streets import lines_cut
from siting.population.streets_osm import read_streets
from siting.readers import Table, few
from siting.scenario.totals_checks import is_osm

# Degrees around the areas that buildings are read in, for outlines that are drawn a little apart.
MARGIN_DEG = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Dwellings:
    """Places, row by row. ids: (n,), each once; sizes: of every row of the layer."""

    layer: ReadLayer
    ids: Ids
    sizes: Sizes

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: NDArray[np.int64]) -> Dwellings:
        """Some of the places."""
        layer, floor_m2 = self.layer, self.sizes.floor_m2
        lonlat = None if layer.lonlat is None else layer.lonlat[rows]
        return Dwellings(
            replace(layer, table=layer.table.take(rows), xy=layer.xy[rows], lonlat=lonlat),
            self.ids[rows],
            Sizes(self.sizes.size[rows], None if floor_m2 is None else floor_m2[rows]),
        )

    def xy_in(self, crs: str) -> Floats:
        """(n, 2) coordinates in degrees WGS-84, or on the plane."""
        if crs == systems.PLANE or self.layer.lonlat is None:
            return self.layer.xy
        return self.layer.lonlat


def read_dwellings(files: Files, areas: Areas) -> Dwellings | None:
    """The places around the areas with their sizes; None after an error."""
    settings, problems, before = files.scenario.settings.demand, files.problems, len(files.problems.errors)
    if is_osm(settings):
        found = read_osm(files, areas, streets=settings.spread == "street_length")
    elif settings.spread == "street_length":
        found = _lines(files)
    else:
        found = _rows(files, areas)
    if found is None or len(problems.errors) > before:
        return None
    if (found.layer.crs == systems.PLANE) != (areas.crs == systems.PLANE):
        place = files.scenario.place("demand", "totals", "file")
        problems.error(place, tr("'plane' mixes with no other coordinate system"))
        return None
    return found


def read_osm(files: Files, areas: Areas, *, streets: bool) -> Dwellings | None:
    """Buildings, or streets in pieces, of the OpenStreetMap file of the demand."""
    settings, place = files.scenario.settings.demand, files.scenario.place("demand", "file")
    path = files.path("demand")
    if path is None:
        return None
    west, south, east, north = shapely.total_bounds(areas.polygons).tolist()
    box = (west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    if streets:
        factors = settings.land_use if settings.spread == "street_length" else {}
        table = read_streets(path, factors, box, files.problems)
    else:
        table = read_buildings(path, settings.land_use, settings.default_levels, box, files.problems)
    if table is None or table.xy is None:
        return None
    layer = ReadLayer(table, table.xy, "EPSG:4326", table.xy, place)
    factor = table.frame["factor"].to_numpy(dtype=np.float64)
    floor_m2 = None
    if streets:
        size = table.frame["length_m"].to_numpy(dtype=np.float64)
    elif settings.spread == "floor_area":
        size = floor_m2 = table.frame["floor_area_m2"].to_numpy(dtype=np.float64)
    elif settings.spread == "footprint":
        size = table.frame["footprint_m2"].to_numpy(dtype=np.float64)
    else:
        size = np.ones(len(table))
    return Dwellings(layer, unique_ids(table, None, files.problems), Sizes(size * factor, floor_m2))


def _rows(files: Files, areas: Areas) -> Dwellings | None:
    """Rows of the demand's file; of a raster no more than lies around the areas."""
    settings, problems = files.scenario.settings.demand, files.problems
    around = Clip(shapely.box(*shapely.total_bounds(areas.polygons).tolist()), areas.crs)
    layer = read_located(files, settings, "demand", within=box_in(around, files))
    if layer is None:
        return None
    ids = unique_ids(layer.table, settings.columns.id, problems)
    table = layer.table if settings.columns.x is None else replace(layer.table, geometry=None)
    sizes = sizes_of(table, layer.crs, settings, _spread_place(files), problems)
    if layer.crs is None and not problems.errors:
        problems.error(layer.place, tr("totals need places with coordinates, by which they lie in an area"))
    return None if sizes is None or layer.crs is None else Dwellings(layer, ids, sizes)


def _lines(files: Files) -> Dwellings | None:
    """Streets of a line layer in pieces: ids "<id of the line>:<piece>"."""
    settings, problems = files.scenario.settings.demand, files.problems
    place = files.scenario.place("demand", "file")
    table = files.table(settings, "demand")
    if table is None:
        return None
    if not len(table):
        problems.error(place, tr("'{file}' has no rows", file=table.path.name))
        return None
    geometry = table.geometry
    wrong = np.arange(len(table))
    if geometry is not None:
        lines = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
        wrong = np.flatnonzero(~np.isin(shapely.get_type_id(geometry), lines))
    if geometry is None or len(wrong):
        message = tr(
            "spread: street_length needs lines; {count} of {total} rows of '{file}' are none",
            count=len(wrong),
            total=len(table),
            file=table.path.name,
        )
        problems.error(_spread_place(files), message)
        return None
    ids = unique_ids(table, settings.columns.id, problems)
    crs = crs_of(table, settings, place, files.scenario, problems, from_geometry=True)
    faults = [] if crs is None else systems.check(shapely.get_coordinates(geometry), crs)
    for fault in faults:
        problems.error(table.place(), fault.message, fault.hint)
    if crs is None or faults:
        return None
    return _pieces(table, ids, crs, place, files)


def _pieces(table: Table, ids: Ids, crs: str, place: Place, files: Files) -> Dwellings | None:
    assert table.geometry is not None
    sizes = sizes_of(table, crs, files.scenario.settings.demand, _spread_place(files), files.problems)
    if sizes is None:
        return None
    plane = crs == systems.PLANE
    lines = (
        table.geometry if plane else shapely.transform(table.geometry, lambda xy: systems.to_lonlat(xy, crs))
    )
    here = systems.PLANE if plane else "EPSG:4326"
    _report_without_length(ids, shapely.length(lines) > 0.0, table, files)
    pieces = lines_cut(lines, here)
    cut = replace(table.take(pieces.line), geometry=None, xy=pieces.xy, crs=here)
    pairs = zip(ids[pieces.line], pieces.number.tolist(), strict=True)
    named = np.array([f"{name}:{number}" for name, number in pairs], dtype=object)
    size = pieces.length_m * sizes.size[pieces.line]
    layer = ReadLayer(cut, pieces.xy, here, None if plane else pieces.xy, place)
    return Dwellings(layer, named, Sizes(size))


def _report_without_length(ids: Ids, has_length: NDArray[np.bool_], table: Table, files: Files) -> None:
    short = np.flatnonzero(~has_length)
    if not len(short):
        return
    message = tr(
        "{count} of {total} lines have no length and are left out: {ids}",
        count=len(short),
        total=len(ids),
        ids=few(ids[short]),
    )
    report = files.problems.warn if has_length.any() else files.problems.error
    report(table.place(int(short[0])), message)


def _spread_place(files: Files) -> Place:
    return files.scenario.place("demand", "spread")
