"""From an outcome to a plan: ids, figures, and the check that no wrong plan passes."""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import plan
from siting.errors import VerificationError
from siting.inputs import Inputs
from siting.journal import Journal
from siting.language import in_language
from siting.outcome import Dual
from tests.small_city import city, format_input, random_city
from tests.small_plan import first_affordable, opening, planned, question, stock


@pytest.fixture
def street() -> Inputs:
    """Four homes 100 m apart, of 1, 50, 0 and 20 people; sites at the 1st, 2nd and 3rd; reach 100 m.

    A market stands at the first home, and reaches the first two."""
    return city(
        demand=[(0, 0), (100, 0), (200, 0), (300, 0)],
        people=[1, 50, 0, 20],
        demand_circle=[0, 0, 1, 1],
        sites=[(0, 0), (200, 0), (300, 0)],
        site_circle=[0, 1, 1],
        site_area_m2=[50, 150, 500],
        cost=[[10, 10], [30, 5], [10, 10]],
        outlets=[(0, 0)],
        outlet_format=[0],
        outlet_circle=[0],
        formats=(format_input("market", 100.0, area_m2=100.0), format_input("repair", 100.0, area_m2=60.0)),
        n_circles=2,
    )


def test_figures_worked_by_hand(street: Inputs, tmp_path: Path) -> None:
    made = opening(street, tmp_path, [1, 4])  # a market and a repair shop, both at s1
    summary = made.summary
    market, repair = summary["formats"]["market"], summary["formats"]["repair"]
    assert (market["weight_total"], market["covered_before"], market["covered_after"]) == (71, 51, 71)
    assert (market["newly_covered"], market["opened"], market["cost"]) == (20, 1, 30)
    assert (repair["covered_before"], repair["covered_after"], repair["cost"]) == (0, 70, 5)
    assert (summary["value"], summary["cost"], summary["gap"]) == (90, 35, 0)
    assert [(each["site"], each["format"]) for each in summary["opened"]] == [
        ("s1", "repair"),
        ("s1", "market"),
    ]
    assert summary["people"]["total"] == 71
    assert summary["people"]["with_every_format_before"] == 0
    assert summary["people"]["with_every_format_after"] == 70
    first, second = summary["circles"]["c0"], summary["circles"]["c1"]
    assert (first["formats_present_before"], first["formats_present_after"]) == (1, 1)
    assert (second["formats_present_before"], second["formats_present_after"]) == (0, 2)
    assert second["formats"]["market"]["newly_covered"] == 20
    assert (second["opened"], second["cost"], second["people"]) == (2, 35, 20)
    json.dumps(summary, allow_nan=False)


def test_shares_are_of_people_and_points_stand_beside_them(street: Inputs, tmp_path: Path) -> None:
    market = opening(street, tmp_path, []).summary["formats"]["market"]
    assert market["percent_covered_before"] == pytest.approx(100 * 51 / 71)
    assert (market["points_covered_before"], market["points"]) == (2, 4)


def test_points_without_people_are_covered_when_within_reach(street: Inputs, tmp_path: Path) -> None:
    made = opening(street, tmp_path, [1])
    assert made.covered_after[0].tolist() == [True, True, True, True]
    assert made.summary["formats"]["market"]["points_covered_after"] == 4


def test_people_reached_twice_count_for_the_first_and_for_nobody_alone(
    street: Inputs, tmp_path: Path
) -> None:
    made = opening(street, tmp_path, [1, 2])  # markets at s1 and s2, which both reach the last home
    assert [(each.site, each.newly_covered, each.only_here, each.total_covered) for each in made.opened] == [
        ("s2", 20, 0, 20),
        ("s1", 0, 0, 70),
    ]


def test_an_outlet_that_costs_nothing_comes_first(street: Inputs, tmp_path: Path) -> None:
    free = dataclasses.replace(street, option_cost=np.array([[10.0, 10.0], [30.0, 5.0], [0.0, 10.0]]))
    assert [each.site for each in opening(free, tmp_path, [2, 4]).opened] == ["s2", "s1"]


@pytest.mark.parametrize("missing", ["people", "circle"])
@pytest.mark.parametrize("seed", range(4))
def test_the_project_list_adds_up_to_the_plan_best_first(seed: int, missing: str, tmp_path: Path) -> None:
    made = planned(random_city(seed, n_sites=20), tmp_path, missing)
    summary = made.summary
    newly = sum(entry["newly_covered"] for entry in summary["formats"].values())
    assert sum(each.newly_covered for each in made.opened) == newly
    assert sum(each.cost for each in made.opened) == summary["cost"]
    value = {format.id: format.weight for format in made.inputs.formats}
    merit = [value[each.format] * each.newly_covered / each.cost for each in made.opened]
    assert all(earlier >= later for earlier, later in pairwise(merit))
    outside = [entry for entry in made.gaps.records(made.inputs) if not entry["circle"]]
    for identity, entry in summary["formats"].items():
        mine = [circle["formats"][identity] for circle in summary["circles"].values()]
        short_outside = next(each for each in outside if each["format"] == identity)
        assert (
            sum(each["weight_total"] for each in mine) + short_outside["weight_total"]
            == entry["weight_total"]
        )
        assert entry["covered_after"] <= entry["reachable"] <= entry["weight_total"]


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"value": 91.0, "bound": 100.0}, "value: 91"),
        ({"bound": 89.0}, "bound: 89"),
        ({"bound": 91.0}, "optimal"),
        ({"bound": float("inf")}, "optimal"),
        ({"dual": Dual(row=np.zeros(0), limit=np.zeros(1))}, None),
    ],
)
def test_a_plan_with_a_wrong_claim_is_refused(
    street: Inputs, tmp_path: Path, claims: dict[str, Any], said: str | None
) -> None:
    with pytest.raises(VerificationError if said else ValueError, match=said):
        opening(street, tmp_path, [1, 4], **claims)


