"""What holds for circles of any graph: a partition into connected circles, nobody lost, bounds where they can be."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.circles.bounds import Bounds
from siting.circles.outlines import Samples, built_up, outlines
from siting.circles.partition import partition
from siting.circles.plane import on_plane
from siting.inputs import Points
from tests.circle_graphs import grid_graph, grid_pairs, pairs_in, parts_of

sizes = st.integers(3, 10)


@settings(max_examples=40, deadline=None)
@given(sizes, sizes, st.integers(0, 10**6), st.floats(0.0, 0.5), st.floats(0.05, 1.5))
def test_circles_are_a_partition_into_connected_parts(
    columns: int, rows: int, seed: int, missing: float, share: float
) -> None:
    rng = np.random.default_rng(seed)
    pairs = grid_pairs(columns, rows)
    pairs = pairs[rng.random(len(pairs)) >= missing]
    whole = grid_graph(columns, rows, rng.integers(1, 60, columns * rows), pairs)
    wanted = share * float(whole.people.sum())
    bounds = Bounds(wanted, 0.75 * wanted, 1.25 * wanted)
    cut = partition(whole, bounds, 0.1 * wanted, seed)
    again = partition(whole, bounds, 0.1 * wanted, seed)
    np.testing.assert_array_equal(cut.circle, again.circle)
    np.testing.assert_array_equal(cut.middle, again.middle)
    assert sorted(set(cut.circle.tolist()) - {-1}) == list(range(len(cut.middle)))
    for circle, middle in enumerate(cut.middle):
        members = np.flatnonzero(cut.circle == circle)
        assert parts_of(members, pairs, len(whole)) == 1
        assert middle in members
    for piece in np.unique(whole.piece):
        of_piece = whole.piece == piece
        small = piece > 0 and whole.people[of_piece].sum() < 0.1 * wanted
        assert ((cut.circle[of_piece] < 0) == small).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(6, 14), st.integers(6, 14), st.integers(0, 10**6), st.integers(2, 6))
def test_circles_are_within_bounds_where_the_grid_has_room(
    columns: int, rows: int, seed: int, count: int
) -> None:
    """Spots are small beside a circle, so that many cuts are within the bounds."""
    people = np.random.default_rng(seed).integers(1, 4, columns * rows)
    whole = grid_graph(columns, rows, people)
    wanted = float(people.sum()) / count
    bounds = Bounds(wanted, 0.75 * wanted, 1.25 * wanted)
    cut = partition(whole, bounds, 0.0, seed)
    found = np.bincount(cut.circle, whole.people)
    assert found.sum() == people.sum()
    assert len(found) == count
    assert bounds.within(found).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.integers(0, 10**6), st.booleans(), st.sampled_from([1.0, 25.0]))
def test_neighbours_on_a_plane_join_everybody(n: int, seed: int, one_line: bool, round_to: float) -> None:
    rng = np.random.default_rng(seed)
    xy_m = np.round(rng.uniform(0, 1000, (n, 2)) / round_to) * round_to
    if one_line:
        xy_m[:, 1] = 0.5 * xy_m[:, 0]
    ids = np.arange(n).astype(str).astype(object)
    people = rng.integers(0, 5, n).astype(float)
    people[0] = 1.0
    ground = on_plane(Points(ids, xy_m, None, ids), people, np.inf, 1.0)
    whole = ground.graph
    assert parts_of(np.arange(len(whole)), pairs_in(whole), len(whole)) == 1
    assert whole.people.sum() == people.sum()
    assert (ground.demand_spot >= 0).all()
    alike = np.hypot(*(xy_m - whole.xy_m[ground.demand_spot]).T)
    assert (alike[people > 0] < 2e-3).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 60), st.integers(1, 5), st.integers(0, 10**6), st.floats(40.0, 400.0))
def test_areas_are_valid_hold_their_people_and_share_no_ground(
    n: int, n_circles: int, seed: int, reach_m: float
) -> None:
    """Also where circles lie scattered among each other, which no drawing does."""
    rng = np.random.default_rng(seed)
    n_circles = min(n, n_circles)
    xy_m = rng.uniform(0, 1000, (n, 2)).round(1)
    circle = rng.permutation(np.arange(n) % n_circles).astype(np.int32)
    lived = (rng.random(n) < 0.7) | (np.unique(circle, return_index=True)[1][circle] == np.arange(n))
    areas = outlines(Samples(xy_m, circle, lived), n_circles, reach_m)
    assert shapely.is_valid(areas).all()
    assert shapely.distance(shapely.points(xy_m[lived]), areas[circle[lived]]).max() < 0.02
    whole = shapely.union_all(areas)
    assert abs(shapely.area(areas).sum() - whole.area) < 1e-6 * whole.area
    ground = built_up(xy_m, reach_m)
    assert shapely.covers(ground, shapely.points(xy_m)).all()
    assert abs(whole.area - ground.area) < 0.02 * ground.length + 1.0  # corners go to whole centimetres
