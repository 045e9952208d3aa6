"""Strategies side by side: what refuses is a row, what does not hold is told, gaps are to the best that holds."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from siting import comparison, parts
from siting.comparison import Trial, files
from siting.errors import Problems, RefusedError
from siting.model import labels
from siting.outcome import Outcome, TracePoint, Watch
from siting.rules import count
from tests import small_city, small_plan


@pytest.fixture
def found(tmp_path: Path) -> Any:
    """Four points on a line, a site at each, people 10, 20, 30, 40; a site reaches itself and its neighbours."""
    xy = [(number * 100.0, 0.0) for number in range(4)]
    city = small_city.city(
        demand=xy, people=[10, 20, 30, 40], sites=xy, formats=(small_city.format_input("market", 100.0),)
    )
    return small_plan.stock(city, tmp_path)


def tried(found: Any, question: Any, name: str) -> Trial:
    return comparison.run(found, question, comparison.contender(name), 0, Watch(20.0))


def test_every_contender_is_held_to_the_same_question(found: Any) -> None:
    question = small_plan.question(found, max_cost=1.0)
    trials = [tried(found, question, name) for name in ("greedy", "exact:scipy_highs", "exact:pulp_cbc")]
    assert [trial.value for trial in trials] == [90.0] * 3  # the third site reaches 20 + 30 + 40
    assert [trial.stop for trial in trials[1:]] == ["optimal"] * 2
    assert all(
        trial.holds and trial.bound >= 90.0 and trial.first_plan_s <= trial.seconds for trial in trials
    )


def test_a_refusal_is_a_row_with_its_reason(found: Any) -> None:
    least = count.bind(count.Settings(min=1), labels(found.inputs), Problems())
    trial = tried(found, small_plan.question(found, rules=(least,)), "greedy")
    assert (trial.stop, trial.holds) == ("refused", False)
    assert "rule" in trial.note


def test_what_nobody_can_do_is_a_row_too(found: Any) -> None:
    least = count.bind(count.Settings(min=3), labels(found.inputs), Problems())
    trial = tried(found, small_plan.question(found, max_cost=1.0, rules=(least,)), "exact")
    assert (trial.stop, trial.holds) == ("infeasible", False)
    assert trial.note


TOO_MANY = np.array([0, 1, 2], dtype=np.int32)


@pytest.mark.parametrize("lie", [{"value": 91.0}, {"selection": TOO_MANY}, {"bound": 50.0}])
def test_a_plan_that_does_not_pass_is_called_wrong(
    lie: dict[str, Any], found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = small_plan.question(found, max_cost=1.0)
    true = parts.load("strategies", "exact").solve(question, Watch(20.0), seed=0)
    doctored: Outcome = replace(true, dual=None, **lie)
    liar = SimpleNamespace(refuses=lambda _: None, solve=lambda *_, **__: doctored)
    monkeypatch.setattr(comparison.parts, "load", lambda *_: liar)
    trial = tried(found, question, "exact")
    assert (trial.stop, trial.holds) == ("wrong", False)
    assert trial.note


def test_an_unknown_name_is_refused_before_anything_runs() -> None:
    with pytest.raises(RefusedError, match="greedy"):
        comparison.contender("gredy")
    with pytest.raises(RefusedError, match="pulp_cbc"):
        comparison.contender("exact:pulp_cb")
    assert comparison.contender(" exact:pulp_cbc ").name == "exact:pulp_cbc"


def test_warming_up_leaves_the_question_alone(found: Any) -> None:
    question = small_plan.question(found, max_cost=1.0)
    before = question.weight.copy()
    comparison.warm_up(question, comparison.contender("greedy_swap"), "scipy_highs")
    assert (question.weight == before).all()


def trial(name: str, value: float = math.nan, **given: Any) -> Trial:
    return Trial(name, 0, given.pop("stop", "finished"), value=value, **given)


def test_gaps_are_to_the_best_that_holds() -> None:
    trials = [trial("a", 80.0), trial("b", 100.0), trial("c", stop="wrong", note="no")]
    assert [each.gap_to_best for each in comparison.against_best(trials, True)][:2] == [0.2, 0.0]
    assert [each.gap_to_best for each in comparison.against_best(trials, False)][:2] == [0.0, 0.25]
    assert math.isnan(comparison.against_best(trials, True)[2].gap_to_best)
    assert comparison.against_best(trials[2:], True) == trials[2:]


def test_the_tables_hold_every_trial_and_every_point(tmp_path: Path) -> None:
    points = (TracePoint(0.1, -math.inf, 9.0), TracePoint(0.2, 5.0, 9.0))
    trials = [trial("a", 5.0, bound=9.0, seconds=0.3, trace=points), trial("b", stop="refused", note="x | y")]
    files.write(trials, tmp_path, "Title")
    with (tmp_path / files.RESULTS).open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["strategy"] for row in rows] == ["a", "b"]
    assert (rows[0]["value"], rows[1]["value"], rows[1]["holds"]) == ("5.0", "", "False")
    with (tmp_path / files.TRACE).open(encoding="utf-8-sig") as stream:
        assert [row["incumbent"] for row in csv.DictReader(stream)] == ["", "5.0"]
    report = (tmp_path / files.REPORT).read_text(encoding="utf-8")
    assert "# Title" in report
    assert "* b, 0: x | y" in report
    assert len({line.count("|") for line in report.splitlines() if line.startswith("| ")}) == 1
