"""People of areas spread over the places in them: in proportion to a size, every area's total kept.

The dasymetric method in its plainest form, C. L. Eicher and C. A. Brewer, "Dasymetric mapping and areal
interpolation", Cartography and Geographic Information Science 28 (2001) 125-138, doi:10.1559/152304001782173727;
J. Mennis, "Generating surface models of population using dasymetric mapping", The Professional Geographer 55
(2003) 31-42, doi:10.1111/0033-0124.10042."""

from __future__ import annotations

import numpy as np

from siting.population.whole import Floats, Positions, largest_remainders

# Patterns so far below the largest one in an area count as none: no ratio of theirs can then overflow.
NEXT_TO_NONE = 1e-200


def spread_people(size: Floats, area: Positions, totals: Floats, *, whole: bool = False) -> Floats:
    """(n,) people of each place: totals[a] * size[i] / (sum of the sizes in a), for i in area a.

    size: (n,) >= 0, of any unit; area: (n,) position of the area each place is in; totals: (n_areas,) people.
    whole: whole persons by largest remainder, for totals that are whole. Areas with people must have a place with
    a size above 0. Sums per area are kept to rounding (1e-12), with whole to the person."""
    n_areas = len(totals)
    largest = np.zeros(n_areas)
    np.maximum.at(largest, area, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(
            size > 0.0, size / largest[area], 0.0
        )  # so that tiny and huge sizes keep their digits
    sums = np.bincount(area, part, n_areas)
    lost = (totals > 0.0) & ~(sums > 0.0)
    if lost.any():
        raise ValueError(f"areas with people and no place to put them: {np.flatnonzero(lost)[:5].tolist()}")
    people = np.where(part > 0.0, totals[area] * (part / np.where(sums > 0.0, sums, 1.0)[area]), 0.0)
    return largest_remainders(people, area, totals) if whole else people


def spread_group(
    pattern: Floats, people: Floats, area: Positions, totals: Floats, *, whole: bool = False
) -> Floats:
    """(n,) people of a group at each place, never more than live there; the group's total of every area is kept.

    pattern: (n,) >= 0, what the group is in proportion to; `people` itself gives every place its area's share.
    people: (n,) everyone at each place; area: (n,) position of the area; totals: (n_areas,) people of the group,
    at most those of the area.

    group[i] = min(people[i], factor[a] * pattern[i]), with the factor that keeps the total. Where even all people
    of the places with a pattern are too few, the rest is spread over the other places by their people.
    whole: whole persons by largest remainder, for whole people and totals."""
    group = np.zeros(len(people))
    order = np.argsort(area, kind="stable")
    ends = np.searchsorted(area[order], np.arange(len(totals)), side="right")
    for number in np.flatnonzero(totals > 0.0).tolist():
        rows = order[ends[number - 1] if number else 0 : ends[number]]
        group[rows] = _capped(pattern[rows], people[rows], float(totals[number]))
    return largest_remainders(group, area, totals, people) if whole else group


def _capped(pattern: Floats, most: Floats, total: float) -> Floats:
    """min(most, factor * pattern) that adds up to the total; what is left goes to the other places by `most`."""
    largest = pattern[most > 0.0].max(initial=0.0)
    part = np.where(most > 0.0, pattern / largest, 0.0) if largest > 0.0 else np.zeros(len(pattern))
    marked = part > NEXT_TO_NONE
    held, others = float(most[marked].sum()), float(most[~marked].sum())
    if total >= held:
        share = min((total - held) / others, 1.0) if others > 0.0 else 0.0
        return np.where(marked, most, most * share)
    rows = np.flatnonzero(marked)
    rows = rows[np.argsort(most[rows] / part[rows], kind="stable")]  # the first to be full stand first
    full = np.concatenate([[0.0], np.cumsum(most[rows])[:-1]])
    rest = np.cumsum(part[rows][::-1])[::-1]
    fits = (total - full) * (part[rows] / rest) <= most[rows]  # where all places before this one are full
    fits[-1] = True
    first = int(np.argmax(fits))
    found = np.zeros(len(pattern))
    found[rows] = np.minimum(most[rows], (total - full[first]) * (part[rows] / rest[first]))
    found[rows[:first]] = most[rows[:first]]
    return found
