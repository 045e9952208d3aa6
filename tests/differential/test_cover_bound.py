"""The proven bound against exact rational arithmetic and brute force."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from siting.cover.bound import proven_bound
from siting.cover.covers import Covers, Limits
from siting.cover.grid import grid_step, round_down, round_up
from tests.covering import Case, cases
from tests.differential.test_cover_greedy import amounts_of, reach_of

Floats = NDArray[np.float64]


def rational_bound(covers: Covers, limits: Limits, row_price: Floats, limit_price: Floats) -> Fraction:
    """sum (w - u) + sum over sites max(0, sum max(0, A'u - C'p) - S'p) + p limit, without any rounding."""
    paid = [Fraction(float(u)) for u in row_price]
    prices = [Fraction(float(p)) for p in limit_price]
    reach, amounts = reach_of(covers), amounts_of(limits)
    total = sum((Fraction(float(w)) - u for w, u in zip(covers.weight, paid, strict=True)), Fraction(0))
    total += sum((p * Fraction(float(b)) for p, b in zip(prices, limits.limit, strict=True)), Fraction(0))
    ahead = {-1 - site: -charge for site, charge in enumerate(once_of(limits, prices))}
    for option in range(covers.n_options):
        profit = sum((u for u, hit in zip(paid, reach[:, option], strict=True) if hit), Fraction(0))
        profit -= sum(
            (p * Fraction(float(a)) for p, a in zip(prices, amounts[:, option], strict=True)), Fraction(0)
        )
        group = -1 - int(limits.site[option]) if limits.site[option] >= 0 else option
        ahead[group] = ahead.get(group, Fraction(0)) + max(Fraction(0), profit)
    return total + sum((max(Fraction(0), worth) for worth in ahead.values()), Fraction(0))


def once_of(limits: Limits, prices: list[Fraction]) -> list[Fraction]:
    """What each site is charged once."""
    charges = [Fraction(0)] * limits.n_sites
    for site in range(limits.n_sites):
        for t in range(limits.site_start[site], limits.site_start[site + 1]):
            charges[site] += prices[limits.site_which[t]] * Fraction(float(limits.site_amount[t]))
    return charges


def prices(case: Case, covers: Covers, seed: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    scale = covers.total / (1.0 + case.limit.max(initial=0.0))
    return rng.random(covers.n_rows) * covers.weight, rng.random(len(case.limit)) * scale


@settings(max_examples=150, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_the_bound_is_never_below_its_exact_value_and_close_to_it(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    row_price, limit_price = prices(case, covers, seed)
    bound = proven_bound(covers, limits, row_price, limit_price)
    # u is first moved down to the grid; that is part of the choice of u, not of rounding.
    on_grid = round_down(row_price, grid_step(covers.total))
    exact = min(rational_bound(covers, limits, on_grid, limit_price), Fraction(covers.total))
    assert Fraction(bound) >= exact
    assert float(Fraction(bound) - exact) <= 1e-12 * max(covers.total, 1e-300)


@settings(max_examples=150, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_no_prices_however_wild_prove_too_much(case: Case, seed: int) -> None:
    rng = np.random.default_rng(seed)
    covers, limits = case.covers(), case.limits()
    wild = np.array([np.nan, np.inf, -np.inf, -1.0, 0.0, 1e-300, 1e300, 1.0, 0.3])
    bound = proven_bound(covers, limits, rng.choice(wild, covers.n_rows), rng.choice(wild, len(case.limit)))
    assert bound >= case.optimum() * (1.0 - 1e-12)
    assert bound <= covers.total


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0.0, 1e9), min_size=1, max_size=40))
def test_sums_on_the_grid_are_exact_in_any_order(values: list[float]) -> None:
    step = grid_step(float(np.sum(values)))
    up, down = round_up(np.array(values), step), round_down(np.array(values), step)
    assert (down <= values).all()
    assert (up >= values).all()
    assert (up - down <= step).all()
    exact = sum((Fraction(v) for v in up), Fraction(0))
    assert Fraction(float(up.sum())) == exact
    assert Fraction(float(up[::-1].cumsum()[-1])) == exact
