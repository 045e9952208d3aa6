"""The interior point's kernels against dense linear algebra, and its order and first prices against definitions."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from siting.cover.bound import option_charges, option_income, proven_bound
from siting.cover.interior_point.guess import greedy_guess
from siting.cover.interior_point.layout import Layout, arrange
from siting.cover.interior_point.newton import Scales, factorise
from siting.cover.interior_point.order import breadth_first
from tests.covering import Case, cases
from tests.differential.test_cover_greedy import reach_of

SEEDS = st.integers(0, 2**32 - 1)


def dense(layout: Layout, scales: Scales) -> tuple[np.ndarray, np.ndarray]:
    """H and C of the Newton system, written out."""
    reach, n = layout.by_row.toarray(), len(layout.variables)
    distance = np.eye(n)
    for variable, roof in enumerate(layout.reach.roof.tolist()):
        if roof >= 0:
            distance[variable, roof] = -1.0
    system = reach.T @ np.diag(scales.row) @ reach + distance.T @ np.diag(scales.roof) @ distance
    return system + np.diag(scales.floor), layout.amounts.toarray()


@settings(max_examples=150, deadline=None)
@given(cases(most_options=20, most_rows=60, most_limits=4, shared=True), SEEDS)
def test_the_newton_system_is_solved(case: Case, seed: int) -> None:
    covers, rng = case.covers(), np.random.default_rng(seed)
    assume(covers.n_rows > 0)
    layout = arrange(covers, case.limits())
    n, n_limits = len(layout.variables), len(layout.limits)
    sizes = covers.n_rows, n, n, n_limits
    scales = Scales(*(rng.uniform(0.1, 10.0, size) for size in sizes))
    side, limit_side = rng.normal(size=n), rng.normal(size=n_limits)
    moved, price = factorise(layout, scales, map).solve(side, limit_side)
    system, amounts = dense(layout, scales)
    np.testing.assert_allclose(system @ moved + amounts.T @ price, side, atol=1e-7)
    np.testing.assert_allclose(amounts @ moved - scales.limit * price, -limit_side, atol=1e-7)


@settings(max_examples=150, deadline=None)
@given(cases(most_options=25, most_rows=20, shared=True), st.integers(0, 3))
def test_the_order_has_every_option_once_and_its_blocks_share_nothing(case: Case, pooled: int) -> None:
    covers, limits = case.covers(), case.limits()
    order, block = breadth_first(covers, limits.site, limits.n_sites, pooled)
    reaching = np.flatnonzero(np.diff(covers.option_start))
    own = limits.site[reaching]
    expected = np.concatenate((reaching, covers.n_options + np.unique(own[own >= 0])))
    assert sorted(order.tolist()) == expected.tolist()
    assert (np.diff(block) >= 0).all()
    together = np.zeros((len(order), len(order)), dtype=bool)
    place = {variable: spot for spot, variable in enumerate(order.tolist())}
    for row in reach_of(covers):
        spots = [place[option] for option in np.flatnonzero(row).tolist()]
        together[np.ix_(spots, spots)] = True
    for option, site in zip(reaching.tolist(), own.tolist(), strict=True):
        if site >= 0:
            together[place[option], place[covers.n_options + site]] = True
    _, component = connected_components(csr_matrix(together), directed=False)
    for number in range(int(component.max(initial=-1)) + 1):
        blocks = block[component == number]
        assert len(set(blocks.tolist())) == 1
        alone = len(set(component[block == blocks[0]].tolist())) == 1
        assert alone or len(blocks) <= pooled


@settings(max_examples=150, deadline=None)
@given(cases(shared=True))
def test_the_first_prices_prove_their_bound_and_what_greedy_opens_earns_its_charge(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    guess = greedy_guess(covers, limits)
    assert ((guess.row_price >= 0) & (guess.row_price <= covers.weight)).all()
    assert guess.bound == proven_bound(covers, limits, guess.row_price, guess.limit_price)
    assert guess.bound >= case.optimum() * (1.0 - 1e-12)
    assert case.allowed(guess.is_open)
    if limits.n_sites == 0 and guess.limit_price.any():
        income = option_income(covers, guess.row_price)
        assert (income >= option_charges(limits, guess.limit_price) * (1 - 1e-9))[guess.is_open].all()
