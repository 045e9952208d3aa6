"""The least worst loss over a finite set of cases, against all selections."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from siting.decide.robust import rounds
from siting.decide.robust.asked import Asked
from siting.decide.robust.cases import Case
from siting.decide.robust.least import search
from siting.decide.robust.state import Known
from siting.decide.robust.together import Together, put_together
from siting.model import Model, Objective
from siting.objectives import backup_coverage, min_walk
from siting.outcome import Outcome, Watch
from siting.scenario.schema import Solve
from tests.models import coverage_model

OPTIONS, ROWS = 6, 12
EXACT = Solve(strategy="exact", gap=0.0, time_limit_s=30.0)


def selections() -> list[NDArray[np.int32]]:
    return [
        np.flatnonzero([number >> one & 1 for one in range(OPTIONS)]).astype(np.int32)
        for number in range(2**OPTIONS)
    ]


def keeps(model: Model, selection: NDArray[np.int32]) -> bool:
    return not any(rule.violations(model, selection) for rule in model.rules)


@cache
def city(seed: int, objective: Objective | None = None) -> list[Asked]:
    """Four cases of a small city: other weights, other reach, other costs under the same budget."""
    rng = np.random.default_rng(seed)
    reach, weight = rng.random((ROWS, OPTIONS)) < 0.35, rng.integers(1, 30, ROWS)
    cost = rng.integers(2, 9, OPTIONS)
    rules = (("budget", {"max_cost": 16}), ("count", {"max": 4}))
    models = [
        coverage_model(reach, weight, cost, *rules, objective=objective),
        coverage_model(reach, weight * rng.choice([1, 3], ROWS), cost, *rules, objective=objective),
        coverage_model(reach & (rng.random(reach.shape) < 0.7), weight, cost, *rules, objective=objective),
        coverage_model(reach, weight, cost + rng.integers(0, 3, OPTIONS), *rules, objective=objective),
    ]
    return [answered(number, model) for number, model in enumerate(models)]


def answered(number: int, model: Model, slack: float = 0.0) -> Asked:
    """A case with its true best plan. slack: how far its bound is from that."""
    sign = 1.0 if model.objective.maximise else -1.0
    value, best = max(
        (sign * model.objective.value(model, one), tuple(one.tolist()))
        for one in selections()
        if keeps(model, one)
    )
    outcome = Outcome(
        np.array(best, np.int32), sign * value, sign * value + slack, "optimal", "brute", "", trace=()
    )
    keys = tuple((f"s{one // 2}", f"f{one % 2}", "") for one in range(OPTIONS))
    return Asked(Case(f"case {number}"), model, keys, outcome)


def least_worst_loss(cases: list[Asked], relative: bool, every_rule: bool) -> float:
    """By trying everything."""
    allowed = np.all([kept(case) for case in (cases if every_rule else cases[:1])], axis=0)
    return float(
        np.max([[loss(case, one, relative) for one in selections()] for case in cases], axis=0)[allowed].min()
    )


@cache
def kept(case: Asked) -> NDArray[np.bool_]:
    """(n_selections,) which the case's rules allow."""
    return np.array([keeps(case.question, one) for one in selections()])


def loss(case: Asked, selection: NDArray[np.int32], relative: bool) -> float:
    assert case.best is not None
    lost = case.sign * (case.best.value - case.value(selection))
    return lost / abs(case.best.value) if relative else lost


def solved(together: Together) -> Known:
    known = Known(together)
    known.offer(np.zeros(0, np.int32))
    assert search(known, EXACT, Watch(), 30.0)
    return known


@pytest.mark.parametrize(
    ("seed", "relative", "every_rule"),
    [(0, False, True), (1, True, True), (1, False, False), (2, True, False), (3, False, True)],
)
def test_the_program_finds_the_least_worst_loss_and_proves_it(
    seed: int, relative: bool, every_rule: bool
) -> None:
    cases = city(seed)
    true = least_worst_loss(cases, relative, every_rule)
    known = solved(put_together(cases, relative, "each" if every_rule else "base"))
    assert known.upper == pytest.approx(true, abs=1e-9)
    assert known.lower == pytest.approx(true, rel=1e-5, abs=1e-6)
    assert known.selection is not None
    assert max(loss(case, known.selection, relative) for case in cases) == pytest.approx(true, abs=1e-9)


