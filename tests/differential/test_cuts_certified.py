"""Prices of cuts, carried from merged rows to the model's own and proven again by the certificate."""

from __future__ import annotations

import numpy as np
import pytest

from siting.certificate import certified_bound, stocks
from siting.cover.interior_point import relax
from siting.cover.tightened import tightened
from siting.strategies._cover import dual, pose
from tests.models import brute_force, coverage_model
from tests.small_evidence import evidence


@pytest.mark.parametrize("odd", [3, 5, 7])
def test_the_certificate_proves_the_bound_of_cuts(odd: int) -> None:
    """A ring of options, each reaching two of an odd number of rows twice over: half of each covers all of them."""
    reach = np.zeros((2 * odd, odd), dtype=bool)
    for option in range(odd):
        reach[[option, (option + 1) % odd, odd + option, odd + (option + 1) % odd], option] = True
    weight = np.concatenate((np.full(odd, 3.0), np.arange(odd) + 1.0))
    budget = odd // 2 + 0.5
    model = coverage_model(reach, weight, None, ("budget", {"max_cost": budget}))
    question = pose(model)
    relaxation = relax(question.covers, question.limits)
    better = tightened(
        question.covers, question.limits, relaxation, 0.0, lambda best: True, np.random.default_rng(0)
    )
    if odd == 3:
        assert better.bound < 0.95 * relaxation.bound
        assert better.cut_price.max() > 0
    found = dual(question, better)
    proof = evidence(
        reach,
        weight,
        np.ones(odd),
        np.ones((1, odd)),
        [budget],
        u=found.row,
        prices=found.limit,
        cut_indptr=found.cut_start,
        cut_rows=found.cut_rows,
        cut_times=found.cut_times,
        cut_prices=found.cut_price,
    )
    bound = certified_bound(proof, stocks(proof))
    assert bound == np.floor(bound)
    # The certificate knows besides that whole costs leave half of the budget unspent.
    assert better.bound - 0.5 * found.limit[0] - 1.0 < bound <= better.bound
    best = brute_force(model)
    assert best is not None
    assert bound >= best
