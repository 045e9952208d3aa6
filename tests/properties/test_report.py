"""What a report shows is what the plan says: states, walks, and everything again after a way through the run folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import siting
from siting import report
from siting.errors import InputError, VerificationError
from siting.exporters import run_folder
from siting.report import LOST, NEW, SHORT, THERE
from siting.report.words import both
from siting.sheets.ledger import ledger
from siting.verify import verify_run
from tests import places_town, supply_town
from tests.small_city import random_city
from tests.small_plan import planned

TOY = Path(__file__).parents[2] / "scenarios" / "toy"


@pytest.fixture(params=["plain", "supply", "places", "closures"])
def plan(request: pytest.FixtureRequest, tmp_path: Path) -> siting.Plan:
    """Plans whose outlets serve all, serve in part, can be full, may close."""
    if request.param == "plain":
        return planned(random_city(3), tmp_path / "in")
    if request.param == "supply":
        return siting.solve(supply_town.town(4).write(tmp_path / "in"))
    if request.param == "places":
        return siting.solve(places_town.town(2, phases=True).write(tmp_path / "in"))
    entry = {"outlets": {"formats": ["shop", "market"]}, "saves": 2, "becomes": ["locker"], "cost": 1}
    town = supply_town.town(5, upgrades=None, mobile=None, budget=4, closures=[entry])
    return siting.solve(town.write(tmp_path / "in"))


def test_states_and_walks_say_who_is_in_reach_before_and_after(plan: siting.Plan) -> None:
    homes, outlets = report.of_plan(plan).homes, plan.outlets
    before, after = plan.covered_before, plan.covered_after
    assert ((homes.state == THERE) == (before & after)).all()
    assert ((homes.state == LOST) == (before & ~after)).all()
    assert ((homes.state >= NEW) == (~before & after)).all()
    assert ((homes.state == SHORT) == (~before & ~after)).all()
    assert (np.isfinite(homes.way_before) == before).all()
    assert (np.isfinite(homes.way_after) == after).all()
    assert len(outlets) == len(plan.opened) + len(plan.inputs.outlets)


def test_a_walk_goes_to_the_nearest_outlet_of_the_format(tmp_path: Path) -> None:
    plan = planned(random_city(7), tmp_path)
    homes, inputs = report.of_plan(plan).homes, plan.inputs
    for number, one in enumerate(inputs.formats):
        mine = inputs.outlets.xy_m[inputs.outlet_format == number]
        new = [(each.x, each.y) for each in plan.opened if each.format == one.id]
        for ways, places in ((homes.way_before, mine), (homes.way_after, [*mine, *new])):
            for point, at in enumerate(inputs.demand.xy_m):
                nearest = min((float(np.hypot(*(at - place))) for place in places), default=np.inf)
                expected = nearest if nearest <= one.cutoff_m else np.inf
                assert ways[number, point] == pytest.approx(expected, rel=1e-6)


def test_a_home_is_newly_reached_from_the_phase_that_the_map_layer_names(tmp_path: Path) -> None:
    phases = [{"id": "one", "budget": 90_000}, {"id": "two", "budget": 90_000}]
    (tmp_path / "scenario.yaml").write_text(
        f"extends: {TOY / 'scenario.yaml'}\nbudget: null\nphases: {json.dumps(phases)}\n", encoding="utf-8"
    )
    plan = siting.solve(tmp_path)
    state, frame = report.of_plan(plan).homes.state, plan.demand
    ids = plan.inputs.phases.ids
    assert (state > NEW).any()
    for number, one in enumerate(plan.inputs.formats):
        for mine, phase in zip(state[number], frame[f"{one.id}_phase"], strict=True):
            assert mine < NEW or ids[mine - NEW] == phase


def test_a_run_folder_gives_the_report_of_its_plan(plan: siting.Plan, tmp_path: Path) -> None:
    run_folder.write(plan, tmp_path / "run")
    found, expected = report.read(tmp_path / "run"), report.of_plan(plan)
    assert found.summary.pop("scenario_sha256")  # of a file that only the folder has
    assert list(_differences(found, expected)) == []


def _differences(found: Any, expected: Any, where: str = "report") -> Iterator[str]:
    """Names of the fields that differ; summary's tuples come back as lists."""
    if is_dataclass(expected):
        for one in fields(expected):
            yield from _differences(
                getattr(found, one.name), getattr(expected, one.name), f"{where}.{one.name}"
            )
    elif isinstance(expected, np.ndarray):
        same = np.array_equal(found, expected, equal_nan=expected.dtype.kind == "f")
        if not (same and found.dtype == expected.dtype):
            yield where
    elif isinstance(expected, dict):
        if set(found) != set(expected):
            yield where
        for name in set(found) & set(expected):
            yield from _differences(found[name], expected[name], f"{where}[{name}]")
    elif isinstance(expected, list | tuple):
        if len(found) != len(expected):
            yield where
        for number, (mine, wanted) in enumerate(zip(found, expected, strict=False)):
            yield from _differences(mine, wanted, f"{where}[{number}]")
    elif found != expected and not (found != found and expected != expected):
        yield where


