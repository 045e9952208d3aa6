"""Who has no candidate within reach, by circle and format, and how far the nearest site is that admits the format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from siting.errors import InputError, Problems
from siting.inputs import Floats, FormatInput, Inputs, Points, Positions
from siting.language import language, tr
from siting.model import Model
from siting.remedies.possible import Clock
from siting.scenario import Scenario
from siting.travel import TravelTimes, measure

FACTORS = (2.0, 4.0, 8.0, 16.0)
MOST_GROUPS = 5
Measure = Callable[[Inputs], TravelTimes]


@dataclass(frozen=True, slots=True)
class Unreached:
    """People of one circle (-1: outside) whom no option of a format reaches. nearest, farthest: travel to the site
    next to them that admits the format, of those who have the shortest way and of those who have the longest;
    infinite beyond `searched`. admitted: sites of the city that admit the format."""

    format: int
    circle: int
    people: float
    limit: float
    nearest: float
    farthest: float
    searched: float
    admitted: int


def unreached(
    question: Model, formats: Sequence[int], circles: Sequence[int] | None
) -> list[tuple[int, int]]:
    """(format, circle) with people whom neither an outlet of today nor any option reaches, most people first."""
    if not len(question.row_people):
        return []
    lost = (np.diff(question.indptr) == 0) & (question.row_outlets == 0) & (question.row_people > 0)
    lost &= np.isin(question.row_format, list(formats)) & (
        question.row_phase == question.row_phase.max(initial=0)
    )
    if circles is not None:
        lost &= np.isin(question.row_circle, list(circles))
    pairs = np.column_stack([question.row_format[lost], question.row_circle[lost]])
    known, group = np.unique(pairs, axis=0, return_inverse=True)
    people = np.bincount(group.ravel(), weights=question.row_people[lost], minlength=len(known))
    return [(int(known[at, 0]), int(known[at, 1])) for at in np.argsort(-people, kind="stable")]


def nearest(
    case: Scenario, inputs: Inputs, question: Model, format: int, circle: int, limit: float, clock: Clock
) -> Unreached:
    """How far the nearest site of the format is from those in a circle who have none within reach."""
    rows = (np.diff(question.indptr) == 0) & (question.row_outlets == 0) & (question.row_people > 0)
    rows &= (question.row_format == format) & (question.row_circle == circle)
    rows &= question.row_phase == question.row_phase.max(initial=0)
    people = float(question.row_people[rows].sum())
    admitted = int(inputs.site_admits[:, format].sum())
    points, searched, ways = np.unique(question.row_demand[rows]), limit, np.full(1, np.inf)
    for factor in FACTORS if admitted else ():
        if clock.must_stop() or np.isfinite(ways).all():
            break
        found = _shortest(case, inputs, points, format, factor)
        if found is None:
            break
        searched, ways = factor * limit, found
    return Unreached(format, circle, people, limit, float(ways.min()), float(ways.max()), searched, admitted)


def _shortest(case: Scenario, inputs: Inputs, points: Positions, format: int, factor: float) -> Floats | None:
    """(n_points,) the shortest way from each point to a site of the format, infinite beyond the factor times its
    cutoff; None where it could not be measured."""
    own = inputs.formats[format]
    city = replace(
        inputs,
        formats=tuple(_farther(one, factor) if one is own else one for one in inputs.formats),
        site_admits=np.where(np.arange(len(inputs.formats)) == format, inputs.site_admits, False),
        outlines=(),
    )
    if case.settings.travel.table is None:
        city = replace(city, demand=_some(inputs.demand, points), people=inputs.people[points])
        points = np.arange(len(points), dtype=np.int32)
    try:
        times = measure(case, city, Problems())
    except InputError:
        return None
    ways = np.full(len(city.demand), np.inf)
    np.minimum.at(ways, times.sites.indices, times.sites.travel)
    return ways[points]


def _farther(format: FormatInput, factor: float) -> FormatInput:
    if format.cutoff_m is not None:
        return replace(format, cutoff_m=format.cutoff_m * factor)
    assert format.cutoff_min is not None
    return replace(format, cutoff_min=format.cutoff_min * factor)


def _some(points: Points, chosen: Positions) -> Points:
    lonlat = None if points.lonlat is None else points.lonlat[chosen]
    return Points(points.ids[chosen], points.xy_m[chosen], lonlat, points.names[chosen])


def in_words(found: Unreached, inputs: Inputs, unit: str) -> str:
    """The people, the place, and the way to the nearest site."""
    format = inputs.formats[found.format].names.get(language(), inputs.formats[found.format].id)
    place = tr("circle '{id}'", id=inputs.circles.ids[found.circle]) if found.circle >= 0 else ""
    people = tr(
        "{people:,.0f} people have no candidate site for {format} within {limit:g} {unit}",
        people=found.people,
        format=format,
        limit=found.limit,
        unit=unit,
    )
    return tr(
        "{people}; {nearest}", people=f"{place}: {people}" if place else people, nearest=_how_far(found, unit)
    )


def _how_far(found: Unreached, unit: str) -> str:
    if not found.admitted:
        return tr("no site of the city admits it")
    if np.isfinite(found.farthest):
        if round(found.nearest, 1) == round(found.farthest, 1):
            return tr(
                "the nearest site that admits it is {way:,.1f} {unit} away", way=found.nearest, unit=unit
            )
        return tr(
            "the nearest site that admits it is {nearest:,.1f} to {farthest:,.1f} {unit} away",
            nearest=found.nearest,
            farthest=found.farthest,
            unit=unit,
        )
    if np.isfinite(found.nearest):
        return tr(
            "the nearest site that admits it is {nearest:,.1f} {unit} away from some of them, and more than "
            "{searched:,.0f} {unit} from others",
            nearest=found.nearest,
            searched=found.searched,
            unit=unit,
        )
    return tr(
        "none of the {count} sites that admit it is within {searched:,.0f} {unit}",
        count=found.admitted,
        searched=found.searched,
        unit=unit,
    )
