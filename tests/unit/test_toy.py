"""The toy scenario says what its README works out by hand; everything is recomputed here by brute force."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest

import siting.scenario

CUTOFF_M = {"convenience_store": 5 * 75.0, "vegetable_market": 10 * 75.0, "community_canteen": 10 * 60.0}
FIXED_COST = {"convenience_store": 80_000, "vegetable_market": 200_000, "community_canteen": 100_000}
GROUP = {"convenience_store": "people", "vegetable_market": "people", "community_canteen": "elderly"}

Row = tuple[str, str]
Option = tuple[str, str]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Toy:
    """The toy's files in dictionaries; distances by Floyd and Warshall's three loops."""

    def __init__(self, folder: Path) -> None:
        nodes, edges = table(folder / "nodes.csv"), table(folder / "edges.csv")
        self.at = {(row["x"], row["y"]): row["id"] for row in nodes}
        names = list(self.at.values())
        far = {(a, b): 0.0 if a == b else float("inf") for a in names for b in names}
        for row in edges:
            far[row["from"], row["to"]] = far[row["to"], row["from"]] = float(row["length_m"])
        for k in names:
            for a in names:
                for b in names:
                    far[a, b] = min(far[a, b], far[a, k] + far[k, b])
        self.far = far
        self.demand = table(folder / "demand.csv")
        self.sites = {row["id"]: row for row in table(folder / "sites.csv")}
        self.weight = {
            (point["id"], name): int(point[group]) for point in self.demand for name, group in GROUP.items()
        }
        self.options = {
            (site, name): FIXED_COST[name] + int(row["conversion_cost"])
            for site, row in self.sites.items()
            for name in row["formats"].split("|")
        }
        self.before = set()
        for outlet in table(folder / "outlets.csv"):
            self.before |= self.reached(outlet, outlet["format"])

    def metres(self, a: dict[str, str], b: dict[str, str]) -> float:
        return self.far[self.at[a["x"], a["y"]], self.at[b["x"], b["y"]]]

    def reached(self, place: dict[str, str], name: str) -> set[Row]:
        return {(p["id"], name) for p in self.demand if self.metres(p, place) <= CUTOFF_M[name]}

    def gained(self, plan: tuple[Option, ...]) -> int:
        rows = set().union(*(self.reached(self.sites[site], name) for site, name in plan)) - self.before
        return sum(self.weight[row] for row in rows)

    def cost(self, plan: tuple[Option, ...]) -> int:
        return sum(self.options[option] for option in plan)

    def best(self, budget: int) -> list[tuple[int, tuple[Option, ...]]]:
        """Every plan within the budget that gains most."""
        plans = [p for n in range(len(self.options) + 1) for p in combinations(self.options, n)]
        scored = [(self.gained(plan), plan) for plan in plans if self.cost(plan) <= budget]
        most = max(value for value, _ in scored)
        return [(value, plan) for value, plan in scored if value == most]

    def greedy(self, budget: int, per_cost: bool) -> int:
        """Gain of the plan that always adds the affordable option with most gain (per money)."""
        plan: tuple[Option, ...] = ()
        while True:
            left = budget - self.cost(plan)
            gains = [
                ((self.gained((*plan, o)) - self.gained(plan)) / (self.options[o] if per_cost else 1), o)
                for o in self.options
                if o not in plan and self.options[o] <= left
            ]
            if not gains or max(gains)[0] <= 0:
                return self.gained(plan)
            plan = (*plan, max(gains)[1])


@pytest.fixture(scope="module")
def toy(root: Path) -> Toy:
    return Toy(root / "scenarios" / "toy")


def test_the_optimum_is_the_one_worked_by_hand_and_the_only_one(toy: Toy) -> None:
    best = toy.best(500_000)
    assert best == [
        (2_570, (("P1", "convenience_store"), ("P3", "convenience_store"), ("P5", "vegetable_market")))
    ]
    assert toy.cost(best[0][1]) == 500_000


def test_more_money_buys_the_canteen_too(toy: Toy) -> None:
    (value, plan), *others = toy.best(650_000)
    assert value == 2_820
    assert ("P4", "community_canteen") in plan
    assert not others


def test_both_greedy_ways_fall_300_people_short(toy: Toy) -> None:
    assert toy.greedy(500_000, per_cost=True) == 2_270
    assert toy.greedy(500_000, per_cost=False) == 2_270


def test_people_reached_today_are_those_of_the_readme(toy: Toy) -> None:
    today = dict.fromkeys(GROUP, 0)
    for point, name in toy.before:
        today[name] += toy.weight[point, name]
    assert today == {"convenience_store": 430, "vegetable_market": 780, "community_canteen": 0}


def test_the_walled_yard_is_near_as_the_crow_flies_and_far_on_foot(toy: Toy) -> None:
    yard = next(point for point in toy.demand if point["id"] == "D09")
    plant = toy.sites["P4"]
    straight_m = (float(yard["x"]) - float(plant["x"])) ** 2 + (float(yard["y"]) - float(plant["y"])) ** 2
    assert straight_m**0.5 < CUTOFF_M["vegetable_market"] < toy.metres(yard, plant) == 1_200


def test_the_scenario_states_the_same_costs_and_cutoffs(root: Path) -> None:
    settings = siting.scenario.load(root / "scenarios" / "toy").settings
    assert settings.synthetic
    assert settings.illustrative_costs
    assert settings.budget == 500_000
    assert settings.travel.speed_m_per_min == 75
    assert settings.travel.group_speed_m_per_min == {"elderly": 60}
    formats = {f.id: f for f in settings.formats}
    assert {name: f.cost.fixed for name, f in formats.items()} == FIXED_COST
    assert {name: f.cutoff_min for name, f in formats.items()} == {
        "convenience_store": 5, "vegetable_market": 10, "community_canteen": 10
    }  # fmt: skip


def test_the_readme_shows_the_figures(toy: Toy, root: Path) -> None:
    text = (root / "scenarios" / "toy" / "README.md").read_text(encoding="utf-8")
    for (site, name), cost in toy.options.items():
        gain = toy.gained(((site, name),))
        assert f"| {site} | {name} | {cost:,} | {gain:,} |" in text
