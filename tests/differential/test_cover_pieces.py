"""Pieces, branch and bound on them, and repair, against brute force and against plain graph walks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.cover.branching import branch
from siting.cover.covers import Covers, exceeded
from siting.cover.pieces import cut_out, pieces
from siting.cover.price import Price, charged, scarcity_price
from siting.cover.repair import repair
from siting.cover.search import opened, value
from tests.covering import Case, cases


def by_walking(covers: Covers, site: np.ndarray) -> list[set[int]]:
    """Sets of options, joined again and again wherever a row or a site joins them."""
    ties = [
        set(covers.row_options[covers.row_start[row] : covers.row_start[row + 1]].tolist())
        for row in range(covers.n_rows)
    ]
    ties += [set(np.flatnonzero(site == number).tolist()) for number in set(site.tolist()) - {-1}]
    found = [{option} for option in range(covers.n_options)]
    for tie in ties:
        touched = [each for each in found if each & tie]
        found = [each for each in found if not each & tie] + ([set.union(*touched)] if touched else [])
    return sorted(found, key=min)


@settings(max_examples=300, deadline=None)
@given(cases(shared=True))
def test_pieces_are_the_connected_components_of_rows_and_sites(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    found = pieces(covers, limits.site)
    sets = [set(np.flatnonzero(found.option == piece).tolist()) for piece in range(found.count)]
    assert sorted(sets, key=min) == by_walking(covers, limits.site)
    for row in range(covers.n_rows):
        reaching = covers.row_options[covers.row_start[row] : covers.row_start[row + 1]]
        assert (found.option[reaching] == found.row[row]).all()


@settings(max_examples=200, deadline=None)
@given(cases(shared=True))
def test_pieces_cut_out_hold_every_row_and_option_once(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    found = pieces(covers, limits.site)
    cut = cut_out(covers, found, np.arange(found.count))
    everything = [np.concatenate([getattr(piece, name) for piece in cut]) for name in ("options", "rows")]
    assert np.array_equal(np.sort(everything[0]), np.arange(covers.n_options))
    assert np.array_equal(np.sort(everything[1]), np.arange(covers.n_rows))
    for piece in cut:
        assert np.array_equal(piece.weight, covers.weight[piece.rows])
        for number, row in enumerate(piece.rows):
            mine = piece.row_options[piece.row_start[number] : piece.row_start[number + 1]]
            whole = covers.row_options[covers.row_start[row] : covers.row_start[row + 1]]
            assert np.array_equal(piece.options[mine], whole)


def best_by_trying(covers: Covers, charge: np.ndarray) -> float:
    everything = np.array(list(product([False, True], repeat=covers.n_options)))
    reach = np.zeros((covers.n_rows, covers.n_options))
    reach[np.repeat(np.arange(covers.n_rows), np.diff(covers.row_start)), covers.row_options] = 1.0
    return float((((everything @ reach.T) > 0) @ covers.weight - everything @ charge).max())


@settings(max_examples=400, deadline=None)
@given(cases(most_options=8), st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 10_000]))
def test_branch_and_bound_finds_the_best_and_says_when_it_did(case: Case, seed: int, most_nodes: int) -> None:
    covers, rng = case.covers(), np.random.default_rng(seed)
    charge = rng.integers(0, 12, covers.n_options) * float(case.weight.mean() if len(case.weight) else 1.0)
    known = rng.random(covers.n_options) < 0.3
    found = pieces(covers, np.full(covers.n_options, -1, np.int32))
    order = np.argsort(found.option, kind="stable").astype(np.int32)
    start = np.concatenate(([0], np.cumsum(np.bincount(found.option, minlength=found.count))))
    is_open, proven = branch(covers, charge, start.astype(np.int64), order, known, most_nodes)
    worth = lambda chosen: (
        value(covers, opened(covers, case.limits(), np.flatnonzero(chosen))) - charge[chosen].sum()
    )
    slack = 1e-9 * max(1.0, covers.total)
    assert worth(is_open) >= worth(known) - slack
    if proven.all():
        assert worth(is_open) == pytest.approx(best_by_trying(covers, charge), rel=1e-9, abs=slack)
    if most_nodes == 10_000:
        assert proven.all()


@settings(max_examples=300, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_bounds_of_pieces_hold_for_every_selection_at_every_price(case: Case, seed: int) -> None:
    covers, limits, rng = case.covers(), case.limits(), np.random.default_rng(seed)
    found = pieces(covers, limits.site)
    row_price = covers.weight * rng.random(covers.n_rows)
    price: Price = charged(limits, rng.random(len(limits.limit)) * rng.integers(0, 2, len(limits.limit)))
    income = np.bincount(
        covers.row_options, np.repeat(row_price, np.diff(covers.row_start)), covers.n_options
    )
    bound = found.bounds(covers.weight - row_price, income, price, limits.site).sum()
    for chosen in product([False, True], repeat=covers.n_options):
        mask = np.array(chosen)
        sites = np.unique(limits.site[mask & (limits.site >= 0)])
        worth = value(covers, opened(covers, limits, np.flatnonzero(mask)))
        worth -= price.option[mask].sum() + price.site[sites].sum()
        assert worth <= bound + 1e-9 * max(1.0, covers.total)


@settings(max_examples=300, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_repair_ends_within_the_limits_and_only_closes(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    chosen = np.flatnonzero(np.random.default_rng(seed).random(covers.n_options) < 0.7).astype(np.int32)
    search = opened(covers, limits, chosen)
    repair(covers, limits, search, scarcity_price(limits))
    assert not exceeded(limits, search.is_open).any()
    assert set(search.selection.tolist()) <= set(chosen.tolist())
    if not exceeded(limits, case.chosen(chosen)).any():
        assert np.array_equal(search.selection, chosen)
