"""Outlets that may close against every way of closing, replacing and opening, by the words of the scenario."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from siting import pipeline
from siting.errors import VerificationError
from siting.exporters import _projects, _run_folder
from siting.verify import verify_run
from tests.supply_town import FORMATS, Option, Row, Town, town

BUDGET = 4


def closing(seed: int, **given: Any) -> Town:
    """A town whose shops and markets may close, for 2 each, or give way to lockers."""
    entry = {
        "outlets": {"formats": ["shop", "market"]},
        "saves": 2,
        "becomes": ["locker"],
        "cost": 1,
        **given,
    }
    return town(seed, upgrades=None, mobile=None, budget=BUDGET, closures=[entry])


def best_by_hand(case: Town, most: int, floor: float = 0.0) -> float:
    """The most people, times weight, whom anything serves after a plan: of all plans that the money allows.

    floor: least share of the people whom shops, or what stands in for them, must serve."""
    entry = case.scenario["closures"][0]
    may_close = [name for name, _, format in case.outlets if format in entry["outlets"]["formats"]]
    new = {(site, name): case.serves()[site, name] for site, _ in case.sites for name in FORMATS}
    best = 0.0
    for closed in subsets(may_close):
        if len(closed) > most:
            continue
        stays = [reach(case, at, format) for name, at, format in case.outlets if name not in closed]
        followers = {
            (f"replace:{name}", what): reach(case, at, what)
            for name, at, _ in case.outlets
            for what in entry["becomes"]
            if name in closed
        }
        choice = new | followers
        for opened in subsets(list(choice)):
            spent = sum(
                case.formats()[name]["cost"] if site[0] == "s" else entry["cost"] for site, name in opened
            )
            serving = [*stays, *(choice[one] for one in opened)]
            if spent - entry["saves"] * len(closed) <= BUDGET and shops(case, serving) >= floor:
                best = max(best, worth(case, serving))
    return best


def shops(case: Town, serving: list[dict[Row, float]]) -> float:
    """Share of the people whom anything serves as a shop does."""
    served: list[float] = [
        n * max([one.get((home, "shop"), 0.0) for one in serving], default=0.0) for home, _, n in case.homes
    ]
    return float(sum(served) / sum(n for _, _, n in case.homes))


def subsets(things: list[Any]) -> list[list[Any]]:
    return [list(some) for size in range(len(things) + 1) for some in combinations(things, size)]


def reach(case: Town, at: tuple[float, float], format: str) -> dict[Row, float]:
    return case.reach(format, [at], case.formats()[format]["cutoff_m"], 1.0)


def worth(case: Town, serving: list[dict[Row, float]]) -> float:
    best = dict[Row, float]()
    for reached in serving:
        for row, share in reached.items():
            best[row] = max(best.get(row, 0.0), share)
    people = {home: n for home, _, n in case.homes}
    weight = {name: entry.get("weight", 1.0) for name, entry in case.formats().items()}
    return float(sum(people[home] * weight[name] * share for (home, name), share in best.items()))


@pytest.mark.parametrize(("seed", "most"), [(0, None), (1, None), (2, None), (3, None), (1, 1), (4, 1)])
def test_the_plan_is_the_best_of_all_ways_to_close_and_open(
    seed: int, most: int | None, tmp_path: Path
) -> None:
    case = closing(seed, **({} if most is None else {"max": most}))
    plan = pipeline.solve(case.write(tmp_path))
    assert plan.outcome.stop == "optimal"
    reached = [entry["value_after"] for entry in plan.summary["formats"].values()]
    assert sum(reached) == pytest.approx(best_by_hand(case, 9 if most is None else most))
    opened: list[Option] = [(one.site, one.format) for one in plan.opened]
    assert not any(site.startswith("keep:") for site, _ in opened)
    assert plan.summary["cost"] - plan.summary["saved"] <= BUDGET
    verify_run(_run_folder.write(plan, tmp_path / "run"))


@pytest.mark.parametrize("seed", [0, 4])
def test_a_floor_holds_against_closings_too(seed: int, tmp_path: Path) -> None:
    case = closing(seed)
    free = best_by_hand(case, 9)
    asked = next(share for share in (0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2) if best_by_hand(case, 9, share) > 0)
    case.scenario["rules"] = [{"rule": "floor", "share": asked, "formats": ["shop"]}]
    plan = pipeline.solve(case.write(tmp_path))
    reached = [entry["value_after"] for entry in plan.summary["formats"].values()]
    assert sum(reached) == pytest.approx(best_by_hand(case, 9, asked))
    assert plan.summary["formats"]["shop"]["percent_covered_after"] >= 100 * asked - 1e-6
    assert best_by_hand(case, 9, asked) < free


def test_what_is_lost_is_counted_where_an_outlet_closes(tmp_path: Path) -> None:
    shop = {"id": "shop", "cutoff_m": 150, "cost": 3}
    entry = {"outlets": {"ids": ["west"]}, "saves": 2}
    case = town(0, upgrades=None, mobile=None, formats=[shop], closures=[entry])
    case = Town(
        case.scenario,
        homes=[("h0", (0.0, 0.0), 3), ("h1", (500.0, 0.0), 9), ("h2", (100.0, 0.0), 1)],
        sites=[("s0", (500.0, 0.0))],
        outlets=[("west", (0.0, 0.0), "shop"), ("mid", (200.0, 0.0), "shop")],
        vans=[],
    )
    plan = pipeline.solve(case.write(tmp_path), budget=1)
    assert [(one.site, one.format) for one in plan.opened] == [("s0", "shop")]
    (west,) = plan.summary["closed"]
    assert (west["outlet"], west["saved"], west["lost"], west["replaced_by"]) == ("west", 2.0, 3.0, [])
    assert plan.summary["formats"]["shop"]["covered_before"] == 4
    assert plan.summary["formats"]["shop"]["covered_after"] == 10
    assert (plan.summary["cost"], plan.summary["saved"]) == (3.0, 2.0)
    lines = (_run_folder.write(plan, tmp_path / "run") / "projects.csv").read_text("utf-8-sig").splitlines()
    assert lines[-1].startswith(",west,,shop,shop,")
    verify_run(tmp_path / "run")


@pytest.mark.parametrize("seed", range(4))
def test_running_totals_end_with_the_people_gained_in_all(seed: int, tmp_path: Path) -> None:
    """Whom a closed outlet served and a new one serves again counts in both lines, and so in neither in the end."""
    plan = pipeline.solve(closing(seed, saves=3).write(tmp_path / "town"))
    lines = _projects.records(plan)
    gained = sum(each["newly_covered"] for each in plan.summary["formats"].values())
    assert plan.closed
    assert lines[-1]["cumulative_newly_covered"] == pytest.approx(gained, abs=1e-9)
    assert lines[-1]["cumulative_cost"] == plan.summary["cost"] - plan.summary["saved"]
    verify_run(_run_folder.write(plan, tmp_path / "run"))


def test_a_run_passes_where_an_outlet_closes_that_reaches_a_place_without_people(tmp_path: Path) -> None:
    shop = {"id": "shop", "cutoff_m": 150, "cost": 3}
    entry = {"outlets": {"ids": ["west"]}, "saves": 2}
    case = town(0, upgrades=None, mobile=None, formats=[shop], closures=[entry])
    case = Town(
        case.scenario,
        homes=[("h0", (0.0, 0.0), 3), ("h1", (500.0, 0.0), 9), ("h2", (-50.0, 0.0), 0)],
        sites=[("s0", (500.0, 0.0))],
        outlets=[("west", (0.0, 0.0), "shop")],
        vans=[],
    )
    plan = pipeline.solve(case.write(tmp_path), budget=1)
    assert [one["outlet"] for one in plan.summary["closed"]] == ["west"]
    verify_run(_run_folder.write(plan, tmp_path / "run"))


def test_nothing_closes_without_a_gain(tmp_path: Path) -> None:
    case = closing(1, becomes=[], cost=None)
    entry = {key: value for key, value in case.scenario["closures"][0].items() if value is not None}
    case.scenario["closures"] = [entry]
    plan = pipeline.solve(case.write(tmp_path), budget=100)
    assert plan.closed == ()
    assert plan.summary["saved"] == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("closed", []),
        ("closed", "none"),
        ("saved", 0.0),
        ("lost", 1.0),
        ("replaced_by", ["shop"]),
        ("name", "x"),
    ],
)
def test_a_run_that_hides_what_it_closes_does_not_pass(key: str, value: Any, tmp_path: Path) -> None:
    plan = pipeline.solve(closing(0).write(tmp_path))
    assert plan.closed
    run = _run_folder.write(plan, tmp_path / "run")
    summary = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    (summary if key in ("closed", "saved") else summary["closed"][0])[key] = value
    (run / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    with pytest.raises(VerificationError, match=r"clos|saved"):
        verify_run(run)


def test_a_list_that_hides_what_it_closes_does_not_pass(tmp_path: Path) -> None:
    plan = pipeline.solve(closing(0).write(tmp_path))
    run = _run_folder.write(plan, tmp_path / "run")
    lines = (run / "projects.csv").read_text("utf-8-sig").splitlines()
    (run / "projects.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8-sig")
    with pytest.raises(VerificationError, match=r"projects\.csv: other outlets close"):
        verify_run(run)
