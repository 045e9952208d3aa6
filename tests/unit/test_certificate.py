"""The certificate's figures and bound against brute force over every selection."""

from __future__ import annotations

import dataclasses
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siting.certificate import Evidence, certified_bound, misfits, recompute, stocks
from siting.outcome import Dual
from siting.plan.evidence import gather
from tests.small_city import random_city
from tests.small_plan import first_affordable, question, stock


def evidence(folder: Path, seed: int = 0, row_price: float = 0.5, price: float = 0.001) -> Evidence:
    found = stock(random_city(seed, n_demand=30, n_sites=4), folder)
    asked = question(found, 9_000.0)
    dual = Dual(row=asked.weight * row_price, limit=np.array([price]))
    outcome = dataclasses.replace(first_affordable(asked, 9_000.0), dual=dual)
    return gather(found.inputs, found.coverage, found.gaps, "people", asked, outcome)


def proven(proof: Evidence) -> float:
    return certified_bound(proof, stocks(proof))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), row_price=st.floats(0, 1), price=st.floats(0, 0.1))
def test_figures_and_bound_hold_against_every_selection(
    tmp_path: Path, seed: int, row_price: float, price: float
) -> None:
    proof = evidence(tmp_path, seed, row_price, price)
    found = recompute(proof)
    reach = [set(proof.indices[a:b].tolist()) for a, b in zip(proof.indptr, proof.indptr[1:], strict=False)]

    def value(selection: set[int]) -> float:
        return float(sum(w for w, options in zip(proof.weight, reach, strict=True) if options & selection))

    assert found.value == value(set(proof.selection.tolist()))
    assert found.cost == sum(proof.cost[proof.selection])
    everything = range(len(proof.cost))
    affordable = [
        set(chosen)
        for size in range(len(proof.cost) + 1)
        for chosen in combinations(everything, size)
        if proof.cost[list(chosen)].sum() <= 9_000.0
    ]
    assert found.certified_bound >= max(map(value, affordable))


def test_prices_at_their_best_prove_the_optimum(tmp_path: Path) -> None:
    """Two options, one row each, money for one: a price on money at the cheaper ratio closes the gap."""
    proof = dataclasses.replace(
        evidence(tmp_path),
        indptr=np.array([0, 1, 2]),
        indices=np.array([0, 1], dtype=np.int32),
        row_demand=np.zeros(2, dtype=np.int32),
        row_format=np.zeros(2, dtype=np.int32),
        people=np.array([30.0, 20.0]),
        weight=np.array([30.0, 20.0]),
        cost=np.array([10.0, 10.0]),
        option_site=np.zeros(2, dtype=np.int32),
        option_format=np.zeros(2, dtype=np.int32),
        selection=np.array([0], dtype=np.int32),
        limit_indptr=np.array([0, 2]),
        limit_indices=np.array([0, 1], dtype=np.int32),
        limit_data=np.array([10.0, 10.0]),
        limit_least=np.array([-np.inf]),
        limit_most=np.array([10.0]),
        limit_labels=np.array(["budget"]),
        u=np.array([30.0, 20.0]),
        prices=np.array([2.0]),
    )
    found = recompute(proof)
    assert (found.value, found.certified_bound) == (30.0, 30.0)
    # An option that alone costs more than there is opens in no plan, so the bound needs no price for it.
    dear = dataclasses.replace(proof, limit_data=np.array([10.0, 10.1]), prices=np.array([0.0]))
    assert recompute(dear).certified_bound == 30.0


def test_whole_weights_round_the_bound_down_and_broken_ones_do_not(tmp_path: Path) -> None:
    proof = evidence(tmp_path, row_price=0.77, price=0.00123)
    proof = dataclasses.replace(proof, weight=proof.weight * 2, u=proof.u * 2)
    broken = dataclasses.replace(proof, weight=proof.weight * 0.7, u=proof.u * 0.7, prices=proof.prices * 0.7)
    assert proven(proof) == np.floor(proven(broken) / 0.7 + 1e-6)


def test_rounding_of_long_sums_never_takes_a_true_bound_away(tmp_path: Path) -> None:
    """Every row has one option and no limit binds, so all of a few thousand million is covered: the bound is that."""
    n_rows, n_options = 100_000, 20
    rng = np.random.default_rng(8)
    weight = rng.integers(1, 100_000, n_rows).astype(np.float64)
    proof = dataclasses.replace(
        evidence(tmp_path),
        indptr=np.arange(n_rows + 1),
        indices=(np.arange(n_rows) % n_options).astype(np.int32),
        row_demand=np.zeros(n_rows, dtype=np.int32),
        row_format=np.zeros(n_rows, dtype=np.int32),
        people=weight,
        weight=weight,
        cost=np.ones(n_options),
        option_site=np.zeros(n_options, dtype=np.int32),
        option_format=np.zeros(n_options, dtype=np.int32),
        limit_indptr=np.array([0, n_options]),
        limit_indices=np.arange(n_options, dtype=np.int32),
        limit_data=np.ones(n_options),
        limit_most=np.array([float(n_options)]),
        u=weight * rng.random(n_rows),
        prices=np.zeros(1),
    )
    assert proven(proof) == weight.sum()


def test_without_a_dual_nothing_is_certified(tmp_path: Path) -> None:
    assert np.isnan(proven(dataclasses.replace(evidence(tmp_path), u=np.zeros(0))))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("u", lambda proof: proof.weight * 2 + 1),
        ("u", lambda proof: -proof.weight - 1),
        ("prices", lambda proof: np.array([-0.1])),
        ("limit_most", lambda proof: np.array([np.inf])),
        ("u", lambda proof: np.full(len(proof.u), np.nan)),
        ("prices", lambda proof: np.array([np.nan])),
    ],
)
def test_a_dual_that_proves_nothing_is_refused(tmp_path: Path, name: str, change: object) -> None:
    proof = evidence(tmp_path)
    with pytest.raises(ValueError, match="dual"):
        proven(dataclasses.replace(proof, **{name: change(proof)}))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "value", "flaw"),
    [
        ("indptr", np.array([0]), "length of indptr"),
        ("selection", np.array([99_999], dtype=np.int32), "range of selection"),
        ("selection", np.array([1, 1], dtype=np.int32), "order of selection"),
        ("cost", np.array([np.nan]), "values of cost"),
        ("limit_indptr", np.array([0, 10_000]), "pointers of limit_indptr"),
        ("limit_most", np.array([np.nan]), "values of limit_most"),
        ("limit_least", np.array([np.nan]), "values of limit_least"),
    ],
)
def test_arrays_that_do_not_fit_are_named(tmp_path: Path, name: str, value: np.ndarray, flaw: str) -> None:
    changed = dataclasses.replace(evidence(tmp_path), **{name: value})
    assert flaw in misfits(changed)
    with pytest.raises(ValueError, match=flaw):
        recompute(changed)


def test_a_limit_on_amounts_that_are_no_numbers_is_no_limit(tmp_path: Path) -> None:
    proof = evidence(tmp_path)
    unknown = dataclasses.replace(proof, limit_data=np.full_like(proof.limit_data, np.nan))
    assert "values of limit_data" in misfits(unknown)


def test_the_fingerprint_changes_with_any_array(tmp_path: Path) -> None:
    proof = evidence(tmp_path)
    assert proof.fingerprint() == evidence(tmp_path).fingerprint()
    changed = dataclasses.replace(proof, people=proof.people + 1)
    assert changed.fingerprint() != proof.fingerprint()