@pytest.mark.parametrize("objective", [backup_coverage.bind(), min_walk.bind()])
def test_the_program_takes_other_objectives(objective: Objective) -> None:
    cases = city(3, objective)
    true = least_worst_loss(cases, False, True)
    known = solved(put_together(cases, False, "each"))
    assert known.upper == pytest.approx(true, abs=1e-6)
    assert known.lower == pytest.approx(true, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize(("seed", "relative"), [(0, False), (2, True)])
def test_rounds_of_weighted_cases_prove_nothing_that_is_not_so(seed: int, relative: bool) -> None:
    cases = city(seed)
    true = least_worst_loss(cases, relative, True)
    known = Known(put_together(cases, relative, "each"))
    known.offer(np.zeros(0, np.int32))
    rounds.play(known, EXACT, Watch(), 20.0)
    assert known.lower <= true + 1e-9
    assert known.upper >= true - 1e-9
    mixed, _ = rounds.worst_weights(known.losses)
    assert known.lower <= (mixed if relative else math.ceil(mixed - 1e-6)) + 1e-6


def test_bounds_of_the_cases_make_an_interval_that_holds_the_truth() -> None:
    """Best values found lie below the true ones, bounds above: the interval contains the true least worst loss."""
    cases = city(1)
    true = least_worst_loss(cases, False, True)
    loose = [
        replace(case, best=replace(case.best, value=case.best.value - 2.0, bound=case.best.bound + 3.0))
        for case in cases
        if case.best is not None
    ]
    known = solved(put_together(loose, False, "each"))
    assert known.lower <= true <= known.upper
    assert known.lower == pytest.approx(true - 2.0)
    assert known.upper == pytest.approx(true + 3.0)


def test_options_that_a_case_does_not_have_are_left_out() -> None:
    cases = city(2)
    fewer = replace(cases[2], keys=(*cases[2].keys[:-1], ("elsewhere", "f0", "")))
    together = put_together([*cases[:2], fewer], False, "each")
    assert len(together.keys) == OPTIONS - 1
    known = solved(together)
    true = min(
        max(loss(case, one, False) for case in [*cases[:2], fewer])
        for one in selections()
        if OPTIONS - 1 not in one and all(keeps(case.question, one) for case in [*cases[:2], fewer])
    )
    assert known.upper == pytest.approx(true)


def test_the_same_rule_of_several_cases_is_one() -> None:
    cases = city(0)
    assert len(put_together(cases[:3], False, "each").model.rules) == 2
    assert len(put_together(cases, False, "each").model.rules) == 3


@pytest.mark.parametrize(("seed", "relative"), [(1, False), (4, True)])
def test_a_part_of_the_plan_counts_where_costs_rise(seed: int, relative: bool) -> None:
    """x keeps the rules as planned; in the dear case counts the best subset of x that its rules allow."""
    cases = city(seed)
    every, allowed = selections(), kept(cases[3])

    def part(plan: NDArray[np.int32]) -> float:
        return min(
            loss(cases[3], one, relative)
            for one, fits in zip(every, allowed, strict=True)
            if fits and np.isin(one, plan).all()
        )

    true = min(
        max(part(one), *(loss(case, one, relative) for case in cases[:3]))
        for one, fits in zip(every, kept(cases[0]), strict=True)
        if fits
    )
    together = put_together(cases, relative, "part")
    assert [rules is not None for rules in together.parted] == [False, False, False, True]
    known = solved(together)
    assert known.upper == pytest.approx(true, abs=1e-9)
    assert known.lower == pytest.approx(true, rel=1e-5, abs=1e-6)
    weighed = Known(together)
    weighed.offer(np.zeros(0, np.int32))
    rounds.play(weighed, EXACT, Watch(), 20.0)
    assert weighed.lower <= true + 1e-9
    assert weighed.upper >= true - 1e-9
