"""What is asked for a format in a circle: by rules of the scenario, and by residents in surveys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from siting.language import figure, mark, tr
from siting.report import Report
from siting.workbook.names import OUTSIDE, grade_names

GRADED = ("basic", "quality")
KINDS: dict[str, str] = {
    "needs": mark("{share:.0%} of {people} asked need it"),
    "satisfaction": mark("{share:.0%} of {people} asked are content"),
    "weight": mark("weight {share:g} ({people} asked)"),
}


def asked_by(report: Report, circle: str, district: str, format: str, tier: str) -> tuple[str, ...]:
    """Rules under which the plan must do something about it, in words.

    A floor speaks of the format itself; a grade counts formats of its tier, of which this one is one."""
    found = []
    for rule in report.summary.get("rules") or ():
        if not _inside(rule, circle, district):
            continue
        if rule["rule"] == "floor" and format in (rule.get("formats") or [format]):
            text = tr("at least {share:.0%} in reach", share=rule["share"])
            found.append(text if rule.get("each", "none") != "none" else tr("{rule} in all", rule=text))
        elif rule["rule"] == "grade" and tier in GRADED and circle != OUTSIDE:
            level = grade_names(report).get(rule["level"], str(rule["level"]))
            found.append(tr("counts towards the grade {grade}", grade=level))
    return tuple(found)


def _inside(rule: Mapping[str, Any], circle: str, district: str) -> bool:
    circles, districts = rule.get("circles"), rule.get("districts")
    return (circles is None or circle in circles) and (districts is None or district in districts)


def surveyed(report: Report, circle: str, format: str) -> tuple[str, ...]:
    """What residents of the circle answered on the format, else those of the whole city; a text a survey."""
    found = []
    for survey in report.summary.get("surveys") or ():
        answers = (survey["formats"].get(format) or {}).get("answers") or {}
        said, whole = answers.get(circle or None), answers.get("")
        one = said or whole
        if one is None or survey["kind"] not in KINDS:
            continue
        people = "?" if one["respondents"] is None else figure(one["respondents"])
        text = tr(KINDS[survey["kind"]], share=one["share"], people=people)
        found.append(text if said else tr("whole city: {said}", said=text))
    return tuple(found)
