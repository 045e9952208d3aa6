"""Excel workbooks: .xlsx, .xlsm."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from siting.errors import Place, Problems
from siting.language import mark, tr
from siting.readers._pick import pick
from siting.readers._table import Table
from siting.scenario.schema import Layer

ABOUT = mark("Excel workbooks: .xlsx, .xlsm")
SUFFIXES = (".xlsx", ".xlsm")
READS_LAYERS = True
Row = tuple[int, tuple[Any, ...]]


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """The sheet that `layer.layer` names, or the only one with anything in it.

    The first row that is not empty is the header. Formulas count by the value that was last
    calculated and saved."""
    book = _sheets(path, layer, problems)
    if book is None:
        return None
    names, rows = book
    filled = [name for name in names if rows.get(name, True)]
    name = pick(layer.layer, filled or names, place, problems, tr("sheets"))
    return None if name is None else _table(path, name, rows[name], problems)


def read_below(
    path: Path, layer: Layer, heads: Callable[[Iterable[str]], bool], place: Place, problems: Problems
) -> Table | None:
    """As `read`, of sheets in which titles stand above the table: its header is the first row that `heads` accepts.

    None, without a problem, where no sheet has one."""
    book = _sheets(path, layer, problems)
    if book is None:
        return None
    below = {name: _from_header(rows, heads) for name, rows in book[1].items()}
    found = [name for name, rows in below.items() if rows]
    if not found:
        return None
    name = pick(layer.layer, found, place, problems, tr("sheets"))
    return None if name is None else _table(path, name, below[name], problems)


def _from_header(rows: list[Row], heads: Callable[[Iterable[str]], bool]) -> list[Row]:
    for spot, (_, cells) in enumerate(rows):
        if heads([str(cell) for cell in cells if cell is not None]):
            return rows[spot:]
    return []


def _sheets(path: Path, layer: Layer, problems: Problems) -> tuple[list[str], dict[str, list[Row]]] | None:
    """Names of all sheets, and the rows of those that `layer` lets through; None when the book cannot be read."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of colours and other looks, which are not read
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            sheets = [sheet for sheet in book.worksheets if layer.layer in (None, sheet.title)]
            rows = {sheet.title: _rows(sheet) for sheet in sheets}
        names = [sheet.title for sheet in book.worksheets]
        book.close()
    except Exception as fault:  # broken books fail in zip, XML or relations, each in its way
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    return names, rows


def _rows(sheet: Any) -> list[Row]:
    """(row number, cells) of every row that is not empty."""
    sheet.reset_dimensions()
    found = enumerate(sheet.iter_rows(values_only=True), start=1)
    return [(number, cells) for number, cells in found if any(cell is not None for cell in cells)]


def _table(path: Path, name: str, rows: list[Row], problems: Problems) -> Table | None:
    import pandas as pd

    if not rows:
        problems.error(Place(path, where=name), tr("is empty"))
        return None
    (first, header), body = rows[0], rows[1:]
    titles = [str(title).strip() if title is not None else "" for title in header]
    width = max(index + 1 for index, title in enumerate(titles) if title)
    columns: dict[str, Any] = {}
    for index, title in enumerate(titles[:width]):
        if title and title in columns:
            message = tr("column '{column}' stands twice in the header", column=title)
            problems.error(Place(path, first, where=name), message)
            return None
        cells = [row[index] if index < len(row) else None for _, row in body]
        columns[title or tr("(column {number})", number=index + 1)] = _column(cells)
    return Table(path, pd.DataFrame(columns), line_of=partial(_line_of, [number for number, _ in body]))


def _column(cells: list[Any]) -> Any:
    """Whole numbers, numbers, or else text: a column of mixed cells is text, so that nothing is converted."""
    import pandas as pd
    import pyarrow as pa

    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int}:
        return pd.array(cells, dtype=pd.ArrowDtype(pa.int64()))
    if kinds <= {int, float} and kinds:
        return pd.array(cells, dtype=pd.ArrowDtype(pa.float64()))
    return pd.array([_text(cell) for cell in cells], dtype=pd.ArrowDtype(pa.string()))


def _text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _line_of(numbers: list[int], row: int) -> int:
    return numbers[row]
