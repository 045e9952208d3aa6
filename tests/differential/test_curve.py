"""The curve against single questions: values and bounds keep their order, and every point is what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from siting import decide, scenario
from siting.decide.curve import Curve, budgets, draw, with_budget
from siting.decide.curve.people import newly_covered, spent
from siting.errors import InputError
from siting.journal import Journal
from siting.outcome import Watch
from siting.posing import rules_of

CITY = """name: line
crs: plane
demand: {{file: demand.csv, crs: plane, columns: {{id: id, x: x, y: y, people: people}}}}
sites: {{file: sites.csv, crs: plane, columns: {{id: id, x: x, y: y, kind: kind, site_cost: fee}}}}
travel: {{plane: {{detour: 1.0}}, speed_m_per_min: 50}}
formats:
  - {{id: market, name: market, cutoff_min: 6, demand: people, cost: {{fixed: 300}}}}
  - {{id: repair, name: repair, cutoff_min: 4, demand: people, cost: {{fixed: 170}}}}
{rest}
solve: {{gap: 0, time_limit_s: 20}}
"""


def write(folder: Path, seed: int, rest: str) -> Path:
    """24 homes and 9 sites at random in a square of 1.2 km; every third site costs something for itself."""
    rng = np.random.default_rng(seed)
    homes, sites = rng.integers(0, 1200, (24, 2)), rng.integers(0, 1200, (9, 2))
    lines = [f"d{k},{x},{y},{rng.integers(1, 90)}" for k, (x, y) in enumerate(homes.tolist())]
    (folder / "demand.csv").write_text("\n".join(["id,x,y,people", *lines]), encoding="utf-8")
    kinds = ("shop", "public_room")
    lines = [f"s{k},{x},{y},{kinds[k % 2]},{50 * (k % 3)}" for k, (x, y) in enumerate(sites.tolist())]
    (folder / "sites.csv").write_text("\n".join(["id,x,y,kind,fee", *lines]), encoding="utf-8")
    path = folder / "scenario.yaml"
    path.write_text(CITY.format(rest=rest), encoding="utf-8")
    return path


RESTS = {
    "money": "budget: 1000",
    "rich": "budget: 1000\nrules:\n  - {rule: share, of: count, kinds: [public_room], min: 0.4}\n"
    "  - {rule: count, each: site, max: 1}",
    "phases": "phases:\n  - {id: first, budget: 500}\n  - {id: second, budget: 400}",
    "walks": "objective: min_walk\nbudget: 1000",
}


def curve(path: Path, asked: list[float] | None = None) -> tuple[decide.Basis, Curve]:
    basis = decide.of_scenario(path)
    return basis, draw(basis, asked or budgets(basis, 8), Watch(), Journal())


@pytest.mark.parametrize(
    ("rest", "seed"), [("money", 1), ("money", 2), ("rich", 1), ("phases", 2), ("walks", 1)]
)
def test_values_and_bounds_keep_their_order_and_are_those_of_single_questions(
    tmp_path: Path, seed: int, rest: str
) -> None:
    path = write(tmp_path, seed, RESTS[rest])
    basis, drawn = curve(path)
    question = basis.question
    sign = 1.0 if question.objective.maximise else -1.0
    values, bounds = ([sign * getattr(one, name) for one in drawn.points] for name in ("value", "bound"))
    assert len(values) == 8
    assert values == sorted(values)
    assert bounds == sorted(bounds)
    assert all(value <= bound for value, bound in zip(values, bounds, strict=True))
    for point in drawn.points[::3]:
        asked = replace(question, rules=rules_of(with_budget(basis.case, point.budget), basis.inputs))
        assert not [text for rule in asked.rules for text in rule.violations(asked, point.selection)]
        assert point.value == asked.objective.value(asked, point.selection)
        assert point.cost == spent(question, point.selection) <= point.budget + 1e-6
        best = decide.again(asked, basis.case.settings.solve, Watch())
        assert point.value == pytest.approx(best.value, rel=1e-9)
        assert sign * point.bound >= sign * best.value - 1e-9


@pytest.mark.parametrize("rest", ["money", "rich", "phases"])
def test_the_order_opens_each_project_once_and_adds_up(tmp_path: Path, rest: str) -> None:
    basis, drawn = curve(write(tmp_path, 3, RESTS[rest]))
    order, question = drawn.order, basis.question
    assert order is not None
    pair = [(one.site, one.format) for one in order.steps]
    assert len(set(pair)) == len(pair)
    assert [one.budget for one in order.steps] == sorted(one.budget for one in order.steps)
    for point, plan, value, lost, most, keeps in zip(
        drawn.points,
        order.selections,
        order.value,
        order.costs,
        order.at_most,
        order.keeps_rules,
        strict=True,
    ):
        mine = {(one.site, one.format) for one in order.steps if one.budget <= point.budget}
        named = {
            (
                str(basis.inputs.sites.ids[question.option_site[k]]),
                basis.inputs.formats[question.option_format[k]].id,
            )
            for k in plan.tolist()
        }
        assert named == mine
        assert value == question.objective.value(question, plan)
        assert lost >= 0
        assert most == point.bound - value
        if keeps:
            asked = replace(question, rules=rules_of(with_budget(basis.case, point.budget), basis.inputs))
            assert not [text for rule in asked.rules for text in rule.violations(asked, plan)]
            assert value <= point.value
    assert sum(one.newly_covered for one in order.steps) == pytest.approx(
        newly_covered(basis, order.selections[-1])
    )
    if rest == "money":
        assert sum(one.gain for one in order.steps) == pytest.approx(order.value[-1] - drawn.before)


def test_budgets_without_a_plan_are_proven_and_named(tmp_path: Path) -> None:
    rest = "rules:\n  - {rule: count, formats: [market], min: 2}\nbudget: 1000"
    _, drawn = curve(write(tmp_path, 4, rest), [100.0, 200.0, 400.0, 500.0, 1000.0, 1200.0])
    assert [one.budget for one in drawn.impossible] == [100.0, 200.0, 400.0, 500.0]
    assert [one.budget for one in drawn.points] == [1000.0, 1200.0]
    assert all("1,000 allows a plan" in one.reason for one in drawn.impossible)
    _, drawn = curve(tmp_path / "scenario.yaml", [100.0, 200.0])
    assert not drawn.points
    assert all("market" in one.reason for one in drawn.impossible)


def test_the_scenario_s_money_is_shared_as_before(tmp_path: Path) -> None:
    case = decide.of_scenario(write(tmp_path, 1, RESTS["phases"])).case
    phases = with_budget(case, 1800.0).settings.phases
    assert phases is not None
    assert [one.budget for one in phases] == [1000.0, 800.0]
    assert with_budget(case, 1800.0).settings.budget is None


def test_an_interrupted_curve_keeps_its_points(tmp_path: Path) -> None:
    basis = decide.of_scenario(write(tmp_path, 1, RESTS["money"]))
    watch, heard = Watch(), []

    def note(text: str) -> None:
        heard.append(text)
        if len(heard) == 3:
            watch.interrupt()

    drawn = draw(basis, [200.0, 400.0, 600.0, 800.0, 1000.0], watch, Journal(note))
    assert drawn.interrupted
    assert [one.budget for one in drawn.points] == [200.0, 400.0, 600.0]


def test_of_two_plans_as_good_the_cheaper_one_counts(root: Path) -> None:
    """850,000 would pay for a market on the old plant, which brings no more than 650,000 do."""
    basis = decide.of_scenario(root / "scenarios" / "toy")
    points = draw(basis, [800_000.0, 850_000.0], Watch(), Journal(), order=False).points
    assert [(one.value, one.cost) for one in points] == [(2820.0, 650_000.0)] * 2


def test_goals_in_turn_have_no_curve(root: Path) -> None:
    goals = "goals=[{objective: max_coverage}, {objective: min_walk}]"
    basis = decide.of_scenario(
        scenario.load(root / "scenarios" / "toy", sets=("objective=combined", "combine=lexicographic", goals))
    )
    with pytest.raises(InputError, match="one after the other"):
        draw(basis, [100.0], Watch(), Journal())


def test_the_least_money_has_no_curve(tmp_path: Path) -> None:
    basis = decide.of_scenario(write(tmp_path, 1, "objective: min_cost"))
    with pytest.raises(InputError, match="min_cost"):
        draw(basis, [100.0], Watch(), Journal())
