"""The first sheet: what the plan is, its headline figures, how good it is, and where to find what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.language import language, tr
from siting.report import LOST, NEW, Report
from siting.report.proof import sentences
from siting.workbook.book import Book
from siting.workbook.cells import heading
from siting.workbook.names import currency_name, grade_names
from siting.workbook.table import LINE, put, spread

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

WIDTHS = (52.0, 20.0, 20.0, 24.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A headline figure before and after; None where it has no such side."""

    label: str
    before: float | None
    after: float | None
    kind: str = "people"


def overview(book: Book) -> tuple[Worksheet, int]:
    """The sheet, and the row from which `contents` lists the others when they are there."""
    sheet = book.sheet(tr("overview"))
    for number, wide in enumerate(WIDTHS):
        sheet.set_column(number, number, wide)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    spread(book, sheet, 0, book.title, "title", WIDTHS)
    row = 1
    for notice in book.notices:
        spread(book, sheet, row, notice, "warning", WIDTHS)
        row += 1
    row = section(book, sheet, row + 1, tr("headline figures"), (tr("before"), tr("after")))
    for line in [*_outlets(book.report), *_people(book.report), *_grades(book.report)]:
        put(sheet, row, 0, heading(line.label), book.style("label"))
        put(sheet, row, 1, line.before, book.style("cell", line.kind))
        put(sheet, row, 2, line.after, book.style("cell", line.kind))
        row += 1
    row = section(book, sheet, row + 1, tr("how good is this plan?"))
    for said in sentences(book.report.summary):
        spread(book, sheet, row, said[language()], "note", WIDTHS)
        row += 1
    return sheet, row + 1


def contents(book: Book, sheet: Worksheet, row: int, about: Iterable[tuple[str, str]]) -> int:
    """The other sheets by name, with what each shows, as links; returns the row below them."""
    row = section(book, sheet, row, tr("sheets"))
    for name, text in about:
        quoted = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{quoted}'!A1", book.style("link"), name)
        put(sheet, row, 1, text, book.style("aside"))
        row += 1
    return row


def section(book: Book, sheet: Worksheet, row: int, title: str, heads: Iterable[str] = ()) -> int:
    """A heading across the sheet, others over its figures; returns the row below it."""
    texts: list[str | None] = [title, *heads]
    texts += [None] * (len(WIDTHS) - len(texts))
    sheet.set_row(row, 1.4 * LINE)
    for column, text in enumerate(texts):
        style = book.style("section" if column == 0 else "section right")
        put(sheet, row, column, heading(text or ""), style)
    return row + 1


def _outlets(report: Report) -> list[Line]:
    """Outlets and money."""
    summary = report.summary
    there, opened, closed = len(report.outlets.ids), len(summary["opened"]), len(summary["closed"])
    currency = currency_name(report)
    found = [
        Line(tr("outlets"), there, there + opened - closed, "count"),
        Line(tr("new outlets"), None, opened, "count"),
        Line(tr("cost in all ({currency})", currency=currency), None, summary["cost"], "money"),
        Line(tr("of it for sites ({currency})", currency=currency), None, summary["site_cost"], "money"),
    ]
    if closed:
        found.append(Line(tr("outlets that close"), None, closed, "count"))
        found.append(Line(tr("money saved ({currency})", currency=currency), None, summary["saved"], "money"))
    return found


def _people(report: Report) -> list[Line]:
    """A person counts once, however many formats come within reach."""
    people, state = report.summary["people"], report.homes.state
    gained, lost = (
        float(report.homes.people[which.any(axis=0)].sum()) for which in (state >= NEW, state == LOST)
    )
    every = tr("people with every format in reach")
    found = [
        Line(tr("people"), people["total"], people["total"]),
        Line(tr("people for whom something new comes within reach"), None, gained),
        Line(every, people["with_every_format_before"], people["with_every_format_after"]),
    ]
    return [*found, Line(tr("people who lose what they have"), None, lost)] if lost else found


def _grades(report: Report) -> list[Line]:
    """Circles at each grade, from the lowest."""
    graded = report.summary["grades"]
    if not graded:
        return []
    counts = [graded["none"], *graded["levels"]]
    return [
        Line(tr("circles of grade: {grade}", grade=name), one["before"], one["after"], "count")
        for name, one in zip(grade_names(report).values(), counts, strict=True)
    ]
