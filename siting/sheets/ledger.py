"""Needs beside projects (需求清单 -> 项目清单): who is short of what, which project answers it, what remains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.errors import InputError, Place
from siting.language import mark, tr
from siting.report import Answers, Report
from siting.report.subset_answers import ELSEWHERE, ranked
from siting.sheets.asked import asked_by, surveyed
from siting.workbook import names

FEW = 1e-6
"""People no more than this are a rounding error."""

STATUSES: dict[str, str] = {
    "answered": mark("answered"),
    "partly": mark("answered in part"),
    "open": mark("not answered"),
    "worse": mark("worse than today"),
    "none": mark("nobody is short"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """A format in a circle, "" outside every circle. people: of the format's group who live there.

    before, after: those of them in reach; lost: those in reach today of outlets that close; newly: those whom the plan
    newly serves, so that after = before - lost + newly. unreachable: whom no outlet and no site could reach.
    outlets, closes, opened: that stand, close and open in the circle. answers: projects by rank, with the people whom
    each newly serves. rules: what the scenario demands here; surveys: what residents answered."""

    circle: str
    name: str
    district: str
    format: int
    format_id: str
    tier: str
    people: float
    before: float
    lost: float
    newly: float
    after: float
    unreachable: float
    outlets: int
    closes: int
    opened: int
    answers: tuple[tuple[int, float], ...]
    rules: tuple[str, ...]
    surveys: tuple[str, ...]

    @property
    def id(self) -> str:
        """What the lists call it; the same in every run."""
        return f"{self.circle}/{self.format_id}"

    @property
    def short_before(self) -> float:
        """People out of reach today."""
        return max(0.0, self.people - self.before)

    @property
    def short_after(self) -> float:
        """People out of reach with the plan."""
        return max(0.0, self.people - self.after)

    @property
    def listed(self) -> bool:
        """Whether it stands in the list of needs: somebody is short, or loses something, or something opens."""
        return max(self.short_before, self.lost, self.newly) > FEW or self.opened > 0

    @property
    def status(self) -> str:
        """A key of STATUSES."""
        if max(self.short_before, self.short_after) <= FEW:
            return "none"
        if self.short_after <= FEW:
            return "answered"
        if self.short_after > self.short_before + FEW:
            return "worse"
        return "partly" if self.newly > FEW else "open"


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """needs: every format of every circle shown, then of what lies outside, where that is anything.

    projects: entries of the project list with `rank` and `site_name`, in its order; those that stand elsewhere and
    serve people who are shown come last, and have `elsewhere`. newly: (rank, circle) -> people newly served.
    answered: rank -> the needs that a project answers, with the people, most people first."""

    report: Report
    needs: tuple[Need, ...]
    projects: tuple[Mapping[str, Any], ...]
    newly: Mapping[tuple[int, str], float]
    answered: Mapping[int, list[tuple[Need, float]]]


def ledger(report: Report) -> Ledger:
    """Of a report, or of a part of one. Raises InputError where the run did not keep what is needed."""
    given = report.answers
    if given is None:
        message = tr(
            "the run was made by an earlier version, which kept no record of whom each project serves"
        )
        raise InputError.at(Place(where="map.npz"), message, tr("Solve the scenario again."))
    ids = [*map(str, report.circles.ids), names.OUTSIDE]
    served: dict[tuple[str, int], list[tuple[int, float]]] = defaultdict(list)
    newly: dict[tuple[int, str], float] = defaultdict(float)
    entries = zip(
        given.project.tolist(),
        given.circle.tolist(),
        given.format.tolist(),
        given.people.tolist(),
        strict=True,
    )
    for rank, circle, format, people in entries:
        served[ids[circle], format].append((rank, people))
        newly[rank, ids[circle]] += people
    found = tuple(_needs(report, given, ids, served))
    elsewhere = [{**one, "elsewhere": True} for one in report.summary.get(ELSEWHERE, [])]
    answered: dict[int, list[tuple[Need, float]]] = defaultdict(list)
    for need in found:
        for rank, people in need.answers:
            answered[rank].append((need, people))
    for needs in answered.values():
        needs.sort(key=lambda each: -each[1])
    return Ledger(report, found, (*ranked(report), *elsewhere), dict(newly), dict(answered))


def _needs(
    report: Report,
    given: Answers,
    ids: Sequence[str],
    served: Mapping[tuple[str, int], list[tuple[int, float]]],
) -> list[Need]:
    rows = {circle: row for row, circle in enumerate(ids)}
    numbers = {one.id: number for number, one in enumerate(report.formats)}
    named, found = names.places(report), []
    for one in names.needs(report):
        number, row = numbers[one.format], rows[one.circle]
        answers = tuple(sorted(served.get((one.circle, number), ())))
        name, district = named[one.circle]
        tier = report.formats[number].tier
        found.append(
            Need(
                circle=one.circle,
                name=name,
                district=district,
                format=number,
                format_id=one.format,
                tier=tier,
                people=one.people,
                before=one.before,
                lost=_known(given.lost[row, number]),
                newly=float(sum(people for _, people in answers)),
                after=one.after,
                unreachable=_known(one.people - given.reachable[row, number]),
                outlets=one.outlets,
                closes=one.closes,
                opened=one.opened,
                answers=answers,
                rules=asked_by(report, one.circle, district, one.format, tier),
                surveys=surveyed(report, one.circle, one.format),
            )
        )
    return found


def _known(people: Any) -> float:
    return max(0.0, round(float(np.float64(people)), 6))
