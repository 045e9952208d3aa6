"""Money and time, grades, and outlets that close."""

from __future__ import annotations

from typing import Any

from siting.document import blocks as b
from siting.document.blocks import Block, Cell, Column, share
from siting.document.lists import cost_heading, text, whole
from siting.language import tr
from siting.report import Report, figures


def money_pages(report: Report) -> list[Block]:
    """By phase, by district, by whose money it is; nothing where the plan knows none of these."""
    found = [
        *_phases(report),
        *_by(report, "districts", tr("By district")),
        *_by(report, "sources", tr("By source of money")),
    ]
    if not found:
        return []
    return [b.heading(1, tr("Money and time")), *found]


def _phases(report: Report) -> list[Block]:
    lines = figures.phases(report)
    if not lines:
        return []
    keys = ("budget", "carried_over", "cost", "site_cost", "left", "opened")
    titles = [
        tr("phase"),
        tr("budget"),
        tr("carried over"),
        tr("cost"),
        tr("of it for sites"),
        tr("left"),
        tr("opened"),
    ]
    columns = [Column(titles[0], share(3)), *(Column(one, b.AUTO, "right") for one in titles[1:])]
    rows: list[list[Cell]] = [
        [text(line["names"]), *(whole(line[key]) if line.get(key) is not None else "-" for key in keys)]
        for line in lines
    ]
    total: list[Cell] = [
        tr("total"),
        "",
        "",
        *(whole(sum(line[key] for line in lines)) for key in ("cost", "site_cost")),
    ]
    return [
        b.heading(2, tr("By phase")),
        b.table(columns, rows, [*total, "", whole(sum(one["opened"] for one in lines))]),
    ]


def _by(report: Report, key: str, heading: str) -> list[Block]:
    entries = report.summary[key]
    if not entries:
        return []
    lines, total = figures.spent(entries)
    columns = [
        Column("", share(3)),
        Column(tr("opened"), b.AUTO, "right"),
        Column(cost_heading(report), b.AUTO, "right"),
    ]
    columns.append(Column(tr("of it for sites"), b.AUTO, "right"))
    rows = [_spent(line, line["name"] or tr("not named")) for line in lines]
    return [b.heading(2, heading), b.table(columns, rows, _spent(total, tr("total")))]


def _spent(line: dict[str, Any], name: str) -> list[Cell]:
    return [name, *(whole(line[key]) for key in ("opened", "cost", "site_cost"))]


def grade_pages(report: Report) -> list[Block]:
    """How many circles are of each grade: today, after each phase, with the plan."""
    lines = figures.grades(report)
    if not lines:
        return []
    titles = [tr("today"), *(identity for identity, _ in report.phases), tr("with the plan")]
    columns = [Column(tr("grade"), share(1.4)), Column(tr("asks for"), share(3))]
    columns += [Column(one, b.AUTO, "right") for one in titles]
    rows: list[list[Cell]] = [
        [
            text(line["names"]) or tr("below the lowest grade"),
            text(line["asks"]),
            *(whole(one) for one in (line["before"], *line["phases"], line["after"])),
        ]
        for line in lines
    ]
    source = report.summary["grades"]["source"]
    said = tr("Where these thresholds come from: {source}.", source=source)
    return [b.heading(1, tr("Grades of life circles")), b.table(columns, rows), b.note(said)]


def closed_pages(report: Report) -> list[Block]:
    """Outlets of today that the plan closes."""
    lines = report.summary["closed"]
    if not lines:
        return []
    names = {one.id: text(one.names) for one in report.formats}
    columns = [Column(tr("outlet"), share(2)), Column(tr("format"), share(2)), Column(tr("circle"), share(2))]
    columns += [Column(tr("saved"), b.AUTO, "right")]
    rows: list[list[Cell]] = [
        [
            str(one["outlet"]),
            names.get(one["format"], one["format"]),
            str(one["circle"] or ""),
            whole(one["saved"]),
        ]
        for one in lines
    ]
    total: list[Cell] = [
        tr("total: {count}", count=f"{len(lines):,}"),
        "",
        "",
        whole(sum(one["saved"] for one in lines)),
    ]
    return [b.heading(1, tr("Outlets that close")), b.table(columns, rows, total)]
