"""What holds for circles of any graph: a partition into connected circles, nobody lost, bounds where they can be."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.circles.bounds import Bounds
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
