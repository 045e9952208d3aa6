"""What the plan rests on: the question, the account of people, warnings, files, versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from siting.document import blocks as b
from siting.document.blocks import Block, Cell, Column, share
from siting.document.lists import text, whole
from siting.language import tr
from siting.report import Report, proof

DIGEST = 16
MOST_FILES = 60


def source_pages(report: Report) -> list[Block]:
    """Everything a reader needs to ask for the same plan again."""
    found = [b.page_break(), b.heading(1, tr("Data and assumptions"))]
    found += _facts(tr("The question and its answer"), _question(report))
    found += _facts(tr("The account of people: from the files to the plan"), _people(report))
    warnings = [_said(one) for one in report.summary["warnings"]]
    if warnings:
        found += [b.heading(2, tr("What to know of the data")), *b.points(warnings, 8.0)]
    notes = [line for line in text(report.texts["notes"]).splitlines() if line]
    if notes:
        found += [b.heading(2, tr("Notes of the search")), *b.points(notes, 8.0)]
    found += _files(report)
    versions = ", ".join(f"{name} {number}" for name, number in report.summary["versions"].items())
    found += [b.heading(2, tr("Software")), b.paragraph(versions, 7.6)]
    return found


def _question(report: Report) -> list[tuple[str, str]]:
    summary = report.summary
    costs = tr("illustrative, without a source") if summary["illustrative_costs"] else tr("as given")
    told = [(text(name), text(value)) for name, value in proof.facts(summary)]
    walking: dict[str, Any] = summary.get("walking") or {}
    speed = walking.get("speed_m_per_min")
    return [
        *told,
        (tr("why this strategy"), text(report.texts["why_strategy"])),
        (tr("whose needs count"), _whose(summary["missing"])),
        *([(tr("walking speed in metres per minute"), f"{speed:g}")] if speed else []),
        (tr("costs"), costs),
        (tr("currency"), summary["currency"]),
        (tr("coordinates"), summary["crs"]),
    ]


def _whose(missing: str) -> str:
    if missing == "circle":
        return tr("people in circles that lack the format")
    return tr("everybody whom no outlet of today reaches")


def _people(report: Report) -> list[tuple[str, str]]:
    steps = [(one["what"], whole(one["people"])) for one in report.summary["population"]]
    names = {name: text(words) for name, words in report.groups.items()}
    groups = report.summary["people"]["groups"].items()
    return [*steps, *((names.get(name, name), whole(people)) for name, people in groups)]


def _said(warning: dict[str, str]) -> str:
    return ". ".join(
        part
        for part in (": ".join(filter(None, (warning["place"], warning["message"]))), warning["hint"])
        if part
    )


def _facts(heading: str, facts: Iterable[Sequence[str]]) -> list[Block]:
    rows: list[list[Cell]] = [list(one) for one in facts]
    columns = [Column(tr("what"), share(2)), Column(tr("value"), share(3))]
    return [b.heading(2, heading), b.table(columns, rows)] if rows else []


def _files(report: Report) -> list[Block]:
    files = list(report.summary["inputs"].items())
    if not files:
        return []
    columns = [Column(tr("file"), share(2)), Column(tr("SHA-256, its beginning"), share(1))]
    rows: list[list[Cell]] = [[name, digest[:DIGEST]] for name, digest in files[:MOST_FILES]]
    found = [b.heading(2, tr("Files read")), b.table(columns, rows)]
    if len(files) > MOST_FILES:
        found.append(
            b.note(tr("{count} more files are named in summary.json.", count=len(files) - MOST_FILES))
        )
    command = "siting verify"
    return [*found, b.note(tr("Anybody can check the run folder again with `{command}`.", command=command))]
