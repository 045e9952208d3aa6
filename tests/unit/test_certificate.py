"""The certificate's figures and bound against brute force over every selection."""

from __future__ import annotations

import dataclasses
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siting.certificate import Evidence, certified_bound, could_open, misfits, recompute, stocks
from siting.objectives import min_cost
from siting.outcome import Dual
from siting.plan.evidence import gather
from siting.scenario.goal import MinCoverage
from tests.models import every_selection
from tests.small_city import random_city
from tests.small_evidence import evidence as small
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
        served_indptr=np.zeros(3, dtype=np.int64),
        served=np.zeros(0, dtype=np.int32),
        shared_indptr=np.zeros(2, dtype=np.int64),
        selection=np.array([0], dtype=np.int32),
        limit_indptr=np.array([0, 2]),
        limit_indices=np.array([0, 1], dtype=np.int32),
        limit_data=np.array([10.0, 10.0]),
        limit_least=np.array([-np.inf]),
        limit_most=np.array([10.0]),
        limit_labels=np.array(["budget"]),
        u=np.array([30.0, 20.0]),
        prices=np.array([2.0]),
        scale=np.array(54),
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


def odd_cycle(**given: Any) -> Evidence:
    """Three rows, each reached by two of three options, and money for one of them: halves of all three cover all."""
    return small([[1, 1, 0], [0, 1, 1], [1, 0, 1]], np.ones(3), [2, 3, 3], [[2, 3, 3]], [4], **given)


def test_a_cut_takes_away_what_halves_of_options_cover() -> None:
    assert proven(odd_cycle(u=np.full(3, 0.5), prices=np.array([0.25]))) == 3.0
    cut = {
        "cut_indptr": np.array([0, 3]),
        "cut_rows": np.arange(3, dtype=np.int32),
        "cut_times": np.ones(3, dtype=np.int64),
        "cut_prices": np.ones(1),
    }
    assert proven(odd_cycle(u=np.zeros(3), prices=np.array([1 / 3]), **cut)) == 2.0
    twice = {**cut, "cut_times": np.array([2, 1, 1])}
    assert proven(odd_cycle(u=np.zeros(3), prices=np.array([1 / 3]), **twice)) == 3.0


def test_rows_that_a_cut_takes_as_one_must_have_the_same_options() -> None:
    cut = {
        "cut_indptr": np.array([0, 2]),
        "cut_rows": np.array([0, 1], dtype=np.int32),
        "cut_times": np.ones(2, dtype=np.int64),
        "cut_prices": np.ones(1),
    }
    forged = odd_cycle(
        u=np.zeros(3), prices=np.zeros(1), row_group=np.array([0, 0, 1], dtype=np.int32), **cut
    )
    with pytest.raises(ValueError, match="row_group"):
        proven(forged)
    hidden = dataclasses.replace(forged, row_group=np.array([0, 1, -1], dtype=np.int32))
    with pytest.raises(ValueError, match="row_group"):
        proven(hidden)


def test_a_site_is_paid_once_however_many_formats_share_it() -> None:
    """Two options of one site for 5 together and 10 for the site, money for 15: both open, at a price of 2 on money."""
    both = small(
        [[1, 0], [0, 1]], [20, 10], [2, 3], [[2, 3]], [15], site=[0, 0], site_cost=[10], u=np.array([20.0, 10.0]),
        prices=np.array([2.0]), shared_indptr=np.array([0, 1]), shared_indices=np.zeros(1, dtype=np.int32),
        shared_data=np.array([10.0]), selection=np.array([0, 1], dtype=np.int32),
    )  # fmt: skip
    found = recompute(both)
    assert (found.value, found.cost, found.used.tolist(), found.certified_bound) == (30.0, 15.0, [15.0], 30.0)
    poorer = recompute(dataclasses.replace(both, limit_most=np.array([14.0])))
    assert poorer.broken.tolist() == [0]
    # The dearer of the two cannot open at all with 12 to spend, and the site is in that.
    assert could_open(dataclasses.replace(both, limit_most=np.array([12.0])), stocks(both)).all()
    least = dataclasses.replace(both, limit_most=np.array([12.0]))
    assert could_open(least, stocks(least)).tolist() == [True, False]


def test_the_limits_slack_is_the_rules_slack_and_no_more() -> None:
    """The rules let a sum pass its limit by a billionth: half a unit in a thousand million is allowed, two are not."""
    for cost, best in ((1e9 + 0.5, 10.0), (1e9 + 2, 0.0)):
        one = small([[1]], [10], [cost], [[cost]], [1e9], u=np.array([10.0]), prices=np.array([1e-8]))
        assert proven(one) == best


