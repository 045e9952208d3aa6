"""The certified bound is exact, and no plan that the rules allow passes it."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting import rules
from siting.certificate import Evidence, certified_bound, limits, misfits, recompute, stocks
from siting.cover import covers
from siting.model import Model
from siting.objectives import max_coverage
from siting.plan.evidence import _limits
from siting.plan.limits import limits_of
from tests.models import every_selection as every_selection_of
from tests.models import questions
from tests.plain_certificate import plain_bound
from tests.small_evidence import allowed, every_selection, evidence, options_of, proofs

KINDS = st.sampled_from(["max", "max", "all", "part"]).flatmap(proofs)


@settings(max_examples=500, deadline=None)
@given(proof=KINDS)
def test_the_bound_is_that_of_fractions_to_the_last_digit(proof: Evidence) -> None:
    exact, found = plain_bound(proof), certified_bound(proof, stocks(proof))
    assert misfits(proof) == []
    if proof.covers:
        assert Fraction(found) >= exact > Fraction(math.nextafter(found, -math.inf))
    else:
        assert Fraction(found) <= exact < Fraction(math.nextafter(found, math.inf))


@settings(max_examples=300, deadline=None)
@given(proof=KINDS, seed=st.integers(0, 1000))
def test_no_allowed_plan_passes_the_bound(proof: Evidence, seed: int) -> None:
    rng = np.random.default_rng(seed)
    bound = Fraction(certified_bound(proof, stocks(proof)))
    reach = [set(options) for options in options_of(proof)]
    for selection in every_selection(proof):
        if not allowed(proof, selection, rng):
            continue
        opened = set(selection.tolist())
        covered = np.array([bool(options & opened) for options in reach])
        assert not len(recompute(dataclasses.replace(proof, selection=selection)).broken)
        if proof.covers:
            assert sum(map(Fraction, proof.weight[covered].tolist())) <= bound
        elif reaches(proof, covered):
            sites = np.unique(proof.option_site[selection])
            money = [*proof.cost[selection].tolist(), *proof.site_cost[sites].tolist()]
            assert sum(map(Fraction, money)) >= bound


def reaches(proof: Evidence, covered: np.ndarray) -> bool:
    """Whether a selection covers what is required, in sums of floats."""
    if proof.all_required:
        return not ((proof.required_group >= 0) & (proof.weight > 0) & ~covered).any()
    sums = [proof.weight[covered & (proof.required_group == t)].sum() for t in range(2)]
    return bool((np.array(sums) >= proof.required_weight).all())


@pytest.mark.parametrize("name", ["u", "prices", "targets", "cut_prices"])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, -1.0])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_prices_that_are_none_are_refused(name: str, wrong: float, data: st.DataObject) -> None:
    proof = data.draw(proofs("part" if name == "targets" else "max"))
    values = getattr(proof, name)
    if not len(values) or (name == "prices" and wrong == -1.0):
        return
    changed = dataclasses.replace(proof, **{name: np.where(np.arange(len(values)) == 0, wrong, values)})
    with pytest.raises(ValueError, match="dual: "):
        certified_bound(changed, stocks(changed))


def of_model(model: Model, rng: np.random.Generator) -> Evidence:
    """Evidence of a model's coverage and rules, with prices that are as good as any."""
    table = np.zeros((model.n_rows, model.n_options), dtype=bool)
    table[np.repeat(np.arange(model.n_rows), np.diff(model.indptr)), model.indices] = True
    rules = _limits(limits_of(model))
    most, least = rules["limit_most"], rules["limit_least"]
    price = rng.choice([0.0, 0.1, 1.0, 3.7], len(most)) * rng.random()
    price = np.where(np.isfinite(most), price, np.where(np.isfinite(least), -price, 0.0))
    shared = {**rules, "site_cost": model.site_cost, "site_ids": np.arange(model.n_sites).astype(str)}
    given = {**shared, "site_source": np.full(model.n_sites, ""), "prices": price}
    u = model.weight * rng.choice([0.0, 0.5, 1.0, rng.random()], model.n_rows)
    return evidence(
        table, model.weight, model.cost, np.zeros((0, model.n_options)), [], model.option_site, u=u, **given
    )


@settings(max_examples=60, deadline=None)
@given(model=questions(most_options=5, shared=True), seed=st.integers(0, 1000))
def test_no_selection_that_the_rules_accept_passes_the_bound(model: Model, seed: int) -> None:
    proof = of_model(model, np.random.default_rng(seed))
    assert misfits(proof) == []
    bound = certified_bound(proof, stocks(proof))
    for selection in every_selection_of(model.n_options):
        if not any(rule.violations(model, selection) for rule in model.rules):
            weight = model.weight[max_coverage.covered(model, selection)]
            assert sum(map(Fraction, weight.tolist())) <= Fraction(bound)
            assert not len(recompute(dataclasses.replace(proof, selection=selection)).broken)


def test_the_slack_of_a_limit_is_one_number() -> None:
    assert limits.TOLERANCE == rules.TOLERANCE == covers.TOLERANCE
