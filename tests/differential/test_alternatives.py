"""Alternatives of small questions against every plan within the gap, by trying all of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from siting import parts
from siting.decide.again import again
from siting.decide.alternatives import Alternatives, Asked, find
from siting.decide.alternatives.apart import least_apart
from siting.decide.alternatives.ask import Solver
from siting.decide.alternatives.exchange import exchanged
from siting.decide.alternatives.measure import Measure, measure
from siting.decide.alternatives.near import near
from siting.decide.alternatives.types import (
    IN_ALL,
    IN_ALL_FOUND,
    IN_NONE,
    IN_NONE_FOUND,
    IN_NONE_POSSIBLE,
    Use,
)
from siting.errors import RefusedError
from siting.model import Model
from siting.outcome import Watch, relative_gap
from siting.scenario.schema import Solve
from tests.models import OBJECTIVE_EXAMPLES, coverage_model, every_selection

SETTINGS = Solve(strategy="exact", gap=0.0, time_limit_s=30.0)
OBJECTIVES = [(name, examples[-1]) for name, examples in OBJECTIVE_EXAMPLES.items()]
RULES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "free": [],
    "money": [("budget", {"max_cost": 9.0})],
    "rich": [
        ("count", {"min": 1, "max": 3}),
        ("spacing", {"metres": 130, "formats": ["market"]}),
        ("together", {"formats": ["canteen"], "needs": ["market"]}),
    ],
}


def question(seed: int, rules: str = "money", n_options: int = 8, **given: Any) -> Model:
    rng = np.random.default_rng(seed)
    reach = rng.random((12, n_options)) < 0.35
    reach[np.arange(12), rng.integers(0, n_options, 12)] = True
    weight = rng.integers(1, 30, 12).astype(float)
    return coverage_model(reach, weight, rng.integers(2, 5, n_options).astype(float), *RULES[rules], **given)


def basis(model: Model, selection: Any = None, bound: float | None = None) -> Any:
    """As `decide.of_run` gives it: the best plan, proven, unless another one is given."""
    best = again(model, SETTINGS, Watch())
    selection = best.selection if selection is None else selection
    value, bound = model.objective.value(model, selection), best.bound if bound is None else bound
    settings = SimpleNamespace(solve=SETTINGS)
    return SimpleNamespace(
        question=model,
        selection=selection,
        value=value,
        bound=bound,
        gap=relative_gap(value, bound),
        dual=None,
        start=None,
        case=SimpleNamespace(settings=settings),
    )


def within_gap(model: Model, bound: float, within: float) -> list[NDArray[np.int32]]:
    return [
        selection
        for selection in every_selection(model.n_options)
        if not any(rule.violations(model, selection) for rule in model.rules)
        and relative_gap(model.objective.value(model, selection), bound) <= within
    ]


def check(model: Model, found: Alternatives, within: float, differ: str) -> None:
    """The guarantee, how far plans are, and what is in all and in none."""
    compared, every = measure(model, differ), within_gap(model, found.bound, within)
    kept = {tuple(one.tolist()) for one in every}
    for number, plan in enumerate(found.plans):
        assert tuple(plan.selection.tolist()) in kept
        if number:
            earlier = [one.selection for one in found.plans[:number]]
            best = max(least_apart(compared, one, earlier) for one in every)
            assert plan.least == least_apart(compared, plan.selection, earlier)
            assert plan.least == pytest.approx(best, abs=1e-6)
            assert plan.most >= best - 1e-6
    if found.ended == "exhausted":
        earlier = [one.selection for one in found.plans]
        assert max(least_apart(compared, one, earlier) for one in every) == 0.0
    for uses, one in ((found.uses, found.outlets), (found.site_uses, found.sites)):
        check_uses(uses, one, every)


def check_uses(uses: tuple[Use, ...], one: Measure, every: list[NDArray[np.int32]]) -> None:
    table = np.array([one.uses(plan) for plan in every])
    for use in uses:
        assert (use.verdict == IN_ALL) == bool(table[:, use.item].all())
        assert (use.verdict == IN_NONE) == bool(~table[:, use.item].any())
        assert use.verdict != IN_ALL_FOUND
        assert use.verdict != IN_NONE_FOUND, "a plan that has it was met, or there is none"
        assert use.verdict != IN_NONE_POSSIBLE or (table[:, use.item].any() and not use.count)
        assert use.rests_on == ("bound" if use.verdict in (IN_ALL, IN_NONE) else "value")


@pytest.mark.parametrize(
    ("seed", "rules", "differ"), [(0, "rich", "outlets"), (1, "money", "sites"), (2, "rich", "cost")]
)
def test_every_plan_keeps_the_gap_and_is_as_far_as_can_be(seed: int, rules: str, differ: str) -> None:
    model = question(seed, rules, 7)
    check(model, find(basis(model), Asked(4, 0.15, differ), Watch()), 0.15, differ)


@pytest.mark.parametrize(
    ("name", "given"), OBJECTIVES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(OBJECTIVES)]
)
def test_every_objective_has_alternatives(name: str, given: dict[str, Any]) -> None:
    objective = parts.load("objectives", name).bind(**given)
    model = question(5, "free", 5, objective=objective)
    check(model, find(basis(model), Asked(2, 0.2), Watch()), 0.2, "outlets")


def test_a_plan_that_is_not_near_enough_is_solved_on() -> None:
    model = question(1, n_options=6)
    poor = within_gap(model, again(model, SETTINGS, Watch()).value, 0.9)[0]
    found = find(basis(model, poor, np.inf), Asked(2, 0.05), Watch())
    assert found.improved
    assert found.plans[0].gap <= 0.05
    check(model, found, 0.05, "outlets")


def test_what_cannot_be_asked_is_refused_in_words() -> None:
    nothing = question(0, n_options=4)
    empty = basis(nothing, np.zeros(0, np.int32), 0.0)
    with pytest.raises(RefusedError, match="opens nothing"):
        find(empty, Asked(2, 0.5), Watch())
    with pytest.raises(RefusedError, match="costs anything"):
        measure(coverage_model(np.ones((2, 2)), np.ones(2), np.zeros(2)), "cost")


def test_an_interrupted_search_keeps_the_first_plan() -> None:
    watch = Watch()
    model = question(2, n_options=6)
    watch.interrupt()
    found = find(basis(model), Asked(3, 0.2), watch)
    assert found.ended == "interrupted"
    assert len(found.plans) >= 1


@pytest.mark.parametrize("seed", range(3))
def test_exchanges_alone_keep_the_gap_and_the_rules(seed: int) -> None:
    model = question(seed, "rich", 12)
    best = again(model, SETTINGS, Watch())
    space, compared = near(model, best.bound, 0.3), measure(model, "outlets")
    found = exchanged(space, compared, [best.selection], Solver(SETTINGS, Watch(30.0)))
    if found is not None:
        assert space.accepts(found)
        assert 0 < least_apart(compared, found, [best.selection]) <= 1
