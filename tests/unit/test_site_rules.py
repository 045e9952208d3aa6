"""Rules on sites in the planner's words: what they refuse, what they warn of, and hand-worked cases."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from siting import parts
from siting.errors import InputError, Place, Problems
from siting.inputs.types import KEEP, NEW
from siting.model import Model
from siting.rules import checked, clashes, warnings
from siting.rules._conflicts import cliques
from tests.models import coverage_model, labels, rule

ALL = np.arange(4, dtype=np.int32)  # s0 and s1, 100 m apart, a market (50 m2) and a canteen (80 m2) each
REACH = [[1, 0, 1, 0], [0, 1, 0, 1]]


def town(name: str, **settings: Any) -> Model:
    return coverage_model(REACH, [1, 1], [2.5, 1, 2, 0.5], (name, settings))


def told(name: str, selection: Any = ALL, **settings: Any) -> list[str]:
    model = town(name, **settings)
    return model.rules[0].violations(model, np.array(selection, dtype=np.int32))


def test_a_full_site_is_named_with_both_areas() -> None:
    assert told("site_area") == [
        "floor area, site 's0': the new outlets take 130 m2, more than 100 m2",
        "floor area, site 's1': the new outlets take 130 m2, more than 100 m2",
    ]
    assert told("site_area", [0, 3], share=0.8) == []
    assert told("site_area", [3], share=0.79) == [
        "floor area, site 's1': the new outlets take 80 m2, more than 79 m2"
    ]


def test_what_shares_a_site_and_may_not_is_named() -> None:
    apart = ["sharing, site 's0': market, canteen may not share a site"]
    assert told("sharing", [0, 1, 2], incompatible=[["market", "canteen"]]) == apart
    assert told("sharing", [0, 1, 2], compatible=[["market"]]) == apart
    assert told("sharing", compatible=[["market", "canteen"]]) == []


def test_an_outlet_without_company_is_named() -> None:
    alone = ["together, formats 'canteen', site 's1': 'canteen' opens without any of: market"]
    assert told("together", [0, 3], formats=["canteen"], needs=["market"]) == alone
    assert told("together", [0, 3], formats=["canteen"], needs=["market"], within_m=100) == []
    # The market of today stands 104.4 m from s1, 30 m from s0.
    assert told("together", [3], formats=["canteen"], needs=["market"], within_m=104) == [
        "together, formats 'canteen', site 's1': 'canteen' opens without any of these within 104 m: market"
    ]
    assert told("together", [1, 3], formats=["canteen"], needs=["market"], within_m=105) == []


def test_outlets_too_near_each_other_are_named_once() -> None:
    assert told("spacing", metres=100.5, existing=False, formats=["market"]) == [
        "spacing, formats 'market': s0 / market stands 100.0 m from s1 / market, less than 100.5 m"
    ]
    assert told("spacing", metres=100, existing=False) == []
    assert told("spacing", [0, 3], metres=50) == [
        "spacing: s0 / market stands 30.0 m from an outlet of today, less than 50 m",
        "spacing: s1 / canteen stands 30.0 m from an outlet of today, less than 50 m",
    ]


def test_spacing_is_as_few_limits_as_there_are_cliques() -> None:
    packing = town("spacing", metres=150, existing=False, formats=["market"], away_from=["market", "canteen"])
    rows = packing.rules[0].packing(packing)
    assert rows is not None
    assert rows.matrix.toarray().tolist() == [[1, 1, 1, 0], [1, 0, 1, 1]]
    assert rows.labels == (
        "spacing, formats 'market': one of s0 / market, s0 / canteen, s1 / market",
        "spacing, formats 'market': one of s0 / market, s1 / market, s1 / canteen",
    )


def test_an_outlets_own_upgrade_keeps_no_distance_from_it() -> None:
    model = town("spacing", metres=50)
    upgraded = replace(model, city=replace(model.city, site_outlet=np.array([0, -1], dtype=np.int32)))
    assert len(model.rules[0].violations(model, np.array([0], dtype=np.int32))) == 1
    assert model.rules[0].violations(upgraded, np.array([0], dtype=np.int32)) == []
    rows = model.rules[0].packing(upgraded)
    assert rows is not None
    assert rows.matrix.toarray().tolist() == [[0, 0, 0, 1]]  # the canteen of today stands 30 m from s1


@pytest.mark.parametrize("seed", range(20))
def test_cliques_hold_every_pair_and_nothing_else(seed: int) -> None:
    rng = np.random.default_rng(seed)
    pairs = [pair for pair in combinations(range(9), 2) if rng.random() < 0.5]
    found = cliques(9, np.array(pairs, dtype=np.int64).reshape(-1, 2))
    held = {pair for members in found for pair in combinations(sorted(members), 2)}
    assert held == set(pairs)
    assert all(len(set(members)) == len(members) > 1 for members in found)
    assert cliques(5, np.array(list(combinations(range(5), 2)))) == [[0, 1, 2, 3, 4]]


def test_required_and_closed_sites_are_named() -> None:
    assert told("required_sites", [0], sites=["s0", "s1"]) == ["required sites, site 's1': nothing opens"]
    both = {"sites": ["s0"], "formats": ["market", "canteen"]}
    assert told("required_sites", [0], **both) == []
    assert told("required_sites", [0], **both, all=True) == [
        "required sites, formats 'market', 'canteen', site 's0', format 'canteen': nothing opens"
    ]
    assert told("forbidden_sites", [1, 2], sites=["s0"]) == [
        "closed sites, site 's0': 'canteen' may not open there"
    ]


def test_a_required_site_that_admits_nothing_is_a_clash() -> None:
    model = town("required_sites", sites=["s1"], formats=["market"])
    poorer = replace(model, option_format=np.array([0, 1, 1, 1], dtype=np.int32))
    assert clashes(poorer) == [
        "required sites, formats 'market', site 's1': at least 1 asked for, only 0 available"
    ]


def test_required_sites_that_cost_too_much_together_are_a_clash() -> None:
    rules = [("required_sites", {"sites": ["s0", "s1"]}), ("budget", {"max_cost": 1.4})]
    assert clashes(coverage_model(REACH, [1, 1], [2.5, 1, 2, 0.5], *rules)) == [
        "required sites, site 's0'; required sites, site 's1' together take at "
        "least 1.5, but budget allows 1.4"
    ]


def test_a_quota_says_part_and_whole() -> None:
    assert told("share", [0, 2, 3], kinds=["vacant"], min=0.5) == [
        "share, kinds of site 'vacant': 1 of 3, less than 50 %"
    ]
    assert told("share", of="cost", formats=["market"], max=0.7) == [
        "share, formats 'market': 4.5 of 6, more than 70 %"
    ]
    assert told("share", [], kinds=["vacant"], min=1) == []
    assert told("share", [0, 2, 3], kinds=["vacant"], whole={"formats": ["market"]}, min=0.6) == [
        "share, kinds of site 'vacant'; whole, formats 'market': 1 of 2, less than 60 %"
    ]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("sharing", {}),
        ("sharing", {"incompatible": [["market"]]}),
        ("spacing", {"metres": 0}),
        ("spacing", {"metres": 100, "phases": ["first"]}),
        ("together", {"formats": ["canteen"]}),
        ("required_sites", {"formats": ["market"]}),
        ("required_sites", {"sites": ["s0"], "all": True}),
        ("forbidden_sites", {}),
        ("share", {"kinds": ["vacant"]}),
        ("share", {"min": 0.5}),
        ("share", {"kinds": ["vacant"], "min": 60}),
        ("share", {"kinds": ["vacant"], "min": 0.6, "max": 0.5}),
        ("site_area", {"share": 0}),
    ],
)
def test_settings_that_mean_nothing_are_refused(name: str, settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parts.load("rules", name).Settings(**settings)


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("count", {"max": 1, "sites": ["s9"]}, "unknown site 's9'"),
        ("count", {"max": 1, "kinds": ["vacnt"]}, "unknown kind 'vacnt'. Did you mean 'vacant'?"),
        ("count", {"max": 1, "phases": ["2024"]}, "unknown phase '2024'"),
        ("count", {"max": 1, "each": "phase"}, "each: phase, but the scenario has no phases"),
        (
            "sharing",
            {"compatible": [["market", "canteeen"]]},
            "unknown format 'canteeen'. Did you mean 'canteen'?",
        ),
        ("together", {"formats": ["market"], "needs": ["bakery"]}, "unknown format 'bakery'"),
        ("spacing", {"metres": 9, "away_from": ["bakery"]}, "unknown format 'bakery'"),
        ("share", {"kinds": ["vacant"], "whole": {"circles": ["C7"]}, "min": 0.1}, "unknown circle 'C7'"),
    ],
)
def test_unknown_ids_are_problems(name: str, settings: dict[str, Any], message: str) -> None:
    part, problems = parts.load("rules", name), Problems()
    part.bind(part.Settings(**settings), labels(2), problems, Place(Path("scenario.yaml"), 14, 3, "rules[0]"))
    (problem,) = problems.errors
    assert str(problem).startswith(f"scenario.yaml:14:3: rules[0]: {message}")


def test_places_without_coordinates_are_an_error_where_distance_matters() -> None:
    model = town("spacing", metres=50)
    nowhere = np.full((4, 2), np.nan)
    with pytest.raises(InputError, match="spacing: 2 sites have no coordinates, 's0' for one"):
        checked(replace(model, option_xy_m=nowhere))
    lost = replace(model.city, outlet_xy_m=np.full((2, 2), np.nan))
    with pytest.raises(InputError, match="spacing: 2 outlets of today have no coordinates"):
        checked(replace(model, city=lost))
    near = town("together", formats=["canteen"], needs=["market"], within_m=10)
    with pytest.raises(InputError, match="together: 2 sites have no coordinates"):
        checked(replace(near, option_xy_m=nowhere))
    same = town("together", formats=["canteen"], needs=["market"])
    assert checked(replace(same, option_xy_m=nowhere)).n_options == 4


def test_unknown_areas_are_said() -> None:
    model = coverage_model(np.eye(6), np.ones(6), None, ("site_area", {}))
    areas = np.where(model.option_format == 1, np.nan, model.option_area_m2)
    assert [problem.message for problem in warnings(replace(model, option_area_m2=areas))] == [
        "site_area: these formats have no area_m2, so they take no room: canteen",
        "site_area: 1 of 3 sites have no floor area, so they are not limited",
    ]
    quota = replace(
        model, option_area_m2=areas, rules=(rule("share", labels(3), kinds=["shop"], of="area_m2", min=0.1),)
    )
    with pytest.raises(InputError, match="share of area_m2: these formats have no area_m2: canteen"):
        checked(quota)


def with_closing(model: Model) -> Model:
    """The market of s0 is the market of today, kept; the site stands where it does."""
    xy_m = np.where((model.option_site == 0)[:, None], model.city.outlet_xy_m[0], model.option_xy_m)
    city = replace(
        model.city,
        site_outlet=np.array([0, -1], dtype=np.int32),
        site_role=np.array([KEEP, NEW], dtype=np.int8),
        site_xy_m=np.array([model.city.outlet_xy_m[0], model.city.site_xy_m[1]]),
    )
    return replace(model, option_xy_m=xy_m, city=city)


def test_what_may_close_counts_while_it_is_kept() -> None:
    model = with_closing(town("spacing", metres=105, formats=["market"]))
    rows = model.rules[0].packing(model)
    assert rows is not None
    assert rows.matrix.toarray().tolist() == [[1, 0, 1, 0]]
    assert len(model.rules[0].violations(model, np.array([0, 2], dtype=np.int32))) == 1
    assert model.rules[0].violations(model, np.array([2], dtype=np.int32)) == []
    alone = with_closing(town("spacing", metres=105, formats=["market"], existing=False))
    assert alone.rules[0].violations(alone, np.array([0, 2], dtype=np.int32)) == []
    near = with_closing(town("together", formats=["canteen"], needs=["market"], within_m=105))
    assert near.rules[0].violations(near, np.array([0, 3], dtype=np.int32)) == []
    assert len(near.rules[0].violations(near, np.array([3], dtype=np.int32))) == 1


def test_what_is_kept_is_no_new_outlet() -> None:
    rules = [
        ("forbidden_sites", {"sites": ["s0"], "formats": ["market"]}),
        ("sharing", {"compatible": [["canteen"]]}),
    ]
    for name, said in rules:
        model = with_closing(town(name, **said))
        assert model.rules[0].violations(model, np.array([0, 1], dtype=np.int32)) == []
