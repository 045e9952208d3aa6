"""Sheets of what is to be done: the project list, and outlets of today that close."""

from __future__ import annotations

from typing import Any

from siting.language import tr
from siting.report import Report
from siting.report.palette import LOST, NEW, OPENS
from siting.workbook.book import Book
from siting.workbook.columns import Column, Table
from siting.workbook.names import circle_names, currency_name, format_names, phase_names
from siting.workbook.table import draw


def projects(book: Book) -> None:
    """The project list (项目清单), best first."""
    report = book.report
    money = currency_name(report)
    columns = [
        Column("rank", tr("rank"), "count"),
        Column("site", tr("site")),
        Column("site_name", tr("name of the site")),
        Column("format_name", tr("format")),
        Column("phase_name", tr("phase")),
        Column("kind", tr("kind")),
        Column("circle", tr("circle")),
        Column("circle_name", tr("name of the circle")),
        Column("district", tr("district")),
        Column("cost", tr("cost of the outlet ({currency})", currency=money), "money", adds=True),
        Column("site_cost", tr("cost of the site ({currency})", currency=money), "money", adds=True),
        Column("whole", tr("cost in all ({currency})", currency=money), "money", adds=True),
        Column("source", tr("source")),
        Column("site_source", tr("source of the site's cost")),
        Column("newly_covered", tr("people newly in reach"), "people", adds=True, bar=NEW),
        Column("only_here", tr("whom no other outlet reaches"), "people"),
        Column("total_covered", tr("people in reach in all"), "people"),
        Column("places", tr("places"), "count", adds=True),
        Column("assigned", tr("people who get a place"), "people", adds=True),
        Column("running", tr("running cost ({currency})", currency=money), "money", prints=False),
        Column("x", "x", "metres", prints=False),
        Column("y", "y", "metres", prints=False),
        Column("lon", tr("longitude"), "degrees", prints=False),
        Column("lat", tr("latitude"), "degrees", prints=False),
    ]
    lines = project_lines(report)
    said = tr(
        "People newly in reach are counted once, at the first outlet of the list that reaches them, so they add up. "
        "A site's own cost stands at its first outlet. The arrows at the heads filter; the totals follow."
    )
    kept = [column for column in columns if column.key not in _empty(lines)]
    draw(book, Table(tr("project list"), tr("project list"), said, kept, lines, frozen=3, colour=OPENS))


def project_lines(report: Report) -> list[dict[str, Any]]:
    """A line for each outlet that opens, in the order of the list."""
    formats, circles, phases = format_names(report), circle_names(report), phase_names(report)
    lines, running = [], 0.0
    opened = report.summary["opened"]
    names = report.sites.names[report.opened_site]
    for rank, (each, name) in enumerate(zip(opened, names, strict=True), start=1):
        running += each["cost"] + each["site_cost"]
        own = {
            "rank": each.get("rank", rank),
            "site_name": str(name),
            "format_name": formats.get(each["format"], each["format"]),
            "phase_name": phases.get(each["phase"], str(each["phase"])),
            "circle_name": circles.get(each["circle"], ""),
            "whole": each["cost"] + each["site_cost"],
            "running": running,
        }
        lines.append({**each, **own})
    return lines


def closed(book: Book) -> None:
    """Outlets of today that the plan closes; no sheet where it closes none."""
    summary = book.report.summary
    if not summary["closed"]:
        return
    formats, circles = format_names(book.report), circle_names(book.report)
    money = currency_name(book.report)
    columns = [
        Column("outlet", tr("outlet")),
        Column("name", tr("name")),
        Column("format_name", tr("format")),
        Column("circle", tr("circle")),
        Column("circle_name", tr("name of the circle")),
        Column("saved", tr("money saved ({currency})", currency=money), "money", adds=True),
        Column("lost", tr("people who lose what they have"), "people", adds=True, bar=LOST),
        Column("replaced", tr("what opens in its place")),
    ]
    lines = [
        {
            **each,
            "format_name": formats.get(each["format"], each["format"]),
            "circle_name": circles.get(each["circle"], ""),
            "replaced": ", ".join(formats.get(one, one) for one in each["replaced_by"]),
        }
        for each in summary["closed"]
    ]
    said = tr("A person whom two closed outlets serve today counts at both.")
    draw(book, Table(tr("outlets that close"), tr("outlets that close"), said, columns, lines, 2, LOST))


def _empty(lines: list[dict[str, Any]]) -> set[str]:
    """Columns that may be left out where no line says anything in them."""
    may = ("phase_name", "district", "source", "site_source", "places", "assigned", "lon", "lat", "site_cost")
    return {key for key in may if lines and not any(line.get(key) not in (None, "", 0.0) for line in lines)}
