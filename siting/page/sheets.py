"""What the page's script needs to write the sheet of a circle or of a district."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.page.sheet_words import sheet_words
from siting.report import projects
from siting.report.gaps import MOST_PAIRS, Circles
from siting.report.money import currency
from siting.report.types import Report


def page_data(report: Report, found: Circles, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Words, formats, circles and projects; numbers of people as whole ones."""
    return {
        "words": sheet_words(),
        "currency": currency(report.summary["currency"]),
        "formats": [
            {
                "id": one.id,
                "names": one.names,
                "colour": one.colour,
                "tier": one.tier,
                "department": one.department or None,
            }
            for one in report.formats
        ],
        "phases": [[identity, names] for identity, names in report.phases],
        "grades": list(report.grades),
        "circles": _circles(report, found),
        "districts": _districts(report),
        "projects": projects.columns(report, lines),
        "closed": list(report.summary["closed"]),
        "notices": report.texts["notices"],
        "title": report.texts["title"],
        "opens_with": _opens_with(report),
    }


def shown(report: Report, found: Circles) -> int:
    """How many circles have a sheet in the page; of more, those that come first in the report."""
    return min(len(found.ids), MOST_PAIRS // max(1, len(report.formats)))


def _circles(report: Report, found: Circles) -> dict[str, list[Any]]:
    count = shown(report, found)
    at = {str(identity): k for k, identity in enumerate(report.circles.ids)}
    places = [at[identity] for identity in found.ids[:count]]
    entries = found.entries[:count]
    graded = len(report.circles.grade_before) > 0
    tables = {
        "outlets": found.outlets,
        "opened": found.opened,
        "closed": found.closed,
        "of": found.people,
        "before": found.before,
        "after": found.after,
    }
    return {
        "id": found.ids[:count],
        "name": [entry["name"] for entry in entries],
        "district": [str(report.circles.districts[k]) for k in places],
        "people": [round(entry["people"]) for entry in entries],
        "cost": [entry["cost"] for entry in entries],
        "site_cost": [entry["site_cost"] for entry in entries],
        "grade": [[int(report.circles.grade_before[k]), int(report.circles.grade_after[k])] for k in places]
        if graded
        else [],
        **{key: np.rint(table[:count]).astype(int).tolist() for key, table in tables.items()},
    }


def _districts(report: Report) -> dict[str, Any]:
    named = dict(report.summary["districts"])
    for name in report.circles.districts:
        if str(name):
            named.setdefault(str(name), {"opened": 0, "cost": 0.0, "site_cost": 0.0})
    return named


def _opens_with(report: Report) -> dict[str, str] | None:
    """The one circle or the one district that a part of a report is about."""
    shown = report.summary.get("shown") or {}
    for key, kind in (("circles", "circle"), ("districts", "district")):
        named = shown.get(key)
        if named and len(named) == 1:
            return {"kind": kind, "id": str(named[0])}
    return None
