"""The change from one plan to another as a report, so that what draws a plan draws a change.

"Before" is the first plan, "after" the second: homes that both reach are THERE, those of the first alone are LOST,
those of the second alone NEW. Outlets of both plans stand where outlets of today would, those of the first alone
close, those of the second alone open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from siting.differences.alike import after
from siting.differences.spots import Spot, known_circles, spots_of
from siting.differences.types import Difference, Entry
from siting.report import LOST, NEW, SHORT, THERE, Circles, Homes, Places, Report, Sites


def as_report(found: Difference) -> Report:
    """Of the formats, circles and homes in common; coverage of every phase, in the end."""
    second, common = found.second, found.common
    formats = tuple(one for one in second.formats if one.id in common.formats)
    stay, leave, come = spots_of(found)
    entries = [entry for _, entry in come]
    places = list({spot.id: spot for spot, _ in come}.values())
    positions = {spot.id: number for number, spot in enumerate(places)}
    return replace(
        second,
        summary=_summary(found, entries),
        formats=formats,
        phases=(),
        grades=second.grades if _graded(found) else (),
        homes=_homes(found),
        outlets=_places([*stay, *leave], len(stay)),
        sites=_sites(places, len(formats)),
        circles=_circles(found),
        opened_site=_positions([positions[spot.id] for spot, _ in come]),
        opened_format=_positions([spot.format for spot, _ in come]),
        streets=second.streets if len(second.streets) else found.first.streets,
    )


def _homes(found: Difference) -> Homes:
    mine, other = found.common.homes
    first, second = found.first.homes, found.second.homes
    rows = [_rows(report, found) for report in (found.first, found.second)]
    was, now = after(first.state[rows[0]][:, mine]), after(second.state[rows[1]][:, other])
    state = np.where(was, np.where(now, THERE, LOST), np.where(now, NEW, SHORT)).astype(np.int8)
    return Homes(
        ids=second.ids[other],
        names=second.names[other],
        xy_m=second.xy_m[other],
        people=second.people[other],
        circle=known_circles(found)[second.circle[other]],
        state=state,
        way_before=first.way_after[rows[0]][:, mine],
        way_after=second.way_after[rows[1]][:, other],
        phase=np.zeros(len(other), dtype=np.int8),
    )


def _rows(report: Report, found: Difference) -> list[int]:
    ids = [one.id for one in report.formats]
    return [ids.index(one) for one in found.common.formats]


def _texts(values: list[str]) -> Any:
    return np.array(values, dtype=object)


def _positions(values: list[int]) -> Any:
    return np.array(values, dtype=np.int32)


def _places(spots: list[Spot], staying: int) -> Places:
    return Places(
        ids=_texts([one.id for one in spots]),
        names=_texts([one.name for one in spots]),
        xy_m=np.array([one.xy_m for one in spots], dtype=np.float64).reshape(-1, 2),
        format=_positions([one.format for one in spots]),
        circle=_positions([one.circle for one in spots]),
        closes=np.arange(len(spots)) >= staying,
    )


def _sites(spots: list[Spot], n_formats: int) -> Sites:
    """Those where an outlet comes; vacant ones say nothing of a change."""
    n = len(spots)
    unknown = _texts([""] * n)
    return Sites(
        ids=_texts([one.id for one in spots]),
        names=_texts([one.name for one in spots]),
        xy_m=np.array([one.xy_m for one in spots], dtype=np.float64).reshape(-1, 2),
        lonlat=None,
        circle=_positions([one.circle for one in spots]),
        kind=unknown,
        district=unknown,
        source=unknown,
        area_m2=np.full(n, np.nan),
        opens=np.ones(n, dtype=np.bool_),
        admits=np.zeros((n, n_formats), dtype=np.bool_),
    )


def _graded(found: Difference) -> bool:
    first, second = found.first.grades, found.second.grades
    return [*first] == [*second]


def _circles(found: Difference) -> Circles:
    """Grades: of the first plan before, of the second after."""
    circles, known = found.second.circles, found.common.circles
    rows = [row for row, one in enumerate(circles.ids) if one in set(known)]
    by_id = {one.id: one.grades for one in found.circles}
    graded = [by_id[one] for one in known] if _graded(found) and found.second.grades else []
    return Circles(
        ids=circles.ids[rows],
        names=circles.names[rows],
        districts=circles.districts[rows],
        rings=tuple(circles.rings[row] for row in rows),
        grade_before=_positions([was for was, _ in graded]),
        grade_after=_positions([now for _, now in graded]),
    )


def _summary(found: Difference, come: list[Entry]) -> dict[str, Any]:
    """Of the second plan, with the first's figures where those of today would stand."""
    second = found.second.summary
    return {
        **second,
        "opened": come,
        "closed": [],
        "phases": [],
        "formats": {one.id: _formats(one.first, one.second) for one in found.formats},
        "circles": {
            one.id: {
                **one.second,
                "formats_present_before": one.first["formats_present_after"],
                "opened": one.second["opened"] - one.first["opened"],
                "cost": one.second["cost"] - one.first["cost"],
                "formats": {
                    format: _formats(one.first["formats"][format], one.second["formats"][format])
                    for format in found.common.formats
                },
            }
            for one in sorted(found.circles, key=lambda one: found.common.circles.index(one.id))
        },
    }


def _formats(first: Entry, second: Entry) -> dict[str, Any]:
    return {
        **second,
        "covered_before": first["covered_after"],
        "percent_covered_before": first["percent_covered_after"],
        "newly_covered": second["covered_after"] - first["covered_after"],
        "outlets_before": first["outlets_before"] + first["opened"],
    }
