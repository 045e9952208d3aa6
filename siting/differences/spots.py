"""Where the outlets of two plans stand: those of both, those of the first alone, those of the second alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.differences.types import Difference, Entry, OutletChange


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an outlet stands. format: position among the formats in common; circle: among the circles, -1 outside."""

    id: str
    name: str
    xy_m: tuple[float, float]
    format: int
    circle: int


def spots_of(found: Difference) -> tuple[list[Spot], list[Spot], list[tuple[Spot, Entry]]]:
    """Of both plans, of the first alone, and of the second alone with its entry in the project list.

    An outlet of today that only the second plan closes is of the first alone, and the other way round."""
    today = _today(found)
    changes = [one for one in found.outlets if one.format in found.common.formats]
    closed = {(one.place, one.format): one.kind for one in changes if one.closes}
    stay, leave = [], []
    come: list[tuple[Spot, Entry]] = []
    for key, spot in today.items():
        kind = closed.get(key, "")
        if kind == "":
            stay.append(spot)
        elif kind == "second":
            leave.append(spot)
        elif kind == "first":
            come.append((spot, _kept(spot)))
    for one in (one for one in changes if not one.closes):
        mine = _new(found, one)
        if one.kind == "second" and one.second is not None:
            come.append((mine, one.second))
        else:
            (leave if one.kind == "first" else stay).append(mine)
    return stay, leave, come


def _kept(spot: Spot) -> Entry:
    """As an outlet stands that the second plan keeps and the first closes: it costs nothing, is counted nowhere, and
    stands in no plan's list."""
    figures = ("cost", "site_cost", "newly_covered", "only_here", "total_covered")
    return {"site": spot.id, "format": "", "phase": 0, "rank": None, **dict.fromkeys(figures, 0.0)}


def _today(found: Difference) -> dict[tuple[str, str], Spot]:
    outlets, circles = found.second.outlets, known_circles(found)
    ids = [one.id for one in found.second.formats]
    spots = {}
    for number, (one, name, format) in enumerate(
        zip(outlets.ids.tolist(), outlets.names.tolist(), outlets.format.tolist(), strict=True)
    ):
        if ids[format] in found.common.formats:
            place = found.common.formats.index(ids[format])
            circle = int(circles[outlets.circle[number]])
            spots[one, ids[format]] = Spot(one, name, _xy(outlets.xy_m[number]), place, circle)
    return spots


def _new(found: Difference, one: OutletChange) -> Spot:
    """Where the plan that opens it has its site."""
    report = found.first if one.second is None else found.second
    sites = report.sites
    number = int(np.flatnonzero(sites.ids == one.place)[0])
    circle = str(report.circles.ids[sites.circle[number]]) if sites.circle[number] >= 0 else ""
    known = found.common.circles
    return Spot(
        one.place,
        one.place_name,
        _xy(sites.xy_m[number]),
        found.common.formats.index(one.format),
        known.index(circle) if circle in known else -1,
    )


def _xy(place: Any) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def known_circles(found: Difference) -> Any:
    """Position of each circle of the second plan among those in common; the last is of -1, outside all."""
    positions = {one: number for number, one in enumerate(found.common.circles)}
    return np.array([*(positions.get(one, -1) for one in found.second.circles.ids), -1], dtype=np.int32)
