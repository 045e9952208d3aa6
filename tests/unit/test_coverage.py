"""Who is reached by what, on a street worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from siting import coverage, demand
from siting.coverage import Coverage
from siting.inputs import Inputs
from tests.small_city import city, format_input, straight_lines


def covered(inputs: Inputs) -> Coverage:
    return coverage.cover(inputs, demand.estimate(inputs), straight_lines(inputs))


@pytest.fixture
def street() -> Inputs:
    """Homes at 0, 300 and 600 m, sites at 0 and 600 m, a canteen at 600 m; both formats reach 300 m."""
    return city(
        demand=[(0, 0), (300, 0), (600, 0)],
        people=[10, 20, 30],
        groups={"elderly": [1, 2, 3]},
        sites=[(0, 0), (600, 0)],
        formats=(format_input("market", 300.0), format_input("canteen", 300.0, group="elderly")),
        admits=[[True, True], [True, False]],
        cost=[[5, 6], [7, 8]],
        outlets=[(600, 0)],
        outlet_format=[1],
    )


def test_options_are_the_admitted_pairs_ordered_by_format_then_site(street: Inputs) -> None:
    found = covered(street)
    assert found.option_format.tolist() == [0, 0, 1]
    assert found.option_site.tolist() == [0, 1, 0]
    assert found.option_cost.tolist() == [5, 7, 6]
    assert found.option_phase.tolist() == [0, 0, 0]


def test_a_cutoff_is_closed(street: Inputs) -> None:
    found = covered(street)
    rows = [found.indices[a:b].tolist() for a, b in zip(found.indptr, found.indptr[1:], strict=False)]
    assert rows == [[0], [0, 1], [1], [2], [2], []]
    assert found.travel.tolist() == [0, 300, 300, 0, 0, 300]


@pytest.mark.parametrize(("further_m", "reached"), [(5e-7, True), (2e-6, False)])
def test_the_order_of_summation_does_not_decide_who_is_reached(further_m: float, reached: bool) -> None:
    inputs = city(
        demand=[(300.0 + further_m, 0)],
        people=[1],
        sites=[(0, 0)],
        formats=(format_input("market", 300.0),),
        outlets=[(0, 0)],
        outlet_format=[0],
    )
    travel = straight_lines(inputs)
    travel.sites.travel, travel.outlets.travel = (np.array([300.0 + further_m]) for _ in range(2))
    for reach in (travel.sites, travel.outlets):
        reach.indptr, reach.indices = np.array([0, 1]), np.array([0], dtype=np.int32)
    found = coverage.cover(inputs, demand.estimate(inputs), travel)
    assert (len(found.indices) == 1) == reached
    assert found.covered_before.tolist() == [reached]


def test_an_outlet_covers_for_its_own_format_only(street: Inputs) -> None:
    assert covered(street).covered_before.tolist() == [False] * 3 + [False, True, True]


def test_weights_are_the_people_of_each_formats_group(street: Inputs) -> None:
    assert covered(street).weight.tolist() == [10, 20, 30, 1, 2, 3]


def test_a_city_without_outlets_or_admitted_sites_has_no_coverage() -> None:
    inputs = city(
        demand=[(0, 0)],
        people=[1],
        sites=[(0, 0)],
        formats=(format_input("market", 300.0),),
        admits=[[False]],
    )
    found = covered(inputs)
    assert len(found.option_cost) == len(found.indices) == 0
    assert found.indptr.tolist() == [0, 0]
    assert not found.covered_before.any()


def test_arrays_cannot_be_changed(street: Inputs) -> None:
    with pytest.raises(ValueError, match="read-only"):
        covered(street).covered_before[0] = True
