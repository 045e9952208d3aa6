"""Whose walk gets shorter, whose longer: every demand point and format, by the nearest outlet of either plan.

A walk is known within its format's limit; beyond it only that it is farther than the limit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.differences.types import Common
from siting.report import Report
from siting.report.types import EVERYONE, Floats, Format

KINDS = ("shorter", "longer", "same", "newly", "no_longer", "beyond", "not_known")
SHORTER, LONGER, SAME, NEWLY, NO_LONGER, BEYOND, NOT_KNOWN = range(len(KINDS))
NOTICED = {"min": 0.01, "m": 0.5}
"""A walk changes where it does by more than this, of its unit: less is how computers add up streets."""


def kinds_of(first: Report, second: Report, common: Common) -> NDArray[np.int8]:
    """(n_formats, n_homes) of the formats and homes in common: positions in KINDS, of the walk from the first plan to
    the second.

    1. Where both know the walk it is shorter, longer or the same.
    2. Where one knows it, it comes within reach or leaves it: under the limit that each plan has.
    3. NOT_KNOWN where the plans measure a format's walks in different units."""
    was, now = (
        ways_of(one, common.formats)[:, at] for one, at in zip((first, second), common.homes, strict=True)
    )
    here, there = np.isfinite(was), np.isfinite(now)
    noticed = np.array([[NOTICED[one.unit]] for one in _formats(second, common.formats)])
    change = np.where(here & there, np.where(there, now, 0.0) - np.where(here, was, 0.0), 0.0)
    both = np.where(change < -noticed, SHORTER, np.where(change > noticed, LONGER, SAME))  # RULE 1
    found = np.where(here, np.where(there, both, NO_LONGER), np.where(there, NEWLY, BEYOND))  # RULE 2
    units = zip(_formats(first, common.formats), _formats(second, common.formats), strict=True)
    found[[one.unit != other.unit for one, other in units]] = NOT_KNOWN  # RULE 3
    return found.astype(np.int8)


def ways_of(report: Report, formats: tuple[str, ...]) -> Floats:
    """(n_formats, n_homes) walks in the end of a plan, inf beyond the limit, of these formats in their order."""
    ids = [one.id for one in report.formats]
    return report.homes.way_after[[ids.index(one) for one in formats]].astype(np.float64)


def counted(report: Report, group: str) -> Floats | None:
    """(n_homes,) people of a group; None where the run folder does not keep them."""
    if group == EVERYONE:
        return report.homes.people
    others = [one for one in report.groups if one != EVERYONE]
    if report.homes.group_people is None or group not in others:
        return None
    found: Floats = report.homes.group_people[others.index(group)]
    return found


def keeps_groups(report: Report) -> bool:
    """Whether the run folder tells how many of each group live where; one of an earlier version does not."""
    return report.homes.group_people is not None or set(report.groups) <= {EVERYONE}


def needs(report: Report, one: Format, by_group: bool = True) -> tuple[str, Floats]:
    """Whose walks to a format are counted: its group, and (n_homes,) those of it who use the format; without by_group
    everyone."""
    people = counted(report, one.group) if by_group else None
    if people is None:
        return EVERYONE, report.homes.people
    return one.group, people * float(report.summary["formats"][one.id].get("rate", 1.0))


def _formats(report: Report, ids: tuple[str, ...]) -> list[Format]:
    by_id = {one.id: one for one in report.formats}
    return [by_id[one] for one in ids]
