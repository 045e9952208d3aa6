"""Whose sheet it is: the city's, a district's, a circle's; and what belongs to each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from siting.language import tr
from siting.report import Report
from siting.report.subset import SHOWN, everywhere
from siting.sheets.ledger import Ledger, Need
from siting.workbook.names import OUTSIDE, places

CITY, DISTRICT, CIRCLE = "city", "district", "circle"


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """kind: CITY, DISTRICT or CIRCLE. id: "" of the city. people: who live there, None where nobody knows.

    needs: of people who live there. projects: that stand there, in the list's order; elsewhere: the others that newly
    serve people who live there, each with `here`: how many. closed: outlets of today that close there.
    circles: the circles of it."""

    kind: str
    id: str
    name: str
    district: str
    people: float | None
    needs: Sequence[Need]
    projects: Sequence[Mapping[str, Any]]
    elsewhere: Sequence[Mapping[str, Any]] = ()
    closed: Sequence[Mapping[str, Any]] = ()
    circles: Sequence[str] = field(default_factory=tuple)

    @property
    def newly(self) -> float:
        """People newly served who live there, once for each format."""
        return math.fsum(one.newly for one in self.needs)

    @property
    def short(self) -> tuple[float, float]:
        """People short who live there, before and after, once for each format."""
        return math.fsum(one.short_before for one in self.needs), math.fsum(
            one.short_after for one in self.needs
        )

    @property
    def spent(self) -> tuple[float, float]:
        """Cost of the outlets that open there, and of their sites."""
        return tuple(math.fsum(one[key] for one in self.projects) for key in ("cost", "site_cost"))  # type: ignore[return-value]


def scopes(kept: Ledger) -> list[Scope]:
    """The city's where all of it is shown, then of every district, then of every circle that is shown."""
    report, named, parts = kept.report, places(kept.report), _Parts(kept)
    circles = [identity for identity in named if identity != OUTSIDE]
    found = []
    if SHOWN not in report.summary or (everywhere(report) and report.summary[SHOWN]["formats"] is not None):
        here = [one for one in kept.projects if not one.get("elsewhere")]
        found.append(parts.scope(CITY, "", tr("the city"), list(named), here))
    for district in _districts(report):
        members = [one for one in circles if named[one][1] == district]
        found.append(parts.scope(DISTRICT, district, district, members, parts.of_district[district]))
    return found + [
        replace(parts.scope(CIRCLE, one, named[one][0], [one], parts.stands[one]), district=named[one][1])
        for one in circles
    ]


class _Parts:
    """Needs, projects and closings by where they are. stands, of_district: projects shown there.

    serving: circle -> the projects by rank that newly serve its people, and how many."""

    def __init__(self, kept: Ledger) -> None:
        self.report = kept.report
        self.needs, self.closed = defaultdict[str, list[Need]](list), defaultdict[str, list[Any]](list)
        self.stands, self.of_district = defaultdict[str, list[Any]](list), defaultdict[str, list[Any]](list)
        self.serving = defaultdict[str, list[tuple[int, float]]](list)
        for need in kept.needs:
            self.needs[need.circle].append(need)
        for one in kept.projects:
            if not one.get("elsewhere"):
                self.stands[str(one["circle"])].append(one)
                self.of_district[str(one["district"])].append(one)
        for (rank, circle), people in kept.newly.items():
            self.serving[circle].append((rank, people))
        for gone in kept.report.summary["closed"]:
            self.closed[str(gone["circle"])].append(gone)
        self.by_rank = {int(one["rank"]): one for one in kept.projects}

    def scope(
        self, kind: str, identity: str, name: str, members: Sequence[str], own: Sequence[Mapping[str, Any]]
    ) -> Scope:
        """What belongs to some circles, and projects that stand there."""
        here = defaultdict[int, float](float)
        for member in members:
            for rank, people in self.serving[member]:
                here[rank] += people
        ranks = {one["rank"] for one in own}
        return Scope(
            kind=kind,
            id=identity,
            name=name,
            district="",
            people=_people(self.report, members),
            needs=[need for member in members for need in self.needs[member]],
            projects=[{**one, "here": here.get(one["rank"], 0.0)} for one in own],
            elsewhere=[
                {**self.by_rank[rank], "here": here[rank]} for rank in sorted(here) if rank not in ranks
            ],
            closed=[one for member in members for one in self.closed[member]],
            circles=[member for member in members if member != OUTSIDE],
        )


def _people(report: Report, members: Sequence[str]) -> float | None:
    """None of a district whose circles are not known."""
    if not members:
        return None
    known = report.summary["circles"]
    outside = float(report.homes.people[report.homes.circle < 0].sum()) if OUTSIDE in members else 0.0
    return math.fsum(known[one]["people"] for one in members if one != OUTSIDE) + outside


def _districts(report: Report) -> list[str]:
    """Those of circles and of sites; of a part, those that were asked for."""
    shown = report.summary.get(SHOWN)
    if shown is not None and not everywhere(report):
        return list(shown["districts"] or ())
    named = [*map(str, report.circles.districts), *map(str, report.summary["districts"])]
    return [one for one in dict.fromkeys(named) if one]
