"""The lines of a file of outlets: read, every broken one named, and placed in the city."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from siting import crs as systems
from siting import readers
from siting.decide.update.columns import columns_of, in_degrees, status_of
from siting.decide.update.types import OutletLayer
from siting.errors import Place, Problems
from siting.inputs import Floats, Ids, Inputs, Positions
from siting.inputs.layers import located, places_of
from siting.inputs.names import ELSEWHERE, FormatNames, format_names
from siting.language import tr
from siting.readers import Table
from siting.scenario import Scenario, schema

UNKNOWN, OTHER = -2, ELSEWHERE


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """layer: what each line says; its format is UNKNOWN where it says none, OTHER for one that is not planned.

    opened: (n,) bool; None where the file has no column for it."""

    table: Table
    layer: OutletLayer
    opened: NDArray[np.bool_] | None
    columns: dict[str, str]


def read(path: Path, crs: str | None, case: Scenario, inputs: Inputs, problems: Problems) -> Lines:
    """Every line of the file. Raises InputError when there is nothing to read; what is wrong with a line is added to
    problems.

    crs: of the coordinates; None: what the file itself states, else the system of the scenario's outlets."""
    table = readers.read(path, schema.OptionalLayer(), Place(), problems)
    if table is not None and not len(table):
        problems.error(Place(path), tr("'{file}' has no rows", file=path.name))
    problems.stop_on_errors()
    assert table is not None
    columns = columns_of(table, case)
    opened = _opened(table, columns, problems)
    texts = {what: _texts(table, columns.get(what)) for what in ("id", "name", "format", "site")}
    layer = OutletLayer(
        ids=texts["id"],
        names=texts["name"],
        format=_formats(table, columns.get("format"), texts["format"], case, inputs, problems),
        xy_m=_coordinates(table, columns, opened, crs, case, inputs, problems),
        places=_numbers(table, columns.get("places"), problems),
        site=texts["site"],
    )
    return Lines(table, layer, opened, columns)


def _texts(table: Table, column: str | None) -> Ids:
    if column is None:
        return np.full(len(table), "", dtype=object)
    return np.asarray(readers.texts(table, column), dtype=object)


def _opened(table: Table, columns: dict[str, str], problems: Problems) -> NDArray[np.bool_] | None:
    column = columns.get("status")
    if column is None:
        return None
    found = np.ones(len(table), dtype=bool)
    for row, text in enumerate(_texts(table, column).tolist()):
        status = status_of(text)
        if status is None:
            hint = tr("Write opened or closed (开业 or 关闭).")
            problems.error(table.place(row, column), tr("'{text}' is no status", text=text), hint)
        else:
            found[row] = status
    return found


def _formats(
    table: Table, column: str | None, texts: Ids, case: Scenario, inputs: Inputs, problems: Problems
) -> Positions:
    names = format_names(inputs.formats)
    values: dict[str, str] = {}
    only = set()
    for layer in case.settings.outlets:
        values |= layer.format_values
        only |= {layer.format}
    if column is None and len(only) == 1 and None not in only:
        texts = np.full(len(table), only.pop(), dtype=object)  # the scenario says it of the whole file
    found = np.full(len(table), UNKNOWN, dtype=np.int32)
    for row, text in enumerate(texts.tolist()):
        if text:
            found[row] = _format(values.get(text, text), names, table, row, column, problems)
    return found


def _format(
    text: str, names: FormatNames, table: Table, row: int, column: str | None, problems: Problems
) -> int:
    position = names.find(text)
    if position is not None:
        return position
    close = names.suggestion(text)
    hint = tr("Did you mean '{name}'?", name=close) if close else ""
    problems.error(table.place(row, column or ""), tr("unknown format '{format}'", format=text), hint)
    return UNKNOWN


def _numbers(table: Table, column: str | None, problems: Problems) -> Floats:
    """(n,) numbers, nan where the cell is empty; every cell that is no number is an error."""
    if column is None:
        return np.full(len(table), np.nan)
    found = readers.numbers(table, column, Problems(), empty=np.nan)
    for row in np.flatnonzero(np.isnan(found) & (_texts(table, column) != "")).tolist():
        cell = _texts(table.take(np.array([row])), column)[0]
        problems.error(table.place(row, column), tr("'{text}' is not a number", text=cell))
    return found


def _coordinates(
    table: Table,
    columns: dict[str, str],
    opened: NDArray[np.bool_] | None,
    crs: str | None,
    case: Scenario,
    inputs: Inputs,
    problems: Problems,
) -> Floats:
    """(n, 2) metres in the working CRS, nan where a line says no place."""
    found, x, y = np.full((len(table), 2), np.nan), columns.get("x"), columns.get("y")
    before = len(problems.errors)
    if x is not None and y is not None:
        spots = np.stack([_numbers(table, one, problems) for one in (x, y)], axis=1)
        said = np.stack([_texts(table, one) != "" for one in (x, y)], axis=1)
        for row in np.flatnonzero(said.any(axis=1) & ~said.all(axis=1)).tolist():
            problems.error(table.place(row), tr("only one of the two coordinates is given"))
        there = np.isfinite(spots).all(axis=1)
        found[said.any(axis=1)] = 0.0  # a place is said; where it is wrong, that has been told
    elif table.geometry is not None or table.xy is not None:
        x, y, there = None, None, readers.placed(table)
    else:
        return found
    rows = np.flatnonzero(there if opened is None else there & opened)
    layer = schema.OptionalLayer(crs=_system(table, columns, x is not None, crs, case, problems))
    if not len(rows) or len(problems.errors) > before:
        return found
    read = located(table.take(rows), layer, (x, y), Place(table.path), case, problems)
    blank = np.full(len(rows), "", dtype=object)
    found[rows] = places_of(read, blank, blank, inputs.crs).xy_m
    return found


def _system(
    table: Table,
    columns: dict[str, str],
    by_columns: bool,
    crs: str | None,
    case: Scenario,
    problems: Problems,
) -> str | None:
    """What is said on the command line, else by the file, else of the scenario's outlets."""
    if crs is not None:
        return crs
    if not by_columns and table.crs is not None:
        return None
    layers = [*case.settings.outlets, case.settings.sites, case.settings.demand]
    said = next((one.crs for one in layers if one.crs is not None), None)
    degrees = (
        said is not None and said != systems.PLANE and (said in systems.OFFSET or systems.is_geographic(said))
    )
    if by_columns and in_degrees(columns) and not degrees:
        message = tr("the columns are degrees, but the scenario's outlets are in {crs}", crs=said or "-")
        hint = tr("Say of which system, as --crs EPSG:4326, --crs gcj02 or --crs bd09.")
        problems.error(table.place(column=columns["x"]), message, hint)
    return said
