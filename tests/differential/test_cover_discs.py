"""Discs against the distance of every point to every site."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from siting.cover import cells as grids
from siting.cover import discs
from siting.cover.cells import cells
from siting.cover.covers import Covers
from siting.cover.stream import Stream

Floats = NDArray[np.float64]
Sets = dict[tuple[int, ...], float]


def by_set(covers: Covers) -> Sets:
    sets = [tuple(covers.row_options[a:b].tolist()) for a, b in pairwise(covers.row_start)]
    assert len(set(sets)) == len(sets)
    return dict(zip(sets, covers.weight.tolist(), strict=True))


def streamed(xy: Floats, weight: Floats, sites: Floats, limit: Floats, detour: float, chunk: int) -> Sets:
    grid, stream = cells(sites, limit, detour), Stream(len(sites))
    sofar = discs.tally(grid)
    for begin in range(0, len(xy), chunk):
        x, y = xy[begin : begin + chunk].T
        sofar = discs.count(grid, sofar, x, y, weight[begin : begin + chunk])
    discs.flush(grid, sofar, stream)
    return by_set(stream.covers())


def by_distance(xy: Floats, weight: Floats, sites: Floats, limit: Floats, detour: float) -> Sets:
    step = xy[:, None, :] - sites[None, :, :]
    within = np.hypot(step[..., 0], step[..., 1]) * detour <= limit
    found: Sets = {}
    for row, one in zip(within, weight.tolist(), strict=True):
        options = tuple(np.flatnonzero(row).tolist())
        if options and one > 0:
            found[options] = found.get(options, 0.0) + one
    return found


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 60),
    st.integers(0, 9),
    st.sampled_from([1.0, 1.3]),
    st.sampled_from([0.0, 4_000_000.0]),
)
def test_the_same_rows_as_all_distances_give(seed: int, n: int, k: int, detour: float, away: float) -> None:
    """Points on a lattice, so that many lie at the very edge of a reach; a site may have no reach at all."""
    rng = np.random.default_rng(seed)
    xy, sites = rng.integers(-5, 15, (n, 2)) + away, rng.integers(0, 11, (k, 2)) + away
    limit = rng.choice([-np.inf, -1.0, 0.0, 1.0, 2.0, 2.5, 5.0, 13.0], k)
    weight = rng.integers(0, 4, n) * 1.0
    given_ = (xy, weight, sites.astype(float), limit, detour)
    assert streamed(*given_, chunk=17) == by_distance(*given_)


@pytest.mark.parametrize("n_cells", [1, 16, 1 << 16])
def test_however_fine_the_grid(n_cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A coarse grid has cells of more than 64 edges, and a table that has to grow."""
    monkeypatch.setattr(grids, "MOST_CELLS", n_cells)
    monkeypatch.setattr(discs, "FIRST_RECORDS", 16)
    rng = np.random.default_rng(8)
    xy, sites = rng.uniform(0, 30, (3000, 2)), rng.uniform(0, 30, (150, 2))
    given_ = (xy, rng.integers(1, 101, 3000) * 1.0, sites, rng.uniform(1, 7, 150), 1.0)
    assert streamed(*given_, chunk=1000) == by_distance(*given_)


def test_broken_weights_add_up_in_any_order() -> None:
    rng = np.random.default_rng(9)
    xy, weight = rng.uniform(0, 4, (2000, 2)), rng.random(2000) * rng.choice([1e-3, 1.0, 1e5], 2000)
    sites, limit = rng.uniform(0, 4, (3, 2)), np.full(3, 1.5)
    found, order = streamed(xy, weight, sites, limit, 1.0, 2000), rng.permutation(2000)
    assert streamed(xy[order], weight[order], sites, limit, 1.0, 123) == found
    expected = by_distance(xy, weight, sites, limit, 1.0)
    assert found == pytest.approx(expected, rel=1e-9)
    assert all(found[row] >= expected[row] * (1 - 1e-12) for row in expected)


def test_points_beyond_every_reach_and_no_sites_make_no_rows() -> None:
    far = (np.full((3, 2), 1e9), np.ones(3), np.zeros((2, 2)), np.ones(2), 1.0)
    assert streamed(*far, chunk=2) == {}
    none = (np.zeros((3, 2)), np.ones(3), np.zeros((0, 2)), np.zeros(0), 1.0)
    assert streamed(*none, chunk=2) == {}
