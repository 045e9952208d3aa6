"""Sheets: a plan for the city, for each district, for each circle (1 + N + X, 一圈一策), with the list of needs beside
the list of projects; from a report alone."""

from __future__ import annotations

from pathlib import Path

from siting.report import Report

__all__ = ["write"]


def write(report: Report, path: Path) -> None:
    """sheets.xlsx, in the language in force; the same report gives the same bytes."""
    from siting.sheets import lists
    from siting.sheets.index import drawn_of, fill, open_index
    from siting.sheets.ledger import ledger
    from siting.sheets.plans import plan_sheet
    from siting.sheets.scopes import scopes
    from siting.workbook.book import Book

    kept = ledger(report)
    book = Book(report, path, large=False)
    with book.file:
        index = open_index(book)
        for draw in (lists.needs, lists.projects, lists.answers):
            draw(book, kept)
        listed = [one.get_name() for one in book.file.worksheets()[1:]]
        drawn = []
        every = scopes(kept)
        for one in drawn_of(every):
            form = plan_sheet(book, kept, every, one, back=index.sheet.get_name())
            drawn.append((one, form.sheet.get_name()))
        fill(index, kept, every, listed, drawn)
