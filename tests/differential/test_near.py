"""The grid of straight ways against all distances; points on a lattice, so that many lie at the very edge."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.travel.near import pairs_within
from siting.travel.reach import TOLERANCE


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 60),
    st.integers(0, 8),
    st.sampled_from([1.0, 1.3]),
    st.sampled_from([0.0, 4e6, -1e5]),
)
def test_every_pair_within_and_no_other(seed: int, n: int, k: int, detour: float, away: float) -> None:
    rng = np.random.default_rng(seed)
    demand, origins = rng.integers(-5, 30, (n, 2)) + away, rng.integers(0, 25, (k, 2)) + away
    limit = rng.choice([-np.inf, 0.0, 1.0, 5.0, 7.5, 40.0], k)
    if n > 3:
        demand[0] = np.nan
    step = demand[None] - origins[:, None]
    way = np.hypot(step[..., 0], step[..., 1]) * detour
    origin, point = np.nonzero(way <= limit[:, None] + TOLERANCE)
    found = pairs_within(demand, origins, limit, detour)
    np.testing.assert_array_equal(np.repeat(np.arange(k), np.diff(found.indptr)), origin)
    np.testing.assert_array_equal(found.indices, point)
    np.testing.assert_allclose(found.travel, way[origin, point], rtol=1e-15)
