"""A chart of the first sheet: the share of people in reach of each format, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.language import tr
from siting.report.palette import NEW, THERE
from siting.workbook.book import RULE, Book
from siting.workbook.cells import heading
from siting.workbook.formats import reach_columns
from siting.workbook.table import FIRST, HEAD

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDE_PX, ROW_PX, MOST_FORMATS = 820, 30, 60


def reach_chart(book: Book, sheet: Worksheet, row: int, formats: Worksheet) -> None:
    """Bars that read the sheet of formats, below this row."""
    columns = {column.key: number for number, column in enumerate(reach_columns())}
    count = min(len(book.report.formats), MOST_FORMATS)
    if not count:
        return
    name, last = formats.get_name(), FIRST + count - 1
    chart = book.file.add_chart({"type": "bar"})
    for key, fill in (("before", THERE), ("after", NEW)):
        chart.add_series(
            {
                "name": [name, HEAD, columns[key]],
                "categories": [name, FIRST, columns["name"], last, columns["name"]],
                "values": [name, FIRST, columns[key], last, columns[key]],
                "fill": {"color": fill},
                "gap": 45,
            }
        )
    font = {"name": book.font["font_name"], "size": 9, "color": book.font["font_color"]}
    title = heading(tr("people in reach of each format, before and after"))
    chart.set_title({"name": title, "name_font": {**font, "size": 12}})
    chart.set_x_axis(
        {
            "num_format": "0%",
            "min": 0,
            "max": 1,
            "num_font": font,
            "label_position": "high",
            "major_gridlines": {"visible": True, "line": {"color": RULE}},
        }
    )
    chart.set_y_axis({"reverse": True, "num_font": font})
    chart.set_legend({"position": "top", "font": font})
    chart.set_size({"width": WIDE_PX, "height": 120 + ROW_PX * count})
    sheet.insert_chart(row + 1, 0, chart, {"description": title})
