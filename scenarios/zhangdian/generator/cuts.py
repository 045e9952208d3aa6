"""What cuts through the lattice: a ring and a diagonal road, a railway and a river with few crossings."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import shapely

from generator.streets import Graph, Street

BRIDGE_SPACING_M = {"railway": 1_000.0, "river": 650.0}
ROAD_CLEARANCE_M = 9.0
BARRIER_CLEARANCE_M = {"railway": 26.0, "river": 34.0}


@dataclass(frozen=True, eq=False)
class Cuts:
    """Lines in plan metres. roads are walked along; barriers are crossed only at bridges and underpasses."""

    roads: tuple[shapely.LineString, ...]
    barriers: dict[str, shapely.LineString]

    def clear_of(self, x: np.ndarray, y: np.ndarray, margin_m: float) -> np.ndarray:
        """Which points lie at least margin_m from every cut."""
        lines = shapely.MultiLineString([*self.roads, *self.barriers.values()])
        shapely.prepare(lines)
        return ~shapely.dwithin(lines, shapely.points(x, y), margin_m)


def make_cuts() -> Cuts:
    """The lines are drawn by hand; only their crossings depend on the lattice."""
    angle = np.linspace(0.0, 2 * np.pi, 73)
    # A rounded square: between a circle and the lattice's own shape.
    stretch = (np.abs(np.cos(angle)) ** 3 + np.abs(np.sin(angle)) ** 3) ** (-1 / 3)
    ring = shapely.LineString(
        np.column_stack([3_450 * stretch * np.cos(angle) + 150, 3_050 * stretch * np.sin(angle) - 100])
    )
    diagonal = shapely.LineString([(700, 500), (2_300, 1_750), (4_400, 3_000), (8_600, 4_600)])
    t = np.linspace(-1, 1, 49)
    railway = np.column_stack([13_000 * t, -1_250 + 520 * np.sin(2.4 * t + 0.3) - 700 * t])
    river = np.column_stack([-2_750 + 650 * np.sin(5.2 * t) + 380 * np.sin(11 * t + 1) + 900 * t, 13_000 * t])
    barriers = {"railway": shapely.LineString(railway), "river": shapely.LineString(river)}
    return Cuts((ring, diagonal), barriers)


def add_roads(streets: list[Street], cuts: Cuts) -> list[Street]:
    """Ring and diagonal as streets of their own, joined to every street they cross."""
    lines = shapely.linestrings([[s.start, s.end] for s in streets])
    added = []
    for road in cuts.roads:
        crossings = []
        for n in np.flatnonzero(shapely.intersects(lines, road)):
            for point in shapely.get_parts(shapely.intersection(lines[n], road)):
                at = streets[n].stop(*map(float, shapely.get_coordinates(point)[0]))
                crossings.append((float(road.project(shapely.Point(at))), at))
        crossings.sort()
        for (here_m, a), (there_m, b) in itertools.pairwise(crossings):
            # A longer stretch without a crossing would lead through open country, which has roads of its own.
            if a != b and there_m - here_m < 900.0:
                added.append(Street("arterial", a, b))
    return added


def cut(graph: Graph, cuts: Cuts) -> None:
    """Takes away lanes under the roads, and everything across railway and river but the bridges."""
    for road in cuts.roads:
        under = shapely.dwithin(graph.segments(), road, ROAD_CLEARANCE_M)
        graph.keep(~(under & np.isin(graph.kinds(), ["lane", "path"])))
    for name, line in cuts.barriers.items():
        near = shapely.dwithin(graph.segments(), line, BARRIER_CLEARANCE_M[name])
        graph.keep(~near | _bridges(graph, line, BRIDGE_SPACING_M[name]))


def _bridges(graph: Graph, line: shapely.LineString, spacing_m: float) -> np.ndarray:
    """Arterials that cross the line, thinned to about one in spacing_m."""
    segments = graph.segments()
    crossing = shapely.intersects(segments, line) & (graph.kinds() == "arterial")
    along_m = {int(n): line.project(segments[n].centroid) for n in np.flatnonzero(crossing)}
    kept, last_m = np.zeros(len(segments), dtype=bool), -np.inf
    for n in sorted(along_m, key=along_m.__getitem__):
        if along_m[n] - last_m >= spacing_m:
            kept[n], last_m = True, along_m[n]
    return kept
