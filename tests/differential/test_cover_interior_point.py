"""The interior point against SciPy's HiGHS on the same relaxation, and against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import bmat, csr_matrix, eye

from siting.cover import interior_point
from siting.cover.bound import proven_bound
from siting.cover.covers import Covers, Limits
from siting.cover.interior_point import Relaxation, active, relax
from siting.cover.interior_point.guess import Guess
from tests.covering import Case, cases
from tests.differential.test_cover_greedy import amounts_of, reach_of

Floats = NDArray[np.float64]


def relaxed_by_highs(covers: Covers, limits: Limits) -> float:
    """The value of the relaxation in x, z and y, the sites that take something for themselves."""
    if not covers.n_rows:
        return 0.0
    scale, n_sites, n_limits = covers.weight.max(), limits.n_sites, len(limits.limit)
    at = np.flatnonzero(limits.site >= 0)
    below = csr_matrix((np.ones(len(at)), (np.arange(len(at)), at)), (len(at), covers.n_options))
    above = csr_matrix((-np.ones(len(at)), (np.arange(len(at)), limits.site[at])), (len(at), n_sites))
    once = csr_matrix((limits.site_amount, limits.site_which, limits.site_start), (n_sites, n_limits)).T
    rows = [
        [-csr_matrix(reach_of(covers).astype(float)), eye(covers.n_rows), None],
        [below, None, above],
        [csr_matrix(amounts_of(limits)), csr_matrix((n_limits, covers.n_rows)), once],
    ]
    found = linprog(
        np.concatenate((np.zeros(covers.n_options), -covers.weight / scale, np.zeros(n_sites))),
        A_ub=bmat(rows, format="csr"),
        b_ub=np.concatenate((np.zeros(covers.n_rows + len(at)), limits.limit)),
        bounds=(0.0, 1.0),
    )
    assert found.status == 0
    return float(-found.fun * scale)


def taken(limits: Limits, x: Floats) -> Floats:
    """What x takes of each limit, a site as much as its most open option."""
    y = np.zeros(limits.n_sites + 1)
    np.maximum.at(y, limits.site, x)
    shape = limits.n_sites, len(limits.limit)
    once = csr_matrix((limits.site_amount, limits.site_which, limits.site_start), shape)
    return np.asarray(amounts_of(limits) @ x + once.T @ y[:-1])


@settings(max_examples=250, deadline=None)
@given(cases(shared=True))
def test_it_finds_the_value_of_the_relaxation_from_both_sides(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    relaxation = relax(covers, limits, 1e-7)
    exact = relaxed_by_highs(covers, limits)
    assert relaxation.covered <= exact * (1.0 + 1e-6)
    assert relaxation.bound == pytest.approx(exact, rel=1e-6, abs=1e-12)
    assert relaxation.bound >= case.optimum() * (1.0 - 1e-12)


@settings(max_examples=150, deadline=None)
@given(cases(most_options=12, most_rows=30, most_limits=8, shared=True))
def test_limits_that_join_as_they_are_broken_give_the_same_relaxation(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interior_point, "MANY", 0)
        patch.setattr(active, "FIRST", 1)
        patch.setattr(active, "MORE", 1)
        seen: list[Relaxation] = []
        relaxation = relax(covers, limits, 1e-7, lambda found: seen.append(found) is None)
    for found in [*seen, relaxation]:
        assert (taken(limits, found.x) <= limits.limit * (1 + 1e-9)).all()
        covered = covers.weight @ np.minimum(1.0, reach_of(covers) @ found.x)
        assert found.covered == pytest.approx(covered, rel=1e-7, abs=1e-12)
        assert found.bound == proven_bound(covers, limits, found.row_price, found.limit_price)
    exact = relaxed_by_highs(covers, limits)
    assert relaxation.covered <= exact * (1.0 + 1e-6)
    assert relaxation.bound == pytest.approx(exact, rel=1e-5, abs=1e-12)


@settings(max_examples=150, deadline=None)
@given(cases(most_options=25, most_rows=80, most_limits=8, shared=True))
def test_every_interior_point_is_feasible_and_proves_its_bound(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    seen: list[Relaxation] = []
    last = relax(covers, limits, 1e-7, lambda found: seen.append(found) is None)
    for found in [*seen, last]:
        assert (found.x >= 0).all()
        assert (found.x <= 1).all()
        assert (taken(limits, found.x) <= limits.limit * (1 + 1e-9)).all()
        assert found.bound == proven_bound(covers, limits, found.row_price, found.limit_price)
        covered = covers.weight @ np.minimum(1.0, reach_of(covers) @ found.x)
        assert found.covered == pytest.approx(covered, rel=1e-7, abs=1e-12)
    bounds = [found.bound for found in seen]
    assert bounds == sorted(bounds, reverse=True)


@settings(max_examples=100, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_the_value_does_not_depend_on_the_guess(case: Case, seed: int) -> None:
    covers, limits, rng = case.covers(), case.limits(), np.random.default_rng(seed)
    wild = np.array([0.0, 0.0, 0.3, 1.0])
    row_price = rng.choice(wild, covers.n_rows) * covers.weight
    limit_price = rng.choice(wild, len(limits.limit)) * covers.total
    bound = proven_bound(covers, limits, row_price, limit_price)
    guess = Guess(row_price, limit_price, bound, rng.random(covers.n_options) < 0.2)
    exact = relaxed_by_highs(covers, limits)
    assert relax(covers, limits, 1e-7, guess=guess).bound == pytest.approx(exact, rel=1e-6, abs=1e-12)


def city_blocks(n_blocks: int, seed: int) -> Case:
    """Blocks of options that share no rows, one budget over all and a count limit in each."""
    rng = np.random.default_rng(seed)
    size, rows = 60, 120
    reach = np.zeros((n_blocks * rows, n_blocks * size), dtype=bool)
    near = np.abs(np.arange(rows)[:, None] / rows - np.arange(size)[None, :] / size) < 0.05
    for block in range(n_blocks):
        reach[block * rows : (block + 1) * rows, block * size : (block + 1) * size] = near
    counts = np.kron(np.eye(n_blocks), np.ones(size))
    cost = rng.integers(1, 20, n_blocks * size).astype(float)
    limit = np.concatenate(([cost.sum() * 0.05], np.full(n_blocks, 4.0)))
    return Case(reach, rng.integers(1, 99, len(reach)).astype(float), np.vstack((cost, counts)), limit)


@pytest.mark.parametrize("n_blocks", [1, 3])
def test_blocks_share_a_budget_and_have_limits_of_their_own(n_blocks: int) -> None:
    case = city_blocks(n_blocks, n_blocks)
    covers, limits = case.covers(), case.limits()
    assert relax(covers, limits, 1e-7).bound == pytest.approx(relaxed_by_highs(covers, limits), rel=1e-6)


def test_it_stops_when_told_to() -> None:
    case = city_blocks(2, 0)
    first = relax(case.covers(), case.limits(), 1e-9, lambda found: False)
    assert first.steps == 1
    assert first.bound <= case.covers().total


def test_a_budget_above_everything_leaves_no_gap() -> None:
    case = Case(np.ones((4, 2), dtype=bool), np.ones(4), np.array([[1.0, 2.0]]), np.array([3.0]))
    relaxation = relax(case.covers(), case.limits())
    assert (relaxation.bound, relaxation.covered, relaxation.x.tolist()) == (4.0, 4.0, [1.0, 1.0])


def test_a_budget_of_zero_leaves_what_is_free() -> None:
    case = Case(np.eye(2, dtype=bool), np.array([3.0, 5.0]), np.array([[1.0, 0.0]]), np.array([0.0]))
    relaxation = relax(case.covers(), case.limits())
    assert relaxation.bound == 5.0


def test_a_row_that_every_option_reaches_is_covered_by_one() -> None:
    case = Case(np.ones((1, 30), dtype=bool), np.array([7.0]), np.ones((1, 30)), np.array([1.0]))
    assert relax(case.covers(), case.limits()).bound == pytest.approx(7.0, rel=1e-6)
