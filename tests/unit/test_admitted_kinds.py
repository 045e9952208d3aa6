"""Formats say which kinds of site admit them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from siting import inputs, scenario
from siting.errors import InputError, Problems
from siting.inputs import Inputs

TOY = Path(__file__).resolve().parents[2] / "scenarios" / "toy"


def read(*sets: str) -> Inputs:
    problems = Problems()
    found = inputs.read(scenario.load(TOY, sets=sets), problems)
    problems.stop_on_errors()
    return found


def test_a_format_opens_at_sites_of_its_kinds_alone() -> None:
    markets = (
        "formats=[{id: vegetable_market, cost: 1, kinds: [warehouse]}, {id: community_canteen, cost: 1}]"
    )
    found = read(markets)
    # P4, an old plant, admits both formats, P5, a warehouse, the market.
    assert found.site_admits[:, 0].tolist() == [False, False, False, False, True]
    assert found.site_admits[:, 1].tolist() == [False, False, False, True, False]
    assert np.isnan(found.option_cost).tolist() == (~found.site_admits).tolist()


def test_a_kind_that_no_site_has_is_an_error() -> None:
    with pytest.raises(InputError, match=r"no site is of the kind 'warehose'. Did you mean 'warehouse'\?"):
        read("formats=[{id: vegetable_market, cost: 1, kinds: [warehose, vacant_plant]}]")


def test_a_preset_says_its_kinds_for_all_its_formats() -> None:
    case = scenario.load(
        TOY, sets=["formats=[{preset: old_and_young, cost: 1, kinds: [warehouse], demand: people}]"]
    )
    assert {one.kinds for one in case.formats} == {("warehouse",)}
    assert scenario.load(TOY).formats[0].kinds is None


def test_proposed_sites_need_a_format_of_their_kind() -> None:
    market = "{id: vegetable_market, cost: 1, kinds: [warehouse]}"
    with pytest.raises(InputError, match="no format admits sites of the kind 'proposed'"):
        read(f"formats=[{market}]", "sites.propose={count: 2}")
    found = read(f"formats=[{market}, {{id: convenience_store, cost: 1}}]", "sites.propose={count: 2}")
    proposed = found.site_kind == "proposed"
    assert proposed.sum() == 2
    assert found.site_admits[proposed].tolist() == [[False, True]] * 2
