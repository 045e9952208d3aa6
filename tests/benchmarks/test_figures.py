"""The report's figures, worked by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import figures
import pytest
import results

NAN = float("nan")


def row(strategy: str, value: float, bound: float = NAN, **given: Any) -> dict[str, Any]:
    told = {"suite": "s", "instance": "i", "seed": "0", "strategy": strategy, "time_limit_s": 60.0}
    told |= {"gap_asked": 0.0, "known": NAN, "stop": "time_limit", "wall_s": 3.0, "solve_s": 2.0, "note": ""}
    return {**told, "value": value, "bound": bound, **given}


def test_the_best_known_is_the_best_of_all_or_the_proven_one() -> None:
    rows = figures.with_best([row("a", 90.0, 100.0), row("b", 80.0, 120.0), row("c", NAN)])
    assert [each["best"] for each in rows] == [90.0] * 3
    assert [each["to_best"] for each in rows[:2]] == [0.0, pytest.approx(1 / 9)]
    proven = figures.with_best([row("a", 90.0, known=100.0)])
    assert proven[0]["to_best"] == pytest.approx(0.1)


def test_a_bound_below_a_checked_plan_is_refuted() -> None:
    rows = figures.with_best([row("a", 90.0, 90.0), row("b", 80.0, 85.0)])
    assert [each["refuted"] for each in rows] == [False, True]
    assert figures.seconds_until(rows[1], [], "proven") == math.inf


def test_seconds_count_start_up_and_end_at_the_first_point_that_is_good() -> None:
    mine = figures.with_best([row("a", 100.0, 100.0)])[0]
    trace = [
        {"seconds": 0.5, "incumbent": 100.0, "bound": 130.0},
        {"seconds": 1.5, "incumbent": 100.0, "bound": 100.0},
    ]
    assert figures.seconds_until(mine, trace, "good") == 1.5
    assert figures.seconds_until(mine, trace, "proven") == 2.5
    assert figures.seconds_until(mine, [], "proven") == 3.0
    assert figures.seconds_until(figures.with_best([row("b", NAN)])[0], [], "good") == math.inf


def test_a_profile_is_the_share_within_each_multiple_of_the_fastest() -> None:
    steps = figures.profile({"a": {1: 1.0, 2: 6.0, 3: math.inf}, "b": {1: 2.0, 2: 3.0, 3: math.inf}})
    assert steps == {"a": [(1.0, 1 / 3), (2.0, 2 / 3)], "b": [(1.0, 1 / 3), (2.0, 2 / 3)]}


def test_growth_is_the_exponent_of_a_power_law() -> None:
    sizes = [10.0, 100.0, 1000.0]
    exponent, constant = figures.growth(sizes, [0.5 * size**1.5 for size in sizes])
    assert (exponent, constant) == (pytest.approx(1.5), pytest.approx(0.5))


def test_the_report_tells_every_strategy_refusal_and_refuted_bound(tmp_path: Path) -> None:
    report = pytest.importorskip("report", reason="needs matplotlib")
    size = {"n_rows": 10, "n_options": 5, "n_pairs": 20}
    shared = {
        "cpu": "C",
        "cores": 2,
        "memory_gb": 4,
        "system": "S",
        "versions": "v",
        "commit": "c",
        "date": "d",
    }
    rows = [
        row("auto", 100.0, 101.0, gap=0.0099, peak_mb=100.0, cpu_s=2.5, **size, **shared),
        row("peer:a", 90.0, 95.0, gap=0.0526, **size, **shared),
        row("peer:b", NAN, stop="refused", **size, **shared) | {"note": "cannot"},
    ]
    results.add(tmp_path / results.RESULTS, results.COLUMNS, rows)
    points = [{**rows[0], "seconds": 1.0, "incumbent": 50.0, "bound": 101.0}]
    results.add(tmp_path / results.TRACE, results.POINTS, points)
    assert report.main(tmp_path) == 0
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "| auto | 1 | time_limit | 0.000% | 0.990% |" in text
    assert "* peer:b: refused, cannot" in text
    assert "* peer:a: its bound 95 is refuted by a plan of 100" in text
    pictures = {path.name for path in tmp_path.glob("*.svg")}
    assert pictures == {"gaps-s-i-60s.svg", "profile-s.svg"}
    assert all(f"({name})" in text for name in pictures)


def test_a_folder_without_results_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = pytest.importorskip("report", reason="needs matplotlib")
    assert report.main(tmp_path) == 2
    assert "results.csv" in capsys.readouterr().err
