"""Alternatives as plain numbers and texts, by ids: what --json prints and alternatives.json holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from siting.decide.alternatives.against import against
from siting.decide.alternatives.measure import Measure, first_option
from siting.decide.alternatives.types import IN_NONE, Alternative, Alternatives, Use
from siting.decide.alternatives.words import VERDICTS, ended, rests
from siting.plan import Plan
from siting.plan.summary import finite
from siting.report.words import both, spoken

Told = dict[str, Any]


def records(found: Alternatives, plans: Sequence[Plan]) -> Told:
    """Everything that was found. Keys `rests_on`: "value" where a statement is of the plans found, "bound" where it is
    proven of every plan within the gap, "both" where a value is held against a bound."""
    basis, asked = found.basis, found.asked
    outlets = _outlets(found)
    sites = _sites(found)
    return {
        "scenario": basis.case.settings.name,
        "title": spoken(lambda _: basis.case.title),
        "notices": spoken(lambda _: "\n".join(basis.case.notices)),
        "folder": None if basis.folder is None else str(basis.folder),
        "objective": basis.question.objective.name,
        "maximise": basis.question.objective.maximise,
        "currency": basis.case.settings.currency,
        "within": asked.within,
        "asked": asked.count,
        "differ": asked.differ,
        "bound": found.bound,
        "limit": found.limit,
        "standing_improved": found.improved,
        "ended": found.ended,
        "says": spoken(lambda _: ended(found)),
        "rests": spoken(lambda _: rests(found)),
        "seconds": round(found.seconds, 3),
        "plans": [_plan(number, one, plans) for number, one in enumerate(found.plans, start=1)],
        "outlets": [one for one in outlets if one["in_plans"]],
        "sites": [one for one in sites if one["in_plans"]],
        "outlets_by_verdict": _count(outlets),
        "sites_by_verdict": _count(sites),
        "outlets_in_none": [one for one in outlets if one["verdict"] == IN_NONE],
        "verdicts": {name: both(text) for name, text in VERDICTS.items()},
        "formats": {one.id: dict(one.names) for one in basis.inputs.formats},
    }


def every_outlet(found: Alternatives) -> list[Told]:
    """A line for each outlet that could open or close, those in most plans first; a column of 0 or 1 for each plan."""
    lines = [*_outlets(found)]
    for line in lines:
        line |= {f"plan_{number}": int(number in line["plans"]) for number in range(1, len(found.plans) + 1)}
    return lines


def _plan(number: int, one: Alternative, plans: Sequence[Plan]) -> Told:
    plan = plans[number - 1]
    summary, differs = plan.summary, against(plan, plans[0])
    return {
        "number": number,
        "value": one.value,
        "gap": one.gap,
        "gap_rests_on": "both",
        "cost": summary["cost"],
        "opened": len(summary["opened"]),
        "closed": len(summary["closed"]),
        "newly_covered": sum(each["newly_covered"] for each in summary["formats"].values()),
        "apart": list(one.apart),
        "least_apart": finite(one.least),
        "least_apart_rests_on": "value",
        "most_apart": finite(one.most),
        "most_apart_rests_on": "bound",
        "against_first": {
            "cost": differs.cost,
            "people": differs.people,
            "formats": dict(differs.formats),
            "circles": dict(differs.circles),
        },
        "formats": {
            name: {key: entry[key] for key in ("opened", "cost", "covered_after", "newly_covered")}
            for name, entry in summary["formats"].items()
        },
    }


def _outlets(found: Alternatives) -> list[Told]:
    inputs, question = found.basis.inputs, found.basis.question
    option = first_option(found.outlets)
    lines = []
    for use in found.uses:
        site, format = question.option_site[option[use.item]], question.option_format[option[use.item]]
        lines.append(
            _place(found, int(site)) | {"format": inputs.formats[format].id} | _use(use, found.outlets)
        )
    return sorted(lines, key=lambda line: (*_order(line), line["site"], line["format"]))


def _sites(found: Alternatives) -> list[Told]:
    option, question = first_option(found.sites), found.basis.question
    lines = [
        _place(found, int(question.option_site[option[use.item]])) | _use(use, found.sites)
        for use in found.site_uses
    ]
    return sorted(lines, key=lambda line: (*_order(line), line["site"]))


def _place(found: Alternatives, site: int) -> Told:
    inputs = found.basis.inputs
    circle = int(inputs.site_circle[site])
    return {
        "site": str(inputs.sites.ids[site]),
        "site_name": str(inputs.sites.names[site]),
        "district": str(inputs.site_district[site]),
        "circle": str(inputs.circles.ids[circle]) if circle >= 0 else "",
    }


def _use(use: Use, measure: Measure) -> Told:
    return {
        "closes": bool(measure.closes[use.item]),
        "in_plans": use.count,
        "plans": [number for number, here in enumerate(use.plans, start=1) if here],
        "verdict": use.verdict,
        "rests_on": use.rests_on,
    }


def _order(line: Told) -> tuple[int, int]:
    """Those in most plans first; what is proven before what is not."""
    return -line["in_plans"], list(VERDICTS).index(line["verdict"])


def _count(lines: Sequence[Told]) -> dict[str, int]:
    found = Counter(line["verdict"] for line in lines)
    return {name: found[name] for name in VERDICTS}