def test_a_map_of_another_run_and_a_broken_one_are_refused(tmp_path: Path) -> None:
    for name, budget in (("one", 100_000), ("two", 300_000)):
        run_folder.write(siting.solve(TOY, budget=budget), tmp_path / name)
    (tmp_path / "one" / "map.npz").write_bytes((tmp_path / "two" / "map.npz").read_bytes())
    with pytest.raises(InputError, match="another run"):
        report.read(tmp_path / "one")
    (tmp_path / "two" / "map.npz").write_bytes(b"PK nothing")
    with pytest.raises(InputError, match="broken"):
        report.read(tmp_path / "two")
    (tmp_path / "two" / "map.npz").unlink()
    with pytest.raises(InputError, match="missing"):
        report.read(tmp_path / "two")
    with pytest.raises(InputError, match="does not exist"):
        report.read(tmp_path / "nowhere")


def test_a_file_damaged_anywhere_is_refused_or_read(tmp_path: Path) -> None:
    """Bytes changed by a broken disk meet zlib, zipfile, NumPy or JSON: none of them may speak to a planner itself."""
    run_folder.write(siting.solve(TOY), tmp_path / "run")
    path = tmp_path / "run" / "map.npz"
    whole, refused = path.read_bytes(), 0
    for at in range(0, len(whole), len(whole) // 80):
        path.write_bytes(whole[:at] + bytes(255 - byte for byte in whole[at : at + 8]) + whole[at + 8 :])
        try:
            report.read(tmp_path / "run")
        except InputError as error:
            refused += "broken" in str(error)
    assert refused > 40


@pytest.mark.parametrize("name", ["homes_state", "homes_people", "homes_way_after", "opened"])
def test_verify_finds_a_map_that_shows_something_else(name: str, tmp_path: Path) -> None:
    run_folder.write(siting.solve(TOY), tmp_path / "run")
    with np.load(tmp_path / "run" / "map.npz") as arrays:
        stored = {one: arrays[one].copy() for one in arrays.files}
    changed = stored[name].reshape(-1)
    changed[0] = {"homes_state": (changed[0] + 1) % 4, "homes_way_after": np.nan}.get(name, changed[0] + 1)
    np.savez(tmp_path / "run" / "map.npz", **stored)
    with pytest.raises(VerificationError) as refused:
        verify_run(tmp_path / "run")
    assert all("map.npz" in finding for finding in refused.value.findings)


def test_a_sentence_in_both_languages_fills_in_words_of_both() -> None:
    assert both("{count} sites", count=3) == {"en": "3 sites", "zh": both("{count} sites", count=3)["zh"]}
    assert both("{count} sites", count={"en": "a", "zh": "b"})["zh"].startswith("b")


def test_needs_add_up_to_the_plan_in_every_circle_and_format(plan: siting.Plan) -> None:
    shown = report.of_plan(plan)
    kept = ledger(shown)
    for need in kept.needs:
        assert need.before - need.lost + need.newly == pytest.approx(need.after, abs=1e-5)
        assert need.unreachable <= need.short_after + 1e-5
    for name, figures in plan.summary["formats"].items():
        mine = [need for need in kept.needs if need.format_id == name]
        gained = sum(need.newly - need.lost for need in mine)
        assert gained == pytest.approx(figures["covered_after"] - figures["covered_before"], abs=1e-5)
    by_project = [0.0] * len(plan.opened)
    for (rank, _), people in kept.newly.items():
        by_project[rank - 1] += people
    assert by_project == pytest.approx([one.newly_covered for one in plan.opened], abs=1e-5)


def test_a_need_is_answered_by_the_first_project_that_reaches_its_people(tmp_path: Path) -> None:
    plan = planned(random_city(3), tmp_path)
    inputs = plan.inputs
    found: dict[tuple[int, str], float] = {}
    for number, one in enumerate(inputs.formats):
        today = inputs.outlets.xy_m[inputs.outlet_format == number]
        group, ids = inputs.groups[one.group], [*inputs.circles.ids, ""]
        for home, at in enumerate(inputs.demand.xy_m):
            if any(np.hypot(*(at - place)) <= one.cutoff_m for place in today):
                continue
            near = [
                each.rank
                for each in plan.opened
                if each.format == one.id and np.hypot(*(at - (each.x, each.y))) <= one.cutoff_m
            ]
            if near and group[home]:
                key = near[0], ids[inputs.demand_circle[home]]
                found[key] = found.get(key, 0.0) + float(group[home])
    assert len(found) > 5
    assert ledger(report.of_plan(plan)).newly == pytest.approx(found)
