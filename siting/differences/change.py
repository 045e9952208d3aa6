"""Formats, outlets, circles and people of two plans, matched one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.differences.alike import after, common_of
from siting.differences.figures import figures_of
from siting.differences.types import (
    CircleChange,
    Common,
    Difference,
    Entry,
    FormatChange,
    OutletChange,
    People,
)
from siting.report import Report

Key = tuple[str, str, int]
ORDER = ("first", "second", "moved", "both")


def between(first: Report, second: Report, common: Common | None = None) -> Difference:
    """Two plans of one city side by side. common: what is compared of them, all that they share where it is not given.

    Raises InputError where nothing of them can be compared."""
    common = common or common_of(first, second)
    gains, loses = marks(first, second, common)
    people = second.homes.people[common.homes[1]]
    return Difference(
        first=first,
        second=second,
        common=common,
        figures=figures_of(first, second, common),
        formats=_formats(first, second, common, gains @ people, loses @ people),
        outlets=_outlets(first, second),
        circles=_circles(first, second, common),
        people=_people(np.asarray(gains.any(axis=0)), np.asarray(loses.any(axis=0)), people),
    )


def marks(first: Report, second: Report, common: Common) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(n_formats, n_homes) of the formats and homes in common: only the second reaches it, only the first does."""
    was, now = (
        after(report.homes.state[_rows(report, common)][:, homes])
        for report, homes in zip((first, second), common.homes, strict=True)
    )
    return now & ~was, was & ~now


def _rows(report: Report, common: Common) -> list[int]:
    ids = [one.id for one in report.formats]
    return [ids.index(one) for one in common.formats]


def _people(gains: NDArray[np.bool_], loses: NDArray[np.bool_], people: NDArray[np.float64]) -> People:
    sums = [
        float(people[mask].sum()) for mask in (gains & ~loses, loses & ~gains, gains & loses, ~gains & ~loses)
    ]
    return People(*sums)


def _formats(
    first: Report, second: Report, common: Common, gains: NDArray[np.float64], loses: NDArray[np.float64]
) -> tuple[FormatChange, ...]:
    names = {one.id: one.names for one in second.formats}
    mine, other = first.summary["formats"], second.summary["formats"]
    return tuple(
        FormatChange(one, names[one], mine[one], other[one], float(gain), float(lose))
        for one, gain, lose in zip(common.formats, gains, loses, strict=True)
    )


def _outlets(first: Report, second: Report) -> tuple[OutletChange, ...]:
    """By site and format; of today's outlets that close, by outlet. Those that differ first, then as the plans list
    them."""
    found = []
    for closes, list_of in ((False, "opened"), (True, "closed")):
        mine, other = (by_key(ranked(report.summary[list_of]), closes) for report in (first, second))
        names = place_names((first, second), closes)
        found += [
            OutletChange(key[0], names.get(key[0], ""), key[1], closes, mine.get(key), other.get(key))
            for key in dict.fromkeys((*mine, *other))
        ]
    return tuple(sorted(found, key=lambda one: ORDER.index(one.kind)))


def ranked(entries: Iterable[Entry]) -> list[Entry]:
    """Entries with their place in the plan's own list."""
    return [{**one, "rank": number} for number, one in enumerate(entries, start=1)]


def by_key(entries: Iterable[Entry], closes: bool) -> dict[Key, Entry]:
    """Entries by place and format; where a plan opens one format twice at a site, the first and the second of it."""
    found: dict[Key, Entry] = {}
    for one in entries:
        place, number = str(one["outlet" if closes else "site"]), 0
        while (place, str(one["format"]), number) in found:
            number += 1
        found[place, str(one["format"]), number] = one
    return found


def place_names(plans: Iterable[Report], closes: bool) -> dict[str, str]:
    """Names of the sites, or of the outlets of today, by id: as the last plan has them."""
    found: dict[str, str] = {}
    for report in plans:
        places: Any = report.outlets if closes else report.sites
        found |= zip(places.ids.tolist(), places.names.tolist(), strict=True)
    return found


def _circles(first: Report, second: Report, common: Common) -> tuple[CircleChange, ...]:
    """The largest difference first; equal ones in the second plan's order."""
    mine, other = first.summary["circles"], second.summary["circles"]
    grades = [_grades(report) for report in (first, second)]
    found = [
        CircleChange(
            id=one,
            name=str(other[one]["name"]),
            first=mine[one],
            second=other[one],
            reached=(_reached(mine[one], common), _reached(other[one], common)),
            grades=(grades[0].get(one, -1), grades[1].get(one, -1)),
        )
        for one in common.circles
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.difference)))


def _reached(circle: Mapping[str, Any], common: Common) -> float:
    return float(sum(circle["formats"][one]["covered_after"] for one in common.formats))


def _grades(report: Report) -> dict[str, int]:
    return dict(zip(report.circles.ids.tolist(), report.circles.grade_after.tolist(), strict=False))
