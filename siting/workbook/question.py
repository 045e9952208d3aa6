"""What was asked of a plan: objective, walks, budget and rules, as facts of the sheet of assumptions."""

from __future__ import annotations

from typing import Any

from siting import parts
from siting.language import language, mark, tr
from siting.report import Report
from siting.workbook.names import currency_name, phase_names

Fact = tuple[str, Any]
"""What it is, and its value."""

WAYS = {
    "network": mark("along the streets"),
    "table": mark("by a ready table"),
    "plane": mark("straight lines on a plane"),
    "great_circle": mark("great circles on the globe"),
}


def settings(report: Report) -> list[Fact]:
    """Objective, money, how it was solved."""
    summary = report.summary
    objective = parts.load("objectives", summary["objective"])
    return [
        (tr("scenario"), summary["scenario"]),
        (tr("objective"), tr("{about} ({name})", about=tr(objective.ABOUT), name=summary["objective"])),
        (tr("whose needs count"), _missing(summary["missing"])),
        (tr("currency"), summary["currency"]),
        (
            tr("costs"),
            tr("illustrative, without a source") if summary["illustrative_costs"] else tr("as given"),
        ),
        (tr("coordinates"), summary["crs"]),
        (tr("strategy"), summary["strategy"]),
        (tr("why this strategy"), report.texts["why_strategy"][language()]),
        (tr("seed"), summary["seed"]),
    ]


def _missing(said: str) -> str:
    if said == "circle":
        return tr("people in circles that lack the format")
    return tr("everybody whom no outlet of today reaches")


def walking(report: Report) -> list[Fact]:
    """How ways are measured, and how fast people walk."""
    said = report.summary.get("walking") or {}
    speed = tr("walking speed in metres per minute")
    groups = {name: words[language()] for name, words in report.groups.items()}
    found: list[Fact] = []
    if said.get("way") in WAYS:
        found.append((tr("ways are measured"), tr(WAYS[said["way"]])))
    if said.get("speed_m_per_min"):
        found.append((speed, said["speed_m_per_min"]))
    for name, metres in (said.get("group_speed_m_per_min") or {}).items():
        found.append((f"{speed} · {groups.get(name, name)}", metres))
    return found


def limits(report: Report) -> list[Fact]:
    """The budget, those of phases, and every rule with what it says."""
    summary, phases = report.summary, phase_names(report)
    found: list[Fact] = []
    money = tr("budget ({currency})", currency=currency_name(report))
    if summary.get("budget") is not None:
        found.append((money, summary["budget"]))
    found += [
        (f"{money} · {phases[one['id']]}", one["budget"])
        for one in summary["phases"]
        if one["budget"] is not None
    ]
    for rule in summary.get("rules") or ():
        terms = [f"{key}: {_term(value)}" for key, value in rule.items() if key != "rule"]
        about = tr("{about} ({name})", about=tr(parts.load("rules", rule["rule"]).ABOUT), name=rule["rule"])
        found.append((about, "; ".join(terms) or "-"))
    return found


def _term(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_term, value))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:,.10g}" if number else str(value)
