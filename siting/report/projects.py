"""The project list as rows of a table, and the same as columns for the page's script."""

from __future__ import annotations

from typing import Any

from siting.report.types import Both, Report

MOST_ROWS = 2_000
"""Rows that the page shows; the rest stands in the workbook."""


def rows(report: Report) -> list[dict[str, Any]]:
    """Every outlet that opens, in the list's order."""
    phase_names = dict(report.phases)
    circle_names = {identity: entry["name"] for identity, entry in report.summary["circles"].items()}
    found = []
    for number, (each, site) in enumerate(
        zip(report.summary["opened"], report.opened_site.tolist(), strict=True)
    ):
        name = str(report.sites.names[site])
        one = report.formats[int(report.opened_format[number])]
        found.append(
            {
                "rank": each.get("rank", number + 1),
                "site": each["site"],
                "name": name if name != each["site"] else "",
                "format": one,
                "phase": _phase(phase_names, each["phase"]),
                "phase_id": each["phase"] or "",
                "circle": each["circle"] or "",
                "circle_name": circle_names.get(each["circle"], "") or each["circle"] or "",
                "district": each["district"] or "",
                "cost": each["cost"] + each["site_cost"],
                "newly": each["newly_covered"],
                "only_here": each["only_here"],
            }
        )
    return found


def _phase(names: dict[str, Both], identity: str | None) -> Both | None:
    return names.get(str(identity)) if identity else None


def columns(report: Report, lines: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """The same for the script: a list a column. format, by position in the report."""
    keys = ("site", "name", "circle", "district", "cost", "newly", "only_here")
    table = {key: [line[key] for line in lines] for key in keys}
    table["phase"] = [line["phase_id"] for line in lines]
    table["format"] = report.opened_format.tolist()
    for key in ("cost", "newly", "only_here"):
        table[key] = [round(value, 2) for value in table[key]]
    return table
