"""Walks added up: people whose walk got shorter, longer, newly possible, by format, circle and group; mean walks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.differences.types import Common
from siting.differences.walks import (
    KINDS,
    LONGER,
    SAME,
    SHORTER,
    counted,
    keeps_groups,
    kinds_of,
    needs,
    ways_of,
)
from siting.report import Report
from siting.report.types import Floats, Format, Positions

ALL = ""
"""In place of a circle: the whole city. In place of a format: all formats, added up."""
SUMS = ("people", "within", "walked", *KINDS, "both", "both_first", "both_here")
PEOPLE, WITHIN, WALKED, FIRST_KIND = range(4)
BOTH = FIRST_KIND + len(KINDS)


@dataclass(frozen=True, slots=True)
class Walks:
    """A plan's walks to a format, of those in a circle or in the whole city, and how they changed from the first plan.

    plan: position; group: whose people are counted. people: of the group who use the format; within: of them those
    within reach; mean: their mean walk in `unit`, None where there is nobody or formats of several units are added up.
    by: people of each of KINDS, from the first plan to this one; empty for the first. mean_first, mean_here: mean walk
    in either plan of those within reach of both, so that the two speak of the same people."""

    plan: int
    circle: str
    format: str
    group: str
    unit: str
    people: float
    within: float
    mean: float | None
    by: tuple[float, ...] = ()
    mean_first: float | None = None
    mean_here: float | None = None

    def people_who(self, kind: int) -> float:
        """Of one of KINDS; 0 for the first plan."""
        return self.by[kind] if self.by else 0.0


def walks_of(plans: Sequence[Report], commons: Sequence[Common]) -> tuple[Walks, ...]:
    """Of those who need each format: plan by plan the city, then each circle, by format and over all formats.

    commons: of the first plan with each other one. A home stands in the circle that it has in the first plan. Where a
    folder does not keep the groups, everyone is counted, in all plans."""
    found: list[Walks] = []
    by_group = all(keeps_groups(one) for one in plans)
    for number, report, common, kinds in _plans(plans, commons):
        formats = _formats(report, common)
        whose = [needs(report, one, by_group) for one in formats]
        circles = list(commons[0].circles)
        weight = np.stack([people for _, people in whose])
        sums = _sums(weight, plans[0], report, common, kinds, circles)
        groups = [group for group, _ in whose]
        found += _rows(number, [ALL, *circles], formats, groups, sums)
    return tuple(found)


def walks_by_group(plans: Sequence[Report], commons: Sequence[Common]) -> tuple[Walks, ...]:
    """Of everyone and of each group that all folders keep, whether or not it uses the format: the city by format."""
    found: list[Walks] = []
    known = [
        group
        for group in plans[0].groups
        if all(group in one.groups and counted(one, group) is not None for one in plans)
    ]
    for number, report, common, kinds in _plans(plans, commons):
        formats = _formats(report, common)
        for group in known:
            people = counted(report, group)
            assert people is not None, "asked above"
            weight = np.broadcast_to(people, (len(formats), len(people)))
            sums = _sums(weight, plans[0], report, common, kinds, [])
            found += _rows(number, [ALL], formats, [group] * len(formats), sums)
    return tuple(found)


def _plans(
    plans: Sequence[Report], commons: Sequence[Common]
) -> Iterator[tuple[int, Report, Common, NDArray[np.int8] | None]]:
    """Each plan with its position, what it has in common with the first, and how walks change from the first to it."""
    yield 0, plans[0], commons[0], None
    for number, (report, common) in enumerate(zip(plans[1:], commons, strict=True), start=1):
        yield number, report, common, kinds_of(plans[0], report, common)


def _formats(report: Report, common: Common) -> list[Format]:
    by_id = {one.id: one for one in report.formats}
    return [by_id[one] for one in common.formats]


def _sums(
    weight: Floats,
    first: Report,
    report: Report,
    common: Common,
    kinds: NDArray[np.int8] | None,
    circles: list[str],
) -> Floats:
    """(n_formats, len(SUMS), 1 + n_circles) of the city and of each circle.

    weight: (n_formats, n_homes of the plan) people counted."""
    at, here = common.homes if kinds is not None else common.homes[[0, 0]]
    weight, ways = weight[:, here], ways_of(report, common.formats)[:, here]
    before = ways_of(first, common.formats)[:, at]
    if kinds is None:
        kinds = np.full(weight.shape, -1, dtype=np.int8)
    both = np.where(np.isin(kinds, (SHORTER, LONGER, SAME)), weight, 0.0)
    within = np.where(np.isfinite(ways), weight, 0.0)
    parts = [weight, within, _walked(within, ways)]
    parts += [np.where(kinds == kind, weight, 0.0) for kind in range(len(KINDS))]
    parts += [both, _walked(both, before), _walked(both, ways)]
    place = _places(first, circles)[first.homes.circle[at]]
    return np.stack([_by_place(one, place, len(circles)) for one in parts], axis=1)


def _walked(people: Floats, ways: Floats) -> Floats:
    """People times walk; nothing where nobody walks."""
    return np.asarray(people * np.where(people > 0, np.where(np.isfinite(ways), ways, 0.0), 0.0))


def _places(report: Report, circles: list[str]) -> Positions:
    """Position of each of a plan's circles among those asked for, -1 for others; the last is of homes outside all."""
    at = {one: number for number, one in enumerate(circles)}
    return np.array([*(at.get(one, -1) for one in report.circles.ids), -1], dtype=np.int32)


def _by_place(values: Floats, place: Positions, n: int) -> Floats:
    """(n_formats, 1 + n): in all, and in each place."""
    inside = np.stack([np.bincount(place + 1, weights=row, minlength=n + 1) for row in values])
    return np.concatenate([inside.sum(axis=1, keepdims=True), inside[:, 1:]], axis=1)


def _rows(
    plan: int, circles: list[str], formats: list[Format], groups: list[str], sums: Floats
) -> Iterator[Walks]:
    """A row a circle and format, and in each circle one of all formats."""
    units = [one.unit for one in formats]
    same_unit = units[0] if len(set(units)) == 1 else ""
    for place, circle in enumerate(circles):
        for number, one in enumerate(formats):
            yield _row(plan, circle, one.id, groups[number], one.unit, sums[number, :, place])
        group = groups[0] if len(set(groups)) == 1 else ALL
        yield _row(plan, circle, ALL, group, same_unit, sums[:, :, place].sum(axis=0))


def _row(plan: int, circle: str, format: str, group: str, unit: str, sums: Floats) -> Walks:
    def mean(walked: float, people: float) -> float | None:
        return float(walked / people) if people > 0 and unit else None

    figures = (plan, circle, format, group, unit, float(sums[PEOPLE]), float(sums[WITHIN]))
    here = mean(sums[WALKED], sums[WITHIN])
    if plan == 0:
        return Walks(*figures, here)
    by = tuple(float(one) for one in sums[FIRST_KIND:BOTH])
    both, first, second = sums[BOTH:]
    return Walks(*figures, here, by, mean(first, both), mean(second, both))
