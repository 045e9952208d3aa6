"""How good circles are: people in each, and how far they walk to its middle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.circles.bounds import Bounds
from siting.inputs import Floats, Positions, frozen
from siting.language import tr

QUARTER_OF_AN_HOUR_MIN = 15.0


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """(n_circles,) each. points: demand points; walk_m: mean way of a person to the middle; near_people: those for
    whom it is at most 15 minutes."""

    bounds: Bounds
    people: Floats
    points: Positions
    walk_m: Floats
    near_people: Floats

    def told(self) -> str:
        """All circles in a sentence."""
        people = float(self.people.sum())
        return tr(
            "{count} circles drawn, {least:,.0f} to {most:,.0f} people, {within} of them within {low:,.0f} to "
            "{high:,.0f}; on average {walk:,.0f} m to the middle of one's circle, {near:.1%} within 15 minutes",
            count=len(self.people),
            least=self.people.min(),
            most=self.people.max(),
            within=int(self.bounds.within(self.people).sum()),
            low=self.bounds.least,
            high=self.bounds.most,
            walk=float(self.walk_m @ self.people) / people,
            near=float(self.near_people.sum()) / people,
        )


def figures_of(
    bounds: Bounds, circle: Positions, n_circles: int, people: Floats, way_m: Floats, speed_m_per_min: float
) -> Figures:
    """circle, people, way_m: (n_demand,); -1 and nan outside every circle."""
    inside = circle >= 0
    mine, heads, way_m = circle[inside], people[inside], way_m[inside]
    total = np.bincount(mine, heads, n_circles)
    near = np.where(way_m <= QUARTER_OF_AN_HOUR_MIN * speed_m_per_min + 1e-6, heads, 0.0)
    walked = np.bincount(mine, heads * way_m, n_circles)
    return Figures(
        bounds,
        frozen(total),
        frozen(np.bincount(mine, minlength=n_circles).astype(np.int32)),
        frozen(walked / total),
        frozen(np.bincount(mine, near, n_circles)),
    )
