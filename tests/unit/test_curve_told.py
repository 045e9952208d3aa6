"""What is told of a curve: figures, sentences and what they rest on, tables, picture and page."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import siting
from siting import page, report
from siting.decide import Basis
from siting.decide.curve.records import records
from siting.decide.curve.said import knee_said, nesting_said
from siting.decide.curve.tables import lines, steps
from siting.errors import InputError
from siting.page import curve_page
from siting.page.budgets import ALONE, budgets
from siting.pictures import curve as pictures
from siting.report import curve as beside
from siting.report.curve import boxes
from tests import curve_by_hand

VALUES, BOUNDS = [60.0, 100.0, 110.0], [60.0, 102.0, 115.0]


@pytest.fixture(scope="module")
def toy(root: Path) -> Basis:
    return curve_by_hand.basis(root)


@pytest.fixture(scope="module")
def told(toy: Basis) -> dict[str, Any]:
    return records(toy, curve_by_hand.curve(VALUES, BOUNDS))


def test_every_figure_stands_in_json(told: dict[str, Any]) -> None:
    again = json.loads(json.dumps(told, allow_nan=False))
    assert again == told
    assert [one["value"] for one in again["points"]] == VALUES
    assert again["points"][1]["gap"] == pytest.approx(2 / 102)
    assert again["knee"]["budget"] == 200.0
    assert again["rests_on"] == {**again["rests_on"], "value": "value", "bound": "bound", "gap": "both"}
    assert again["impossible"] == [
        {"budget": 50.0, "reason": "a floor of 2 outlets costs 70", "rests_on": "bound"}
    ]


def test_needs_in_reach_grow_from_those_of_today(toy: Basis, told: dict[str, Any]) -> None:
    table = toy.found.gaps.by_format(toy.inputs)
    total, today = (sum(line[key] for line in table) for key in ("weight_total", "in_reach"))
    assert told["needs"] == {"people": total, "in_reach_today": today}
    assert told["points"][2]["percent_in_reach"] == pytest.approx(100 * (today + 110 / 3) / total)


def test_what_is_not_proven_is_no_number(toy: Basis) -> None:
    open_ended = curve_by_hand.curve([60.0, 100.0], [60.0, math.inf], most=math.inf)
    told = records(toy, open_ended)
    assert told["points"][1]["bound"] is None
    assert told["most"] is None
    assert boxes(told) == [], "nothing is proven between the two"
    assert curve_page.render(told).count('class="proof"') == 1


@pytest.mark.parametrize(
    ("values", "bounds", "rests", "words"),
    [
        ([60.0, 100.0, 110.0], [60.0, 102.0, 115.0], "both", "at best, proven."),
        ([60.0, 100.0, 100.0], [60.0, 100.0, 100.0], "both", "money buys nothing more, proven"),
        ([60.0, 100.0, 110.0], [60.0, 200.0, 300.0], "value", "cannot buy more is not proven"),
        ([60.0, 100.0, 100.0], [60.0, 200.0, math.inf], "value", "none can is not proven"),
    ],
)
def test_the_knee_says_what_it_rests_on(
    values: list[float], bounds: list[float], rests: str, words: str
) -> None:
    said = knee_said(curve_by_hand.curve(values, bounds), "CNY")
    assert said.rests_on == rests
    assert words in said.text["en"]
    assert said.text["en"].startswith("By the plans found the knee lies at a budget of 200 CNY.")


def test_the_price_beyond_the_knee_is_that_of_the_bound() -> None:
    said = knee_said(curve_by_hand.curve([60.0, 100.0, 110.0], [60.0, 102.0, 120.0]), "CNY").text["en"]
    assert "for every 2 CNY on average" in said, "200 for 100"
    assert "for every 5 CNY at best" in said, "100 for at most 20, not for the 10 that were found"
    said = knee_said(
        curve_by_hand.curve([60.0, 100.0, 120.0, 121.0], [60.0, 100.0, 125.0, 125.0]), "CNY"
    ).text["en"]
    assert "for every 4 CNY at best" in said, (
        "100 for 25 at the next budget, though 200 for 25 at the last one"
    )


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e5)), min_size=1, max_size=8))
def test_no_sentence_claims_more_than_the_bounds(pairs: list[tuple[float, float]]) -> None:
    """Whatever the best plan of the last budget is worth, beyond the knee money buys no more than is said."""
    values = sorted(value for value, _ in pairs)
    bounds = list(accumulate((value + slack for value, (_, slack) in zip(values, pairs, strict=True)), max))
    drawn = curve_by_hand.curve(values, bounds, knee=len(values) // 2)
    said, knee, last = knee_said(drawn, "CNY"), drawn.points[len(values) // 2], drawn.points[-1]
    assert (said.text["en"].endswith(", proven.")) == (said.rests_on == "both")
    if said.rests_on == "both":
        for one in drawn.points[len(values) // 2 + 1 :]:
            assert (one.bound - knee.value) / (one.budget - knee.budget) <= knee.value / knee.budget + 1e-6
    assert drawn.order is not None
    nothing_lost = max(drawn.order.at_most) <= 1e-9 * max(1.0, last.value)
    assert ("costs nothing" in nesting_said(drawn, drawn.order, "CNY")["en"]) == nothing_lost


def test_an_order_that_no_plan_found_beats_says_so() -> None:
    drawn = curve_by_hand.curve(VALUES, BOUNDS)
    assert drawn.order is not None
    order = replace(drawn.order, costs=(0.0,) * len(VALUES))
    said = nesting_said(drawn, order, "CNY")["en"]
    assert "no plan was found that does better" in said
    assert "at least 0" not in said


def test_tables_hold_every_budget_and_every_project(told: dict[str, Any]) -> None:
    table = lines(told)
    assert [line["budget"] for line in table] == [50.0, 100.0, 200.0, 300.0]
    assert [line["possible"] for line in table] == ["no", "yes", "yes", "yes"]
    assert [line["knee"] for line in table][1:] == ["", "yes", ""]
    assert table[0]["value"] is None
    assert table[3]["nesting_lost_at_most"] == pytest.approx(115 - 0.9 * 110)
    assert [line["cost_so_far"] for line in steps(told)] == [90.0, 180.0, 270.0]
    assert [line["always"] for line in steps(told)] == ["no", "yes", "yes"]


def test_between_two_budgets_lies_what_both_prove(told: dict[str, Any]) -> None:
    assert [(box.left, box.right, box.low, box.high) for box in boxes(told)] == [
        (100.0, 200.0, 60.0, 102.0),
        (200.0, 300.0, 100.0, 115.0),
    ]


def test_the_page_asks_for_nothing_and_names_are_no_markup(told: dict[str, Any]) -> None:
    name = "<b>黄河</b>"
    evil = {**told, "title": {"en": name, "zh": name}}
    evil["order"] = {**told["order"], "steps": [{**told["order"]["steps"][0], "site_name": name}]}
    shown = curve_page.render(evil)
    assert name not in shown
    assert "&lt;b&gt;黄河" in shown
    assert not re.search(r'(?:src|href)="(?!data:|#)', shown)
    assert shown.count('<g class="dot') == 3
    assert shown.count('<tr data-number="') == 3
    assert "a floor of 2 outlets costs 70" in shown
    assert "Synthetic data" in shown
    assert "Illustrative costs" in shown


def test_points_stand_in_the_picture_where_they_belong(told: dict[str, Any]) -> None:
    drawn = budgets(told, ALONE, plan=(150.0, 80.0))
    assert drawn is not None
    width, height, left, right, _, bottom = ALONE
    assert [dot.x for dot in drawn.dots] == sorted(dot.x for dot in drawn.dots)
    assert drawn.dots[-1].x == width - right
    assert all(left <= dot.x <= width - right for dot in drawn.dots)
    assert all(dot.top is not None and dot.top <= dot.y <= height - bottom for dot in drawn.dots)
    assert drawn.dots[drawn.chosen].knee
    assert drawn.plan is not None
    assert drawn.dots[0].x < drawn.plan[0] < drawn.dots[1].x
    assert budgets(told, ALONE, plan=(1e9, 80.0)).plan is None  # type: ignore[union-attr]


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_points_are_told_but_not_drawn(toy: Basis, count: int) -> None:
    short = curve_by_hand.curve(VALUES[:count], BOUNDS[:count], knee=None, most=math.inf)
    told = records(toy, short)
    assert budgets(told, ALONE) is None
    shown = curve_page.render(told)
    assert shown.count("<svg") == 0
    assert shown.count('<tr data-number="') == count


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_is_drawn_in_both_languages(told: dict[str, Any], tmp_path: Path, language: str) -> None:
    path = tmp_path / "curve.png"
    pictures.write({**told, "title": {"en": "$x$ costs", "zh": "钱$"}}, path, language)
    raw = path.read_bytes()
    assert raw.startswith(b"\x89PNG")
    assert 10_000 < len(raw) < 150_000


def test_less_can_be_better(toy: Basis, tmp_path: Path) -> None:
    falling = curve_by_hand.curve([100.0, 60.0, 50.0], [98.0, 60.0, 40.0], before=150.0, most=40.0)
    told = {**records(toy, falling), "maximise": False}
    assert all(box.low <= box.high for box in boxes(told))
    drawn = budgets(told, ALONE)
    assert drawn is not None
    assert "Less is better" in drawn.about["en"]
    assert drawn.most is None
    pictures.write(told, tmp_path / "curve.png")


def test_a_curve_of_another_run_is_refused(told: dict[str, Any], tmp_path: Path) -> None:
    assert beside.read(tmp_path, None) is None
    (tmp_path / beside.FILE).write_text(json.dumps({**told, "certificate_sha256": "a"}), encoding="utf-8")
    assert beside.read(tmp_path, "a")["points"] == told["points"]  # type: ignore[index]
    with pytest.raises(InputError, match="of another run"):
        beside.read(tmp_path, "b")


@pytest.fixture(scope="module")
def run(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return siting.solve(root / "scenarios" / "toy").save(tmp_path_factory.mktemp("run") / "toy")


def test_a_broken_curve_is_named(run: Path) -> None:
    for broken in ("", "[]", '{"format": 9}', '{"format": 1, "certificate_sha256": "a"}'):
        (run / beside.FILE).write_text(broken, encoding="utf-8")
        with pytest.raises(InputError, match=r"curve\.json"):
            report.read(run)


def test_a_report_shows_the_curve_of_its_run(told: dict[str, Any], run: Path) -> None:
    (run / beside.FILE).unlink(missing_ok=True)
    alone = page.render(report.read(run))
    assert "What the money buys" in alone
    certificate = report.read(run).summary["certificate_sha256"]
    mine = json.dumps({**told, "certificate_sha256": certificate})
    (run / beside.FILE).write_text(mine, encoding="utf-8")
    shown = page.render(report.read(run))
    assert "What the money buys" not in shown
    assert shown.count('<g class="dot') == 3
    assert shown.count('<tr data-from="') == 3
    assert json.loads((run / "summary.json").read_text(encoding="utf-8")).get("curve") is None
