"""Least cost for a required coverage, from the scenario to the run folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import pipeline, scenario
from siting.errors import InfeasibleError, InputError
from siting.exporters import run_folder
from siting.model import Model
from siting.objectives import min_cost
from siting.objectives.min_cost import MinCost
from siting.outcome import Start, Watch
from siting.strategies import covering, exact
from siting.terminal import show_plan
from siting.verify import verify_run
from tests.models import coverage_model
from tests.requiring import asking, cheapest


@pytest.fixture
def toy(root: Path, tmp_path: Path) -> Path:
    """The toy city, asked for the least cost, without its budget."""
    folder = shutil.copytree(root / "scenarios" / "toy", tmp_path / "toy")
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    text = text.replace("budget: 500000", "objective: min_cost").replace(
        "strategy: exact", "strategy: covering"
    )
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_toy_city_costs_what_trying_all_selections_says(toy: Path) -> None:
    for share, cost in ((None, 900_000), (0.6, 450_000), (0.7, 500_000)):
        overrides = {} if share is None else {"min_coverage": share}
        plan = pipeline.solve(toy, **overrides)
        model = pipeline.pose(pipeline.gaps(toy, **overrides))
        assert plan.outcome.value == plan.outcome.bound == cheapest(model) == cost
        assert plan.outcome.stop == "optimal"
        assert plan.certified_bound <= cost


def test_people_beyond_every_site_are_named(toy: Path) -> None:
    said = [str(warning) for warning in pipeline.solve(toy).warnings]
    assert [
        text for text in said if "stay out of reach of convenience store" in text and ": 90 people" in text
    ]
    assert [
        text for text in said if "stay out of reach of community canteen" in text and ": 155 people" in text
    ]
    assert not [text for text in said if "vegetable market" in text]


def test_a_share_out_of_reach_is_infeasible_with_the_largest_that_is_not(toy: Path) -> None:
    for strategy in ("covering", "exact"):
        with pytest.raises(InfeasibleError, match=r"asks for 3,315 of the 3,315.*3,070 \(92\.6094%\)"):
            pipeline.solve(toy, min_coverage=1.0, solve__strategy=strategy)


def test_a_format_whose_share_is_out_of_reach_is_named(toy: Path) -> None:
    with pytest.raises(InfeasibleError) as caught:
        pipeline.solve(toy, min_coverage={"share": 1.0, "each": "format"}, solve__strategy="exact")
    assert "short of convenience store" in str(caught.value)
    assert "short of vegetable market" not in str(caught.value)


def test_a_budget_too_small_is_infeasible(toy: Path) -> None:
    with pytest.raises(
        InfeasibleError, match=r"at most 899,999\s+required: 3,070 of the 3,070 that sites reach"
    ):
        pipeline.solve(toy, budget=899_999)
    assert pipeline.solve(toy, budget=900_000).outcome.value == 900_000


def test_a_run_says_money_and_is_verified(
    toy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = pipeline.solve(toy)
    folder = run_folder.write(plan, tmp_path / "run")
    show_plan(plan, folder)
    said = capsys.readouterr().out
    assert (
        "5 outlets opened for 900,000 CNY; no plan that covers what is required costs less than 900,000"
        in said
    )
    report = verify_run(folder)
    assert "required coverage: reached" in report
    assert any("certified bound 900,000" in line for line in report)
    assert (plan.summary["objective"], plan.summary["value"]) == ("min_cost", plan.summary["cost"])


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (["min_coverage=95"], "must be <= 1"),
        (["min_coverage=0"], "must be > 0"),
        (["min_coverage={share: 0.5, weight: 3}"], "needs exactly one of: share, weight"),
        (["min_coverage={each: format}"], "needs exactly one of: share, weight"),
        (["min_coverage=0.5", "objective=max_coverage"], "has no use for min_coverage"),
    ],
)
def test_wrong_requirements_are_named(toy: Path, sets: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        scenario.load(toy, sets=sets)


def test_nothing_limits_a_least_cost_but_itself(toy: Path) -> None:
    assert not [each for each in scenario.load(toy).warnings if "nothing limits" in str(each)]


def _street() -> Model:
    """Rows of 1, 2, 4 and 8 people by options of both formats in turn; nobody reaches the last row."""
    reach = [[1, 0, 0], [1, 1, 0], [0, 0, 1], [0, 0, 0]]
    return asking(coverage_model(reach, [1.0, 2.0, 4.0, 8.0], [3.0, 2.0, 4.0]))


def test_what_is_required() -> None:
    model = _street()
    assert MinCost().required(model) == np.inf
    assert MinCost(share=0.3).required(model) == 5.0
    assert MinCost(share=0.07).required(model) == 2.0
    assert MinCost(weight=6.5).required(model) == 7.0
    by_format = MinCost(share=0.5, by_format=True)
    assert np.isnan(by_format.required(model))
    assert by_format.requirement(model).weight.tolist() == [8.0]
    assert by_format.requirement(model).reachable.tolist() == [7.0]


def test_a_selection_that_covers_too_little_has_no_finite_value() -> None:
    model = _street()
    options = [np.array(each, dtype=np.int32) for each in ([0], [0, 2], [1, 2], [])]
    assert [MinCost().value(model, each) for each in options] == [np.inf, 7.0, np.inf, np.inf]
    assert [MinCost(weight=6.0).value(model, each) for each in options] == [np.inf, 7.0, 6.0, np.inf]


def test_a_site_is_paid_once() -> None:
    model = replace(_street(), site_cost=np.array([10.0, 20.0]))
    assert MinCost().value(model, np.array([0, 2])) == 37.0
    assert MinCost().value(model, np.array([0, 1, 2])) == 39.0
    assert "share what their sites cost" in str(covering.refuses(model))
    assert exact.solve(model, Watch(10), seed=0).value == 37.0


def test_bounds_rise_and_costs_fall_and_a_start_is_taken() -> None:
    rng = np.random.default_rng(5)
    model = coverage_model(rng.random((60, 40)) < 0.12, np.ones(60), rng.integers(5, 20, 40))
    model = replace(model, objective=min_cost.bind())
    watch = Watch(20)
    first = covering.solve(model, watch, seed=0)
    assert first.stop == "optimal"
    for earlier, later in zip(watch.trace, watch.trace[1:], strict=False):
        assert later.incumbent <= earlier.incumbent
        assert later.bound >= earlier.bound
    again = Watch(20)
    second = covering.solve(model, again, seed=1, start=Start(first.selection, first.dual))
    known = next(point for point in again.trace if np.isfinite(point.incumbent) and point.bound > 0)
    assert known.incumbent == second.value == first.value


@pytest.mark.parametrize("strategy", [covering, exact])
def test_a_bound_of_nothing_has_no_sign(strategy: Any) -> None:
    model = asking(coverage_model(np.zeros((0, 2)), np.zeros(0), np.array([3.0, 2.0])))
    outcome = strategy.solve(model, Watch(10), 0)
    assert f"{outcome.value:g} {outcome.bound:g}" == "0 0"
