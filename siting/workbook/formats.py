"""The sheet of formats: people in reach before and after, outlets, money, places."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from siting.language import language, tr
from siting.report import Report
from siting.report.palette import NEW, THERE
from siting.workbook.book import Book
from siting.workbook.columns import Column, Table
from siting.workbook.names import currency_name, format_names, phase_names, tier_name
from siting.workbook.table import draw


def formats(book: Book) -> None:
    """A line a format; the totals count a person once for every format."""
    report = book.report
    lines = [_line(report, identity, one) for identity, one in report.summary["formats"].items()]
    said = tr(
        "People are those of the group that the format is for, times the share of it that uses the format. "
        "The totals count a person once for every format."
    )
    aside = [*_more_columns(), *_place_columns(lines), *_phase_columns(report)]
    columns = [*reach_columns(), *_outlet_columns(report), *(replace(one, prints=False) for one in aside)]
    draw(book, Table(tr("formats"), tr("formats: people within reach"), said, columns, lines, 1))


def reach_columns() -> list[Column]:
    """The first columns of the sheet."""
    return [
        Column("name", tr("format")),
        Column("tier", tr("tier")),
        Column("limit", tr("longest walk"), "figure"),
        Column("unit", tr("unit")),
        Column("group", tr("group")),
        Column("weight_total", tr("people"), "people", adds=True),
        Column("covered_before", tr("in reach before"), "people", adds=True),
        Column("covered_after", tr("in reach after"), "people", adds=True),
        Column("newly_covered", tr("newly in reach"), "people", adds=True, bar=NEW),
        Column("short_after", tr("still short"), "people", adds=True),
        Column("before", tr("share before"), "percent", of=("covered_before", "weight_total"), bar=THERE),
        Column("after", tr("share after"), "percent", of=("covered_after", "weight_total"), bar=THERE),
    ]


def _more_columns() -> list[Column]:
    return [
        Column("group_people", tr("people of the group"), "people"),
        Column("rate", tr("share that uses it"), "percent"),
        Column("reachable", tr("people who could be reached"), "people", adds=True),
        Column("most", tr("share that could be reached"), "percent", of=("reachable", "weight_total")),
    ]


def _outlet_columns(report: Report) -> list[Column]:
    money = currency_name(report)
    closes = [Column("closes", tr("close"), "count", adds=True)] if report.summary["closed"] else []
    return [
        Column("outlets_before", tr("outlets of today"), "count", adds=True),
        *closes,
        Column("opened", tr("opened"), "count", adds=True),
        Column("cost", tr("cost without sites ({currency})", currency=money), "money", adds=True),
    ]


def _place_columns(lines: list[dict[str, Any]]) -> list[Column]:
    if not any("places_before" in line for line in lines):
        return []
    return [
        Column("places_before", tr("places before"), "count", adds=True),
        Column("places_after", tr("places after"), "count", adds=True),
        Column("served_before", tr("people with a place before"), "people", adds=True),
        Column("served_after", tr("people with a place after"), "people", adds=True),
        Column("without_place_after", tr("in reach without a place after"), "people", adds=True),
    ]


def _phase_columns(report: Report) -> list[Column]:
    names = phase_names(report)
    return [
        Column(f"phase {one['id']}", tr("share in reach after: {phase}", phase=names[one["id"]]), "percent")
        for one in report.summary["phases"]
    ]


def _line(report: Report, identity: str, said: dict[str, Any]) -> dict[str, Any]:
    shown = next(one for one in report.formats if one.id == identity)
    closes = Counter(each["format"] for each in report.summary["closed"])
    people = said["weight_total"]
    units = {"min": tr("minutes"), "m": tr("metres")}
    group = report.groups.get(said["group"])
    return {
        **said,
        "name": format_names(report)[identity],
        "tier": tier_name(shown.tier),
        "limit": shown.limit,
        "unit": units.get(shown.unit, shown.unit),
        "group": said["group"] if group is None else group[language()],
        "short_after": people - said["covered_after"],
        "before": said["covered_before"] / people if people else None,
        "after": said["covered_after"] / people if people else None,
        "most": said["reachable"] / people if people else None,
        "closes": closes[identity],
        **{f"phase {one['id']}": _share(one["formats"].get(identity)) for one in report.summary["phases"]},
    }


def _share(said: dict[str, Any] | None) -> float | None:
    if said is None or said["percent_covered_after"] is None:
        return None
    return float(said["percent_covered_after"]) / 100.0
