"""Coverage against loops over every pair."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from siting import coverage, demand
from tests.small_city import random_city, straight_lines


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), n_outlets=st.integers(0, 6))
def test_coverage_is_what_loops_over_every_pair_find(seed: int, n_outlets: int) -> None:
    inputs = random_city(seed, n_demand=25, n_sites=8, n_outlets=n_outlets)
    found = coverage.cover(inputs, demand.estimate(inputs), straight_lines(inputs))

    options = [(f, s) for f in range(3) for s in range(8) if inputs.site_admits[s, f]]
    assert list(zip(found.option_format, found.option_site, strict=True)) == options
    for f, format in enumerate(inputs.formats):
        for d, home in enumerate(inputs.demand.xy_m):
            row = f * 25 + d
            near = {
                k: np.hypot(*(inputs.sites.xy_m[s] - home))
                for k, (g, s) in enumerate(options)
                if g == f and np.hypot(*(inputs.sites.xy_m[s] - home)) <= format.cutoff_m
            }
            inside = slice(found.indptr[row], found.indptr[row + 1])
            assert list(found.indices[inside]) == list(near)
            np.testing.assert_allclose(found.travel[inside], list(near.values()))
            assert found.covered_before[row] == any(
                np.hypot(*(xy - home)) <= format.cutoff_m
                for xy, g in zip(inputs.outlets.xy_m, inputs.outlet_format, strict=True)
                if g == f
            )
            assert found.weight[row] == inputs.groups[format.group][d]
