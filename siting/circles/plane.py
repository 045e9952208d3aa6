"""People without streets as a graph: neighbours are those with nobody between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.circles.graph import Graph, graph
from siting.circles.ground import of_spots
from siting.inputs import Floats, Points, Positions, frozen

MILLIMETRE = 1e-3
LEAST_REACH_M = 250.0


@dataclass(frozen=True, slots=True, eq=False)
class OnPlane:
    """A `Ground`. detour: metres walked for each metre of the straight line."""

    graph: Graph
    demand_spot: Positions
    demand_xy_m: Floats
    max_gap_m: float
    detour: float

    @property
    def reach_m(self) -> float:
        """As far as most neighbours are from each other, so that the areas between them are filled."""
        far = np.quantile(self.graph.length_m, 0.9) if len(self.graph.length_m) else 0.0
        return max(LEAST_REACH_M, float(far))

    def spots(self, points: Points) -> Positions:
        """The nearest spot that is not farther than neighbours may be."""
        return _nearest(points.xy_m, self.graph.xy_m, self.max_gap_m)

    def samples(self) -> tuple[Floats, Positions]:
        """Every demand point shows where it is itself."""
        return self.demand_xy_m, self.demand_spot

    def ways_m(self, circle: Positions, middle: Positions) -> Floats:
        """The straight line times the detour."""
        mine = of_spots(circle, self.demand_spot)
        away = self.demand_xy_m - self.graph.xy_m[middle[mine]]
        return np.where(mine < 0, np.nan, np.hypot(*away.T) * self.detour)


def on_plane(demand: Points, people: Floats, max_gap_m: float, detour: float) -> OnPlane:
    """The graph of places with people. Who shares a place is one spot; points without people join the nearest.

    Two spots are neighbours when the circle whose diameter is the line between them holds no third spot, not even on
    its rim (K. R. Gabriel and R. R. Sokal 1969, doi:10.2307/2412323), and they are not farther apart than max_gap_m.
    Without that limit the graph is connected, since it holds a shortest tree."""
    lived = np.flatnonzero(people > 0)
    whole = np.round(demand.xy_m[lived] / MILLIMETRE).astype(np.int64)
    _, place, which = np.unique(whole, axis=0, return_index=True, return_inverse=True)
    at = np.ascontiguousarray(demand.xy_m[lived[place]])
    pairs = _gabriel(at)
    length_m = np.hypot(*(at[pairs[:, 0]] - at[pairs[:, 1]]).T)
    near = length_m <= max_gap_m
    people_at = np.bincount(which.ravel(), people[lived], len(at)).astype(np.float64)
    spots = graph(pairs[near, 0], pairs[near, 1], length_m[near], people_at, at)
    spot = _nearest(demand.xy_m, at, max_gap_m)
    spot[lived] = which.ravel()
    return OnPlane(spots, frozen(spot), demand.xy_m, max_gap_m, detour)


def _nearest(xy_m: Floats, spots_xy_m: Floats, limit_m: float) -> Positions:
    from scipy.spatial import cKDTree

    if not len(xy_m):
        return np.empty(0, np.int32)
    away_m, found = cKDTree(spots_xy_m).query(xy_m)
    return np.where(away_m <= limit_m, found, -1).astype(np.int32)


def _gabriel(xy_m: Floats) -> NDArray[np.int64]:
    """(n_pairs, 2) neighbours; they are edges of the Delaunay triangulation."""
    from scipy.spatial import cKDTree

    if len(xy_m) < 2:
        return np.empty((0, 2), np.int64)
    if len(xy_m) == 2:
        return np.array([[0, 1]])
    pairs = _delaunay(xy_m)
    middle = (xy_m[pairs[:, 0]] + xy_m[pairs[:, 1]]) / 2
    half = np.hypot(*(xy_m[pairs[:, 0]] - xy_m[pairs[:, 1]]).T) / 2
    third = cKDTree(xy_m).query(middle, k=3)[0][:, 2]
    kept: NDArray[np.int64] = pairs[third > half * (1 + 1e-9)]
    return kept


def _delaunay(xy_m: Floats) -> NDArray[np.int64]:
    from scipy.spatial import Delaunay, QhullError

    try:
        corners = Delaunay(xy_m - xy_m.mean(axis=0)).simplices
    except QhullError:  # all on one line
        order = np.lexsort(xy_m.T)
        return np.stack([order[:-1], order[1:]], axis=1)
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    found: NDArray[np.int64] = np.unique(np.sort(pairs, axis=1), axis=0)
    return found
