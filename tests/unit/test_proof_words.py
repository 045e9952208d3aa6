"""How good a plan is, in words: nothing is claimed that was not proven, less is told apart from more."""

from __future__ import annotations

from typing import Any

import pytest

from siting.report import proof

SUMMARY: dict[str, Any] = {
    "objective": "max_coverage",
    "goals": [],
    "value": 90.0,
    "bound": 100.0,
    "gap": 0.1,
    "certified_bound": 120.0,
    "certified_gap": 0.25,
    "stop": "time_limit",
    "strategy": "exact",
    "seconds": {"solve": 1.0},
    "seed": 0,
}

IN_TURN: list[dict[str, Any]] = [
    {"objective": "max_coverage", "maximise": True, "found": 9.0, "bound": 12.0, "kept": 9.0},
    {"objective": "min_cost", "maximise": False, "found": 90.0, "bound": 90.0, "kept": None},
]
ADDED_UP: list[dict[str, Any]] = [{**one, "found": None, "bound": None, "kept": None} for one in IN_TURN]


def said(**changed: Any) -> str:
    return " ".join(one["en"] for one in proof.sentences({**SUMMARY, **changed}))


def headline(**changed: Any) -> list[str]:
    return [one["en"] for one in proof.headline({**SUMMARY, **changed})]


def test_more_is_better_of_people_and_less_of_money() -> None:
    assert not proof.lowers(SUMMARY)
    assert proof.lowers({**SUMMARY, "objective": "min_cost", "bound": 80.0})
    assert proof.lowers({**SUMMARY, "objective": "min_cost", "bound": 90.0})
    assert proof.lowers({**SUMMARY, "objective": "min_walk", "bound": None})
    assert proof.lowers({**SUMMARY, "objective": "combined", "bound": 90.0, "goals": IN_TURN})
    assert not proof.lowers({**SUMMARY, "objective": "combined", "bound": 90.0, "goals": ADDED_UP})
    assert "no plan can come to more than 100" in said()
    assert "no plan can do with less than 80" in said(objective="min_cost", bound=80.0, gap=0.125)


def test_several_goals_say_whose_bound_it_is() -> None:
    assert "added up by their weights" in said(goals=ADDED_UP)
    assert "those of the last" in said(goals=IN_TURN)
    assert "those of the last" in said(goals=IN_TURN[1:])
    assert "goals" not in said()


def test_the_best_for_the_last_goal_is_not_called_the_best_of_all() -> None:
    """The goal before it has a gap of a quarter: a plan that is better in it may exist."""
    proven = {"bound": 90.0, "gap": 0.0}
    assert headline(**proven)[1] == "plan there is for this question"
    assert "for the last goal" in headline(**proven, goals=IN_TURN)[1]
    assert headline(**proven, goals=ADDED_UP)[1] == "plan there is for this question"


def test_both_proofs_stand_with_what_they_rest_on() -> None:
    text = said()
    assert "at most 10.0% is missing. This rests on the word of the strategy and its solver" in text
    assert "the limit is 120 and the distance at most 25.0%. This rests on prices in certificate.npz" in text
    assert headline()[0] == "10.0%"
    assert "25.0% proven without believing any solver" in headline()[2]


def test_without_a_bound_nothing_is_claimed() -> None:
    nothing = {"bound": None, "gap": None, "certified_bound": None, "certified_gap": None}
    text = said(**nothing)
    assert "No limit is known" in text
    assert "no second proof" in text
    assert "%" not in text
    assert headline(**nothing)[0] == "not proven"
    assert headline(**nothing)[2] == ""


def test_only_a_gap_of_nothing_is_the_best_plan() -> None:
    assert headline(bound=90.0, gap=0.0)[0] == "the best"
    assert "on the solver's word" in headline(bound=90.0, gap=0.0)[2]
    assert headline(gap=1e-9)[0] == "<0.001%"
    assert headline(bound=90.00000000000001, gap=1.6e-16)[0] == "the best"
    assert "at most 0% is missing" in said(bound=90.00000000000001, gap=1.6e-16)


@pytest.mark.parametrize(
    ("stop", "better", "phrase"),
    [
        ("optimal", False, "no better plan exists"),
        ("gap_reached", False, "close enough"),
        ("time_limit", True, "time limit"),
        ("interrupted", True, "by hand"),
        ("finished", True, "not a proof"),
    ],
)
def test_every_way_to_stop_has_its_sentence(stop: str, better: bool, phrase: str) -> None:
    last = proof.sentences({**SUMMARY, "stop": stop})[-1]["en"]
    assert phrase in last
    assert ("there may be a better plan" in last.lower()) is better


@pytest.mark.parametrize(
    ("gap", "text"),
    [(None, "-"), (0.0, "0%"), (0.0006, "0.060%"), (0.0397, "3.97%"), (0.25, "25.0%"), (1.0, "100.0%")],
)
def test_a_gap_is_said_in_digits_that_matter(gap: float | None, text: str) -> None:
    assert proof.share(gap) == text


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (0.0000101, "0.002%"),
        (0.03171, "3.18%"),
        (0.12341, "12.4%"),
        (0.07, "7.00%"),
        (0.29, "29.0%"),
        (1e-5, "0.001%"),
    ],
)
def test_a_gap_is_never_said_smaller_than_it_is(gap: float, text: str) -> None:
    """It stands after "at most"."""
    assert proof.share(gap) == text
