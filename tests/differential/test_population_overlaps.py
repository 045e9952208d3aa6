"""Pairs of areas that overlap: the quick way against every pair by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.population.areas import SLIVER_M2, overlaps

LOW, SIZE = st.integers(0, 12), st.integers(1, 6)
BOXES = st.lists(st.tuples(LOW, LOW, SIZE, SIZE), min_size=1, max_size=20)


def every_pair(geometry: Any) -> dict[tuple[int, int], float]:
    found = {}
    for one in range(len(geometry)):
        for other in range(one + 1, len(geometry)):
            shared = shapely.area(shapely.intersection(geometry[one], geometry[other]))
            if shared > SLIVER_M2:
                found[one, other] = shared
    return found


@settings(max_examples=150, deadline=None)
@given(boxes=BOXES, joined=st.booleans())
def test_no_pair_is_overlooked_and_none_made_up(boxes: list[tuple[int, ...]], joined: bool) -> None:
    """Boxes that meet in edges, in parts of edges, in corners, that lie inside each other, or are the same."""
    areas = [shapely.box(10 * x, 10 * y, 10 * (x + wide), 10 * (y + high)) for x, y, wide, high in boxes]
    if joined:
        areas.append(shapely.union(areas[0], areas[-1]))
    geometry = np.array(areas, dtype=object)
    one, other, shared = overlaps(geometry)
    assert dict(zip(zip(one.tolist(), other.tolist(), strict=True), shared, strict=True)) == every_pair(
        geometry
    )


def test_hexagons_that_meet_in_edges_do_not_overlap() -> None:
    row, column = np.divmod(np.arange(400), 20)
    middle = np.stack([column * 1.5, (row + (column % 2) / 2) * np.sqrt(3)], axis=1) * 200
    angle = np.arange(6) * np.pi / 3
    corners = middle[:, None] + 200 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for rounded in (corners, corners.round(1)):
        assert len(overlaps(shapely.polygons(rounded))[0]) == 0


def test_areas_without_extent_overlap_nothing() -> None:
    flat = shapely.Polygon([(0, 0), (5, 5), (0, 0)])
    assert len(overlaps(np.array([flat, flat], dtype=object))[0]) == 0
    assert len(overlaps(np.array([flat, shapely.box(0, 0, 9, 9)], dtype=object))[0]) == 0
