"""Floors, grades and worst circles from a scenario file to a verified run, on the street of scenarios/toy."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from siting import pipeline, scenario
from siting.errors import InfeasibleError, InputError, VerificationError
from siting.exporters import run_folder
from siting.plan import Plan
from siting.plan.grades import told, told_today
from siting.verify import verify_run

TOY = Path(__file__).resolve().parents[2] / "scenarios" / "toy" / "scenario.yaml"
LEVELS = [
    {"id": "basic", "name": {"zh": "基础型", "en": "basic"}, "basic": 1},
    {"id": "upgraded", "name": "upgraded", "basic": 2},
    {"id": "quality", "basic": 2, "quality": 1},
]
GRADES = {"levels": LEVELS, "source": "made up"}
CANTEEN = {"formats.community_canteen.tier": "quality"}
PHASES = [{"id": "now", "budget": 250_000}, {"id": "later", "budget": 250_000, "years": 3}]


def asked(**keys: Any) -> scenario.Scenario:
    sets = {"grades": GRADES, **CANTEEN, **keys}
    return scenario.load(
        TOY, [f"{key.replace('__', '.')}={json.dumps(value)}" for key, value in sets.items()]
    )


def solved(tmp_path: Path, **keys: Any) -> tuple[Plan, Path]:
    plan = pipeline.solve(asked(**keys))
    return plan, run_folder.write(plan, tmp_path / "run")


def test_a_street_goes_from_basic_to_upgraded(tmp_path: Path) -> None:
    """West has the market, east the store; with a store west and a market east both have two basic formats."""
    plan, folder = solved(tmp_path, objective="max_grades")
    grades = plan.summary["grades"]
    assert [(one["id"], one["before"], one["after"]) for one in grades["levels"]] == [
        ("basic", 2, 0),
        ("upgraded", 0, 2),
        ("quality", 0, 0),
    ]
    assert grades["circles"]["C1"] == {
        **{"before": "basic", "after": "upgraded", "basic_before": 1, "quality_before": 0},
        **{"basic_after": 2, "quality_after": 0},
    }
    assert plan.summary["value"] == pytest.approx(4 + 0.5 * (430 + 780 + 2570) / 4525)
    assert list(plan.circles["grade_after"]) == ["upgraded", "upgraded"]
    assert told(grades).endswith("none 0 → 0; basic 2 → 0; upgraded 0 → 2; quality 0 → 0")
    assert any("max_grades: recomputed" in line for line in verify_run(folder))


def test_more_points_buy_the_highest_level(tmp_path: Path) -> None:
    """P2 store and P4 canteen make the west a circle of quality, for 1 + 1 + 3 points; the east stays basic, for 1."""
    levels = [*LEVELS[:2], {**LEVELS[2], "points": 3}]
    plan, folder = solved(tmp_path, objective="max_grades", grades={**GRADES, "levels": levels})
    assert [one["after"] for one in plan.summary["grades"]["circles"].values()] == ["quality", "basic"]
    assert int(plan.summary["value"]) == 6
    assert verify_run(folder)


@pytest.mark.parametrize(
    ("keys", "rule"),
    [
        ({"rules": [{"rule": "floor", "share": 0.65, "each": "circle"}]}, "floor"),
        ({"rules": [{"rule": "floor", "share": 0.6, "formats": ["community_canteen"]}]}, "floor"),
        (
            {
                "rules": [{"rule": "grade", "level": "upgraded", "circles": ["C1"]}],
                "grades": {**GRADES, "present": "either", "reach_share": 0.7},
            },
            "grade",
        ),
        (
            {
                "missing": "circle",
                "rules": [{"rule": "floor", "share": 0.5, "each": "circle_format", "circles": ["C2"]}],
                "formats.community_canteen.demand": "people",
                "formats.community_canteen.cutoff_min": 30,
            },
            "floor",
        ),
        ({"phases": PHASES, "rules": [{"rule": "floor", "share": 0.4, "phases": ["now"]}]}, "floor"),
        (
            {
                "phases": PHASES,
                "grades": {**GRADES, "present": "reach", "reach_share": 0.5},
                "rules": [{"rule": "grade", "level": "basic", "phases": ["now", "later"]}],
            },
            "grade",
        ),
    ],
    ids=["circle", "format", "either", "missing", "phase", "grade by phase"],
)
def test_a_rule_holds_in_the_run(keys: dict[str, Any], rule: str, tmp_path: Path) -> None:
    plan, folder = solved(tmp_path, **keys)
    assert plan.opened
    assert f"rule {rule}: holds, recomputed from plan.gpkg" in verify_run(folder)


@pytest.mark.parametrize("worst", ["circle", "circle_format"])
def test_the_worst_circle_is_told_and_verified(worst: str, tmp_path: Path) -> None:
    keys = {"objective": "max_worst_circle", "worst": worst, "demand.group_weights": {"elderly": 2}}
    plan, folder = solved(tmp_path, **keys)
    assert 0 < plan.summary["value"] < 100
    assert any("max_worst_circle: recomputed" in line for line in verify_run(folder))


def test_a_floor_out_of_reach_says_what_is_possible() -> None:
    rules = [{"rule": "floor", "share": 0.9, "formats": ["community_canteen"]}]
    with pytest.raises(
        InfeasibleError, match=r"if every outlet for sale opened, 250 would be in reach \(61\.73%\)"
    ):
        pipeline.solve(asked(rules=rules))


def test_phases_are_graded_one_by_one(tmp_path: Path) -> None:
    plan, folder = solved(tmp_path, objective="max_grades", phases=PHASES)
    first, last = plan.summary["grades"]["phases"]
    assert (first["id"], last["id"]) == ("now", "later")
    assert last == {"id": "later", "none": 0, "basic": 0, "upgraded": 2, "quality": 0}
    assert sum(value for key, value in first.items() if key != "id") == 2
    assert verify_run(folder)


def _summary(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    change(summary)
    path.write_text(json.dumps(summary), encoding="utf-8")


def _map(folder: Path, text: str) -> None:
    with closing(sqlite3.connect(folder / "plan.gpkg")) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(text)
        database.commit()


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (
            lambda folder: _summary(folder, lambda one: one["grades"]["levels"][1].update(after=1)),
            "after is 1",
        ),
        (
            lambda folder: _summary(folder, lambda one: one["grades"]["circles"]["C1"].update(before="none")),
            "before is none",
        ),
        (lambda folder: _summary(folder, lambda one: one.update(grades=None)), "grades is no table"),
        (
            lambda folder: _map(folder, "UPDATE circles SET grade_after = 'quality' WHERE circle = 'C2'"),
            "grade_after is quality",
        ),
    ],
    ids=["count", "circle", "nothing", "map"],
)
def test_a_grade_that_is_none_is_found(change: Callable[[Path], None], finding: str, tmp_path: Path) -> None:
    _, folder = solved(tmp_path, objective="max_grades")
    change(folder)
    with pytest.raises(VerificationError, match=finding):
        verify_run(folder)


def test_stock_is_graded_before_anything_is_planned() -> None:
    found = pipeline.gaps(asked())
    assert told_today(found.inputs, found.gaps).endswith("none 0; basic 2; upgraded 0; quality 0")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"grades": None, "objective": "max_grades"}, "max_grades needs grades"),
        ({"grades": None, "rules": [{"rule": "grade", "level": "basic"}]}, "the rule grade needs grades"),
        ({"circles": None}, "grades are of circles, and there are none"),
        ({"grades": {**GRADES, "reach_share": 0.5}}, "reach_share says nothing where only outlets count"),
        ({"grades": {**GRADES, "levels": LEVELS[::-1]}}, "the level below for 2 and 1"),
        ({"grades": {**GRADES, "levels": [*LEVELS, LEVELS[0]]}}, "'basic' names another level already"),
        ({"grades": {**GRADES, "levels": [{"id": "all"}]}}, "the level asks for nothing"),
        ({"grades": {"levels": LEVELS}}, "missing key 'source'"),
        ({"demand.group_weights": {"people": 2}}, "everyone cannot count more than everyone"),
        ({"demand.group_weights": {"eldery": 2}}, "unknown demand group 'eldery'"),
        ({"rules": [{"rule": "floor", "share": 1.2}]}, "must be <= 1"),
        (
            {"rules": [{"rule": "floor", "share": 0.2}], "demand.clusters": {"method": "kmeans", "k": 3}},
            "clusters do not go with the rule 'floor'",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_go_together_is_said(keys: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as raised:
        asked(**keys)
    assert message in str(raised.value)


def test_a_level_beyond_the_formats_is_a_warning() -> None:
    levels = [*LEVELS, {"id": "star", "basic": 2, "quality": 20}]
    told = [one.message for one in asked(grades={**GRADES, "levels": levels}).warnings]
    assert "no circle can have 20 formats of the tier quality: 1 are planned" in told
