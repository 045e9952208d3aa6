"""The question as strategies read it: which rows and options are in it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from siting import model
from siting.errors import InputError
from siting.inputs import Inputs
from tests.small_city import city, format_input, random_city
from tests.small_plan import question, stock


@pytest.fixture
def street() -> Inputs:
    """Homes: served, out of every site's reach, of weight zero, and short; site b reaches nobody."""
    return city(
        demand=[(0, 0), (9000, 0), (1000, 0), (1100, 0)],
        people=[10, 20, 0, 30],
        demand_circle=[0, 0, 1, 1],
        sites=[(1000, 0), (20000, 0)],
        site_circle=[1, 0],
        kinds=["c", "b"],
        outlets=[(0, 0)],
        outlet_format=[0],
        outlet_circle=[0],
        formats=(format_input("market", 300.0, weight=2.0, area_m2=80.0),),
        n_circles=2,
    )


def test_weights_beyond_all_numbers_are_an_input_error(street: Inputs, tmp_path: Path) -> None:
    enormous = dataclasses.replace(street.formats[0], weight=1e308)
    with pytest.raises(InputError, match="too large to be added up"):
        question(stock(dataclasses.replace(street, formats=(enormous,)), tmp_path))


def test_rows_served_or_of_weight_zero_are_left_out_and_options_stay(street: Inputs, tmp_path: Path) -> None:
    asked = question(stock(street, tmp_path))
    assert asked.row_demand.tolist() == [1, 3]
    assert asked.row_circle.tolist() == [0, 1]
    assert asked.weight.tolist() == [40, 60]
    assert asked.n_options == 2
    assert asked.indptr.tolist() == [0, 0, 1]
    assert asked.indices.tolist() == [0]
    assert asked.travel.tolist() == [100.0]


def test_options_carry_what_rules_ask_for(street: Inputs, tmp_path: Path) -> None:
    asked = question(stock(street, tmp_path))
    names = model.labels(street)
    assert names.kinds == ("b", "c")
    assert [names.kinds[kind] for kind in asked.option_kind] == ["c", "b"]
    assert asked.option_area_m2.tolist() == [80.0, 80.0]
    assert asked.option_circle.tolist() == [1, 0]
    assert np.isnan(asked.option_capacity).all()
    assert names.site_ids == ("s0", "s1")
    assert names.circle_ids == ("c0", "c1")
    assert names.format_ids == ("market",)


def test_by_absence_only_circles_that_lack_a_format_can_buy_it(street: Inputs, tmp_path: Path) -> None:
    asked = question(stock(street, tmp_path, missing="circle"))
    assert asked.row_demand.tolist() == [3]
    assert asked.option_site.tolist() == [0]
    assert asked.indices.tolist() == [0]


@pytest.mark.parametrize("missing", ["people", "circle"])
@pytest.mark.parametrize("seed", range(5))
def test_the_model_holds_the_coverage_of_its_rows_and_options(
    seed: int, missing: str, tmp_path: Path
) -> None:
    inputs = random_city(seed, demand_circle=np.arange(60) % 4, n_outlets=3)
    found = stock(inputs, tmp_path, missing)
    asked, raw = question(found), found.coverage
    pairs = set()
    for row, home in enumerate(asked.row_demand):
        for k in asked.indices[asked.indptr[row] : asked.indptr[row + 1]]:
            pairs.add((home, asked.row_format[row], asked.option_site[k]))
    options = set(zip(asked.option_format.tolist(), asked.option_site.tolist(), strict=True))
    rows = set(zip(asked.row_format.tolist(), asked.row_demand.tolist(), strict=True))
    expected = {
        (row % 60, row // 60, raw.option_site[k])
        for row in range(180)
        for k in raw.indices[raw.indptr[row] : raw.indptr[row + 1]]
        if (row // 60, row % 60) in rows and (raw.option_format[k], raw.option_site[k]) in options
    }
    assert pairs == expected
    if missing == "people":
        short = ~raw.covered_before & (raw.weight > 0)
        assert rows == {(row // 60, row % 60) for row in np.flatnonzero(short)}
        assert len(options) == len(raw.option_cost)
