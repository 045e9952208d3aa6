"""A table on a sheet of its own: title, labels, totals that follow the filter, head, lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from siting.language import tr
from siting.report.palette import ACCENT
from siting.workbook.book import Book, ink_on
from siting.workbook.cells import clean, heading, width

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
TITLE, LABELS, NOTE, TOTAL, HEAD, FIRST = range(6)
LINE, NARROW, WIDE = 16.0, 7.0, 44.0
SEEN = 5_000
"""Lines by which widths are measured."""
ARROW = 3.0
"""Width that the filter's arrow takes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. kind: of `book.KINDS`. adds: its total is the sum of the lines shown.

    of: keys of a part and a whole, whose totals' share is its total. bar: colour of the bars drawn behind its figures.
    group: columns with the same one share the scale of their bars. counts: texts, whose number is its total.
    prints: stands on paper too."""

    key: str
    heading: str
    kind: str = "text"
    adds: bool = False
    of: tuple[str, str] | None = None
    counts: tuple[str, ...] = ()
    bar: str = ""
    group: str = ""
    prints: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """columns, and lines with a value for each column's key (None: empty). frozen: columns that stay in view."""

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    lines: Sequence[Mapping[str, Any]]
    frozen: int = 1
    colour: str = ACCENT
    total: str = ""
    """What the line of totals is called; "" where they are those of the lines that a filter shows."""
    upright: frozenset[str] = frozenset()
    """Keys of columns whose heading stands upright."""
    fills: Mapping[str, str] = field(default_factory=dict)
    """Text -> colour behind it, in the columns that count texts."""


