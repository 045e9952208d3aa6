"""Sheets of what is missing, before and after: a table of marks to look at (有没有), and a list to filter."""

from __future__ import annotations

from typing import Any

from siting.language import tr
from siting.report import Report
from siting.report.gaps import SYMBOLS
from siting.report.palette import LOST, NEW, SHORT, THERE
from siting.workbook.book import Book
from siting.workbook.columns import Column, Table
from siting.workbook.names import Need, format_names, needs, places, tier_name
from siting.workbook.table import draw

FILLS = {
    SYMBOLS["there"]: THERE,
    SYMBOLS["more"]: THERE,
    SYMBOLS["new"]: NEW,
    SYMBOLS["short"]: SHORT,
    SYMBOLS["closed"]: LOST,
}
"""Marks first, colours second."""
HAS = tuple(SYMBOLS[state] for state in ("there", "more", "new"))
HAD = tuple(SYMBOLS[state] for state in ("there", "more", "closed"))
MOST_LINES = 20_000
"""Of the list: more take long to write and to open. Those with the most people short are kept."""


def mark_of(need: Need) -> str:
    """Whether the circle has the format, today and with the plan."""
    before, after = need.outlets > 0, need.outlets - need.closes + need.opened > 0
    if before and after:
        return SYMBOLS["more" if need.opened else "there"]
    return SYMBOLS["closed" if before else "new" if after else "short"]


def legend() -> str:
    """What the marks mean."""
    words = (
        tr("has an outlet today"),
        tr("has one today and gets another"),
        tr("gets its first outlet"),
        tr("has none, even with the plan"),
        tr("loses its last outlet"),
    )
    return "   ".join(f"{mark} {word}" for mark, word in zip(FILLS, words, strict=True))


def marks(book: Book) -> None:
    """Circle by format, a mark each; no sheet where there are no circles."""
    report = book.report
    if not report.summary["circles"]:
        return
    names = format_names(report)
    columns = [
        Column("circle", tr("circle")),
        Column("name", tr("name of the circle")),
        Column("before", tr("formats before"), "mark"),
        Column("after", tr("formats after"), "mark"),
        *(Column(f"format {each}", name, "mark", counts=HAS) for each, name in names.items()),
    ]
    upright = frozenset(column.key for column in columns if column.counts)
    table = Table(
        tr("gap table"), tr("gap table: what each circle has"), legend(), columns, _mark_lines(report),
        frozen=2, total=tr("circles that have it, with the plan"), upright=upright, fills=FILLS,
    )  # fmt: skip
    draw(book, table)


def _mark_lines(report: Report) -> list[dict[str, Any]]:
    named = places(report)
    lines: dict[str, dict[str, Any]] = {}
    for need in needs(report):
        if not need.circle:
            continue
        line = lines.setdefault(
            need.circle, {"circle": need.circle, "name": named[need.circle][0], "before": 0, "after": 0}
        )
        mark = line[f"format {need.format}"] = mark_of(need)
        line["before"] += mark in HAD
        line["after"] += mark in HAS
    return list(lines.values())


def shortages(book: Book) -> None:
    """Circle by format, a line each: outlets, people in reach and people short, before and after."""
    lines = shortage_lines(book.report)
    said = legend()
    if len(lines) > MOST_LINES:
        lines = sorted(lines, key=lambda line: -line["short_after"])[:MOST_LINES]
        said += "   " + tr("Only the {count:,} lines with the most people short.", count=MOST_LINES)
    columns = [
        Column("circle", tr("circle")),
        Column("name", tr("name of the circle")),
        Column("district", tr("district")),
        Column("format", tr("format")),
        Column("tier", tr("tier")),
        Column("mark", tr("present"), "mark"),
        Column("outlets", tr("outlets of today"), "count", adds=True),
        Column("closes", tr("close"), "count", adds=True),
        Column("opened", tr("opened"), "count", adds=True),
        Column("people", tr("people"), "people", adds=True),
        Column("before", tr("in reach before"), "people", adds=True),
        Column("after", tr("in reach after"), "people", adds=True),
        Column("short_before", tr("short before"), "people", adds=True, bar=SHORT, group="short"),
        Column("short_after", tr("short after"), "people", adds=True, bar=SHORT, group="short"),
        Column("share_before", tr("share before"), "percent", of=("before", "people"), bar=THERE),
        Column("share_after", tr("share after"), "percent", of=("after", "people"), bar=THERE),
    ]
    empty = {key for key in ("district", "closes") if not any(line[key] for line in lines)}
    kept = [column for column in columns if column.key not in empty]
    draw(
        book, Table(tr("shortages"), tr("shortages by circle and format"), said, kept, lines, 2, fills=FILLS)
    )


def shortage_lines(report: Report) -> list[dict[str, Any]]:
    """A line for each circle and format, then for what lies outside; they add up to the city's figures."""
    names, named = format_names(report), places(report)
    tiers = {one.id: tier_name(one.tier) for one in report.formats}
    return [
        {
            "circle": need.circle,
            "name": named[need.circle][0],
            "district": named[need.circle][1],
            "format": names[need.format],
            "tier": tiers[need.format],
            "mark": mark_of(need),
            "outlets": need.outlets,
            "closes": need.closes,
            "opened": need.opened,
            "people": need.people,
            "before": need.before,
            "after": need.after,
            "short_before": need.people - need.before,
            "short_after": need.people - need.after,
            "share_before": need.before / need.people if need.people else None,
            "share_after": need.after / need.people if need.people else None,
        }
        for need in needs(report)
    ]
