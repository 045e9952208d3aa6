"""Phases from a scenario's keys to the files of a run: arrivals, money, figures, and what verify finds."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import pipeline, scenario, terminal
from siting.errors import InputError, VerificationError
from siting.exporters import run_folder
from siting.plan import Plan
from siting.plan.evidence_rows import proved_rows
from siting.verify import verify_run
from tests.unit.scenario_texts import BASE, problems_of, written

TOY = Path(__file__).resolve().parents[2] / "scenarios" / "toy"
PHASES = """\
phases:
  - {id: "2024", name: {en: first year, zh: 第一年}, years: 1, budget: 210000}
  - {id: "2025", years: 3, budget: 290000, max_new: 2}
"""
LATE = {"D11": "2025", "D12": "2025", "D03": "2024"}


def town(folder: Path, late: dict[str, str] | None = None, phases: str = PHASES) -> Path:
    """The toy street in two phases, where some people arrive later."""
    shutil.copytree(TOY, folder)
    with (folder / "demand.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    arrivals = LATE if late is None else late
    with (folder / "demand.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0], "from"])
        writer.writeheader()
        writer.writerows({**row, "from": arrivals.get(row["id"], "")} for row in rows)
    path = folder / "scenario.yaml"
    text = path.read_text(encoding="utf-8").replace("people: people}", "people: people, phase: from}")
    path.write_text(text.replace("budget: 500000\n", phases), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return pipeline.solve(town(tmp_path_factory.mktemp("towns") / "town"))


@pytest.fixture
def run(plan: Plan, tmp_path: Path) -> Path:
    return run_folder.write(plan, tmp_path / "run")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("phases: []", "a list of phases needs one at least"),
        ("phases: [{id: a}, {id: a, years: 2}]", "the phase 'a' is listed twice"),
        ("phases: [{id: a, years: 0}]", "got 0, must be > 0"),
        ("phases: [{years: 1}]", "missing key 'id'"),
        ("phases: [{id: a, money: 3}]", "unknown key 'money'"),
        (
            "phases: [{id: a}]\ncarry_over: false",
            "carry_over speaks of the budgets of phases, and no phase has one",
        ),
        ("carry_over: true", "no phase has one"),
    ],
)
def test_keys_that_say_nothing_sensible_are_named(tmp_path: Path, keys: str, said: str) -> None:
    found = problems_of(written(tmp_path, f"{BASE}{keys}\n"))
    assert len(found) == 1
    assert found[0].startswith("scenario.yaml:2")
    assert said in found[0]


def test_arrivals_need_phases_and_people_who_are_not_spread(tmp_path: Path) -> None:
    text = BASE.replace("{id: id, x: x, y: y}", "{id: id, x: x, y: y, phase: when}")
    assert "has no phases" in problems_of(written(tmp_path, text))[0]


def test_an_unknown_phase_of_arrival_is_named_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"demand.csv.*'from'.*unknown phases: '2052'.*'2025'"):
        pipeline.gaps(town(tmp_path / "town", {"D02": "2052"}))


def test_a_scenario_with_phases_is_written_back_and_read_alike(tmp_path: Path) -> None:
    first = scenario.load(town(tmp_path / "town"))
    (tmp_path / "again.yaml").write_text(scenario.resolved_yaml(first, tmp_path), encoding="utf-8")
    again = scenario.load(tmp_path / "again.yaml")
    assert again.settings.phases == first.settings.phases
    (tmp_path / "plain.yaml").write_text(
        scenario.resolved_yaml(scenario.load(TOY), tmp_path), encoding="utf-8"
    )
    assert scenario.load(tmp_path / "plain.yaml").settings.phases is None


def test_people_count_from_their_arrival_and_money_goes_on(plan: Plan) -> None:
    """2,060 people in all, 310 of whom arrive in 2025; what 2024 leaves of 210,000 goes to 2025."""
    first, last = plan.summary["phases"]
    assert (first["people"], last["people"]) == (1750.0, 2060.0)
    assert first["formats"]["convenience_store"]["weight_total"] == 1750.0
    assert first["left"] == 210_000.0 - first["cost"] == last["carried_over"]
    assert last["left"] == 290_000.0 + last["carried_over"] - last["cost"] >= 0
    assert first["opened"] + last["opened"] == len(plan.opened)
    assert first["value"] + last["value"] == pytest.approx(plan.outcome.value)
    assert last["formats"] == {
        name: {key: entry[key] for key in last["formats"][name]}
        for name, entry in plan.summary["formats"].items()
    }
    assert (first["name"], last["name"]) == ("first year", "2025")


def test_values_of_phases_count_those_whom_the_scenario_wants_and_add_up(tmp_path: Path) -> None:
    """A store in the circle without one reaches people of the other circle too, which has one: they count nothing."""
    path = town(tmp_path / "town", {})
    made = pipeline.solve(path, missing="circle", formats__convenience_store__cutoff_min=10)
    summary = made.summary
    assert sum(each["newly_covered"] for each in summary["formats"].values()) > 0
    assert sum(each["value"] for each in summary["phases"]) == summary["value"]
    verify_run(run_folder.write(made, tmp_path / "run"))


def test_the_list_goes_by_phase_and_adds_up_to_the_people_of_the_last(plan: Plan) -> None:
    assert [each.phase for each in plan.opened] == sorted(str(each.phase) for each in plan.opened)
    assert {each.phase for each in plan.opened} <= {"2024", "2025"}
    newly = sum(entry["newly_covered"] for entry in plan.summary["formats"].values())
    assert sum(each.newly_covered for each in plan.opened) == pytest.approx(newly)


def test_the_certificate_has_the_rows_of_the_model_though_made_apart(plan: Plan, tmp_path: Path) -> None:
    found = pipeline.gaps(town(tmp_path / "town"))
    asked = pipeline.pose(found)
    options = np.arange(len(found.coverage.option_cost), dtype=np.int32)
    rows = proved_rows(found.inputs, found.coverage, np.tile(options, 2), asked.option_phase)
    at = rows.find(asked, found.coverage.n_demand)
    reached = np.diff(asked.indptr) > 0
    living = asked.row_people > 0
    assert (at[reached & living] >= 0).all()
    assert (at[~(reached & living)] == -1).all()
    for row in np.flatnonzero(at >= 0).tolist():
        mine = asked.indices[slice(*asked.indptr[row : row + 2])]
        assert rows.reach[at[row]].indices.tolist() == mine.tolist()
    assert plan.evidence.weight.sum() == pytest.approx(asked.weight[reached].sum())


def test_the_run_holds(run: Path) -> None:
    assert any("4" in line or "recomputed" in line for line in verify_run(run))


def _json(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def apply(run: Path) -> None:
        data = json.loads((run / "summary.json").read_text(encoding="utf-8"))
        change(data)
        (run / "summary.json").write_text(json.dumps(data), encoding="utf-8")

    return apply


def _sql(statement: str) -> Callable[[Path], None]:
    def apply(run: Path) -> None:
        with closing(sqlite3.connect(run / "plan.gpkg")) as database:
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            assert database.execute(statement).rowcount > 0
            database.commit()

    return apply


def _table(run: Path) -> None:
    text = (run / "projects.csv").read_text(encoding="utf-8-sig")
    (run / "projects.csv").write_text(text.replace(",2025,", ",2024,", 1), encoding="utf-8-sig")


def _less_money(run: Path) -> None:
    text = (run / "scenario.resolved.yaml").read_text(encoding="utf-8")
    assert "290000" in text
    (run / "scenario.resolved.yaml").write_text(text.replace("290000", "29000"), encoding="utf-8")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (_json(lambda data: data["phases"][0].update(cost=1.0)), r"phases\[0\]: cost is 1"),
        (_json(lambda data: data["phases"][1].update(carried_over=5e6)), "carried_over is"),
        (_json(lambda data: data["phases"][0].update(people=2060.0)), "people is 2,060"),
        (
            _json(lambda data: data["phases"][0]["formats"]["vegetable_market"].update(covered_after=9.0)),
            "covered_after",
        ),
        (_json(lambda data: data["phases"].pop()), "1 entries, 2 expected"),
        (_json(lambda data: data["hindsight"].update(lost=0.5)), "hindsight: lost is 0.5"),
        (_json(lambda data: data["hindsight"]["opened"].pop()), "hindsight: value is"),
        (_less_money, "phase '2025' spends"),
        (_json(lambda data: data.update(hindsight=None)), "neither computed nor said why not"),
        (_json(lambda data: data["opened"][0].update(phase="2026")), "phase is 2026"),
        (_table, "projects.csv.*phase is 2024"),
        (_sql("UPDATE demand SET vegetable_market_phase = '2024'"), "wrong phase for vegetable_market"),
        (_sql("UPDATE demand SET phase = '2025'"), "before their time"),
        (_sql("UPDATE demand SET phase = '2024'"), "people is 1,750"),
    ],
)
def test_what_is_told_of_phases_is_found_out(run: Path, tamper: Callable[[Path], None], said: str) -> None:
    tamper(run)
    with pytest.raises(VerificationError, match=f"(?s){said}"):
        verify_run(run)


def test_the_terminal_shows_the_phases_and_what_one_at_a_time_would_lose(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.show_plan(plan, tmp_path)
    told = capsys.readouterr().out
    assert "first year" in told
    assert "one phase at a time" in told


def test_clusters_never_mix_people_who_arrive_in_different_phases(tmp_path: Path) -> None:
    path = town(tmp_path / "town")
    case = scenario.load(path, sets=["demand.clusters={method: kmeans, k: 6}", "solve.strategy=decompose"])
    made = pipeline.solve(case)
    assert made.clusters is not None
    arrival = made.inputs.demand_phase
    assert arrival is not None
    assert (arrival[made.clusters.medoid[made.clusters.membership]] == arrival).all()
    assert made.summary["hindsight"]["why_not"] == "the plan was sought on clusters of demand"
    assert verify_run(run_folder.write(made, tmp_path / "run"))


def test_a_run_with_phases_is_a_start_and_budgets_are_swept_beside_them(
    run: Path, plan: Plan, tmp_path: Path
) -> None:
    path = town(tmp_path / "town")
    assert pipeline.solve(path, start=run, solve__hindsight=False).outcome.value == plan.outcome.value
    less, more = pipeline.sweep(path, [100_000, 500_000])
    assert less.outcome.value < more.outcome.value == plan.outcome.value
    assert less.summary["cost"] <= 100_000
    assert not less.summary["hindsight"]["computed"]


@pytest.mark.parametrize("carry_over", [True, False])
def test_money_that_comes_earlier_is_never_worth_less(tmp_path: Path, carry_over: bool) -> None:
    """With carry-over, what comes earlier may wait; without it, a phase with less may do less."""
    values = []
    for number, (first, last) in enumerate(((0, 500_000), (200_000, 300_000), (500_000, 0))):
        given = (
            f"phases: [{{id: '2024', years: 1, budget: {first}}}, {{id: '2025', years: 3, budget: {last}}}]\n"
        )
        given += f"carry_over: {str(carry_over).lower()}\n"
        path = town(tmp_path / str(number), phases=given)
        values.append(pipeline.solve(path, solve__hindsight=False).outcome.value)
    assert (values == sorted(values)) or not carry_over
    assert values[0] <= values[2]
