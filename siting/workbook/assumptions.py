"""The sheet of what the plan rests on: the question, people, phases, files with fingerprints, versions, warnings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from siting.language import figure, language, tr
from siting.report import Report
from siting.workbook import question
from siting.workbook.book import Book
from siting.workbook.cells import heading, width
from siting.workbook.names import format_names, grade_names
from siting.workbook.question import Fact
from siting.workbook.table import LINE, kind_of, put, spread

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

COLUMNS = (44.0, 90.0)


def assumptions(book: Book) -> None:
    """Two columns: what, and its value."""
    sheet = book.sheet(tr("assumptions"))
    for number, wide in enumerate(COLUMNS):
        sheet.set_column(number, number, wide)
    spread(book, sheet, 0, heading(tr("data and assumptions")), "title", COLUMNS)
    row = 1
    for notice in book.notices:
        spread(book, sheet, row, notice, "warning", COLUMNS)
        row += 1
    for title, facts in _sections(book.report):
        row = _section(book, sheet, row + 1, title, list(facts))


def _section(book: Book, sheet: Worksheet, row: int, title: str, facts: Sequence[Fact]) -> int:
    """A heading and its facts, where there are any; returns the row below them."""
    if not facts:
        return row - 1
    for column, text in enumerate((heading(title), None)):
        put(sheet, row, column, text, book.style("section"))
    for number, (what, value) in enumerate(facts, start=row + 1):
        text = value if isinstance(value, str) else ""
        need = max(width(text) * 1.05 / COLUMNS[1], width(what) * 1.05 / COLUMNS[0])
        sheet.set_row(number, LINE * max(1, math.ceil(need)))
        put(sheet, number, 0, what, book.style("label"))
        put(sheet, number, 1, value, book.style("value", kind_of(value, "figure")))
    return row + len(facts) + 1


def _sections(report: Report) -> list[tuple[str, Iterable[Fact]]]:
    summary = report.summary
    return [
        (tr("the question"), question.settings(report)),
        (tr("walks"), question.walking(report)),
        (tr("budget and rules"), question.limits(report)),
        (
            tr("where the people come from"),
            [(tr(one["what"]), one["people"]) for one in summary["population"]],
        ),
        (tr("groups"), _groups(report)),
        (tr("surveys"), _surveys(report)),
        (tr("grades of circles"), _grades(report)),
        (tr("warnings"), [(one["place"], _said(one)) for one in summary["warnings"]]),
        (tr("notes"), [("", line) for line in report.texts["notes"][language()].splitlines() if line]),
        (tr("files read, and their SHA-256"), summary["inputs"].items()),
        (tr("fingerprints"), _fingerprints(summary)),
        (tr("versions"), summary["versions"].items()),
    ]


def _groups(report: Report) -> list[Fact]:
    names = {name: words[language()] for name, words in report.groups.items()}
    return [(names.get(name, name), people) for name, people in report.summary["people"]["groups"].items()]


def _grades(report: Report) -> list[Fact]:
    graded = report.summary["grades"]
    if not graded:
        return []
    names = grade_names(report)
    found: list[Fact] = [
        (
            names[one["id"]],
            tr("at least {basic} formats of the basic tier and {quality} of the quality tier", **_tiers(one)),
        )
        for one in graded["levels"]
    ]
    return [*found, (tr("source of these figures"), graded["source"])]


def _surveys(report: Report) -> list[Fact]:
    """Of each format that residents were asked about."""
    names = format_names(report)
    return [
        (
            f"{survey['kind']} · {names.get(identity, identity)}",
            tr(
                "mean factor {mean:.3g}, people asked: {people}",
                mean=one["mean"],
                people=figure(one["respondents"]),
            ),
        )
        for survey in report.summary["surveys"]
        for identity, one in survey["formats"].items()
    ]


def _tiers(level: Mapping[str, Any]) -> dict[str, Any]:
    return {tier: level[tier] for tier in ("basic", "quality")}


def _fingerprints(summary: Mapping[str, Any]) -> list[Fact]:
    keys = ("certificate_sha256", "scenario_sha256")
    return [(key, summary[key]) for key in keys if key in summary]


def _said(warning: Mapping[str, Any]) -> str:
    return " ".join(text for text in (warning["message"], warning["hint"]) if text)
