"""Lines of the lists: needs, projects, and which answers which; the same in sheets and in CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from siting.language import joined, language, tr
from siting.report import Report
from siting.sheets.ledger import FEW, STATUSES, Ledger, Need
from siting.workbook.names import circle_names, format_names, phase_names, tier_name

Line = dict[str, Any]
BETWEEN = "; "
"""Between the needs of a project and the projects of a need, in one cell."""


def need_lines(kept: Ledger, needs: Iterable[Need]) -> list[Line]:
    """A line a need, in the order of circles and formats."""
    formats, missing = format_names(kept.report), kept.report.summary.get("missing")
    known = {one.id: one for one in kept.report.formats}
    return [
        {
            "need": one.id,
            "circle": one.circle,
            "circle_name": one.name,
            "district": one.district,
            "format": one.format_id,
            "format_name": formats[one.format_id],
            "tier": tier_name(one.tier),
            "people": one.people,
            "outlets": one.outlets,
            "short_before": one.short_before,
            "share_short": one.short_before / one.people if one.people else None,
            "lost": one.lost,
            "newly": one.newly,
            "short_after": one.short_after,
            "unreachable": one.unreachable,
            "closes": one.closes,
            "opened": one.opened,
            "status": one.status,
            "status_name": tr(STATUSES[one.status]),
            "why": why(one, missing),
            "projects": BETWEEN.join(str(rank) for rank, _ in one.answers),
            "rules": joined(one.rules),
            "surveys": joined(one.surveys),
            "department": department(known[one.format_id]),
        }
        for one in needs
    ]


def why(need: Need, missing: str | None) -> str:
    """Why somebody stays short, as far as can be said without solving anything."""
    if need.short_after <= FEW:
        return ""
    if missing == "circle" and need.outlets > 0:
        return tr("not sought: the circle has the format")
    if need.unreachable >= need.short_after - FEW:
        return tr("no site within reach")
    if need.unreachable > FEW:
        return tr("{people:,.0f} have no site within reach", people=need.unreachable)
    return tr("there are sites within reach that the plan does not use")


def project_lines(kept: Ledger, projects: Iterable[Mapping[str, Any]]) -> list[Line]:
    """A line a project, in the order of the project list."""
    report = kept.report
    formats, circles, phases = format_names(report), circle_names(report), phase_names(report)
    known = {one.id: one for one in report.formats}
    found = []
    for one in projects:
        shown = known[one["format"]]
        found.append(
            {
                **one,
                "project": project_id(one),
                "format_name": formats[one["format"]],
                "tier": tier_name(shown.tier),
                "phase_name": phases.get(one["phase"], str(one["phase"])),
                "circle_name": circles.get(one["circle"], one["circle"]),
                "area_m2": shown.area_m2,
                "whole": one["cost"] + one["site_cost"],
                "source": one["source"] or tr("not said"),
                "department": department(shown),
                "beside": shown.beside.get(language(), ""),
                "needs": BETWEEN.join(need.id for need, _ in kept.answered.get(one["rank"], ())),
            }
        )
    return found


def answer_lines(kept: Ledger) -> list[Line]:
    """A line for each project and each need that it answers, with the people."""
    formats, circles, phases = format_names(kept.report), circle_names(kept.report), phase_names(kept.report)
    return [
        {
            "need": need.id,
            "circle": need.circle,
            "circle_name": need.name,
            "format": need.format_id,
            "format_name": formats[need.format_id],
            "rank": one["rank"],
            "project": project_id(one),
            "site": one["site"],
            "site_name": one["site_name"],
            "opens": formats[one["format"]],
            "phase_name": phases.get(one["phase"], str(one["phase"])),
            "stands_in": one["circle"],
            "stands_in_name": circles.get(one["circle"], ""),
            "newly": people,
        }
        for one in kept.projects
        for need, people in kept.answered.get(one["rank"], ())
    ]


def project_id(one: Mapping[str, Any]) -> str:
    """The same in every run that opens the format at the site."""
    return f"{one['site']}/{one['format']}"


def department(shown: Any) -> str:
    """Who answers for a format, in the language in force."""
    return str(shown.department.get(language(), "")) or tr("not said")


def places_said(report: Report) -> str:
    """What a reader must know of formats that can be full; "" where there are none."""
    if not any("places_before" in one for one in report.summary["formats"].values()):
        return ""
    return tr("People in reach of a format that can be full count whether they find a place or not.")


def departments_said(report: Report) -> str:
    """What a reader must know of the departments; "" where the scenario names them all."""
    duties = {tr(one.duty) for one in report.formats if one.duty}
    if not duties:
        return ""
    return tr(
        "Departments are those that lead in most cities, not in yours ({confidence}); a scenario can name them.",
        confidence=joined(sorted(duties)),
    )
