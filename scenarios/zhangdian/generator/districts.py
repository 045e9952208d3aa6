"""Subdistricts: groups of neighbouring life circles of about equally many people, and whose every site is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from generator.circles import LifeCircles
from generator.land import Floats
from generator.rounding import Whole

COUNT = 6
COMPASS = ("西北", "西", "西南", "东北", "东", "东南")


@dataclass(frozen=True, eq=False)
class Districts:
    """names: (COUNT,); of_circle: (n_circles,) and of_site: (n_sites,) position of the subdistrict."""

    names: list[str]
    of_circle: Whole
    of_site: Whole


def draw_districts(circles: LifeCircles, site_xy_m: Floats) -> Districts:
    """Two columns of three, cut where people are halved and then thirded; a site belongs to the circle it is nearest
    to, villages included."""
    centre = shapely.get_coordinates(shapely.centroid(circles.polygons))
    of_circle = np.zeros(len(centre), dtype=np.int64)
    for column, members in enumerate(_cut(np.arange(len(centre)), centre[:, 0], circles.people, 2)):
        for row, part in enumerate(_cut(members, -centre[:, 1], circles.people, COUNT // 2)):
            of_circle[part] = column * (COUNT // 2) + row
    tree = shapely.STRtree(circles.polygons)
    nearest = tree.nearest(shapely.points(site_xy_m))
    return Districts([f"合成{name}街道" for name in COMPASS], of_circle, of_circle[nearest])


def _cut(members: Whole, along: Floats, people: Whole, parts: int) -> list[NDArray[np.int64]]:
    """The members in an order, cut into parts of about equally many people."""
    order = members[np.lexsort((members, along[members]))]
    before = np.cumsum(people[order]) - people[order] / 2
    part = np.minimum((before * parts / people[order].sum()).astype(np.int64), parts - 1)
    return [order[part == number] for number in range(parts)]
