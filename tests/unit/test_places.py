"""Formats with places from the scenario file to the run folder, and what a planner is told."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import siting
from siting.certificate import recompute
from siting.errors import InputError, VerificationError
from siting.exporters._run_folder import write as write_run
from siting.verify import verify_run
from tests.places_town import town


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_with_places_is_the_best_and_can_be_verified(tmp_path: Path, seed: int) -> None:
    city = town(seed, phases=seed == 3)
    plan = siting.solve(city.write(tmp_path))
    assert plan.outcome.value == pytest.approx(city.best())
    assert plan.certified_bound >= plan.outcome.value
    write_run(plan, tmp_path / "run")
    assert verify_run(tmp_path / "run")
    entry = plan.summary["formats"]["nursery"]
    sites = {each.site for each in plan.opened if each.format == "nursery"}
    assert entry["served_before"] == pytest.approx(city.placed(set()))
    assert entry["served_after"] == pytest.approx(city.placed(sites))
    assert entry["covered_after"] == entry["served_after"] + entry["without_place_after"]
    assert "served_before" not in plan.summary["formats"]["shop"]
    assigned = [each.assigned for each in plan.opened if each.format == "nursery"]
    assert plan.places is not None
    assert sum(assigned) + plan.places.old.sum() == pytest.approx(entry["served_after"])  # type: ignore[arg-type]
    assert all(number <= 20 for number in assigned if number is not None)
    assert all(each.places is None for each in plan.opened if each.format == "shop")


def _spoilt(folder: Path, change: Any) -> str:
    change(folder)
    with pytest.raises(VerificationError) as caught:
        verify_run(folder)
    return str(caught.value)


def test_verify_finds_another_number_of_places_or_people(tmp_path: Path) -> None:
    city = town(1)
    write_run(siting.solve(city.write(tmp_path)), tmp_path / "run")

    def summary(folder: Path) -> None:
        told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        told["formats"]["nursery"]["served_after"] += 1
        (folder / "summary.json").write_text(json.dumps(told), encoding="utf-8")

    assert "served_after" in _spoilt(tmp_path / "run", summary)


def test_verify_finds_a_seat_that_counts_too_much(tmp_path: Path) -> None:
    city = town(1)
    write_run(siting.solve(city.write(tmp_path)), tmp_path / "run")

    def certificate(folder: Path) -> None:
        with np.load(folder / "certificate.npz") as file:
            arrays = dict(file)
        arrays["option_places"] = arrays["option_places"] + 5.0
        np.savez(folder / "certificate.npz", **arrays)

    found = _spoilt(tmp_path / "run", certificate)
    assert "places of new outlets are not those of the scenario" in found


def test_the_map_says_who_is_at_which_outlet_of_today(tmp_path: Path) -> None:
    city = town(1)
    write_run(siting.solve(city.write(tmp_path)), tmp_path / "run")
    with sqlite3.connect(tmp_path / "run" / "plan.gpkg") as base:
        rows = base.execute("select outlet, places, assigned from existing_outlets").fetchall()
    places = {each[0]: 15.0 if each[4] is None else each[4] for each in city.outlets if each[3] == "nursery"}
    assert {outlet: number for outlet, number, _ in rows if outlet in places} == places
    assert all(assigned <= number for outlet, number, assigned in rows if outlet in places)


def test_a_run_in_which_nobody_is_in_reach_of_a_place_passes(tmp_path: Path) -> None:
    case = town(1)
    childless = replace(case, homes=[(*home[:4], 0) for home in case.homes])
    plan = siting.solve(childless.write(tmp_path))
    verify_run(write_run(plan, tmp_path / "run"))


def test_unknown_places_of_today_are_those_of_new_outlets_and_said_so(tmp_path: Path) -> None:
    city = town(0)
    outlets = [(*each[:4], None) for each in city.outlets]
    found = siting.gaps(type(city)(city.scenario, city.homes, city.sites, outlets).write(tmp_path))
    assert found.inputs.outlet_places is not None
    assert found.inputs.outlet_places.tolist()[1:] == [20.0, 20.0]
    assert np.isnan(found.inputs.outlet_places[0])
    assert any("2 outlets of today nobody says how many places" in str(one) for one in found.warnings)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"objective": "min_cost", "min_coverage": 0.5}, "go with objective: max_coverage alone"),
        ({"missing": "circle"}, "do not go with missing: circle"),
        ({"formats": [{"id": "a", "cutoff_m": 3, "places_today": 4}]}, "places_today without places"),
        (
            {"formats": [{"id": "a", "cutoff_m": 3, "places": 4, "min_demand": 5}]},
            "no outlet with 4 places has 5 customers",
        ),
    ],
)
def test_what_does_not_go_with_places_is_refused(tmp_path: Path, changes: Any, words: str) -> None:
    city = town(0)
    path = type(city)(city.scenario | changes, city.homes, city.sites, city.outlets).write(tmp_path)
    with pytest.raises(InputError) as caught:
        siting.load_scenario(path)
    assert words in str(caught.value)


@pytest.mark.parametrize("seed", range(3))
def test_any_prices_prove_a_bound_that_no_plan_passes(tmp_path: Path, seed: int) -> None:
    city = town(seed)
    plan, best = siting.solve(city.write(tmp_path)), city.best()
    rng = np.random.default_rng(seed)
    evidence = plan.evidence
    for _ in range(20):
        prices = {
            "u": rng.random(len(evidence.weight)) * evidence.weight,
            "seat_u": rng.random(len(evidence.seat_weight)) * evidence.seat_weight,
            "prices": rng.choice([0.0, 0.3, 2.0], len(evidence.prices)),
        }
        assert recompute(replace(evidence, **prices)).certified_bound >= best - 1e-9
