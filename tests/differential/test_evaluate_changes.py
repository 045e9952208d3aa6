"""The changes that help a plan against every single change there is, and the fewest that mend it against every plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from siting.cover.greedy import greedy
from siting.cover.price import Price
from siting.cover.search import empty, opened
from siting.cover.swap import swap_pass
from siting.decide.again import NONE
from siting.decide.changes import Changes, Near, Standing
from siting.decide.evaluate.changes import _Account, _best
from siting.decide.evaluate.gains import brings, stand, to_close, to_open, together
from siting.decide.evaluate.mend import _Asked, _costs
from siting.decide.evaluate.score import broken_rules, money
from siting.decide.evaluate.weigh import LEAST, helps, key
from siting.decide.room import room_of
from siting.model import Model
from siting.objectives.max_worst_circle import bind as max_worst_circle
from siting.objectives.min_cost import MinCost
from siting.objectives.min_walk import bind as min_walk
from siting.outcome import Watch
from siting.strategies._cover import pose
from tests.models import coverage_model, every_selection

RULES: tuple[tuple[tuple[str, dict[str, Any]], ...], ...] = (
    (("budget", {"max_cost": 40.0}),),
    (("budget", {"max_cost": 30.0}), ("count", {"max": 3})),
    (("budget", {"max_cost": 25.0, "each": "district"}), ("count", {"max": 1, "each": "site"})),
    (("budget", {"max_cost": 60.0}), ("count", {"min": 2, "formats": ["canteen"]})),
    (("budget", {"max_cost": 45.0}), ("share", {"of": "count", "kinds": ["vacant"], "min": 0.5})),
)


def question(seed: int, rules: int = 0, n_options: int = 7, objective: Any = None) -> Model:
    rng = np.random.default_rng(seed)
    reach = rng.random((25, n_options)) < 0.25
    weight = rng.integers(0, 30, 25).astype(float)
    cost = rng.integers(1, 20, n_options).astype(float)
    site_cost = rng.integers(0, 8, (n_options + 1) // 2).astype(float)
    return coverage_model(reach, weight, cost, *RULES[rules], site_cost=site_cost, objective=objective)


def some_plan(model: Model, seed: int) -> Any:
    """A plan that keeps the rules: any one."""
    rng = np.random.default_rng(seed)
    while True:
        one = np.flatnonzero(rng.random(model.n_options) < 0.4).astype(np.int32)
        if not broken_rules(model, one):
            return one


def single_changes(model: Model, selection: Any) -> list[Any]:
    """Every plan that is one option more, one less, or one exchanged."""
    closed = np.setdiff1d(np.arange(model.n_options), selection)
    fewer = [np.setdiff1d(selection, [out]) for out in selection]
    more = [[*base, into] for base in (selection, *fewer) for into in closed]
    return [np.sort(np.array(one, dtype=np.int32)) for one in (*fewer, *more)]


def best_by_hand(model: Model, selection: Any) -> tuple[int, float, float] | None:
    """The rank of the best single change that the rules allow and that helps."""
    value, spent = model.objective.value(model, selection), money(model, selection)
    sign, ranks = 1.0 if model.objective.maximise else -1.0, []
    for one in single_changes(model, selection):
        gain = sign * (model.objective.value(model, one) - value)
        price = money(model, one) - spent
        if not broken_rules(model, one) and helps(gain, price, LEAST * max(1.0, abs(value))):
            ranks.append(key(gain, price))
    return min(ranks, default=None)


def check_best(model: Model, selection: Any) -> None:
    value, spent = model.objective.value(model, selection), money(model, selection)
    more = tuple(rule for rule in model.rules if rule.packing(model) is None)
    account = _Account()
    step, expected = _best(model, more, selection, value, account), best_by_hand(model, selection)
    assert (step is None) == (expected is None)
    if step is not None and expected is not None:
        assert not broken_rules(model, step.selection)
        assert step.value == model.objective.value(model, step.selection)
        gain = (step.value - value) * (1.0 if model.objective.maximise else -1.0)
        assert key(gain, money(model, step.selection) - spent) == pytest.approx(expected)


@pytest.mark.parametrize("rules", range(len(RULES)))
@pytest.mark.parametrize("seed", range(3))
def test_the_best_single_change_is_found(seed: int, rules: int) -> None:
    model = question(seed, rules)
    check_best(model, some_plan(model, seed))


@pytest.mark.parametrize("seed", range(3))
def test_and_of_walks_where_less_is_better(seed: int) -> None:
    model = question(seed, objective=min_walk())
    check_best(model, some_plan(model, seed))


@pytest.mark.parametrize("share", [None, 0.5])
@pytest.mark.parametrize("seed", range(4))
def test_and_of_money_while_enough_stays_covered(seed: int, share: float | None) -> None:
    model = question(seed, 1, objective=MinCost(share))
    model = replace(model, rules=())
    check_best(model, np.setdiff1d(np.arange(model.n_options), [seed]).astype(np.int32))


@pytest.mark.parametrize("seed", range(4))
def test_of_an_objective_that_nobody_can_estimate_a_change_helps_and_holds(seed: int) -> None:
    model = question(seed, objective=max_worst_circle())
    selection, account = some_plan(model, seed), _Account()
    value = model.objective.value(model, selection)
    step = _best(model, (), selection, value, account)
    if step is None:
        assert best_by_hand(model, selection) is None or not account.complete
    else:
        assert helps(step.value - value, money(model, step.selection) - money(model, selection), 1e-9)
        assert not account.complete


@pytest.mark.parametrize("seed", range(4))
def test_gains_are_those_of_the_objective(seed: int) -> None:
    model = question(seed, objective=min_walk() if seed % 2 else None)
    selection, gain = some_plan(model, seed), brings(model).gain
    sign, value = 1.0 if model.objective.maximise else -1.0, model.objective.value(model, selection)
    standing = stand(model, gain, selection)
    added, lost, extra = to_open(model, gain, standing), to_close(standing), together(model, gain, standing)
    for into in np.setdiff1d(np.arange(model.n_options), selection):
        more = np.sort(np.append(selection, into)).astype(np.int32)
        assert added[into] == pytest.approx(sign * (model.objective.value(model, more) - value))
        for place, out in enumerate(selection):
            other = more[more != out]
            change = added[into] - lost[place] + extra[place, into]
            assert change == pytest.approx(sign * (model.objective.value(model, other) - value))


@pytest.mark.parametrize("rules", range(3))
@pytest.mark.parametrize("seed", range(2))
def test_what_fits_is_what_the_rules_accept(seed: int, rules: int) -> None:
    model = question(seed, rules)
    selection = some_plan(model, seed + 1)
    room = room_of(model)
    for out in (-1, *selection.tolist()):
        base, fits = selection[selection != out], room.fits(selection[selection != out])
        for into in np.setdiff1d(np.arange(model.n_options), selection):
            after = np.sort(np.append(base, into)).astype(np.int32)
            assert fits[into] == (not broken_rules(model, after))


@pytest.mark.parametrize("seed", range(3))
def test_where_a_pass_of_exchanges_gains_a_change_is_found_that_gains(seed: int) -> None:
    model = question(seed, 0, n_options=40)
    asked = pose(model)
    price = Price(model.cost, model.site_cost)
    start = empty(asked.covers, asked.limits)
    greedy(asked.covers, asked.limits, start, price)
    selection = start.selection.astype(np.int32)
    after = opened(asked.covers, asked.limits, start.selection)
    gained = swap_pass(asked.covers, asked.limits, after, price, after.selection, np.zeros(model.n_options))
    value = model.objective.value(model, selection)
    step = _best(model, (), selection, value, _Account())
    if gained > 0:
        assert step is not None
        assert step.value > value or money(model, step.selection) < money(model, selection)


@pytest.mark.parametrize("seed", range(2))
def test_the_fewest_changes_that_mend_a_plan_are_the_fewest_of_all_plans(seed: int) -> None:
    rules = 3 + seed % 2
    model = question(seed, rules)
    every = every_selection(model.n_options)
    broken = [one for one in every if broken_rules(model, one)]
    selection = broken[np.random.default_rng(seed).integers(0, len(broken))]
    asked, standing = _Asked(model, "scipy_highs", 0, Watch(30.0)), Standing(selection, NONE)
    found, answer = asked.solve(Changes(standing).write, model.rules)
    assert found is not None
    count = len(np.setxor1d(found, selection))
    allowed = [one for one in every if not broken_rules(model, one)]
    assert count == min(len(np.setxor1d(one, selection)) for one in allowed)
    assert answer.stop == "optimal"
    least, _ = asked.solve(_costs, (*model.rules, Near(standing, count)))
    assert least is not None
    near = [one for one in allowed if len(np.setxor1d(one, selection)) == count]
    assert money(model, least) == pytest.approx(min(money(model, one) for one in near))