def test_amounts_in_round_numbers_use_no_more_than_a_round_number() -> None:
    """Costs in thousands and 25 thousand to spend are as good as 24: the price pays for no more."""
    whole = small([[1, 0], [0, 1]], [8, 8], [8e3, 12e3], [[8e3, 12e3]], [25e3], u=np.full(2, 8.0))
    assert stocks(whole).most == [24_000]
    counted = small(np.eye(3), np.ones(3), np.ones(3), np.ones((1, 3)), [2], u=np.ones(3), prices=np.ones(1))
    assert (stocks(counted).most, proven(counted)) == ([2], 2.0)


def test_a_least_has_a_price_below_zero() -> None:
    """Two must open; the second of any two covers nothing but takes the first one's place: the price says so."""
    apart = small(np.eye(3), [5, 1, 1], np.ones(3), np.ones((1, 3)), [np.inf], limit_least=np.array([2.0]))
    apart = dataclasses.replace(
        apart, limit_indices=apart.limit_indices, u=np.zeros(3), prices=np.array([-1.0])
    )
    assert proven(apart) == 7.0
    with pytest.raises(ValueError, match="limit that there is none"):
        proven(dataclasses.replace(apart, prices=np.array([1.0])))


MONEY = {"objective": np.array("min_cost"), "maximise": np.array(False), "covers": np.array(False)}


def test_the_least_cost_of_covering_every_row() -> None:
    """Three rows in an odd cycle, every pair of options covers all: 2 of 3 at 1 each; prices of a half prove 1.5, and
    costs are whole."""
    asked = {"required_group": np.zeros(3, dtype=np.int32), "required_weight": np.array([np.inf]), **MONEY}
    table = [[1, 1, 0], [0, 1, 1], [1, 0, 1]]
    cover = small(table, np.ones(3), np.ones(3), np.zeros((0, 3)), [], u=np.full(3, 0.5), **asked)
    found = recompute(dataclasses.replace(cover, selection=np.array([0, 1], dtype=np.int32)))
    assert (found.value, found.certified_bound, found.short.tolist()) == (2.0, 2.0, [])
    assert recompute(dataclasses.replace(cover, selection=np.array([0], dtype=np.int32))).short.tolist() == [
        0
    ]


def test_the_least_cost_of_covering_a_weight() -> None:
    """60 of 100 people, an option each for 50 and 30 and 20: no plan costs less than 2."""
    asked = {"required_group": np.zeros(3, dtype=np.int32), "required_weight": np.array([60.0]), **MONEY}
    part = small(
        np.eye(3), [50, 30, 20], np.ones(3), np.zeros((0, 3)), [], u=np.array([1.0, 0.6, 0.4]),
        targets=np.array([0.02]), **asked,
    )  # fmt: skip
    found = recompute(dataclasses.replace(part, selection=np.array([0, 2], dtype=np.int32)))
    assert (found.value, found.reached.tolist(), found.short.tolist()) == (2.0, [70.0], [])
    assert found.certified_bound == 2.0
    short = recompute(dataclasses.replace(part, selection=np.array([0], dtype=np.int32)))
    assert (short.reached.tolist(), short.short.tolist()) == ([50.0], [0])


def test_a_column_named_twice_in_a_row_is_refused() -> None:
    assert "order of indices" in misfits(odd_cycle(indices=np.array([0, 0, 1, 2, 0, 2], dtype=np.int32)))


def test_a_scale_at_which_sums_would_not_fit_is_refused() -> None:
    assert "values of scale" in misfits(odd_cycle(scale=np.array(62)))


@pytest.mark.parametrize("asked_for", [None, 0.1, MinCoverage(share=0.05, each="format")])
def test_a_required_coverage_is_in_the_evidence_of_a_plan(tmp_path: Path, asked_for: Any) -> None:
    """Everything opened: every format's required weight is reached, and money proves at least nothing wrong."""
    found = stock(random_city(5, n_demand=30, n_sites=4), tmp_path)
    asked = dataclasses.replace(question(found, 1e6), objective=min_cost.bind(asked_for))
    everything = np.arange(asked.n_options, dtype=np.int32)
    required = asked.objective.requirement(asked)
    prices = np.zeros(0) if required.everything else np.full(len(required.weight), 2.0)
    row = asked.weight * (2.0 if required.everything else prices[required.group])
    outcome = dataclasses.replace(
        first_affordable(asked),
        selection=everything,
        value=asked.objective.value(asked, everything),
        dual=Dual(row=row, limit=np.zeros(1), target=prices),
    )
    proof = gather(found.inputs, found.coverage, found.gaps, "people", asked, outcome)
    figures = recompute(proof)
    assert (figures.value, figures.short.tolist()) == (outcome.value, [])
    assert (
        0.0
        <= figures.certified_bound
        <= min(asked.objective.value(asked, selection) for selection in every_selection(asked.n_options))
    )
    nothing = recompute(dataclasses.replace(proof, selection=everything[:0]))
    assert len(nothing.short) == len(proof.required_weight)
