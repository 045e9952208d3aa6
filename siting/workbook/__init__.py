"""Workbook: the plan as sheets for people who decide on paper and in tables; from a report alone.

Its totals are those of summary.json, and follow a reader's filters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from siting.language import mark, tr
from siting.report import Report

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from siting.workbook.book import Book

__all__ = ["write"]

LARGE = 300_000
"""Cells from which lines go to the disk as they are written."""


def write(report: Report, path: Path) -> None:
    """projects.xlsx, in the language in force; the same report gives the same bytes."""
    from siting.workbook.assumptions import assumptions
    from siting.workbook.book import Book
    from siting.workbook.chart import reach_chart
    from siting.workbook.circles import circles
    from siting.workbook.formats import formats
    from siting.workbook.gaps import marks, shortages
    from siting.workbook.money import districts, phases, sources
    from siting.workbook.overview import contents, overview
    from siting.workbook.projects import closed, projects

    sheets = (
        (projects, mark("what to open where, best first, with costs and people")),
        (closed, mark("outlets of today that close")),
        (marks, mark("which circle has which format, before and after")),
        (shortages, mark("people short of each format in each circle, before and after")),
        (circles, mark("grades, formats, outlets, money and people of each circle")),
        (formats, mark("people in reach of each format, outlets and money")),
        (phases, mark("budget and what it buys, phase by phase")),
        (districts, mark("what is opened and spent in each district")),
        (sources, mark("what each source of money pays for")),
        (assumptions, mark("what the plan rests on: data, settings, versions")),
    )
    book = Book(report, path, large=_cells(report) > LARGE)
    with book.file:
        first, row = overview(book)
        drawn: dict[Worksheet, tuple[Callable[[Book], None], str]] = {}
        for draw, text in sheets:
            before = len(book.file.worksheets())
            draw(book)
            drawn |= dict.fromkeys(book.file.worksheets()[before:], (draw, tr(text)))
        row = contents(book, first, row, [(one.get_name(), text) for one, (_, text) in drawn.items()])
        reach_chart(book, first, row, next(one for one, (draw, _) in drawn.items() if draw is formats))


def _cells(report: Report) -> int:
    """About how many cells the largest sheets have."""
    return 16 * len(report.formats) * (len(report.circles.ids) + 1) + 24 * len(report.summary["opened"])