def draw(book: Book, table: Table) -> Worksheet:
    """The table as a new sheet; what a sheet cannot hold is left out, and said."""
    lines = table.lines
    if len(lines) > MOST_ROWS - FIRST - 1:
        lines = lines[: MOST_ROWS - FIRST - 1]
    sheet = book.sheet(table.name, table.colour)
    widths = _widths(table)
    for number, wide in enumerate(widths):
        sheet.set_column(number, number, wide)
    _top(book, sheet, table, widths)
    _totals(book, sheet, table, lines)
    _head(book, sheet, table, widths)
    styles = [book.style("cell", column.kind) for column in table.columns]
    for row, line in enumerate(lines, start=FIRST):
        for number, column in enumerate(table.columns):
            put(sheet, row, number, line.get(column.key), styles[number])
    last = FIRST + max(len(lines), 1) - 1
    if len(lines) < len(table.lines):
        left = tr("{count:,} more lines do not fit on a sheet", count=len(table.lines) - len(lines))
        put(sheet, last + 1, 0, left, book.style("note"))
    sheet.autofilter(HEAD, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(FIRST, table.frozen)
    sheet.repeat_rows(HEAD)
    printed = max(number for number, column in enumerate(table.columns) if column.prints)
    sheet.print_area(0, 0, last, printed)
    _bars(sheet, table, lines, last)
    _fills(book, sheet, table, last)
    return sheet


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


def spread(book: Book, sheet: Worksheet, row: int, text: str, role: str, widths: Sequence[float]) -> None:
    """A text across the first columns, in as many lines as it needs."""
    wide, count = 0.0, 0
    while count < len(widths) and (wide < 60.0 or count < 2):
        wide, count = wide + widths[count], count + 1
    while count < len(widths) and wide + widths[count] <= 110.0:
        wide, count = wide + widths[count], count + 1
    height = sum(max(1, math.ceil(width(line) * 1.1 / wide)) for line in text.split("\n"))
    sheet.set_row(row, (26.0 if role == "title" else LINE) * max(1, height))
    if count > 1:
        sheet.merge_range(row, 0, row, count - 1, "", book.style(role))
    put(sheet, row, 0, text, book.style(role))


def _top(book: Book, sheet: Worksheet, table: Table, widths: Sequence[float]) -> None:
    spread(book, sheet, TITLE, f"{heading(table.title)}", "title", widths)
    if book.notices:
        spread(book, sheet, LABELS, " ".join(book.notices), "warning", widths)
    if table.note:
        spread(book, sheet, NOTE, table.note, "note", widths)


def _totals(book: Book, sheet: Worksheet, table: Table, lines: Sequence[Mapping[str, Any]]) -> None:
    """Sums of the lines that a filter shows (109 leaves out hidden ones), with the values that all of them give."""
    if not any(column.adds or column.counts for column in table.columns):
        return
    keys = [column.key for column in table.columns]
    sums = {column.key: _sum(lines, column.key) for column in table.columns if column.adds}
    put(sheet, TOTAL, 0, heading(table.total or tr("total of the lines shown")), book.style("total"))
    for number, column in enumerate(table.columns):
        style = book.style("total", column.kind)
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


def _head(book: Book, sheet: Worksheet, table: Table, widths: Sequence[float]) -> None:
    lines = 1
    for number, column in enumerate(table.columns):
        text = heading(column.heading)
        upright = column.key in table.upright
        put(sheet, HEAD, number, text, book.style("header", rotation=90 if upright else 0))
        lines = max(
            lines, _lines(text, widths[number] - ARROW) if not upright else math.ceil(width(text) * 0.42)
        )
    sheet.set_row(HEAD, min(LINE * lines + 6.0, 170.0))


def _bars(sheet: Worksheet, table: Table, lines: Sequence[Mapping[str, Any]], last: int) -> None:
    for number, column in enumerate(table.columns):
        if not column.bar or not lines:
            continue
        kin = [one for one in table.columns if one is column or (one.group and one.group == column.group)]
        most = 1.0 if column.kind == "percent" else max(_most(lines, one.key) for one in kin)
        scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": most or 1.0}
        look = {
            "type": "data_bar",
            "bar_solid": True,
            "bar_color": column.bar,
            "bar_border_color": column.bar,
        }
        sheet.conditional_format(FIRST, number, last, number, {**look, **scale, "data_bar_2010": True})


def _fills(book: Book, sheet: Worksheet, table: Table, last: int) -> None:
    """Colours behind texts that say the same without them."""
    for number, column in enumerate(table.columns):
        for text, fill in table.fills.items() if column.counts else ():
            look = book.file.add_format({"bg_color": fill, "font_color": ink_on(fill)})
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": look}
            sheet.conditional_format(FIRST, number, last, number, rule)


def _widths(table: Table) -> list[float]:
    """Of the columns: of their widest values, and of a heading in at most three lines."""
    found = []
    for column in table.columns:
        values = {shown(line.get(column.key), column.kind) for line in table.lines[:SEEN]}
        if column.adds:
            values.add(shown(_sum(table.lines, column.key), column.kind))
        body = max((width(value) for value in values), default=0.0) + 2.0
        text = heading(column.heading)
        longest = max((width(word) for word in text.split()), default=0.0)
        head = 0.0 if column.key in table.upright else max(min(longest, 14.0), width(text) / 3.0) + ARROW
        least = 4.0 if column.key in table.upright else NARROW
        found.append(min(max(body, head, least), WIDE))
    return found


def shown(value: Any, kind: str) -> str:
    """About what a cell shows, to measure it."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return clean(value)
    if not math.isfinite(value):
        return ""
    digits = {"percent": 1, "metres": 3, "degrees": 7}.get(kind, 0)
    return f"{value:,.{digits}f}" if kind != "percent" else f"{value:.1%}"


def _lines(text: str, wide: float) -> int:
    """Lines that a heading takes, broken between its words or, where there are none, anywhere."""
    lines, there = 1, 0.0
    for word in text.split():
        need = width(word)
        if there and there + 1 + need > wide:
            lines, there = lines + 1, 0.0
        extra = max(0, math.ceil(need / max(wide, 1.0)) - 1)
        lines, there = lines + extra, there + 1 + need - extra * wide
    return lines


def _sum(lines: Iterable[Mapping[str, Any]], key: str) -> float:
    return math.fsum(line[key] for line in lines if isinstance(line.get(key), int | float))


def _most(lines: Iterable[Mapping[str, Any]], key: str) -> float:
    return max((line[key] for line in lines if isinstance(line.get(key), int | float)), default=0.0)


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))
