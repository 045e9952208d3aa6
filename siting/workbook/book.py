"""A workbook in the making: its styles, its sheets, how they print."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting.language import language, tr
from siting.report import Report
from siting.report.palette import ACCENT, INK
from siting.workbook.cells import header, sheet_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

A4 = 9
# The same plan gives the same bytes: no clock goes in, but a day that Excel can show.
CREATED = datetime(2000, 1, 1)
FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
# A cell of text stays text, whatever it looks like.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PAPER, RULE, WARNING, PALE = "#ffffff", "#c9cfd8", "#fff3d6", "#eef3f2"

KINDS: dict[str, dict[str, Any]] = {
    "text": {"align": "left", "indent": 1},
    "mark": {"align": "center"},
    "count": {"num_format": "#,##0"},
    "people": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0"},
    "figure": {"num_format": "#,##0.##"},
    "percent": {"num_format": "0.0%"},
    "metres": {"num_format": "0.000"},
    "degrees": {"num_format": "0.0000000"},
}
ROLES: dict[str, dict[str, Any]] = {
    "cell": {"bottom": 1, "bottom_color": "#e4e8ee"},
    "total": {"bold": True, "bg_color": PALE, "top": 1, "bottom": 1, "border_color": RULE},
    "header": {
        "bold": True, "font_color": PAPER, "bg_color": ACCENT, "border": 1, "border_color": PAPER, "text_wrap": True,
        "valign": "vcenter", "align": "center",
    },
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT, "valign": "vcenter"},
    "warning": {"bg_color": WARNING, "bold": True, "text_wrap": True, "valign": "vcenter"},
    "note": {"font_color": "#55606e", "text_wrap": True, "valign": "top"},
    "section": {"bold": True, "font_size": 12, "font_color": ACCENT, "bottom": 2, "bottom_color": ACCENT},
    "section right": {
        "bold": True, "font_color": ACCENT, "bottom": 2, "bottom_color": ACCENT, "align": "right"
    },
    "aside": {"font_color": "#55606e"},
    "label": {"bold": True, "valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": "#e4e8ee"},
    "value": {"valign": "top", "text_wrap": True, "align": "left", "bottom": 1, "bottom_color": "#e4e8ee"},
    "figure": {"bold": True, "font_size": 13, "font_color": ACCENT, "align": "left", "valign": "vcenter"},
    "caption": {"font_color": "#55606e", "font_size": 9, "align": "left", "text_wrap": True, "valign": "top"},
    "wrapped": {"bottom": 1, "bottom_color": "#e4e8ee", "text_wrap": True, "valign": "vcenter"},
    "link": {"font_color": ACCENT, "underline": 1},
}  # fmt: skip


class Book:
    """An open workbook. report: what it shows. title, notices: of the plan, in the language in force."""

    def __init__(self, report: Report, path: Path, *, large: bool) -> None:
        from xlsxwriter import Workbook

        self.report = report
        self.title = report.texts["title"][language()]
        self.notices = [line for line in report.texts["notices"][language()].splitlines() if line]
        self.font = {"font_name": FONTS[language()], "font_size": 10, "font_color": INK}
        options = {**PLAIN, "constant_memory": large, "default_format_properties": self.font}
        self.file: Workbook = Workbook(str(path), options)
        self.file.set_properties(
            {
                "title": header(self.title),
                "comments": header(" ".join(self.notices)),
                "author": "siting",
                "created": CREATED,
            }
        )
        self._styles: dict[tuple[str, str, int], Format] = {}

    def style(self, role: str, kind: str = "", rotation: int = 0) -> Format:
        """The look of a cell of this role that holds this kind of value."""
        key = (role, kind, rotation)
        if key not in self._styles:
            look = {"valign": "vcenter", **self.font, **KINDS.get(kind, {}), **ROLES[role]}
            self._styles[key] = self.file.add_format(look | ({"rotation": rotation} if rotation else {}))
        return self._styles[key]

    def sheet(self, name: str, colour: str = ACCENT) -> Worksheet:
        """A new sheet, set up to print on A4 across, as wide as the page, with the plan's title and page numbers."""
        taken = [one.get_name() for one in self.file.worksheets()]
        sheet = self.file.add_worksheet(sheet_name(name, taken))
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        pages = tr("page {number} of {all}", number="&P", all="&N")
        sheet.set_header(f"&L&8 {header(self.title)}&R&8 &A")
        sheet.set_footer(f"&L&8 {header(' '.join(self.notices))}&R&8 {pages}")
        return sheet


def ink_on(fill: str) -> str:
    """The colour of letters that can be read on this one."""
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else PAPER
