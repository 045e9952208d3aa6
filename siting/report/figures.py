"""The figures of the page: headlines, formats, phases, districts, sources of money, grades. All from the report."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.language import mark
from siting.report.money import money
from siting.report.proof import headline as proof
from siting.report.subset import SHOWN, everywhere
from siting.report.types import LOST, NEW, Both, Report
from siting.report.words import both, same

Figures = dict[str, Any]
TIERS = {
    "basic": mark("basic"),
    "quality": mark("quality"),
    "terminal": mark("terminal"),
    "other": mark("other"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure in large type, what it counts, and what else to know of it."""

    value: Both
    label: Both
    detail: Both


def headlines(report: Report) -> list[Headline]:
    """What a reader takes away: people who gain something, money, outlets, proof; and people who lose something."""
    found = [_gain(report), _cost(report), _opened(report), _proof(report)]
    lost = _people_of(report, report.homes.state == LOST)
    if lost > 0:
        label = both(mark("people lose something from their walking distance"))
        found.append(Headline(same(f"{lost:,.0f}"), label, both(mark("outlets of today close"))))
    return found


def _people_of(report: Report, which: Any) -> float:
    return float(report.homes.people[which.any(axis=0)].sum()) if len(report.formats) else 0.0


def _of_a_part(report: Report) -> bool:
    """Whether only a part is shown; what the summary says in all is then of the whole plan."""
    return SHOWN in report.summary


def _gain(report: Report) -> Headline:
    gained, people = _people_of(report, report.homes.state >= NEW), report.summary["people"]
    if _of_a_part(report):
        detail = both(mark("of {total:,.0f} people who live here"), total=float(report.homes.people.sum()))
    else:
        detail = both(
            mark(
                "of {total:,.0f} people; {before:,.0f} have every format within reach today, then {after:,.0f}"
            ),
            total=people["total"],
            before=people["with_every_format_before"],
            after=people["with_every_format_after"],
        )
    label = both(mark("people live where something they lacked comes within reach"))
    return Headline(same(f"{gained:,.0f}"), label, detail)


def _cost(report: Report) -> Headline:
    summary = report.summary
    amount = f"{summary['cost']:,.0f}"
    if _of_a_part(report):
        here = sum(each["cost"] + each["site_cost"] for each in summary["opened"])
        return Headline(
            money(here, summary["currency"]),
            both(mark("is spent here")),
            both(mark("of {cost} for the whole plan"), cost=amount),
        )
    if summary["site_cost"]:
        detail = both(
            mark("{cost}, of it {sites:,.0f} for the sites themselves"),
            cost=amount,
            sites=summary["site_cost"],
        )
    else:
        detail = both(mark("exactly {cost}"), cost=amount)
    if summary["saved"]:
        detail = both(mark("{detail}; closing saves {saved:,.0f}"), detail=detail, saved=summary["saved"])
    label = both(mark("is what the plan costs"))
    return Headline(money(summary["cost"], summary["currency"]), label, detail)


def _proof(report: Report) -> Headline:
    value, label, detail = proof(report.summary)
    if _of_a_part(report):
        label = both(mark("the whole plan: {label}"), label=label)
    return Headline(value, label, detail)


def _opened(report: Report) -> Headline:
    sites, closed = len(np.unique(report.opened_site)), len(report.summary["closed"])
    detail = (
        both(mark("at {sites:,} sites; {closed:,} outlets of today close"), sites=sites, closed=closed)
        if closed
        else both(mark("at {sites:,} sites"), sites=sites)
    )
    return Headline(same(f"{len(report.opened_site):,}"), both(mark("outlets open")), detail)


def formats(report: Report) -> list[Figures]:
    """A line a format: what it is, whom it serves, before and after."""
    lines = []
    for one in report.formats:
        entry = report.summary["formats"][one.id]
        share = [entry[f"percent_covered_{when}"] or 0.0 for when in ("before", "after")]
        lines.append(
            {
                **entry,
                "id": one.id,
                "names": one.names,
                "colour": one.colour,
                "about": _about(report, one, entry),
                "bar": [min(share), max(share)],
                "loses": share[1] < share[0],
            }
        )
    return lines


def needs_met(report: Report, format: str | None = None) -> tuple[float, float] | None:
    """Shares of needs within reach, before and after, in the city or in the circles shown; None where there are none.

    Who needs three formats counts three times. format: id, of one of them."""
    entries = [report.summary["formats"]]
    if not everywhere(report):
        entries = [circle["formats"] for circle in report.summary["circles"].values()]
    chosen = [entry for one in entries for identity, entry in one.items() if format in (None, identity)]
    total, before, after = (
        math.fsum(entry[key] for entry in chosen)
        for key in ("weight_total", "covered_before", "covered_after")
    )
    return (before / total, after / total) if total else None


def _about(report: Report, one: Any, entry: Figures) -> Both:
    limit = both(
        mark("within {limit:g} min") if one.unit == "min" else mark("within {limit:g} m"), limit=one.limit
    )
    group = report.groups.get(one.group, same(one.group))
    if entry["rate"] != 1.0:
        group = both(mark("{group}, of whom {rate:.0%} use it"), group=group, rate=entry["rate"])
    if one.tier == "other":
        return both(mark("format for {group}, {limit}"), group=group, limit=limit)
    tier = both(TIERS.get(one.tier, one.tier))
    return both(mark("{tier} format for {group}, {limit}"), tier=tier, group=group, limit=limit)


def phases(report: Report) -> list[Figures]:
    """A line a phase, with its name in every language."""
    return [
        {**entry, "names": names}
        for entry, (_, names) in zip(report.summary["phases"], report.phases, strict=False)
    ]


def spent(entries: dict[str, Figures]) -> tuple[list[Figures], Figures]:
    """Lines of districts or of sources of money, the dearest first, and their total."""
    lines = [{"name": name, **entry} for name, entry in entries.items()]
    lines.sort(key=lambda line: -line["cost"])
    total = {key: sum(line[key] for line in lines) for key in ("opened", "cost", "site_cost")}
    return lines, total


def grades(report: Report) -> list[Figures]:
    """A line a grade, from the highest to those below the lowest: circles before, after each phase, and after."""
    found = report.summary["grades"]
    if not found:
        return []
    names = dict(zip((level["id"] for level in found["levels"]), report.grades, strict=False))
    lines = []
    for level in [*reversed(found["levels"]), {"id": "none", **found["none"]}]:
        lines.append(
            {
                "names": names.get(level["id"]),
                "before": level["before"],
                "after": level["after"],
                "phases": [phase[level["id"]] for phase in found["phases"]],
                "asks": _asks(level),
            }
        )
    return lines


def _asks(level: Figures) -> Both:
    if "basic" not in level:
        return same("")
    return both(
        mark("at least {basic} basic and {quality} quality formats"),
        basic=level["basic"],
        quality=level["quality"],
    )


def with_places(report: Report) -> list[Figures]:
    """Formats that can be full."""
    return [line for line in formats(report) if "places_before" in line]
