"""Local search at prices against brute force: books, local optimality, and the optimum above it."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from siting.cover.covers import Covers
from siting.cover.priced import priced_search
from tests.covering import Case, cases
from tests.differential.test_cover_greedy import reach_of

Floats = NDArray[np.float64]


def worth(
    covers: Covers, chosen: NDArray[np.bool_], charge: Floats, site: NDArray[np.int32], once: Floats
) -> Floats:
    """(...,) weight covered by selections (..., n_options) less charges, sites once."""
    covered = ((chosen @ reach_of(covers).T.astype(float)) > 0) @ covers.weight
    at = site[:, None] == np.arange(len(once))
    return np.asarray(covered - chosen @ charge - (chosen @ at.astype(float) > 0) @ once)


def posed(case: Case, seed: int) -> tuple[Covers, Floats, NDArray[np.int32], Floats, NDArray[np.int32]]:
    """The case's covers, charges of the size of gains, sites, their charges and a selection to start from."""
    rng, covers = np.random.default_rng(seed), case.covers()
    unit, n_sites = covers.total / (1 + case.n_options), int(rng.integers(0, 4))
    charge = rng.integers(0, 4, case.n_options) * unit * 0.5
    site = rng.integers(-1, n_sites, case.n_options).astype(np.int32)
    start = np.flatnonzero(rng.random(case.n_options) < 0.4).astype(np.int32)
    return covers, charge, site, rng.integers(0, 3, n_sites) * unit * 0.7, start


@settings(max_examples=300, deadline=None)
@given(cases(most_options=7), st.integers(0, 2**32 - 1))
def test_no_single_move_and_no_exchange_is_left_that_gains(case: Case, seed: int) -> None:
    covers, charge, site, once, start = posed(case, seed)
    is_open, value = priced_search(covers, charge, start, site, once)
    slack = 1e-9 * covers.total
    assert value == pytest.approx(float(worth(covers, is_open, charge, site, once)), abs=slack)
    assert value >= worth(covers, case.chosen(start), charge, site, once) - slack
    everything = np.array(list(product([False, True], repeat=case.n_options)))
    assert value <= worth(covers, everything, charge, site, once).max() + slack
    others = [case.chosen([k]) ^ is_open for k in range(case.n_options)]
    pairs = combinations(range(case.n_options), 2)
    others += [case.chosen([j, k]) ^ is_open for j, k in pairs if is_open[j] != is_open[k]]
    others += [is_open & (site != group) for group in range(len(once))]
    assert value >= worth(covers, np.array(others), charge, site, once).max() - slack


@settings(max_examples=100, deadline=None)
@given(cases(), st.integers(0, 2**32 - 1))
def test_without_sites_nothing_about_sites_is_asked(case: Case, seed: int) -> None:
    covers, charge, _, _, start = posed(case, seed)
    nowhere = np.full(case.n_options, -1, np.int32)
    is_open, value = priced_search(covers, charge, start)
    again, same = priced_search(covers, charge, start, nowhere, np.zeros(0))
    assert is_open.tolist() == again.tolist()
    assert value == same


def test_a_site_opens_for_all_its_options_together() -> None:
    """Two options at one site, each worth less than the site alone charges, are worth more together."""
    case = Case(np.eye(2, dtype=bool), np.array([3.0, 4.0]), np.zeros((0, 2)), np.zeros(0))
    site, nothing = np.zeros(2, np.int32), np.zeros(0, np.int32)
    is_open, value = priced_search(case.covers(), np.ones(2), nothing, site, np.array([4.5]))
    assert is_open.tolist() == [True, True]
    assert value == 0.5
    is_open, value = priced_search(
        case.covers(), np.ones(2), np.array([0, 1], np.int32), site, np.array([5.5])
    )
    assert is_open.tolist() == [False, False]
    assert value == 0.0
