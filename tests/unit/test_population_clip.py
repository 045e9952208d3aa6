"""Clipping: shares of cells and areas inside, points inside, against plain geometry one place at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.population import Clip, areas_inside, cells_inside, points_inside
from siting.population._pieces import CORNERS, parts_inside, subdivided
from siting.readers import Grid

PLANE = "plane"
GRID = Grid((100.0, 0.0, 0.0, 0.0, -100.0, 1000.0), 10, 12)
SKEWED = Grid((80.0, 30.0, 50.0, 25.0, -90.0, 900.0), 10, 12)


def star(seed: int, corners: int = 40, hole: bool = True) -> Any:
    """A ragged area with many corners around the middle of the grids, at times with a hole."""
    random = np.random.default_rng(seed)
    angle = np.sort(random.uniform(0, 2 * np.pi, corners))
    reach = random.uniform(150, 550, corners)
    around = np.stack([600 + reach * np.cos(angle), 480 + reach * np.sin(angle)], axis=1)
    outer = shapely.make_valid(shapely.Polygon(around))
    inner = shapely.Point(600, 480).buffer(140)
    return shapely.difference(outer, inner) if hole else outer


def every_cell(grid: Grid) -> tuple[Any, Any]:
    row, column = np.divmod(np.arange(grid.rows * grid.columns), grid.columns)
    return row.astype(np.int32), column.astype(np.int32)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([GRID, SKEWED]), st.booleans())
def test_cells_count_by_the_share_of_their_area(seed: int, grid: Grid, hole: bool) -> None:
    area = star(seed, hole=hole)
    row, column = every_cell(grid)
    found = cells_inside(Clip(area, PLANE), grid, row, column, PLANE)
    outlines = grid.outlines(row, column)
    plain = np.array([shapely.area(one.intersection(area)) / one.area for one in outlines])
    np.testing.assert_allclose(found.share, plain, rtol=0, atol=1e-9)
    whole = found.share == 1
    np.testing.assert_array_equal(found.xy[whole], grid.centres(row, column)[whole])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([GRID, SKEWED]))
def test_people_of_a_cut_cell_stand_inside_the_clip_and_the_cell(seed: int, grid: Grid) -> None:
    area = star(seed)
    row, column = every_cell(grid)
    found = cells_inside(Clip(area, PLANE), grid, row, column, PLANE)
    cut = np.flatnonzero((found.share > 1e-6) & (found.share < 1))
    assert len(cut)
    points = shapely.points(found.xy[cut])
    assert (shapely.distance(points, area) < 1e-6).all()
    assert (shapely.distance(points, grid.outlines(row, column)[cut]) < 1e-6).all()


@pytest.mark.parametrize("edge", [(200.0, 300.0, 700.0, 900.0), (0.0, 0.0, 1200.0, 1000.0)])
def test_a_clip_along_the_lines_of_the_grid_cuts_no_cell(edge: tuple[float, ...]) -> None:
    area = shapely.box(*edge)
    row, column = every_cell(GRID)
    share = cells_inside(Clip(area, PLANE), GRID, row, column, PLANE).share
    assert set(share.tolist()) <= {0.0, 1.0}
    assert share.sum() * 100 * 100 == area.area


def test_a_clip_inside_one_cell_takes_its_share() -> None:
    area = shapely.box(310.0, 310.0, 330.0, 350.0)
    row, column = every_cell(GRID)
    found = cells_inside(Clip(area, PLANE), GRID, row, column, PLANE)
    (cell,) = np.flatnonzero(found.share)
    assert (row[cell], column[cell]) == (6, 3)
    assert found.share[cell] == pytest.approx(20 * 40 / 1e4, rel=1e-12)
    np.testing.assert_allclose(found.xy[cell], [320, 330])


def test_a_sliver_that_is_only_rounding_is_nothing() -> None:
    area = shapely.box(0.0, 0.0, 100.0 + 1e-13, 100.0)
    row, column = every_cell(GRID)
    assert np.flatnonzero(cells_inside(Clip(area, PLANE), GRID, row, column, PLANE).share).tolist() == [
        9 * 12
    ]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_areas_count_by_the_share_of_their_area(seed: int) -> None:
    random = np.random.default_rng(seed)
    area = star(seed)
    shapes = shapely.buffer(shapely.points(random.uniform(0, 1200, (30, 2))), random.uniform(1, 300, 30))
    shapes[0] = shapely.union(shapely.box(0, 0, 400, 400), shapely.box(700, 700, 900, 900))
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))
    found = areas_inside(Clip(area, PLANE), shapes, middle, PLANE)
    plain = np.array([one.intersection(area).area / one.area for one in shapes])
    np.testing.assert_allclose(found.share, plain, rtol=0, atol=1e-9)
    cut = np.flatnonzero((found.share > 1e-6) & (found.share < 1))
    points = shapely.points(found.xy[cut])
    assert (shapely.distance(points, area) < 1e-6).all()
    assert (shapely.distance(points, shapes[cut]) < 1e-6).all()
    uncut = (found.share == 0) | (found.share == 1)
    np.testing.assert_array_equal(found.xy[uncut], middle[uncut])


def test_areas_in_degrees_are_measured_where_areas_compare() -> None:
    """Of 10 degrees of latitude from the 60th on the southern half has more than half of the area."""
    shapes = np.array([shapely.box(10.0, 60.0, 10.5, 70.0)])
    clip = Clip(shapely.box(9.0, 59.0, 11.0, 65.0), "EPSG:4326")
    found = areas_inside(clip, shapes, np.array([[10.2, 65.0]]), "EPSG:4326")
    south, north, middle = np.sin(np.radians([60.0, 70.0, 65.0]))
    assert found.share[0] == pytest.approx((middle - south) / (north - south), abs=1e-3)
    assert 60 < found.xy[0, 1] < 65


def test_an_area_without_extent_counts_as_its_point() -> None:
    flat = np.array([shapely.Polygon([(0, 0), (5, 5), (0, 0)]), shapely.Polygon([(50, 0), (55, 5), (50, 0)])])
    clip = Clip(shapely.box(-1, -1, 20, 20), PLANE)
    assert areas_inside(clip, flat, np.array([[2.0, 2.0], [52.0, 2.0]]), PLANE).share.tolist() == [1.0, 0.0]


def test_points_on_the_edge_count_and_points_nowhere_do_not() -> None:
    clip = Clip(shapely.box(0, 0, 10, 10), PLANE)
    xy = np.array([[5.0, 5.0], [10.0, 5.0], [10.1, 5.0], [np.nan, np.nan]])
    assert points_inside(clip, xy, PLANE).share.tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "ESRI:54009", "gcj02", "bd09", "EPSG:4548"])
def test_a_clip_in_another_system_takes_the_same_points(crs: str) -> None:
    """A box of 20 km in metres, its edges bent in the other system, against the same points in metres."""
    box = Clip(shapely.box(500_000, 4_070_000, 520_000, 4_090_000), "EPSG:4548")
    xy = np.random.default_rng(0).uniform((495_000, 4_065_000), (525_000, 4_095_000), (3000, 2))
    near = np.abs(shapely.distance(shapely.points(xy), box.area.boundary)) < 1.0
    there = Clip(box.to(crs), crs)
    share = points_inside(there, xy[~near], "EPSG:4548").share
    plain = ((xy > (500_000, 4_070_000)) & (xy < (520_000, 4_090_000))).all(axis=1)[~near]
    assert share.astype(bool).tolist() == plain.tolist()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 1500))
def test_pieces_have_few_corners_and_the_area_of_the_whole(seed: int, corners: int) -> None:
    area = star(seed, corners)
    pieces = subdivided(area)
    assert shapely.area(pieces).sum() == pytest.approx(area.area, rel=1e-9)
    assert len(pieces) == 1 or shapely.get_num_coordinates(pieces).max() <= CORNERS


def test_a_middle_outside_of_a_bent_part_is_moved_into_it() -> None:
    bent = shapely.Polygon([(0, 0), (10, 0), (10, 10), (9, 10), (9, 1), (0, 1)])
    area, point = parts_inside(
        np.array([bent]), np.array([shapely.box(-5, -5, 15, 15), shapely.box(50, 50, 60, 60)])
    )
    assert area.tolist() == [19.0, 0.0]
    assert shapely.Point(point[0]).distance(bent) < 1e-9
    assert np.isnan(point[1]).all()
