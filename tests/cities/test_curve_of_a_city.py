"""Twenty budgets of a real city: every point near its bound, in order, and right where the optimum is known."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from tests.cities.known import known_values, write_scenario

FOUR = """formats:
  - {id: fresh_market, name: fresh market, cutoff_m: 1250, demand: people, cost: 5}
  - {id: repair, name: repair, cutoff_m: 1250, demand: people, cost: 1}
  - {id: childcare, name: childcare, cutoff_m: 1250, demand: people, cost: 4}
  - {id: pharmacy, name: pharmacy, cutoff_m: 1250, demand: people, cost: 2}
budget: 100
"""


def test_the_curve_of_four_formats_in_maribor(shared: Path, tmp_path: Path) -> None:
    text = write_scenario(shared / "data" / "maribor", tmp_path).read_text(encoding="utf-8")
    path = tmp_path / "four.yaml"
    path.write_text(text.split("formats:")[0] + FOUR, encoding="utf-8")
    drawn = siting.curve(path, budgets=[5.0 * k for k in range(1, 21)], gap=0.002, order=False).curve
    assert len(drawn.points) == 20
    assert all(point.gap <= 0.002 for point in drawn.points)
    for name in ("value", "bound"):
        found = [getattr(point, name) for point in drawn.points]
        assert found == sorted(found)


def test_points_of_the_curve_are_the_known_optima(shared: Path, tmp_path: Path) -> None:
    text = write_scenario(shared / "data" / "maribor", tmp_path).read_text(encoding="utf-8")
    known = [
        one
        for one in known_values(shared / "data" / "maribor")
        if (one.format, one.cutoff_m) == ("fresh_market", 1250.0)
    ]
    text = text.replace("FORMAT", "fresh_market").replace("cutoff_m: 1000", "cutoff_m: 1250")
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    drawn = siting.curve(tmp_path / "one.yaml", budgets=[float(one.p_new) for one in known], gap=0.0).curve
    assert len(known) == 2
    for one, point in zip(known, drawn.points, strict=True):
        assert point.value == pytest.approx(one.newly_covered, abs=0.5)
        assert point.stop == "optimal"
