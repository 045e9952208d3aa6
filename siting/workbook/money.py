"""Sheets of money: by phase, by district, by source; each only where the plan knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siting.language import language, tr
from siting.report.palette import NEW
from siting.report.subset import SHOWN
from siting.workbook.book import Book
from siting.workbook.columns import Column, Table
from siting.workbook.names import currency_name, phase_names
from siting.workbook.table import draw


def phases(book: Book) -> None:
    """Budget and what it buys, phase by phase."""
    report = book.report
    if not report.summary["phases"]:
        return
    names, money = phase_names(report), currency_name(report)
    columns = [
        Column("named", tr("phase")),
        Column("years", tr("years"), "figure"),
        Column("budget", tr("budget ({currency})", currency=money), "money", adds=True),
        Column("carried_over", tr("carried over ({currency})", currency=money), "money"),
        Column("cost", tr("cost in all ({currency})", currency=money), "money", adds=True),
        Column("site_cost", tr("of it for sites ({currency})", currency=money), "money", adds=True),
        Column("left", tr("left over ({currency})", currency=money), "money"),
        Column("opened", tr("opened"), "count", adds=True, bar=NEW),
        Column("people", tr("people who live there by then"), "people"),
        Column("value", tr("value"), "figure", adds=True),
    ]
    lines = [{**each, "named": names[each["id"]]} for each in report.summary["phases"]]
    hindsight = report.texts["hindsight"]
    said = hindsight[language()]
    draw(book, Table(tr("phases"), tr("phases"), said, columns, lines))


def districts(book: Book) -> None:
    """What is opened and spent in each district."""
    _spent(book, tr("districts"), tr("district"), book.report.summary["districts"])


def sources(book: Book) -> None:
    """What each source of money pays for."""
    _spent(book, tr("sources of money"), tr("source"), book.report.summary["sources"])


def _spent(book: Book, title: str, what: str, said: Mapping[str, Any]) -> None:
    if not said:
        return
    money = currency_name(book.report)
    columns = [
        Column("named", what),
        Column("opened", tr("opened"), "count", adds=True, bar=NEW),
        Column("cost", tr("cost in all ({currency})", currency=money), "money", adds=True),
        Column("site_cost", tr("of it for sites ({currency})", currency=money), "money", adds=True),
        Column("share", tr("share of the cost"), "percent", bar=NEW),
    ]
    lines = [{**one, "named": name} for name, one in said.items()] + _rest(book, said)
    whole = sum(line["cost"] for line in lines)
    for line in lines:
        line["share"] = line["cost"] / whole if whole else None
    draw(book, Table(title, title, "", columns, lines))


def _rest(book: Book, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What none of them pays for or holds, so that the totals are the plan's."""
    summary = book.report.summary
    if SHOWN in summary:
        return []
    rest = {
        "opened": len(summary["opened"]) - sum(one["opened"] for one in said.values()),
        "cost": summary["cost"] - sum(one["cost"] for one in said.values()),
        "site_cost": summary["site_cost"] - sum(one["site_cost"] for one in said.values()),
    }
    if rest["opened"] <= 0 and rest["cost"] <= 1e-6:
        return []
    return [{**rest, "named": tr("not said")}]
