"""Streets under construction: straight carriers that collect stops, and the graph they are laid into."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float]

SNAP_STOP_M = 9.0


@dataclass(eq=False)
class Street:
    """A straight street from start to end; side streets and gates add stops, at which it is split."""

    kind: str
    start: Point
    end: Point
    stops: list[float] = field(default_factory=lambda: [0.0, 1.0])

    @property
    def length_m(self) -> float:
        """From start to end."""
        return float(np.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1]))

    def at(self, t: float) -> Point:
        """The point at a share t of the way."""
        if t in (0.0, 1.0):
            return self.end if t else self.start
        return (
            self.start[0] + t * (self.end[0] - self.start[0]),
            self.start[1] + t * (self.end[1] - self.start[1]),
        )

    def stop(self, x: float, y: float) -> Point:
        """Adds the stop nearest to (x, y), or takes one that stands within a few metres."""
        dx, dy = self.end[0] - self.start[0], self.end[1] - self.start[1]
        t = ((x - self.start[0]) * dx + (y - self.start[1]) * dy) / (dx * dx + dy * dy)
        t = min(max(t, 0.0), 1.0)
        near = min(self.stops, key=lambda other: abs(other - t))
        if abs(near - t) * self.length_m <= SNAP_STOP_M:
            return self.at(near)
        self.stops.append(t)
        return self.at(t)

    def chain(self) -> list[Point]:
        """All its points in order."""
        return [self.at(t) for t in sorted(self.stops)]


@dataclass(eq=False)
class Graph:
    """Nodes and undirected edges in plan coordinates. Points that agree to 0.1 m are one node."""

    points: list[Point] = field(default_factory=list)
    edges: list[tuple[int, int, str]] = field(default_factory=list)
    known: dict[tuple[int, int], int] = field(default_factory=dict)

    def node(self, point: Point) -> int:
        """The number of the node at a point; a new one where there is none yet."""
        key = (round(point[0] * 10), round(point[1] * 10))
        if key not in self.known:
            self.known[key] = len(self.points)
            self.points.append(point)
        return self.known[key]

    def link(self, a: Point, b: Point, kind: str) -> None:
        """Adds an edge between two points."""
        i, j = self.node(a), self.node(b)
        if i != j:
            self.edges.append((i, j, kind))

    def lay(self, streets: list[Street]) -> None:
        """Lays streets, split at their stops."""
        for street in streets:
            chain = street.chain()
            for a, b in itertools.pairwise(chain):
                self.link(a, b, street.kind)

    def segments(self) -> NDArray[np.object_]:
        """The edges as straight lines."""
        xy = np.array(self.points)
        ends = np.array([(i, j) for i, j, _ in self.edges])
        return shapely.linestrings(xy[ends])

    def kinds(self) -> NDArray[np.str_]:
        """(n_edges,) kinds of street."""
        return np.array([kind for _, _, kind in self.edges])

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Drops the edges outside the mask; nodes stay, and are compacted when the network is made."""
        self.edges = [edge for edge, kept in zip(self.edges, mask, strict=True) if kept]
