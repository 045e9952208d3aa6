"""Suites are data: complete, without repetition, the smallest instance first; and results are never made twice."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import results
import suite

from siting import parts


@pytest.mark.parametrize("name", suite.names())
def test_a_suite_is_complete_and_repeats_nothing(name: str) -> None:
    runs = suite.runs(name)
    assert len({run.key for run in runs}) == len(runs)
    for run in runs:
        made = [kind for kind in ("literature", "made_up", "scenario") if kind in run.spec]
        assert len(made) == 1, run.instance
        assert run.time_limit_s > 0
        if "made_up" in made:
            assert ("p" in run.spec) != ("budget_share" in run.spec), run.instance


@pytest.mark.parametrize("name", suite.names())
def test_smoke_is_the_first_instance_with_one_seed(name: str) -> None:
    full, smoke = suite.runs(name), suite.runs(name, smoke=True)
    assert {run.instance for run in smoke} == {full[0].instance}
    assert {run.strategy for run in smoke} == {run.strategy for run in full}
    assert len({run.seed for run in smoke}) == 1
    assert max(run.time_limit_s for run in smoke) <= suite.SMOKE_S


def test_a_star_is_every_strategy_with_every_backend() -> None:
    found = suite.strategies(["*", "peer:*"])
    assert {name for name in found if name.startswith("exact")} == {
        f"exact:{name}" for name in parts.names("backends")
    }
    assert set(parts.names("strategies")) - {"exact"} < set(found)
    assert {"peer:spopt_cbc", "peer:pulp_cbc", "peer:scipy_highs", "peer:ortools_cpsat"} <= set(found)


def test_a_strategy_that_does_not_exist_is_left_out() -> None:
    assert suite.strategies(["greedy", "no_such_thing", "greedy"]) == ["greedy"]


def row(strategy: str, stop: str = "optimal") -> dict[str, object]:
    key = {
        "suite": "s",
        "instance": "i",
        "strategy": strategy,
        "time_limit_s": 60.0,
        "gap_asked": 0.0,
        "seed": 0,
    }
    return {**key, "stop": stop, "value": 12345678.5, "bound": math.inf, "note": "a, b"}


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    table = tmp_path / results.RESULTS
    results.add(table, results.COLUMNS, [row("a")])
    results.add(table, results.COLUMNS, [row("b")])
    found = results.read(table)
    assert [each["strategy"] for each in found] == ["a", "b"]
    assert (found[0]["value"], found[0]["note"]) == (12345678.5, "a, b")
    assert math.isnan(found[0]["bound"])
    run = suite.Run("s", "i", {}, "a", 60.0, 0.0, 0)
    assert run.key == results.key(found[0])


def test_done_rows_are_kept_and_failures_are_tried_again(tmp_path: Path) -> None:
    table = tmp_path / results.RESULTS
    assert results.kept(table) == set()
    results.add(
        table, results.COLUMNS, [row("a"), row("b", "failed"), row("c", "absent"), row("d", "refused")]
    )
    assert {key[2] for key in results.kept(table)} == {"a", "d"}
    assert [each["strategy"] for each in results.read(table)] == ["a", "d"]