def test_a_plan_that_breaks_a_rule_is_refused(street: Inputs, tmp_path: Path) -> None:
    found = stock(street, tmp_path)
    asked = question(found, 34.0)
    outcome = dataclasses.replace(first_affordable(asked, 34.0), selection=np.array([1, 4], dtype=np.int32))
    outcome = dataclasses.replace(outcome, value=90.0, bound=141.0, dual=None)
    with pytest.raises(VerificationError, match="35"):
        plan.make(found, asked, outcome, Journal())


def test_costs_that_are_not_those_of_the_coverage_are_found(street: Inputs, tmp_path: Path) -> None:
    """A model that mistook the costs keeps its own budget, but the plan's certificate says what the city pays."""
    found = stock(street, tmp_path)
    asked = question(found, 34.0)
    cheap = dataclasses.replace(asked, cost=np.ones(asked.n_options))
    selection = np.array([1, 4], dtype=np.int32)
    outcome = dataclasses.replace(first_affordable(cheap, 34.0), selection=selection)
    outcome = dataclasses.replace(outcome, value=90.0, bound=141.0, dual=None)
    made = plan.make(found, cheap, outcome, Journal())
    assert made.evidence.cost[made.evidence.selection].sum() == made.summary["cost"] == 35.0


def test_a_dual_that_proves_too_much_is_refused(street: Inputs, tmp_path: Path) -> None:
    rows = len(question(stock(street, tmp_path)).weight)
    for row, limit in ((np.full(rows, 1e6), [0.0]), (np.full(rows, -1.0), [0.0]), (np.zeros(rows), [-1.0])):
        with pytest.raises(VerificationError, match="dual"):
            opening(street, tmp_path, [1, 4], dual=Dual(row=row, limit=np.array(limit)))


def test_formats_that_do_not_fit_into_a_site_are_warned_of(street: Inputs, tmp_path: Path) -> None:
    assert [str(warning.place) for warning in opening(street, tmp_path, [1, 4]).warnings] == ["site s1"]
    assert opening(street, tmp_path, [2, 5]).warnings == ()


def test_a_notebook_shows_a_table_and_no_markup_of_the_city(street: Inputs, tmp_path: Path) -> None:
    named = dataclasses.replace(street.formats[0], names={"en": "<script>", "zh": "菜市场"})
    made = opening(dataclasses.replace(street, formats=(named, street.formats[1])), tmp_path, [1])
    html = made._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    with in_language("zh"):
        assert "菜市场" in made._repr_html_()
        assert "小城" in made._repr_html_()


def test_frames_for_notebooks(street: Inputs, tmp_path: Path) -> None:
    made = opening(street, tmp_path, [1, 4])
    assert made.outlets["status"].tolist() == ["existing", "new", "new"]
    assert made.demand["repair_after"].tolist() == [False, True, True, True]
    assert made.demand["people"].sum() == 71
    assert made.circles["market_after"].tolist() == [51.0, 20.0]


def test_every_file_read_has_its_digest_by_a_path_seen_from_the_scenario(
    street: Inputs, tmp_path: Path
) -> None:
    known = dataclasses.replace(street, files={str(tmp_path.resolve() / "data" / "人口.csv"): "ab"})
    files = opening(known, tmp_path, []).summary["inputs"]
    assert files["data/人口.csv"] == "ab"
    assert len(files["scenario.yaml"]) == 64


@pytest.mark.parametrize("seed", range(3))
def test_labels_never_shift_when_the_files_are_in_another_order(seed: int, tmp_path: Path) -> None:
    inputs = random_city(seed, n_sites=20)
    random = np.random.default_rng(seed)
    sites, homes = random.permutation(20), random.permutation(60)
    shuffled = dataclasses.replace(
        inputs,
        sites=dataclasses.replace(
            inputs.sites,
            ids=inputs.sites.ids[sites],
            names=inputs.sites.names[sites],
            xy_m=inputs.sites.xy_m[sites],
        ),
        site_kind=inputs.site_kind[sites],
        site_area_m2=inputs.site_area_m2[sites],
        site_circle=inputs.site_circle[sites],
        site_admits=inputs.site_admits[sites],
        option_cost=inputs.option_cost[sites],
        site_cost=inputs.site_cost[sites],
        demand=dataclasses.replace(
            inputs.demand,
            ids=inputs.demand.ids[homes],
            names=inputs.demand.names[homes],
            xy_m=inputs.demand.xy_m[homes],
        ),
        people=inputs.people[homes],
        groups={name: group[homes] for name, group in inputs.groups.items()},
        demand_circle=inputs.demand_circle[homes],
    )
    made = planned(inputs, tmp_path)
    wanted = {(each.site, each.format) for each in made.opened}
    reach = stock(shuffled, tmp_path).coverage
    pairs = zip(reach.option_site, reach.option_format, strict=True)
    names = [(str(shuffled.sites.ids[site]), shuffled.formats[format].id) for site, format in pairs]
    again = opening(shuffled, tmp_path, [k for k, pair in enumerate(names) if pair in wanted])
    for key in ("formats", "circles", "cost", "people"):
        assert again.summary[key] == made.summary[key]
    facts = ("cost", "only_here", "total_covered", "x", "y", "circle", "kind")
    assert {each.site: [getattr(each, fact) for fact in facts] for each in again.opened} == {
        each.site: [getattr(each, fact) for fact in facts] for each in made.opened
    }
