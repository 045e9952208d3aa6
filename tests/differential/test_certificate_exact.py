"""The certified bound is exact, and no plan that the rules allow passes it."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.certificate import Evidence, certified_bound, misfits, recompute, stocks
from tests.plain_certificate import plain_bound
from tests.small_evidence import allowed, every_selection, options_of, proofs

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
