"""The sheet of what the plan rests on: the question, people, phases, files with fingerprints, versions, warnings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from siting import parts
from siting.language import language, mark, tr
from siting.report import Report
from siting.workbook.book import Book
from siting.workbook.cells import heading, width
from siting.workbook.names import grade_names, phase_names
from siting.workbook.table import LINE, put, spread

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Fact = tuple[str, Any]
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
        put(sheet, number, 1, value, book.style("value", "count" if isinstance(value, int) else "figure"))
    return row + len(facts) + 1


def _sections(report: Report) -> list[tuple[str, Iterable[Fact]]]:
    summary = report.summary
    return [
        (tr("the question"), _question(report)),
        (tr("walks"), _walking(report)),
        (tr("budget and rules"), _limits(report)),
        (
            tr("where the people come from"),
            [(tr(one["what"]), one["people"]) for one in summary["population"]],
        ),
        (tr("groups"), _groups(report)),
        (tr("grades of circles"), _grades(report)),
        (tr("warnings"), [(one["place"], _said(one)) for one in summary["warnings"]]),
        (tr("notes"), [("", line) for line in report.texts["notes"][language()].splitlines() if line]),
        (tr("files read, and their SHA-256"), summary["inputs"].items()),
        (tr("fingerprints"), _fingerprints(summary)),
        (tr("versions"), summary["versions"].items()),
    ]


def _question(report: Report) -> list[Fact]:
    summary = report.summary
    objective = parts.load("objectives", summary["objective"])
    return [
        (tr("scenario"), summary["scenario"]),
        (tr("objective"), tr("{about} ({name})", about=tr(objective.ABOUT), name=summary["objective"])),
        (tr("whose needs count"), _missing(summary["missing"])),
        (tr("currency"), summary["currency"]),
        (
            tr("costs"),
            tr("illustrative, without a source") if summary["illustrative_costs"] else tr("as given"),
        ),
        (tr("coordinates"), summary["crs"]),
        (tr("strategy"), summary["strategy"]),
        (tr("why this strategy"), report.texts["why_strategy"][language()]),
        (tr("seed"), summary["seed"]),
    ]


def _missing(said: str) -> str:
    if said == "circle":
        return tr("people in circles that lack the format")
    return tr("everybody whom no outlet of today reaches")


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


def _tiers(level: Mapping[str, Any]) -> dict[str, Any]:
    return {tier: level[tier] for tier in ("basic", "quality")}


def _fingerprints(summary: Mapping[str, Any]) -> list[Fact]:
    keys = ("certificate_sha256", "scenario_sha256")
    return [(key, summary[key]) for key in keys if key in summary]


def _said(warning: Mapping[str, Any]) -> str:
    return " ".join(text for text in (warning["message"], warning["hint"]) if text)


WAYS = {
    "network": mark("along the streets"),
    "table": mark("by a ready table"),
    "plane": mark("straight lines on a plane"),
    "great_circle": mark("great circles on the globe"),
}


def _walking(report: Report) -> list[Fact]:
    said = report.summary.get("walking") or {}
    speed = tr("walking speed in metres per minute")
    groups = {name: words[language()] for name, words in report.groups.items()}
    found: list[Fact] = []
    if said.get("way") in WAYS:
        found.append((tr("ways are measured"), tr(WAYS[said["way"]])))
    if said.get("speed_m_per_min"):
        found.append((speed, said["speed_m_per_min"]))
    for name, metres in (said.get("group_speed_m_per_min") or {}).items():
        found.append((f"{speed}: {groups.get(name, name)}", metres))
    return found


def _limits(report: Report) -> list[Fact]:
    """The budget, those of phases, and every rule with what it says."""
    summary, phases = report.summary, phase_names(report)
    found: list[Fact] = []
    money = tr("budget ({currency})", currency=summary["currency"])
    if summary.get("budget") is not None:
        found.append((money, summary["budget"]))
    found += [
        (f"{money}: {phases[one['id']]}", one["budget"])
        for one in summary["phases"]
        if one["budget"] is not None
    ]
    for rule in summary.get("rules") or ():
        terms = [f"{key}: {_term(value)}" for key, value in rule.items() if key != "rule"]
        found.append((tr("rule: {name}", name=rule["rule"]), "; ".join(terms) or "-"))
    return found


def _term(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_term, value))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:,.10g}" if number else str(value)
