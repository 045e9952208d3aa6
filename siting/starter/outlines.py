"""Areas with people that are too large to walk in: a census tract is no place that a walk begins at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting import crs as systems
from siting.inputs import Floats
from siting.readers import Table
from siting.starter.box import Box

COARSE_M = 500.0  # wider than a walk of five minutes
CUT = 0.01  # so large a share of people may live in areas that the extract cuts


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """width_m: side of a square as large as the area that half of the people live in areas smaller than.

    low, high: (n, 2) corners of each area's box, degrees. people: (n,)."""

    width_m: float
    low: Floats
    high: Floats
    people: Floats

    @property
    def coarse(self) -> bool:
        """Whether a point for each area would hide most of the walk."""
        return self.width_m > COARSE_M

    def cut_by(self, box: Box) -> float:
        """Share of the people in areas that lie across the box's edge, of those in areas that touch it."""
        touch = self._within(self.low, np.array([-np.inf, -np.inf]), np.array([box.east, box.north]))
        touch &= self._within(self.high, np.array([box.west, box.south]), np.array([np.inf, np.inf]))
        inside = box.holds(self.low) & box.holds(self.high)
        total = float(self.people[touch].sum())
        return float(self.people[touch & ~inside].sum()) / total if total else 0.0

    def _within(self, places: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
        return np.asarray(((places >= low) & (places <= high)).all(axis=1), dtype=np.bool_)


def outlines_of(table: Table, people: Floats, crs: str) -> Outlines | None:
    """The areas of a layer; None where it holds none, or points among them."""
    import shapely

    from siting.population.areas import AREAS

    if table.geometry is None or table.grid is not None:
        return None
    if not np.isin(shapely.get_type_id(table.geometry), AREAS).all() or not people.sum() > 0:
        return None
    bounds = shapely.bounds(table.geometry)
    corners = [systems.to_lonlat(bounds[:, pair], crs) for pair in ([0, 1], [2, 1], [0, 3], [2, 3])]
    degrees = np.stack([corner for corner in corners if corner is not None])
    low, high = degrees.min(axis=0), degrees.max(axis=0)
    return Outlines(_width_m(table, people, crs, (low + high) / 2), low, high, people)


def _width_m(table: Table, people: Floats, crs: str, middle: Floats) -> float:
    """Weighted median, in a projected system of the city."""
    import shapely

    working = systems.estimate_working(middle)
    projected = shapely.transform(table.geometry, lambda xy: systems.to_working(xy, crs, working))
    width = np.sqrt(shapely.area(projected))
    order = np.argsort(width, kind="stable")
    half = np.searchsorted(np.cumsum(people[order]), people.sum() / 2)
    return float(width[order][min(half, len(order) - 1)])
