"""A layer of the scenario as read: its rows, and where they are in its own CRS."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from siting import crs as systems
from siting import readers
from siting.errors import Place, Problems
from siting.inputs.types import Floats, Ids, Points, frozen
from siting.language import tr
from siting.population.areas import with_sound_outlines
from siting.readers import Table
from siting.scenario import Scenario, schema

FIRST_FEW = 5


@dataclass(frozen=True, slots=True, eq=False)
class ReadLayer:
    """Rows of a layer. xy: (n, 2) as the file has them, nan where a layer needs none.
    crs: of xy; None when the layer has no coordinates. lonlat: (n, 2) degrees WGS-84, None on a plane.
    place: where the scenario names the file."""

    table: Table
    xy: Floats
    crs: str | None
    lonlat: Floats | None
    place: Place

    def __len__(self) -> int:
        return len(self.table)


@dataclass(slots=True)
class Files:
    """Opens each file once, and keeps the hash of what was read."""

    scenario: Scenario
    problems: Problems
    hashes: dict[str, str] = field(default_factory=dict)
    _tables: dict[tuple[str, ...], Table | None] = field(default_factory=dict)

    def table(
        self, layer: schema.OptionalLayer, *keys: str | int, within: readers.Within | None = None
    ) -> Table | None:
        """The file of the layer that stands at these keys of the scenario; None after a problem.

        within: as `readers.read` takes it."""
        path, place = self.scenario.file(*keys, "file"), self.scenario.place(*keys, "file")
        tags = getattr(layer, "osm_tags", None)
        if tags not in (None, "default"):
            tags_path = self.scenario.file(*keys, "osm_tags")
            layer = layer.model_copy(update={"osm_tags": str(tags_path)})
            self._hash(tags_path)
        options = (layer.layer, layer.reader, layer.encoding, tags, getattr(layer, "band", None), within)
        key = (str(path), *(str(option) for option in options))
        if key not in self._tables:
            self._hash(path)
            table = readers.read(path, layer, place, self.problems, within)
            self._tables[key] = table
            for beside in () if table is None else table.beside:
                self._hash(beside)
        return self._tables[key]

    def path(self, *keys: str | int) -> Path | None:
        """The file at these keys of the scenario, for what reads it as no table; None after a problem."""
        path = self.scenario.file(*keys, "file")
        if not readers.is_there(path, self.scenario.place(*keys, "file"), self.problems):
            return None
        self._hash(path)
        return path

    def _hash(self, path: Path) -> None:
        if path.is_file():
            with path.open("rb") as stream:
                self.hashes[str(path.resolve())] = hashlib.file_digest(stream, "sha256").hexdigest()


def read_located(
    files: Files,
    layer: schema.Demand | schema.Sites | schema.Outlets | schema.Mobile,
    *keys: str | int,
    within: readers.Within | None = None,
) -> ReadLayer | None:
    """The layer that stands at these keys of the scenario, with coordinates. None where it has no rows to check,
    which is an error except of outlets."""
    table = files.table(layer, *keys, within=within)
    if table is None:
        return None
    place = files.scenario.place(*keys, "file")
    if not len(table):
        message = tr("'{file}' has no rows", file=table.path.name)
        if keys[0] != "outlets":
            files.problems.error(place, message)
            return None
        files.problems.warn(place, message)
    table = with_sound_outlines(table, files.problems)
    return located(table, layer, (layer.columns.x, layer.columns.y), place, files.scenario, files.problems)


def located(
    table: Table,
    layer: schema.OptionalLayer,
    columns: tuple[str | None, str | None],
    place: Place,
    scenario: Scenario,
    problems: Problems,
) -> ReadLayer:
    """The rows with their coordinates (columns x and y, or the geometry) and the CRS these are in.

    After an error the layer counts as one without coordinates, so that its columns can still be checked."""
    x, y = columns
    void = np.full((len(table), 2), np.nan)
    nowhere = ReadLayer(table, void, None, void, place)
    placed = table.geometry is not None or table.xy is not None
    if x is None and y is None and not placed and scenario.settings.travel.table is not None:
        return nowhere
    xy = readers.coordinates(table, x, y, problems)
    crs = crs_of(table, layer, place, scenario, problems, from_geometry=x is None)
    if xy is None or crs is None or _degrees_on_a_plane(crs, columns, table, problems):
        return nowhere
    faults = systems.check(xy, crs)
    for fault in faults:
        count = tr(
            "{message} ({count} of {total} rows)",
            message=fault.message,
            count=len(fault.rows),
            total=len(table),
        )
        problems.error(table.place(int(fault.rows[0])), count, fault.hint)
    return nowhere if faults else ReadLayer(table, xy, crs, systems.to_lonlat(xy, crs), place)


def crs_of(
    table: Table,
    layer: schema.OptionalLayer,
    place: Place,
    scenario: Scenario,
    problems: Problems,
    *,
    from_geometry: bool,
) -> str | None:
    """What the scenario says of the layer, else what the file says, else "plane" where everything is."""
    return crs_said(table.path.name, table.crs if from_geometry else None, layer, place, scenario, problems)


def crs_said(
    name: str,
    in_file: str | None,
    layer: schema.OptionalLayer,
    place: Place,
    scenario: Scenario,
    problems: Problems,
) -> str | None:
    """The same, of a file of which no more is known than its name and the CRS that it states itself."""
    said = None if layer.crs is None else systems.canonical(layer.crs)
    crs = said or in_file
    if crs is None and scenario.settings.crs == systems.PLANE:
        return systems.PLANE
    if crs is None:
        problems.error(place, tr("'{file}' states no coordinate system", file=name), tr(systems.CHOICES))
        return None
    reason = systems.why_not(crs)
    if reason is not None:
        problems.error(place, reason, tr(systems.CHOICES))
        return None
    if said is not None and in_file is not None and _contradicts(said, in_file):
        message = tr(
            "'{file}' states {stated}, the scenario {said}; the scenario's word is taken",
            file=name,
            stated=in_file[:40],
            said=said,
        )
        problems.warn(place, message)
    return crs


def _contradicts(said: str, in_file: str) -> bool:
    """No file can state an offset system, and GeoJSON without a statement counts as CRS84."""
    if in_file == "OGC:CRS84" or systems.why_not(in_file) is not None:
        return False
    if said in systems.OFFSET:
        return not systems.is_geographic(in_file)
    return not systems.same(said, in_file)


def _degrees_on_a_plane(
    crs: str, columns: tuple[str | None, str | None], table: Table, problems: Problems
) -> bool:
    degrees = {"lon", "lng", "long", "longitude", "lat", "latitude", "经度", "纬度"}
    named = [name for name in columns if name is not None and name.lower() in degrees]
    if crs != systems.PLANE or not named:
        return False
    message = tr("is a longitude or latitude, but the CRS is 'plane', which is in metres")
    problems.error(table.place(column=named[0]), message, tr(systems.CHOICES))
    return True


def ids_of(table: Table, column: str | None, problems: Problems, prefix: str = "") -> Ids:
    """Ids as text; those that the file brings, or row numbers, when no column is named. An empty id is an error."""
    column = column or table.id_column
    if column is None:
        return np.array([f"{prefix}{row}" for row in table.row_numbers().tolist()], dtype=object)
    if readers.missing(table, column, problems):
        return np.array([""] * len(table), dtype=object)
    ids = readers.texts(table, column)
    void = np.flatnonzero(ids == "")
    if len(void):
        message = tr("the id is empty ({count} rows)", count=len(void))
        problems.error(table.place(int(void[0]), column), message)
    return ids


def report_duplicates(table: Table, column: str | None, ids: Ids, keys: Ids, problems: Problems) -> None:
    """An error for each of the first few keys that stand twice, naming both rows. keys: "" is passed over."""
    import pandas as pd

    if column is None:
        return
    again = np.flatnonzero(pd.Series(keys, dtype=object).duplicated().to_numpy() & (keys != ""))
    for row in again[:FIRST_FEW]:
        first = int(np.flatnonzero(keys == keys[row])[0])
        message = tr("id '{id}' stands twice, first at {first}", id=ids[row], first=table.row_name(first))
        problems.error(table.place(int(row), column), message)
    if len(again) > FIRST_FEW:
        more = tr("{count} more ids stand twice", count=len(again) - FIRST_FEW)
        problems.error(table.place(column=column), more)


def unique_ids(table: Table, column: str | None, problems: Problems) -> Ids:
    """Ids as text, each once; a second row with an id is an error."""
    ids = ids_of(table, column, problems)
    report_duplicates(table, column, ids, ids, problems)
    return ids


def text_column(table: Table, column: str | None, problems: Problems) -> Ids:
    """The column as text; "" everywhere when none is named or it is missing."""
    if column is None or readers.missing(table, column, problems):
        return np.array([""] * len(table), dtype=object)
    return readers.texts(table, column)


def points_of(
    layer: ReadLayer, id_column: str | None, name_column: str | None, working: str | None, problems: Problems
) -> Points:
    """Ids, each once, names, and places in metres and degrees; lonlat is None on a plane."""
    ids = unique_ids(layer.table, id_column, problems)
    return places_of(layer, ids, text_column(layer.table, name_column, problems), working)


def places_of(layer: ReadLayer, ids: Ids, names: Ids, working: str | None) -> Points:
    """The layer's rows in metres of the working CRS and in degrees, nan where it has no coordinates."""
    lonlat = None if working == systems.PLANE else layer.lonlat
    if layer.crs in (None, working) or working is None or lonlat is None:
        xy_m = layer.xy
    else:
        xy_m = systems.to_working(lonlat, "EPSG:4326", working)
    return Points(frozen(ids), frozen(xy_m), None if lonlat is None else frozen(lonlat), frozen(names))
