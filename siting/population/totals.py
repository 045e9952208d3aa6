"""Areas with published people: which of them a place lies in, and how far they overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from siting.population.whole import Floats, Positions, largest_remainders

NOWHERE = -1
AT_ONCE = 200_000
# Of the smaller of two areas that overlap: less is a matter of drawing, more would count people twice.
SLIVER = 1e-6
MOST_OVERLAP = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """Two areas (positions), and the share of the smaller that both claim."""

    one: int
    other: int
    share: float


def area_of(xy: Floats, polygons: NDArray[np.object_]) -> tuple[Positions, int]:
    """(n,) position of the first area that each place lies in or on the edge of, NOWHERE outside of all; and how
    many places lie inside (not on the edge) of two or more.

    xy: (n, 2) in the coordinates of the polygons, nan where a place has none."""
    found = np.full(len(xy), len(polygons), dtype=np.int64)
    claims = np.zeros(len(xy), dtype=np.int64)
    for start in range(0, len(xy), AT_ONCE):
        rows = start + np.flatnonzero(np.isfinite(xy[start : start + AT_ONCE]).all(axis=1))
        tree = shapely.STRtree(shapely.points(xy[rows]))
        area, place = tree.query(polygons, predicate="intersects")
        np.minimum.at(found, rows[place], area)
        twice = rows[place][np.bincount(place, minlength=len(rows))[place] > 1]
        if len(twice):
            inside = tree.query(polygons, predicate="contains")[1]
            claims += np.bincount(rows[inside], minlength=len(xy))
    found[found == len(polygons)] = NOWHERE
    return found, int((claims > 1).sum())


def overlaps(polygons: NDArray[np.object_]) -> list[Overlap]:
    """Pairs of areas that share more than a sliver, the largest share first."""
    one, other = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    one, other = one[one < other], other[one < other]
    size = shapely.area(polygons)
    shared = shapely.area(shapely.intersection(polygons[one], polygons[other]))
    share = shared / np.minimum(size[one], size[other])
    order = np.argsort(-share, kind="stable")
    return [Overlap(int(one[k]), int(other[k]), float(share[k])) for k in order if share[k] > SLIVER]


def points_inside(polygons: NDArray[np.object_]) -> Floats:
    """(n, 2) a point inside each area, far from its edge where it can be."""
    points = shapely.point_on_surface(polygons)
    return np.stack([shapely.get_x(points), shapely.get_y(points)], axis=1)


def whole_totals(totals: Floats, most: Floats) -> Floats:
    """(n_areas,) whole people of a group near the estimated ones, at most everyone in the area, so that the people of
    all areas together stay the same but for the last half person."""
    together = np.zeros(len(totals), dtype=np.int64)
    city = np.array([np.round(totals.sum())])
    return largest_remainders(np.minimum(totals, most), together, np.minimum(city, most.sum()), most)
