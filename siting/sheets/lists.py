"""The lists of needs, of projects, and of which answers which, a sheet each."""

from __future__ import annotations

from collections.abc import Sequence

from siting.language import tr
from siting.report.palette import NEW, OPENS, SHORT
from siting.sheets.ledger import Ledger
from siting.sheets.lines import (
    Line,
    answer_lines,
    departments_said,
    need_lines,
    places_said,
    project_lines,
)
from siting.workbook.book import Book
from siting.workbook.columns import Column, Table
from siting.workbook.names import currency_name
from siting.workbook.table import draw

MOST_LINES = 20_000
"""Of a list in a workbook: more take long to open. The CSV holds them all."""


def needs(book: Book, kept: Ledger) -> None:
    """The list of needs (需求清单)."""
    columns = [
        Column("need", tr("need")),
        Column("circle_name", tr("circle")),
        Column("district", tr("district")),
        Column("format_name", tr("format")),
        Column("tier", tr("tier")),
        Column("outlets", tr("outlets of today"), "count", adds=True),
        Column("people", tr("people"), "people", adds=True),
        Column("short_before", tr("short today"), "people", adds=True, bar=SHORT, group="short"),
        Column("share_short", tr("share short"), "percent", of=("short_before", "people")),
        Column("lost", tr("lost by closing"), "people", adds=True),
        Column("newly", tr("newly served"), "people", adds=True, bar=NEW),
        Column("short_after", tr("still short"), "people", adds=True, bar=SHORT, group="short"),
        Column("status_name", tr("status")),
        Column("projects", tr("answered by project no.")),
        Column("why", tr("why some stay short")),
        Column("department", tr("responsible department")),
        Column("rules", tr("rules that ask for it"), prints=False),
        Column("surveys", tr("what residents answered"), prints=False),
    ]
    lines = need_lines(kept, [one for one in kept.needs if one.listed])
    said = tr(
        "A need is a format in a circle where people are short of it. People newly served count where they live, at "
        "the first project of the list that reaches them, so the needs add up to the plan. A person who lacks three "
        "formats counts three times."
    )
    said = " ".join(filter(None, (said, places_said(kept.report))))
    if len(lines) > MOST_LINES:
        lines = sorted(lines, key=lambda line: -line["short_before"])[:MOST_LINES]
        said += " " + tr("Only the {count:,} lines with the most people short.", count=MOST_LINES)
    kept_columns = _without_empty(columns, lines, {"district", "lost", "rules", "surveys"})
    title = tr("list of needs")
    draw(book, Table(title, title, said, kept_columns, lines, frozen=1))


def projects(book: Book, kept: Ledger) -> None:
    """The list of projects (项目清单) with the needs that each answers."""
    money = currency_name(kept.report)
    columns = [
        Column("rank", tr("no."), "count"),
        Column("format_name", tr("format")),
        Column("site_name", tr("name of the site")),
        Column("phase_name", tr("phase")),
        Column("kind", tr("kind")),
        Column("circle_name", tr("circle")),
        Column("district", tr("district")),
        Column("area_m2", tr("floor area (m2)"), "figure", adds=True),
        Column("cost", tr("cost of the outlet ({currency})", currency=money), "money", adds=True),
        Column("site_cost", tr("cost of the site ({currency})", currency=money), "money", adds=True),
        Column("whole", tr("cost in all ({currency})", currency=money), "money", adds=True),
        Column("newly_covered", tr("people newly in reach"), "people", adds=True, bar=NEW),
        Column("source", tr("source")),
        Column("department", tr("responsible department")),
        Column("beside", tr("together with"), prints=False),
        Column("needs", tr("needs that it answers"), prints=False),
        Column("project", tr("project"), prints=False),
    ]
    lines = project_lines(kept, [one for one in kept.projects if not one.get("elsewhere")])
    said = tr(
        "What is opened, in the order of the plan's list. A site's own cost stands at its first outlet. The floor area "
        "is that of the format, not of the site."
    )
    said = " ".join(filter(None, (said, departments_said(kept.report))))
    shown = _without_empty(
        columns, lines, {"phase_name", "kind", "district", "area_m2", "site_cost", "beside"}
    )
    title = tr("list of projects")
    draw(book, Table(title, title, said, shown, lines, frozen=2, colour=OPENS))


def answers(book: Book, kept: Ledger) -> None:
    """Project by need, a line each."""
    columns = [
        Column("need", tr("need")),
        Column("circle_name", tr("circle where they live")),
        Column("format_name", tr("what they need")),
        Column("rank", tr("project no."), "count"),
        Column("opens", tr("what opens")),
        Column("site_name", tr("name of the site")),
        Column("stands_in_name", tr("circle where it stands")),
        Column("phase_name", tr("phase")),
        Column("newly", tr("newly served"), "people", adds=True, bar=NEW),
    ]
    lines = answer_lines(kept)
    said = tr("Each person counts once for a format: at the first project of the list that reaches them.")
    if len(lines) > MOST_LINES:
        lines = sorted(lines, key=lambda line: -line["newly"])[:MOST_LINES]
        said += " " + tr("Only the {count:,} lines with the most people.", count=MOST_LINES)
    title = tr("needs and projects")
    draw(book, Table(title, title, said, _without_empty(columns, lines, {"phase_name"}), lines, frozen=1))


def _without_empty(columns: Sequence[Column], lines: Sequence[Line], may: set[str]) -> list[Column]:
    """Columns that may be left out are, where no line says anything in them."""
    idle = {key for key in may if not any(line.get(key) not in (None, "", 0, 0.0) for line in lines)}
    return [one for one in columns if one.key not in idle]
