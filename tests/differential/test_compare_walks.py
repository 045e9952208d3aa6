"""Whose walk changes from one plan to another, against the walks measured anew along a single street."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import siting
from siting import report
from siting.differences.columns import demand
from siting.differences.records import records
from siting.differences.together import Together, together
from siting.differences.walks import KINDS
from siting.report import Report
from tests.cli import small_city

SPEED_M_PER_MIN = 75.0
LENGTH_M = 3000


@dataclass(frozen=True)
class Street:
    """Plans of a street along which everything lies, and where: x by id."""

    plans: tuple[Report, ...]
    people: dict[str, tuple[float, float, float]]
    places: dict[str, float]
    today: dict[str, tuple[float, str]]
    cutoff: dict[str, float]


@pytest.fixture(scope="module", params=[1, 2])
def street(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Street:
    """Homes, sites and outlets strewn along the street; the same question with three budgets."""
    draw = np.random.default_rng(request.param)
    folder = tmp_path_factory.mktemp("street")
    small_city.write(folder)
    homes = {
        f"d{k}": (float(x), float(people), float(people // 7))
        for k, (x, people) in enumerate(
            zip(draw.integers(0, LENGTH_M, 60), draw.integers(7, 90, 60), strict=True)
        )
    }
    sites = {f"s{k}": float(x) for k, x in enumerate(draw.integers(0, LENGTH_M, 15))}
    today = {f"o{k}": (float(x), "bakery") for k, x in enumerate(draw.integers(0, LENGTH_M, 3))}
    lines = [f"{name},{x},0,{people},{old}" for name, (x, people, old) in homes.items()]
    (folder / "demand.csv").write_text("\n".join(["id,x,y,people,elderly", *lines]) + "\n", encoding="utf-8")
    lines = [f"{name},{x},0,shop,200,10" for name, x in sites.items()]
    (folder / "sites.csv").write_text(
        "\n".join(["id,x,y,kind,area_m2,rent", *lines]) + "\n", encoding="utf-8"
    )
    lines = [f"{name},{x},0,{format}" for name, (x, format) in today.items()]
    (folder / "outlets.csv").write_text("\n".join(["id,x,y,format", *lines]) + "\n", encoding="utf-8")
    (folder / "nodes.csv").write_text(f"id,x,y\nn1,0,0\nn2,1000,0\nn3,{LENGTH_M},0\n", encoding="utf-8")
    (folder / "edges.csv").write_text(
        f"from,to,length_m\nn1,n2,1000\nn2,n3,{LENGTH_M - 1000}\n", encoding="utf-8"
    )
    plans = tuple(
        report.of_plan(siting.solve(folder, budget=budget, solve__strategy="greedy"))
        for budget in (4000, 1000, 9000)
    )
    return Street(plans, homes, sites, today, {"bakery": 3.0, "canteen": 4.0})


def walk(street: Street, plan: Report, home: str, format: str) -> float:
    """Minutes to the nearest outlet, inf beyond the cutoff: by hand."""
    x = street.people[home][0]
    places = [street.places[one["site"]] for one in plan.summary["opened"] if one["format"] == format]
    places += [at for at, kind in street.today.values() if kind == format]
    nearest = min((abs(x - at) / SPEED_M_PER_MIN for at in places), default=np.inf)
    return nearest if nearest <= street.cutoff[format] + 1e-9 else np.inf


def change(was: float, now: float) -> str:
    if np.isinf(was) or np.isinf(now):
        return "beyond" if was == now else "newly" if np.isinf(was) else "no_longer"
    return "same" if abs(now - was) <= 0.01 else "shorter" if now < was else "longer"


def test_walks_are_those_measured_by_hand(street: Street) -> None:
    found = together(street.plans)
    told = records(found)["walks"]
    for format, group in (("bakery", 1), ("canteen", 2)):
        weight = {home: entry[group] for home, entry in street.people.items()}
        ways = [{home: walk(street, plan, home, format) for home in weight} for plan in street.plans]
        for letter, mine in zip(found.letters, ways, strict=True):
            here = told["city"][format][letter]
            near = [home for home in weight if np.isfinite(mine[home])]
            people = sum(weight[home] for home in near)
            assert here["within_reach"] == pytest.approx(people)
            walked = sum(weight[home] * mine[home] for home in near)
            assert here["mean_walk"] == (pytest.approx(walked / people) if people else None)
        for letter, mine in zip(found.letters[1:], ways[1:], strict=True):
            expected = dict.fromkeys(KINDS, 0.0)
            for home in weight:
                expected[change(ways[0][home], mine[home])] += weight[home]
            here = told["city"][format][letter]
            assert {name: here[f"people_{name}"] for name in KINDS} == pytest.approx(expected)
            everyone = told["groups"]["people"][format][letter]
            assert everyone["people"] == sum(entry[1] for entry in street.people.values())
    city = [one for one in found.walks if not one.circle and one.plan]
    seen = {kind for one in city for kind, people in zip(KINDS, one.by, strict=True) if people}
    assert seen >= {"newly", "no_longer", "same"}
    assert seen & {"shorter", "longer"}


def test_layers_carry_the_walk_of_every_plan(street: Street) -> None:
    table, _ = demand(together(street.plans))
    for row, home in enumerate(table["demand"]):
        for letter, plan in zip("ABC", street.plans, strict=True):
            by_hand = walk(street, plan, home, "bakery")
            kept = table[f"bakery_walk_{letter}"][row]
            assert np.isnan(kept) if np.isinf(by_hand) else kept == pytest.approx(by_hand, abs=0.006)
            assert (letter in table["bakery_in"][row]) == np.isfinite(by_hand)


def test_the_other_way_round_walks_change_the_other_way(street: Street) -> None:
    first, second = street.plans[:2]
    there, back = (_by_place(together(pair)) for pair in ((first, second), (second, first)))
    other = {"shorter": "longer", "newly": "no_longer"}
    other |= {value: key for key, value in other.items()}
    for key, here in there.items():
        for kind, people in zip(KINDS, here.by, strict=True):
            assert people == back[key].by[KINDS.index(other.get(kind, kind))]
        assert (here.mean_first, here.mean_here) == (back[key].mean_here, back[key].mean_first)


def test_sums_add_up(street: Street) -> None:
    found = together(street.plans)
    rows: dict[tuple[int, str], Any] = {(one.plan, one.format): [] for one in found.walks}
    for one in found.walks:
        rows[one.plan, one.format].append(one)
    for (plan, format), (city, *circles) in rows.items():
        for number, one in enumerate(circles):
            assert one.circle == f"c{number + 1}"
            west, east = (-50, 500) if number == 0 else (500, 1050)
            here = [home for home, (x, *_) in street.people.items() if west <= x < east]
            assert one.within == pytest.approx(_within(street, plan, format, here))
        assert city.within == pytest.approx(_within(street, plan, format, list(street.people)))
        if plan:
            assert sum(city.by) == pytest.approx(city.people)
            first = rows[0, format][0]
            gained, lost = (city.by[KINDS.index(kind)] for kind in ("newly", "no_longer"))
            assert city.within - first.within == pytest.approx(gained - lost)
    for plan in range(3):
        parts = [mine[0] for (number, format), mine in rows.items() if number == plan and format]
        assert rows[plan, ""][0].within == pytest.approx(sum(one.within for one in parts))
    for one in found.walks:
        if not one.circle and one.format:
            assert one.within == pytest.approx(
                found.plans[one.plan].summary["formats"][one.format]["covered_after"]
            )


def _within(street: Street, plan: int, format: str, homes: list[str]) -> float:
    """People of these homes within reach, by hand; "" adds up both formats."""
    groups = {"bakery": 1, "canteen": 2}
    chosen = {format: groups[format]} if format else groups
    return sum(
        street.people[home][group]
        for each, group in chosen.items()
        for home in homes
        if np.isfinite(walk(street, street.plans[plan], home, each))
    )


def _by_place(found: Together) -> dict[tuple[str, str], Any]:
    return {(one.circle, one.format): one for one in (*found.walks, *found.groups) if one.plan == 1}


def test_a_folder_of_an_earlier_version_counts_everyone(street: Street, tmp_path: Path) -> None:
    """Without the people of the groups; what it keeps is read as before."""
    plan = street.plans[0]
    plan = _with_the_keys_of_a_folder(plan)
    whole, old = tmp_path / "whole", tmp_path / "old"
    for folder in (whole, old):
        _write(plan, folder)
    with np.load(old / "map.npz") as arrays:
        kept = {name: arrays[name] for name in arrays.files if name != "homes_group_people"}
    np.savez_compressed(old / "map.npz", **kept)
    found = siting.compare([whole, old])
    assert "B are of an earlier version" in found.notes[0]["en"]
    assert found.groups[0].group == "people"
    city = {one.format: one for one in found.walks if not one.circle and one.plan}
    assert city["canteen"].group == "people"
    assert city["canteen"].people == sum(entry[1] for entry in street.people.values())
    same = siting.compare([whole, whole])
    assert same.notes == ()
    assert {one.group for one in same.groups} == {"people", "elderly"}


def _with_the_keys_of_a_folder(plan: Report) -> Report:
    from dataclasses import replace

    return replace(plan, summary={**plan.summary, "certificate_sha256": "0"})


def _write(plan: Report, folder: Path) -> None:
    import json

    folder.mkdir()
    report.save(plan, folder / "map.npz")
    (folder / "summary.json").write_text(json.dumps(plan.summary), encoding="utf-8")
