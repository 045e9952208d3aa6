"""Who has no candidate within reach, by circle and format, and how far the nearest site is that admits the format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, FormatInput, Inputs, Points, Positions
from siting.language import language, tr
from siting.model import Model
from siting.remedies.ways import Ways
from siting.scenario import Scenario
from siting.travel import TOLERANCE

FACTORS = (2.0, 4.0, 8.0, 16.0)
MOST_GROUPS = 5


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
    lost = _lost(question) & np.isin(question.row_format, list(formats))
    if circles is not None:
        lost &= np.isin(question.row_circle, list(circles))
    pairs = np.column_stack([question.row_format[lost], question.row_circle[lost]])
    known, group = np.unique(pairs, axis=0, return_inverse=True)
    people = np.bincount(group.ravel(), weights=question.row_people[lost], minlength=len(known))
    return [(int(known[at, 0]), int(known[at, 1])) for at in np.argsort(-people, kind="stable")]


def nearest(
    case: Scenario,
    inputs: Inputs,
    question: Model,
    groups: Sequence[tuple[int, int]],
    limit: Floats,
    ways: Ways,
) -> list[Unreached]:
    """How far the nearest site of the format is from those in a circle who have none within reach, for each (format,
    circle). limit: (n_formats,) travel within which an outlet counts now. Looks twice as far each time, until all are
    found or time is over."""
    rows = [np.flatnonzero(_of_group(question, *group)) for group in groups]
    formats = sorted({format for format, _ in groups if inputs.site_admits[:, format].any()})
    points = np.unique(question.row_demand[np.concatenate(rows)]) if rows else np.zeros(0, np.int32)
    found, searched = np.full((len(inputs.formats), len(points)), np.inf), 1.0
    for factor in FACTORS if formats else ():
        farther = _shortest(case, inputs, points, formats, factor, ways)
        if farther is None:
            break
        found, searched = farther, factor
        known = [
            found[format, np.searchsorted(points, question.row_demand[lost])]
            for (format, _), lost in zip(groups, rows, strict=True)
            if format in formats
        ]
        if np.isfinite(np.concatenate(known)).all():
            break
    said = []
    for (format, circle), mine in zip(groups, rows, strict=True):
        way = found[format, np.searchsorted(points, question.row_demand[mine])]
        people, admitted = float(question.row_people[mine].sum()), int(inputs.site_admits[:, format].sum())
        far = float(limit[format]) * searched
        said.append(
            Unreached(
                format,
                circle,
                people,
                float(limit[format]),
                float(way.min()),
                float(way.max()),
                far,
                admitted,
            )
        )
    return said


def _of_group(question: Model, format: int, circle: int) -> NDArray[np.bool_]:
    """(n_rows,) rows of people whom nothing reaches, of one format and circle."""
    rows = _lost(question) & (question.row_format == format) & (question.row_circle == circle)
    return np.asarray(rows)


def _lost(question: Model) -> NDArray[np.bool_]:
    """(n_rows,) people whom neither an outlet of today nor any option reaches, in the last phase."""
    lost = (np.diff(question.indptr) == 0) & (question.row_outlets == 0) & (question.row_people > 0)
    return np.asarray(lost & (question.row_phase == question.row_phase.max(initial=0)))


def _shortest(
    case: Scenario, inputs: Inputs, points: Positions, formats: Sequence[int], factor: float, ways: Ways
) -> Floats | None:
    """(n_formats, n_points) the shortest way from each point to a site of each format, infinite beyond the factor times
    its cutoff; None where it could not be measured."""
    wanted = np.isin(np.arange(len(inputs.formats)), formats)
    city = replace(
        inputs,
        formats=tuple(
            _farther(one, factor) if is_wanted else one
            for one, is_wanted in zip(inputs.formats, wanted.tolist(), strict=True)
        ),
        site_admits=inputs.site_admits & wanted,
    )
    everyone = np.arange(len(inputs.demand), dtype=np.int32)
    if case.settings.travel.table is None:
        city = replace(city, demand=_some(inputs.demand, points), people=inputs.people[points])
        everyone = points
    times = ways.measured(case, city)
    if times is None:
        return None
    found = np.full((len(inputs.formats), len(everyone)), np.inf)
    owner = np.repeat(np.arange(len(inputs.sites)), np.diff(times.sites.indptr))
    for format in formats:
        mine = inputs.site_admits[owner, format] & (times.sites.travel <= times.limit[format] + TOLERANCE)
        np.minimum.at(found[format], times.sites.indices[mine], times.sites.travel[mine])
    return found[:, np.searchsorted(everyone, points)]


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
    place = ""
    if len(inputs.circles):
        place = tr("outside every circle")
    if found.circle >= 0:
        place = tr("circle '{id}'", id=inputs.circles.ids[found.circle])
    people = tr(
        "{people:,.0f} people have no candidate site for {format} within {limit:g} {unit}",
        people=found.people,
        format=format,
        limit=found.limit,
        unit=unit,
    )
    return tr(
        "{people}; {nearest}",
        people=tr("{place}: {people}", place=place, people=people) if place else people,
        nearest=_how_far(found, unit),
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
    if found.searched == found.limit:
        return tr("how far the nearest site is was not measured in the time")
    return tr(
        "none of the {count} sites that admit it is within {searched:,.0f} {unit}",
        count=found.admitted,
        searched=found.searched,
        unit=unit,
    )
