"""Bars and colours behind the cells of a table; what they say can be read without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from siting.workbook.book import Book, ink_on
from siting.workbook.columns import Table, most

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


def bars(sheet: Worksheet, table: Table, lines: Sequence[Mapping[str, Any]], rows: tuple[int, int]) -> None:
    """Bars behind figures, from nothing to the largest of all columns of a group, or to the whole."""
    for number, column in enumerate(table.columns):
        if not column.bar or not lines:
            continue
        kin = [one for one in table.columns if one is column or (one.group and one.group == column.group)]
        full = 1.0 if column.kind == "percent" else max(most(lines, one.key) for one in kin)
        scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": full or 1.0}
        look = {
            "type": "data_bar",
            "bar_solid": True,
            "bar_color": column.bar,
            "bar_border_color": column.bar,
        }
        sheet.conditional_format(rows[0], number, rows[1], number, {**look, **scale, "data_bar_2010": True})


def fills(book: Book, sheet: Worksheet, table: Table, rows: tuple[int, int]) -> None:
    """Colours behind texts that say the same without them."""
    for number, column in enumerate(table.columns):
        for text, fill in table.fills.items() if column.kind == "mark" else ():
            look = book.file.add_format({"bg_color": fill, "font_color": ink_on(fill)})
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": look}
            sheet.conditional_format(rows[0], number, rows[1], number, rule)
