"""What circles are drawn on: people as a graph of spots, and how everything else finds its spot."""

from __future__ import annotations

from typing import Protocol

from siting.circles.graph import Graph
from siting.inputs import Floats, Points, Positions


class Ground(Protocol):
    """A street network (`OnStreets`), or the plane (`OnPlane`)."""

    @property
    def graph(self) -> Graph:
        """Spots with people, and which are neighbours."""

    @property
    def demand_spot(self) -> Positions:
        """(n_demand,) the spot of each demand point, -1 where it has none."""

    @property
    def reach_m(self) -> float:
        """How far around a spot its surroundings reach."""

    def spots(self, points: Points) -> Positions:
        """(n,) the spot that sites or outlets belong to, -1 where they lie far from every one."""

    def samples(self) -> tuple[Floats, Positions]:
        """Points that show where each spot's surroundings lie: (n, 2) metres, and (n,) the spot."""

    def ways_m(self, circle: Positions, middle: Positions) -> Floats:
        """(n_demand,) how far people walk to the middle of their circle, nan in none.

        circle: (n_spots,); middle: (n_circles,) spots."""


def of_spots(values: Positions, spot: Positions) -> Positions:
    """The value of each point's spot; -1 where it has none."""
    found = values[spot]
    found[spot < 0] = -1
    return found
