"""A sheet to be read and printed: headings, figures in large type, and several tables below each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from siting.language import tr
from siting.report.palette import ACCENT
from siting.workbook.book import Book
from siting.workbook.cells import heading
from siting.workbook.columns import Column, Table, added, lines_of, shown
from siting.workbook.marking import bars, fills
from siting.workbook.table import LINE, kind_of, put, spread

if TYPE_CHECKING:
    pass

WIDTHS = (26.0, 11.0, 18.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 18.0, 33.0, 25.0, 25.0)
"""Of the columns that all tables of a sheet share: a name, figures, and texts at the end."""
CARD = 2
"""Columns that a figure in large type takes."""
ARROW = 3.0
TEXT, PADDING, MOST_HIGH = 13.0, 3.0, 12
"""Height of a line of text, of what a cell has around it, and the most lines of a cell."""
BARE = {"style": None, "banded_rows": False}


class Form:
    """A sheet in the making. row: the next free one. sheet: as XlsxWriter has it."""

    def __init__(
        self, book: Book, name: str, title: str, colour: str = ACCENT, widths: Sequence[float] = WIDTHS
    ) -> None:
        self.book, self.sheet, self.row, self.widths = book, book.sheet(name, colour), 0, widths
        for number, wide in enumerate(widths):
            self.sheet.set_column(number, number, wide)
        spread(book, self.sheet, 0, title, "title", self.widths)
        self.row = 1
        if book.notices:
            spread(book, self.sheet, 1, " ".join(book.notices), "warning", self.widths)
            self.row = 2
        self.sheet.freeze_panes(1, 1)
        self.sheet.repeat_rows(0)

    def note(self, text: str) -> None:
        """A remark across the sheet."""
        if text:
            spread(self.book, self.sheet, self.row, text, "note", self.widths)
            self.row += 1

    def link(self, target: str, text: str) -> None:
        """A way to another sheet of the workbook."""
        quoted = target.replace("'", "''")
        self.sheet.write_url(self.row, 0, f"internal:'{quoted}'!A1", self.book.style("link"), text)
        self.row += 1

    def figures(self, cards: Iterable[tuple[str, str]]) -> None:
        """Figures in large type beside each other, what each of them counts below it."""
        self.sheet.set_row(self.row, 1.4 * LINE)
        self.sheet.set_row(self.row + 1, 2.2 * LINE)
        column = 0
        for value, caption in cards:
            last = min(column + (0 if column == 0 else CARD - 1), len(self.widths) - 1)
            for row, text, role in ((self.row, value, "figure"), (self.row + 1, caption, "caption")):
                if last > column:
                    self.sheet.merge_range(row, column, row, last, "", self.book.style(role))
                put(self.sheet, row, column, text, self.book.style(role))
            column = last + 1
        self.row += 2

    def section(self, text: str) -> None:
        """A heading."""
        self.row += 1
        self.sheet.set_row(self.row, 1.4 * LINE)
        for column in range(len(self.widths)):
            put(
                self.sheet,
                self.row,
                column,
                heading(text) if column == 0 else None,
                self.book.style("section"),
            )
        self.row += 1

    def table(
        self,
        columns: Sequence[Column],
        lines: Sequence[Mapping[str, Any]],
        links: Mapping[int, str] | None = None,
        marks: Mapping[str, str] | None = None,
        total: bool = True,
    ) -> None:
        """A table with a filter of its own and totals that follow it.

        links: number of a line -> sheet that its first cell leads to. marks: text -> colour behind it."""
        if not lines:
            return
        first, last = self.row + 1, self.row + len(lines)
        total = total and any(one.adds for one in columns)
        texts = _apart([heading(one.heading) for one in columns])
        head = [{"header": text, "header_format": self.book.style("header")} for text in texts]
        # The totals stand below the table, not in it: one whose cells differ from what it declares is broken to Excel.
        self.sheet.add_table(self.row, 0, last, len(columns) - 1, {**BARE, "columns": head})
        need = max(lines_of(heading(one.heading), self.widths[at] - ARROW) for at, one in enumerate(columns))
        self.sheet.set_row(self.row, TEXT * need + 2 * PADDING)
        for row, line in enumerate(lines, start=first):
            self._line(row, columns, line)
        for number, target in (links or {}).items():
            quoted = target.replace("'", "''")
            text = shown(lines[number].get(columns[0].key), "text")
            self.sheet.write_url(
                first + number, 0, f"internal:'{quoted}'!A1", self.book.style("link"), text[:255]
            )
        if total:
            self._total(last + 1, columns, lines, (first, last))
        marked = Table("", "", "", columns, lines, fills=marks or {})
        bars(self.sheet, marked, lines, (first, last))
        fills(self.book, self.sheet, marked, (first, last))
        self.row = last + 1 + int(total)

    def _line(self, row: int, columns: Sequence[Column], line: Mapping[str, Any]) -> None:
        high = 1
        for at, one in enumerate(columns):
            value = line.get(one.key)
            role = "wrapped" if one.kind == "text" else "cell"
            put(self.sheet, row, at, value, self.book.style(role, kind_of(value, one.kind)))
            if one.kind == "text":
                high = max(high, lines_of(shown(value, "text"), self.widths[at] - 1.0))
        self.sheet.set_row(row, PADDING + TEXT * min(high, MOST_HIGH))

    def _total(
        self, row: int, columns: Sequence[Column], lines: Sequence[Mapping[str, Any]], rows: tuple[int, int]
    ) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        put(self.sheet, row, 0, heading(tr("total of the lines shown")), self.book.style("total"))
        for at, one in enumerate(columns):
            if at == 0:
                continue
            if not one.adds:
                put(self.sheet, row, at, None, self.book.style("total"))
                continue
            value = added(lines, one.key)
            style = self.book.style("total", kind_of(value, one.kind))
            area = f"{xl_rowcol_to_cell(rows[0], at)}:{xl_rowcol_to_cell(rows[1], at)}"
            self.sheet.write_formula(row, at, f"=SUBTOTAL(109,{area})", style, value)


def _apart(texts: Sequence[str]) -> list[str]:
    """Headings that Excel can tell apart, as it must in one table."""
    found: list[str] = []
    for text in texts:
        while text.casefold() in {one.casefold() for one in found}:
            text += " "
        found.append(text)
    return found
