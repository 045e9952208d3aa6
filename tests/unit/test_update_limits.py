"""What realised projects leave of phases' money, of rules that require sites, and of the room at a site."""

from __future__ import annotations

import numpy as np
import pytest

from siting import model
from siting.decide.changes import Near, Standing
from siting.decide.update.required import left_to_open
from siting.decide.update.types import Realised
from siting.decide.update.used import left_of_phases
from tests import phased_city
from tests.models import rule

NONE = np.nan


@pytest.mark.parametrize(
    ("budgets", "used", "carry_over", "left"),
    [
        ([10, 10], [4, 0], True, [6, 10]),
        ([10, 10], [0, 14], True, [6, 0]),
        ([10, 10, 10], [0, 14, 0], True, [6, 0, 10]),
        ([10, 10], [0, 4], False, [10, 6]),
        ([10, NONE, 10], [0, 9, 12], True, [8, NONE, 0]),
        ([5], [6], True, [0]),
    ],
)
def test_what_is_left_of_the_money_of_phases(
    budgets: list[float], used: list[float], carry_over: bool, left: list[float]
) -> None:
    found = left_of_phases(np.array(budgets, dtype=float), np.array(used, dtype=float), carry_over)
    assert np.array_equal(found, np.array(left, dtype=float), equal_nan=True)


def test_a_project_in_another_phase_is_one_change() -> None:
    question = phased_city.question(phased_city.random_town(0, 2, True, False))
    first = np.flatnonzero(question.option_phase == 0).astype(np.int32)
    standing = Standing.of(question, first)
    later = np.flatnonzero(question.option_phase == 1).astype(np.int32)
    one = np.sort(np.append(first[1:], later[0])).astype(np.int32)
    assert (standing.changes(first), standing.changes(one)) == (0, 1)
    assert standing.changes(first[1:]) == 1
    assert standing.kept(one) == len(first)
    assert standing.changes(later) == len(first)
    assert len(Near(standing, 0).violations(question, one)) == 1
    assert Near(standing, 1, len(first)).violations(question, one) == []


def test_what_must_open_at_a_site_need_not_open_twice() -> None:
    inputs = phased_city.random_town(0, 1, True, False)
    question, names = phased_city.question(inputs), model.labels(inputs)
    option = int(np.flatnonzero((question.option_site == 0) & (question.option_format == 0))[0])
    done = (Realised(option, "s0", "market", "p0", "n1", 0.0, True),)

    def left(**entry: object) -> list[dict[str, object]]:
        bound = rule("required_sites", names, **entry)
        return left_to_open({"rule": "required_sites", **entry}, bound, question, names, done)

    assert left(sites=["s0"]) == []
    assert left(sites=["s0", "s1"]) == [{"rule": "required_sites", "sites": ["s1"]}]
    assert left(sites=["s0"], formats=["canteen"]) == [
        {"rule": "required_sites", "sites": ["s0"], "formats": ["canteen"]}
    ]
    assert left(sites=["s0"], formats=["market", "canteen"], all=True) == [
        {"rule": "required_sites", "sites": ["s0"], "formats": ["canteen"], "all": True}
    ]
