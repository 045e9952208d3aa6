"""The table of what is there and what is missing, and what of it may be bought."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from siting import coverage, demand, stock
from siting.errors import InputError
from siting.inputs import Inputs
from siting.language import in_language
from tests.small_city import city, format_input, random_city, straight_lines


@pytest.fixture
def two_circles() -> Inputs:
    """c0 has a market; c1 none, but c0's reaches its first home. One home and one site lie outside."""
    return city(
        demand=[(0, 0), (300, 0), (900, 0), (5000, 0)],
        people=[10, 20, 30, 40],
        demand_circle=[0, 1, 1, -1],
        sites=[(0, 0), (900, 0), (5000, 0)],
        site_circle=[0, 1, -1],
        outlets=[(0, 0)],
        outlet_format=[0],
        outlet_circle=[0],
        formats=(format_input("market", 300.0),),
        n_circles=2,
    )


def taken(inputs: Inputs) -> tuple[coverage.Coverage, stock.Gaps]:
    need = demand.estimate(inputs)
    reach = coverage.cover(inputs, need, straight_lines(inputs))
    return reach, stock.take_stock(inputs, need, reach)


def test_the_table_counts_outlets_where_they_stand_and_people_where_they_live(two_circles: Inputs) -> None:
    _, found = taken(two_circles)
    assert found.outlets.tolist() == [[1], [0], [0]]
    assert found.present.tolist() == [[True], [False], [False]]
    assert found.weight_people.tolist() == [[10], [50], [40]]
    assert found.in_reach_people.tolist() == [[10], [20], [0]]
    assert found.short_people.tolist() == [[0], [30], [40]]


def test_records_name_every_circle_and_format_then_what_lies_outside(two_circles: Inputs) -> None:
    _, found = taken(two_circles)
    records = found.records(two_circles)
    assert [(each["circle"], each["format"], each["present"], each["short"]) for each in records] == [
        ("c0", "market", True, 0.0),
        ("c1", "market", False, 30.0),
        ("", "market", False, 40.0),
    ]
    with in_language("zh"):
        assert found.records(two_circles)[0]["format_name"] == "market"


def test_every_person_stands_in_the_table_once() -> None:
    inputs = random_city(1)
    _, found = taken(inputs)
    by_format = found.weight_people.sum(axis=0)
    assert by_format.tolist() == [inputs.groups[format.group].sum() for format in inputs.formats]
    assert found.outlets.sum() == len(inputs.outlets)


@pytest.mark.parametrize(
    ("missing", "rows", "options"),
    [
        ("people", [False, False, True, True], [True, True, True]),
        ("circle", [False, False, True, False], [False, True, False]),
    ],
)
def test_what_is_missing_by_people_out_of_reach_and_by_absence_from_a_circle(
    two_circles: Inputs, missing: Any, rows: list[bool], options: list[bool]
) -> None:
    reach, found = taken(two_circles)
    wanted_rows, for_sale = stock.wanted(two_circles, reach, found, missing)
    assert wanted_rows.tolist() == rows
    assert for_sale.tolist() == options


def test_absence_from_circles_needs_circles() -> None:
    inputs = random_city(1, n_circles=0, demand_circle=None, site_circle=None, outlet_circle=None)
    reach, found = taken(inputs)
    with pytest.raises(InputError, match="needs circles"):
        stock.wanted(inputs, reach, found, "circle")


def test_without_circles_everything_is_outside() -> None:
    inputs = random_city(1, n_circles=0, demand_circle=None, site_circle=None, outlet_circle=None)
    _, found = taken(inputs)
    assert found.outlets.shape == (1, 3)
    np.testing.assert_array_equal(found.outlets[0], np.bincount(inputs.outlet_format, minlength=3))
