"""A table on a sheet of its own: title, labels, totals that follow the filter, head, lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from siting.language import language, tr
from siting.workbook.book import Book
from siting.workbook.cells import clean, heading, width
from siting.workbook.columns import ARROW, Table, added, lines_of, widths
from siting.workbook.marking import bars, fills

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
TITLE, LABELS, NOTE, TOTAL, HEAD, FIRST = range(6)
LINE, MOST_HIGH = 16.0, 240.0
STACKED = 270
"""As XlsxWriter numbers it: letters that stand upright below each other."""
ACROSS, BEYOND = 112.0, 9.0
"""Width of the texts above a table, and of a column that nobody has set."""


def draw(book: Book, table: Table) -> Worksheet:
    """The table as a new sheet; what a sheet cannot hold is left out, and said."""
    lines = table.lines
    if len(lines) > MOST_ROWS - FIRST - 1:
        lines = lines[: MOST_ROWS - FIRST - 1]
    sheet = book.sheet(table.name, table.colour)
    across = widths(table)
    for number, wide in enumerate(across):
        sheet.set_column(number, number, wide)
    abreast = _abreast(across)
    _top(book, sheet, table, abreast)
    _totals(book, sheet, table, lines)
    _head(book, sheet, table, across)
    for row, line in enumerate(lines, start=FIRST):
        for number, column in enumerate(table.columns):
            value = line.get(column.key)
            put(sheet, row, number, value, book.style("cell", kind_of(value, column.kind)))
    last = FIRST + max(len(lines), 1) - 1
    if len(lines) < len(table.lines):
        left = tr("{count:,} more lines do not fit on a sheet", count=len(table.lines) - len(lines))
        put(sheet, last + 1, 0, left, book.style("note"))
    sheet.autofilter(HEAD, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(FIRST, table.frozen)
    sheet.repeat_rows(HEAD)
    printed = max(number for number, column in enumerate(table.columns) if column.prints)
    sheet.print_area(0, 0, last, max(printed, len(abreast) - 1))
    bars(sheet, table, lines, (FIRST, last))
    fills(book, sheet, table, (FIRST, last))
    return sheet


def kind_of(value: Any, kind: str) -> str:
    """The kind of a cell: a whole figure is a count, for as a figure Excel would show it with a bare point, "15."."""
    number = kind == "figure" and isinstance(value, int | float) and math.isfinite(value)
    return "count" if number and round(value, 2) == round(value) else kind


def put(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    """A value in its cell: numbers as numbers, all else as text that no program takes for a formula."""
    if isinstance(value, bool):
        value = tr("yes") if value else tr("no")
    if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    else:
        sheet.write_string(row, column, clean(value), style)


def spread(book: Book, sheet: Worksheet, row: int, text: str, role: str, across: Sequence[float]) -> None:
    """A text across the columns of these across, in as many lines as it needs."""
    size = 1.7 if role == "title" else 1.1 if role == "warning" else 1.0
    wide = sum(across)
    lines = sum(max(1, math.ceil(width(line) * size / wide)) for line in clean(text).split("\n"))
    sheet.set_row(row, (26.0 if role == "title" else LINE) * lines)
    if len(across) > 1:
        sheet.merge_range(row, 0, row, len(across) - 1, "", book.style(role))
    put(sheet, row, 0, text, book.style(role))


def _abreast(across: Sequence[float]) -> list[float]:
    """Widths of the columns that texts above a table stand across: some beyond it where it is narrow."""
    found: list[float] = []
    for wide in [*across, *[BEYOND] * 20]:
        if sum(found) + wide > ACROSS and len(found) > 1:
            break
        found.append(wide)
    return found


def _top(book: Book, sheet: Worksheet, table: Table, across: Sequence[float]) -> None:
    spread(book, sheet, TITLE, heading(table.title), "title", across)
    if book.notices:
        spread(book, sheet, LABELS, " ".join(book.notices), "warning", across)
    if table.note:
        spread(book, sheet, NOTE, table.note, "note", across)


def _totals(book: Book, sheet: Worksheet, table: Table, lines: Sequence[Mapping[str, Any]]) -> None:
    """Sums of the lines that a filter shows (109 leaves out hidden ones), with the values that all of them give."""
    if not any(column.adds or column.counts for column in table.columns):
        return
    keys = [column.key for column in table.columns]
    sums = {column.key: added(lines, column.key) for column in table.columns if column.adds}
    put(sheet, TOTAL, 0, heading(table.total or tr("total of the lines shown")), book.style("total"))
    for number, column in enumerate(table.columns):
        style = book.style("total", kind_of(sums.get(column.key), column.kind))
        first, last = _cell(FIRST, number), _cell(FIRST + max(len(lines), 1) - 1, number)
        if column.counts:
            each = "+".join(f'COUNTIF({first}:{last},"{text}")' for text in column.counts)
            found = sum(line.get(column.key) in column.counts for line in lines)
            sheet.write_formula(TOTAL, number, f"={each}", style, found)
        elif column.adds:
            sheet.write_formula(TOTAL, number, f"=SUBTOTAL(109,{first}:{last})", style, sums[column.key])
        elif column.of:
            part, whole = column.of
            above, below = _cell(TOTAL, keys.index(part)), _cell(TOTAL, keys.index(whole))
            share = sums[part] / sums[whole] if sums[whole] else ""
            sheet.write_formula(TOTAL, number, f'=IF({below}=0,"",{above}/{below})', style, share)
        elif number:
            put(sheet, TOTAL, number, None, style)


def _head(book: Book, sheet: Worksheet, table: Table, across: Sequence[float]) -> None:
    lines, turned = 1, STACKED if language() == "zh" else 90
    for number, column in enumerate(table.columns):
        text = heading(column.heading)
        upright = column.key in table.upright
        put(sheet, HEAD, number, text, book.style("header", rotation=turned if upright else 0))
        need = width(text) * 0.45 if upright else lines_of(text, across[number] - ARROW)
        lines = max(lines, math.ceil(need))
    sheet.set_row(HEAD, min(LINE * lines + 8.0, MOST_HIGH))


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))
