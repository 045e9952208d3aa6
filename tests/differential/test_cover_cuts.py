"""Cuts against all plans, their bound against exact arithmetic and brute force, and the search for them."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.cover.bound import proven_bound
from siting.cover.covers import Covers, Limits, covers, limits
from siting.cover.cuts import Cuts, chosen, cut_charges, cut_income, excess, joined, no_cuts, parity_cuts
from siting.cover.first_order import Play
from siting.cover.first_order.game import game, parts, position
from siting.cover.first_order.sweep import sweep
from siting.cover.fixing import decided
from siting.cover.grid import grid_step, round_down
from siting.cover.interior_point import Relaxation, relax
from siting.cover.separate import odd_triples
from siting.cover.tightened import tightened
from tests.covering import Case, cases
from tests.differential.test_cover_bound import once_of, prices
from tests.differential.test_cover_greedy import amounts_of, reach_of

Floats = NDArray[np.float64]


def some_cuts(covers: Covers, rng: np.random.Generator, most: int = 6) -> Cuts:
    """Random multisets of rows; none where there are no rows."""
    sizes = rng.integers(1, 6, rng.integers(1, most + 1)) if covers.n_rows else np.zeros(0, np.int64)
    rows = rng.integers(0, max(1, covers.n_rows), sizes.sum()).astype(np.int32)
    start = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return parity_cuts(covers, start, rows, rng.integers(1, 4, sizes.sum()))


def plans(n_options: int) -> NDArray[np.bool_]:
    return np.array(list(product([False, True], repeat=n_options)))


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(0, 2**32 - 1))
def test_every_plan_keeps_every_cut(case: Case, seed: int) -> None:
    covers = case.covers()
    cuts = some_cuts(covers, np.random.default_rng(seed))
    reach = reach_of(covers)
    for plan in plans(covers.n_options):
        assert (excess(cuts, plan.astype(float), (reach @ plan > 0).astype(float)) <= 0).all()


def usable(covers: Covers, cuts: Cuts, cut_price: Floats, step: float) -> Floats:
    """The prices that the bound takes: none beyond the weight of a row, on the grid."""
    start, ends = cuts.start[:-1], cuts.start[1:]
    most = [(covers.weight[cuts.rows[a:b]] / cuts.times[a:b]).min() for a, b in zip(start, ends, strict=True)]
    return round_down(np.minimum(cut_price, np.array(most)), step)


def rational_bound_with(
    covers: Covers, limits: Limits, row_price: Floats, limit_price: Floats, cuts: Cuts, cut_price: Floats
) -> Fraction:
    """The formula without rounding, coefficients from the rows themselves: the rows' terms, then the options',
    as a question where each cut is one more row that its options reach as often as the coefficient says."""
    reach = reach_of(covers)
    paid = [Fraction(float(u)) for u in row_price]
    left = [Fraction(float(w)) - u for w, u in zip(covers.weight, paid, strict=True)]
    income = [
        sum((u for u, hit in zip(paid, reach[:, k], strict=True) if hit), Fraction(0))
        for k in range(covers.n_options)
    ]
    total = sum(
        (Fraction(float(p)) * Fraction(float(b)) for p, b in zip(limit_price, limits.limit, strict=True)),
        Fraction(0),
    )
    for cut, price in enumerate(cut_price):
        rows = cuts.rows[cuts.start[cut] : cuts.start[cut + 1]]
        times = cuts.times[cuts.start[cut] : cuts.start[cut + 1]].astype(int)
        total += Fraction(float(price)) * (int(times.sum()) // 2)
        for row, often in zip(rows, times, strict=True):
            left[row] -= Fraction(float(price)) * int(often)
        for k in range(covers.n_options):
            income[k] += Fraction(float(price)) * -(-int(times @ reach[rows, k]) // 2)
    return (
        total
        + sum((max(Fraction(0), rest) for rest in left), Fraction(0))
        + worth(limits, income, limit_price)
    )


def worth(limits: Limits, income: list[Fraction], limit_price: Floats) -> Fraction:
    """What options are worth beyond their charges, and sites beyond theirs."""
    price = [Fraction(float(p)) for p in limit_price]
    ahead = {-1 - site: -charge for site, charge in enumerate(once_of(limits, price))}
    amounts = amounts_of(limits)
    for k, paid in enumerate(income):
        charge = sum((p * Fraction(float(a)) for p, a in zip(price, amounts[:, k], strict=True)), Fraction(0))
        group = -1 - int(limits.site[k]) if limits.site[k] >= 0 else k
        ahead[group] = ahead.get(group, Fraction(0)) + max(Fraction(0), paid - charge)
    return sum((max(Fraction(0), rest) for rest in ahead.values()), Fraction(0))


def triangle(weight: tuple[float, float, float] = (4.0, 4.0, 4.0)) -> tuple[Covers, Limits]:
    """Three rows, an option for each pair of them, and half an outlet more than one."""
    start, options = np.array([0, 2, 4, 6]), np.array([0, 1, 1, 2, 0, 2], np.int32)
    return covers(start, options, np.array(weight), 3), limits(csr_matrix(np.ones((1, 3))), np.array([1.5]))


def test_three_rows_that_share_options_in_pairs_make_one_cut() -> None:
    covers, _ = triangle()
    cuts = parity_cuts(covers, np.array([0, 3]), np.array([0, 1, 2], np.int32), np.ones(3, np.int64))
    assert cuts.most.tolist() == [1.0]
    assert cuts.coefficient.tolist() == [1.0, 1.0, 1.0]
    assert excess(cuts, np.full(3, 0.5), np.ones(3)).tolist() == [0.5]


def test_that_cut_is_found_and_proves_what_the_relaxation_cannot() -> None:
    covers, limits = triangle()
    relaxation = relax(covers, limits)
    assert relaxation.bound == pytest.approx(12.0)
    assert odd_triples(covers, np.full(3, 0.5), 10, 10, np.random.default_rng(0)).tolist() == [[0, 1, 2]]
    better = tightened(covers, limits, relaxation, 8.0, lambda best: True, np.random.default_rng(0))
    # In the relaxation with the cut z1 + z2 + z3 <= 1 + x1 + x2 + x3 <= 2.5.
    assert better.bound == pytest.approx(10.0, rel=1e-3)
    assert better.bound >= 10.0
    assert len(better.cut_price) == 1


@settings(max_examples=80, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_the_bound_with_cuts_is_never_below_its_exact_value(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    rng = np.random.default_rng(seed)
    cuts = some_cuts(covers, rng)
    row_price, limit_price = prices(case, covers, seed)
    cut_price = rng.random(len(cuts.most)) * covers.total * rng.choice([0.01, 0.1, 1.0, 100.0])
    bound = proven_bound(covers, limits, row_price, limit_price, cuts, cut_price)
    assert bound >= case.optimum() - 1e-9 * covers.total
    step = grid_step(covers.total)
    paid = round_down(row_price, step)
    exact = rational_bound_with(
        covers, limits, paid, limit_price, cuts, usable(covers, cuts, cut_price, step)
    )
    assert min(exact, Fraction(covers.total)) <= Fraction(bound) <= Fraction(covers.total)
    free = proven_bound(covers, limits, row_price, limit_price, cuts, np.zeros(len(cuts.most)))
    assert free == proven_bound(covers, limits, row_price, limit_price)


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(0, 2**32 - 1))
def test_the_bound_with_cuts_is_the_formula(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    rng = np.random.default_rng(seed)
    cuts = some_cuts(covers, rng)
    row_price, limit_price = prices(case, covers, seed)
    cut_price = 0.1 * rng.random(len(cuts.most)) * covers.weight.min(initial=np.inf)
    bound = proven_bound(covers, limits, row_price, limit_price, cuts, cut_price)
    left = np.maximum(covers.weight - row_price - cut_charges(cuts, cut_price, covers.n_rows), 0.0)
    income = reach_of(covers).T @ row_price + cut_income(cuts, cut_price, covers.n_options)
    charge = np.zeros(covers.n_options)
    for option in range(covers.n_options):
        for t in range(limits.start[option], limits.start[option + 1]):
            charge[option] += limits.amount[t] * limit_price[limits.which[t]]
    formula = left.sum() + np.maximum(income - charge, 0.0).sum()
    formula += cut_price @ cuts.most + limit_price @ limits.limit
    assert bound == pytest.approx(min(formula, covers.total), rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_tightening_never_goes_below_the_optimum_nor_above_the_relaxation(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    relaxation = relax(covers, limits)
    looks = iter(range(6))
    rng = np.random.default_rng(seed)
    better = tightened(covers, limits, relaxation, 0.0, lambda best: next(looks, 5) < 5, rng)
    assert case.optimum() - 1e-9 * covers.total <= better.bound <= relaxation.bound
    again = proven_bound(covers, limits, better.row_price, better.limit_price, better.cuts, better.cut_price)
    assert again == better.bound
    assert (better.row_price >= 0).all()
    assert (better.row_price <= covers.weight).all()
    assert (better.cut_price >= 0).all()


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(0, 2**32 - 1))
def test_fixing_by_prices_of_cuts_keeps_every_better_plan(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    rng = np.random.default_rng(seed)
    cuts = some_cuts(covers, rng)
    row_price, limit_price = prices(case, covers, seed)
    cut_price = 0.3 * rng.random(len(cuts.most)) * covers.weight.mean() if covers.n_rows else np.zeros(0)
    bound = proven_bound(covers, limits, row_price, limit_price, cuts, cut_price)
    zeros = np.zeros(covers.n_options)
    held = Relaxation(zeros, row_price, limit_price, bound, 0.0, 0, cuts, cut_price)
    known = rng.choice([0.5, 0.8, 1.0]) * case.optimum()
    opened, closed = decided(covers, limits, held, known)
    everything = plans(case.n_options)
    reached = np.diff(covers.option_start) > 0
    for plan in everything[case.allowed(everything) & (case.covered(everything) > known * (1.0 + 1e-9))]:
        assert plan[opened][reached[opened]].all()
        assert not (plan & reached)[closed].any()


@settings(max_examples=100, deadline=None)
@given(cases(), st.integers(0, 2**32 - 1))
def test_triples_are_broken_by_what_they_were_found_at(case: Case, seed: int) -> None:
    covers = case.covers()
    rng = np.random.default_rng(seed)
    x = rng.random(covers.n_options) * rng.choice([0.3, 0.6, 1.0])
    triples = odd_triples(covers, x, 10, 10, rng)
    start = np.arange(0, triples.size + 1, 3, dtype=np.int64)
    cuts = parity_cuts(covers, start, triples.ravel(), np.ones(triples.size, np.int64))
    reach = reach_of(covers).astype(float)
    assert (excess(cuts, x, np.minimum(1.0, reach @ x)) > 0.02).all()
    assert len({tuple(rows) for rows in triples.tolist()}) == len(triples)


def plain_sweep(
    covers: Covers, limits: Limits, cuts: Cuts, now: Floats, length: Floats, boldness: float
) -> Floats:
    """The sweep with dense matrices."""
    reach = reach_of(covers).astype(float)
    n_rows, n_options, n_sites = covers.n_rows, covers.n_options, limits.n_sites
    n_cuts, n_limits = len(cuts.most), len(limits.limit)
    times = csr_matrix((cuts.times, cuts.rows, cuts.start), (n_cuts, n_rows)).toarray()
    gains = csr_matrix((cuts.coefficient, cuts.options, cuts.option_start), (n_cuts, n_options)).toarray()
    own = csr_matrix((limits.amount, limits.which, limits.start), (n_options, n_limits)).toarray().T
    once = (
        csr_matrix((limits.site_amount, limits.site_which, limits.site_start), (n_sites, n_limits))
        .toarray()
        .T
    )
    at = np.zeros((n_options, n_sites))
    at[np.flatnonzero(limits.site >= 0), limits.site[limits.site >= 0]] = 1.0
    ends = np.cumsum([n_options, n_rows, n_sites, n_rows, n_cuts, n_limits])
    x, z, y, u, mu, p, v = np.split(now, ends)
    dx, dz, dy, du, dmu, dp, dv = np.split(length, ends)
    in_cut = times.sum(axis=0) > 0
    shared = at.sum(axis=1) > 0
    nx = np.clip(x + boldness * dx * (reach.T @ u + gains.T @ mu - own.T @ p - shared * v), 0, 1)
    nz = np.where(in_cut, np.clip(z + boldness * dz * (covers.weight - u - times.T @ mu), 0, 1), 1.0)
    ny = np.clip(y + boldness * dy * (at.T @ v - once.T @ p), 0, 1)
    fx, fz, fy = 2 * nx - x, 2 * nz - z, 2 * ny - y
    nu = np.maximum(0, u - du / boldness * (reach @ fx - fz))
    nu = np.where(in_cut, nu, np.minimum(nu, covers.weight))
    nmu = np.maximum(0, mu - dmu / boldness * (cuts.most + gains @ fx - times @ fz))
    np_ = np.maximum(0, p - dp / boldness * (limits.limit - own @ fx - once @ fy))
    nv = shared * np.maximum(0, v - dv / boldness * (at @ fy - fx))
    return np.concatenate((nx, nz, ny, nu, nmu, np_, nv))


@settings(max_examples=100, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_a_sweep_is_the_dense_one(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    rng = np.random.default_rng(seed)
    cuts = some_cuts(covers, rng)
    playing = game(covers, limits, cuts)
    now = rng.random(len(playing.length)) * rng.choice([1.0, 5.0])
    to = np.empty_like(now)
    sweep(playing, now, 0.7, to, np.empty(playing.ends[2]))
    np.testing.assert_allclose(to, plain_sweep(covers, limits, cuts, now, playing.length, 0.7), atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(cases(shared=True))
def test_play_without_cuts_comes_to_the_relaxation(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    relaxation = relax(covers, limits)
    playing = game(covers, limits, no_cuts())
    start = (relaxation.x, np.zeros(covers.n_rows), np.zeros(len(limits.limit)), np.zeros(0))
    play = Play(playing, position(playing, *start))
    play.sweep(1500)
    _, _, _, row_price, _, limit_price, _ = parts(playing, play.position)
    assert proven_bound(covers, limits, row_price, limit_price) <= relaxation.bound + 0.02 * covers.total


def test_cuts_are_joined_and_chosen_in_order() -> None:
    covers, _ = triangle()
    one = parity_cuts(covers, np.array([0, 1, 3]), np.array([0, 1, 2], np.int32), np.array([1, 2, 1]))
    two = parity_cuts(covers, np.array([0, 3]), np.array([0, 1, 2], np.int32), np.ones(3, np.int64))
    both = joined(one, two)
    for of_both, of_two in zip(chosen(both, np.array([False, False, True])), two, strict=True):
        np.testing.assert_array_equal(of_both, of_two)
    for of_both, of_one in zip(chosen(both, np.array([True, True, False])), one, strict=True):
        np.testing.assert_array_equal(of_both, of_one)
    assert joined(no_cuts(), two).most.tolist() == two.most.tolist()
