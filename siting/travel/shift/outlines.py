"""How far the outlines in one file lie from the same outlines in another, and which system explains it.

Two outlines of one place are never the same: one has more corners, one cuts a bend. So the mean *distance*
between them stays large even where they agree, and the mean vector to the nearest line is too short, since a
line that runs along the shift hides it. What is wanted is the one movement that brings them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting import crs as systems
from siting.crs import mistaken_for, reread
from siting.inputs import Floats, Outline
from siting.travel.shift.closest import best_translation, pieces, points_along, standard_error, to_nearest
from siting.travel.snap import Grid, grid_of_pieces

MOST_POINTS = 2_000
# When a reading of the coordinates explains an offset: docs/explanation/coordinates.md.
SMALL_M = 20.0
SMALLER = 0.2
NEARER = 0.6
# Readings that put the outlines on one place, by other ways.
ALIKE_M = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Offset:
    """How points along outlines lie to other outlines.

    away_m: (2,) metres, east and north, from where they fit to where they lie; sure_m: its standard error.
    nearest_m: (2,) mean vector from the nearest place of the other outlines; mean_m, median_m: mean and median
    distance to it. points: how many points were looked at."""

    away_m: Floats
    sure_m: float
    nearest_m: Floats
    mean_m: float
    median_m: float
    points: int

    @property
    def length_m(self) -> float:
        """How far away."""
        return float(np.hypot(*self.away_m))


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One way to read the coordinates, and the offset that is left. system, other_system: of the outlines and of
    those they are held against, "" where they are as given."""

    system: str
    other_system: str
    offset: Offset


class Pair(NamedTuple):
    """Rings and other rings: (n, 2) corners in metres, and (n_rings + 1,) where each ring begins."""

    xy_m: Floats
    start: NDArray[np.int64]
    other_xy_m: Floats
    other_start: NDArray[np.int64]


class _Seen(NamedTuple):
    """One side seen from the other; sign -1: the second side's points on the lines of the first."""

    points_m: Floats
    lines: Grid
    to_line: Floats
    median_m: float
    sign: float


def readings(outline: Outline, other: Outline, working: str) -> list[Reading]:
    """As given first; then every system that is often mistaken for the one of the outlines, or of the others."""
    return [
        Reading(system, other_system, offset_between(_pair(outline, system, other, other_system, working)))
        for system, other_system in [("", ""), *_mistakes(outline, other)]
    ]


def explained(found: list[Reading]) -> Reading | None:
    """The reading that clearly removes the offset of the first one; None where none does, or nothing is amiss.

    It must leave at most a fifth of the offset, or 20 m, and bring most points clearly nearer: to six tenths of
    the median distance. Where a mistake in either file explains it alike, the first file's is named."""
    given = found[0].offset
    fitting = [
        reading
        for reading in found[1:]
        if reading.offset.length_m <= max(SMALL_M, SMALLER * given.length_m)
        and _nearer(reading.offset, given)
    ]
    least_m = min((reading.offset.mean_m for reading in fitting), default=0.0)
    return next((reading for reading in fitting if reading.offset.mean_m <= least_m + ALIKE_M), None)


def alike(found: list[Reading], best: Reading) -> Reading | None:
    """The mistake in the other file that explains the offset as well as `best` does."""
    return next(
        (
            reading
            for reading in found[1:]
            if reading.other_system
            and reading is not best
            and abs(reading.offset.mean_m - best.offset.mean_m) <= ALIKE_M
            and np.hypot(*(reading.offset.away_m - best.offset.away_m)) <= ALIKE_M
        ),
        None,
    )


def explanation(outline: Outline, other: Outline, working: str) -> list[Reading]:
    """As given, and the reading that explains the offset; empty where none does, or nothing is amiss.

    As `explained`, but readings that bring the outlines no nearer are not measured."""
    pair = _pair(outline, "", other, "", working)
    seen = _seen(pair)
    found = [Reading("", "", _offset(seen))]
    if found[0].offset.length_m <= SMALL_M:
        return []
    for system, other_system in _mistakes(outline, other):
        seen = _seen(_pair(outline, system, other, other_system, working))
        if seen.median_m <= NEARER * found[0].offset.median_m:
            found.append(Reading(system, other_system, _offset(seen)))
    best = explained(found)
    return [] if best is None else [found[0], best]


def _nearer(offset: Offset, given: Offset) -> bool:
    return offset.median_m <= NEARER * given.median_m and given.median_m > 0


def _mistakes(outline: Outline, other: Outline) -> list[tuple[str, str]]:
    own = [(name, "") for name in mistaken_for(outline.crs, outline.lonlat)]
    return own + [("", name) for name in mistaken_for(other.crs, other.lonlat)]


def _pair(outline: Outline, system: str, other: Outline, other_system: str, working: str) -> Pair:
    here, there = _in_metres(outline, system, working), _in_metres(other, other_system, working)
    return Pair(here, outline.start, there, other.start)


def offset_between(pair: Pair) -> Offset:
    """How the first rings lie to the second.

    Points evenly along one side, the nearest place on the other: seen from both sides, and the side with the
    smaller median distance speaks, since one file may hold inner borders that the other has not."""
    return _offset(_seen(pair))


def _seen(pair: Pair) -> _Seen:
    xy_m, start, other_xy_m, other_start = pair
    sides = [(xy_m, start, other_xy_m, other_start, 1.0), (other_xy_m, other_start, xy_m, start, -1.0)]
    found = []
    for one, one_start, two, two_start, sign in sides:
        points_m = points_along(one, one_start, MOST_POINTS)
        lines = grid_of_pieces(pieces(two, two_start))
        to_line = to_nearest(points_m, lines)
        median_m = float(np.median(np.hypot(to_line[:, 0], to_line[:, 1])))
        found.append(_Seen(points_m, lines, to_line, median_m, sign))
    return min(found, key=lambda seen: seen.median_m)


def _offset(seen: _Seen) -> Offset:
    move_m = best_translation(seen.points_m, seen.lines)
    left = to_nearest(seen.points_m + move_m, seen.lines)
    return Offset(
        away_m=-seen.sign * move_m,
        sure_m=standard_error(left),
        nearest_m=-seen.sign * seen.to_line.mean(axis=0),
        mean_m=float(np.hypot(seen.to_line[:, 0], seen.to_line[:, 1]).mean()),
        median_m=seen.median_m,
        points=len(seen.points_m),
    )


def _in_metres(outline: Outline, system: str, working: str) -> Floats:
    lonlat = reread(outline.lonlat, outline.crs, system) if system else outline.lonlat
    return systems.to_working(lonlat, systems.WGS84, working)
