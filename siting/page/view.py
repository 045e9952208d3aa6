"""Report -> everything the templates of report.html ask for."""

from __future__ import annotations

from typing import Any

from siting.language import mark
from siting.page import assets, curve_page, encode, sheets
from siting.page.budgets import IN_REPORT
from siting.page.curve import curve
from siting.page.picture import PALETTE, picture
from siting.page.shell import data, lines, say, style
from siting.page.words import words
from siting.plan.clustering import told as told_of_clusters
from siting.report import figures, gaps, projects, proof
from siting.report.money import currency
from siting.report.types import Both, Report
from siting.report.words import both, spoken

SCRIPTS = (
    "page_hash.js",
    "page_parts.js",
    "page_projects.js",
    "page_matrix.js",
    "page_circle.js",
    "page_sheet.js",
    "page_curve.js",
    "page_start.js",
)


def view(report: Report) -> dict[str, Any]:
    """Values of report.html.j2, by name."""
    from markupsafe import Markup

    summary, found, rows = report.summary, gaps.circles(report), projects.rows(report)
    listed = figures.formats(report)
    values: dict[str, Any] = {
        "title": report.texts["title"],
        "summary": summary,
        "notices": lines(report.texts["notices"]),
        "headlines": figures.headlines(report),
        "currency": currency(summary["currency"]),
        "formats": listed,
        "format_names": {one.id: one.names for one in report.formats},
        "shown": summary.get("shown"),
        "places": [line for line in listed if "places_before" in line],
        "closed": summary["closed"],
        "phases": figures.phases(report),
        "phase_names": report.phases,
        "hindsight": report.texts["hindsight"] if any(report.texts["hindsight"].values()) else None,
        "grades": figures.grades(report),
        "circle_count": max(1, len(summary["circles"])),
        "curve": curve(report),
        **curve_page.values(summary.get("curve"), IN_REPORT, (summary["cost"], summary["value"])),
        "curve_style": style(("page_curve.css",)),
        "picture": picture(report),
        "picture_colours": PALETTE,
        "surveys": summary["surveys"],
        "page_data": data(sheets.page_data(report, found, rows)),
        "map_data": Markup(encode.data_block(report)),
        "map_script": Markup(assets.map_script()),
        "map_style": Markup(assets.map_style()),
    }
    return values | _circles(report, found) | _projects(rows) | _money(report) | _proof(report)


def _circles(report: Report, found: gaps.Circles) -> dict[str, Any]:
    matrix = gaps.matrix(found) if found.ids else None
    with_sheet = sheets.shown(report, found)
    names = [(identity, entry["name"]) for identity, entry in zip(found.ids, found.entries, strict=True)]
    districts = {str(name) for name in report.circles.districts if str(name)}
    return {
        "matrix": matrix,
        "matrix_cut": _cut(matrix["left_out"] if matrix else 0, mark("circles")),
        "all_circles": names[:with_sheet],
        "sheets_cut": _cut(len(found.ids) - with_sheet, mark("circles")),
        "districts": sorted(districts | {name for name in report.summary["districts"] if name}),
    }


def _projects(rows: list[dict[str, Any]]) -> dict[str, Any]:
    circles = dict.fromkeys((row["circle"], row["circle_name"]) for row in rows if row["circle"])
    count = both(
        mark("{count:,} outlets · cost {cost:,.0f} · newly served {people:,.0f}"),
        count=len(rows),
        cost=sum(row["cost"] for row in rows),
        people=sum(row["newly"] for row in rows),
    )
    return {
        "projects": rows[: projects.MOST_ROWS],
        "projects_cut": _cut(len(rows) - projects.MOST_ROWS, mark("outlets")),
        "project_count": count,
        "project_circles": sorted(circles),
    }


def _cut(left_out: int, what: str) -> Both | None:
    if left_out <= 0:
        return None
    return both(
        mark("{count:,} more {what} are not shown here; projects.xlsx and summary.json have all of them."),
        count=left_out,
        what=both(what),
    )


def _money(report: Report) -> dict[str, Any]:
    known, summary = words(), report.summary
    tables = [
        (known["district"], known["districts_caption"], summary["districts"]),
        (known["money_source"], known["sources_caption"], summary["sources"]),
    ]
    return {
        "spending": [
            (say(name), say(caption), figures.spent(entries)) for name, caption, entries in tables if entries
        ]
    }


def _proof(report: Report) -> dict[str, Any]:
    summary = report.summary
    clustering = summary["clustering"]
    return {
        "proof": proof.sentences(summary),
        "facts": proof.facts(summary),
        "goals": summary["goals"],
        "why_strategy": report.texts["why_strategy"] if any(report.texts["why_strategy"].values()) else None,
        "notes": lines(report.texts["notes"]),
        "clustering": spoken(lambda _: told_of_clusters(clustering)) if clustering else None,
    }
