"""The file of a plan made by hand as lines of text: site, format, phase; and which lines close an outlet of today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.decide.evaluate.headings import heads_closings, is_header, roles
from siting.errors import Place, Problems
from siting.exporters._read_run import PROJECTS
from siting.exporters._tables import text
from siting.inputs import Ids
from siting.language import tr
from siting.readers import Table, excel, few, geopackage
from siting.scenario.schema import Layer

NEW, TODAY = "new_outlets", "existing_outlets"
"""Layers of plan.gpkg."""
YES = ("1", "1.0", "true", "yes", "y", "x", "是", "关闭")
NO = ("", "0", "0.0", "false", "no", "n", "否", "保留")


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of a plan that open outlets, as they stand in a file.

    rows: positions in the table. site, format, phase: (n,) texts, "" where empty; None where there is no such column.
    columns: role -> name of the column."""

    table: Table
    rows: NDArray[np.int64]
    site: Ids | None
    format: Ids
    phase: Ids | None
    columns: dict[str, str]

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, line: int, role: str = "") -> Place:
        """Where a line, or its cell, stands."""
        return self.table.place(int(self.rows[line]), self.columns.get(role, ""))


@dataclass(frozen=True, slots=True)
class Closing:
    """An outlet of today that a line closes, by its id, and where that stands."""

    outlet: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A plan's file: the lines that open outlets, and the outlets of today that close."""

    lines: Lines
    closings: tuple[Closing, ...]


def read(path: Path, layer: str | None, problems: Problems) -> Read | None:
    """The plan of a table, a map layer, or a run folder's project list; None after a problem."""
    if path.is_dir():
        if not (path / PROJECTS).is_file():
            message = tr("the folder holds no {file}", file=PROJECTS)
            hint = tr("Name a run folder, or a file with a line for each outlet: site and format.")
            problems.error(Place(path), message, hint)
            return None
        path = path / PROJECTS
    place = Place(path)
    if not readers.is_there(path, place, problems):
        return None
    tables = _tables(path, layer, place, problems)
    if tables is None:
        return None
    table, today = tables
    found = _lines(table, problems)
    if found is None:
        return None
    lines, closings = found
    if not len(lines) and not closings and not today:
        hint = tr("A plan has a line for each outlet that opens: its site and its format.")
        problems.error(table.place(), tr("holds no line"), hint)
        return None
    return Read(lines, (*closings, *today))


def _tables(
    path: Path, layer: str | None, place: Place, problems: Problems
) -> tuple[Table, tuple[Closing, ...]] | None:
    """The table of outlets that open; and the closings that stand in a layer or on a sheet of their own."""
    ending = path.suffix.lower()
    if ending in excel.SUFFIXES:
        return _sheets(path, layer, place, problems)
    if ending == ".gpkg" and layer is None:
        names = geopackage.layers(path, problems)
        if names is None:
            return None
        if NEW in names:
            table, today = (
                readers.read(path, Layer(file=path.name, layer=one), place, problems)
                if one in names
                else None
                for one in (NEW, TODAY)
            )
            return None if table is None else (table, () if today is None else _closed_today(today))
    table = readers.read(path, Layer(file=path.name, layer=layer), place, problems)
    return None if table is None else (table, ())


def _sheets(
    path: Path, layer: str | None, place: Place, problems: Problems
) -> tuple[Table, tuple[Closing, ...]] | None:
    asked, before = Layer(file=path.name, layer=layer), len(problems.errors)
    table = excel.read_below(path, asked, is_header, place, problems)
    if len(problems.errors) > before:
        return None
    if table is None:  # no header is complete: the sheet itself tells which column it lacks
        table = excel.read(path, asked, place, problems)
        return None if table is None else (table, ())
    closing = excel.read_below(path, Layer(file=path.name), heads_closings, place, Problems())
    return table, () if closing is None or layer is not None else _listed(closing)


def _closed_today(table: Table) -> tuple[Closing, ...]:
    """Of the layer of outlets of today: those that it says to close."""
    if not (readers.has(table, "closes") and readers.has(table, "outlet")):
        return ()
    closes, outlets = readers.texts(table, "closes"), readers.texts(table, "outlet")
    return tuple(
        Closing(str(outlets[row]), table.place(row))
        for row in range(len(table))
        if str(closes[row]).casefold() in YES
    )


def _listed(table: Table) -> tuple[Closing, ...]:
    """Of a sheet with a line for each outlet that closes."""
    column = roles(map(str, table.frame.columns))["outlet"]
    names = readers.texts(table, column)
    return tuple(Closing(text(str(name)), table.place(row, column)) for row, name in enumerate(names) if name)


def _lines(table: Table, problems: Problems) -> tuple[Lines, tuple[Closing, ...]] | None:
    """The lines that open outlets, and those that close one: `closes` says so, or the kind "closed".

    Lines of a map of all outlets that tell of one that stays (status "existing") are passed over."""
    columns = roles(map(str, table.frame.columns))
    if not _complete(table, columns, problems):
        return None
    cells = {role: _texts(table, column) for role, column in columns.items()}
    closes = _marks(table, cells, columns, problems)
    blank = np.array([""] * len(table), dtype=object)
    stays = np.array([str(one).casefold() == "existing" for one in cells.get("status", blank)], dtype=bool)
    rows = np.flatnonzero(~closes & ~stays)
    named = cells.get("site", blank), cells.get("outlet", blank)
    closings = tuple(
        Closing(str(named[0][row] or named[1][row]), table.place(row, columns.get("site", "")))
        for row in np.flatnonzero(closes & ~stays).tolist()
    )
    site, phase = cells.get("site"), cells.get("phase")
    taken = [None if one is None else one[rows] for one in (site, phase)]
    return Lines(table, rows, taken[0], cells["format"][rows], taken[1], columns), closings


def _complete(table: Table, columns: dict[str, str], problems: Problems) -> bool:
    """Whether there is a format, and a site or a place on the map."""
    on_map = table.geometry is not None
    missing = [role for role in ("site", "format") if role not in columns and not (role == "site" and on_map)]
    known = [str(name) for name in table.frame.columns]
    hint = tr(
        "A plan needs the columns site and format (候选点, 业态); this file has: {names}.",
        names=few(known) or tr("none"),
    )
    for role in missing:
        problems.error(table.place(), tr("there is no column '{column}'", column=role), hint)
    return not missing


def _texts(table: Table, column: str) -> Ids:
    """The cells of a column; what the project list marked as no formula stands as it was."""
    return np.array([text(str(cell)) for cell in readers.texts(table, column)], dtype=object)


def _marks(
    table: Table, cells: dict[str, Ids], columns: dict[str, str], problems: Problems
) -> NDArray[np.bool_]:
    """(n,) whether the line closes an outlet of today."""
    found = np.zeros(len(table), dtype=bool)
    for role, word in (("kind", "closed"), ("status", "closes")):
        if role in cells:
            found |= np.array([str(one).casefold() == word for one in cells[role]], dtype=bool)
    for row, one in enumerate(_lower(cells.get("closes", ()))):
        if one in YES:
            found[row] = True
        elif one not in NO:
            message = tr("got '{value}', must be yes or no", value=one)
            problems.error(table.place(row, columns["closes"]), message)
    return found


def _lower(cells: Sequence[object] | Ids) -> list[str]:
    return [str(one).casefold() for one in cells]


def read_table(frame: Any, problems: Problems) -> Read | None:
    """The plan of a pandas table."""
    table = Table(Path("plan"), frame.reset_index(drop=True))
    found = _lines(table, problems)
    return None if found is None else Read(*found)
