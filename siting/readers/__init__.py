"""Layers in: a file becomes a Table, its columns checked when asked for.

Every part has SUFFIXES (file endings, lower case) and
`read(path, layer, place, problems) -> Table | None`. A part never guesses: what it cannot read is an
error with place and hint, and then it returns None. All values stay as the file says (text stays text);
`texts` and `numbers` turn a column into what a stage needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from siting import parts
from siting.errors import Place, Problems
from siting.language import tr
from siting.readers._columns import coordinates, has, missing, numbers, placed, texts
from siting.readers._grid import Grid
from siting.readers._table import Table, few
from siting.readers._window import Box, extent
from siting.scenario.schema import OptionalLayer

__all__ = [
    "Box",
    "Grid",
    "Table",
    "Within",
    "coordinates",
    "extent",
    "few",
    "has",
    "is_there",
    "missing",
    "numbers",
    "placed",
    "read",
    "texts",
]

Within = Callable[[str | None], Box | None]


def read(
    path: Path, layer: OptionalLayer, place: Place, problems: Problems, within: Within | None = None
) -> Table | None:
    """The file as a table, by the part that `layer.reader` names or the file's ending picks.

    place: where the scenario names the file. within: the CRS that a file states -> the box that is of interest in
    its coordinates, or None after a problem; parts that can (`read_within`) read no more than that. Returns None when
    the file cannot be read; `problems` then says why."""
    if not is_there(path, place, problems):
        return None
    name = layer.reader or _part_for(path)
    if name is None or name not in parts.names("readers"):
        known = ", ".join(sorted(ending for endings in _endings().values() for ending in endings))
        message = (
            tr("no reader for '{file}'", file=path.name)
            if name is None
            else parts.unknown("reader", name, parts.names("readers"))
        )
        problems.error(place, message, tr("File endings read: {endings}.", endings=known))
        return None
    part = parts.load("readers", name)
    if getattr(layer, "osm_tags", None) and not getattr(part, "READS_TAGS", False):
        problems.error(place, tr("osm_tags is for OpenStreetMap files; '{file}' is none", file=path.name))
        return None
    if getattr(layer, "band", None) is not None and not getattr(part, "READS_BANDS", False):
        problems.error(place, tr("band is for grids; '{file}' is none", file=path.name))
        return None
    if layer.layer is not None and not getattr(part, "READS_LAYERS", False):
        message = tr("layer is for files of several layers or sheets; '{file}' is none", file=path.name)
        problems.error(place, message)
        return None
    windowed = within is not None and hasattr(part, "read_within")
    table: Table | None = (
        part.read_within(path, layer, place, problems, within)
        if windowed
        else part.read(path, layer, place, problems)
    )
    return table


def is_there(path: Path, place: Place, problems: Problems) -> bool:
    """Whether the file exists and holds something; else `problems` says what is wrong."""
    if not path.exists():
        hint = parts.nearby(path)
        problems.error(place, tr("file '{file}' does not exist", file=path.name), hint)
        return False
    if path.is_dir():
        problems.error(place, tr("'{file}' is a folder, not a file", file=path.name))
        return False
    if path.stat().st_size == 0:
        problems.error(place, tr("file '{file}' is empty", file=path.name))
        return False
    return True


def _part_for(path: Path) -> str | None:
    lower = path.name.lower()
    for name, endings in _endings().items():
        if lower.endswith(endings):
            return name
    return None


def _endings() -> dict[str, tuple[str, ...]]:
    return {name: parts.load("readers", name).SUFFIXES for name in parts.names("readers")}
