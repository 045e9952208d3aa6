"""What is said of an outlet holds against every plan there is: small cities, all selections tried."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import model
from siting.decide import Basis
from siting.decide.explain import Explained, explain, grounds_of
from siting.decide.explain.tally import at_cost
from siting.errors import NoPlanError
from siting.inputs import Inputs
from siting.objectives import max_coverage, min_cost
from siting.outcome import Watch
from siting.strategies._run import run_strategy
from tests.models import every_selection, rule
from tests.phased_city import phases
from tests.small_city import random_city
from tests.small_plan import stock

Rules = list[tuple[str, dict[str, Any]]]
ROUNDING = 1e-6


def town(seed: int, **given: Any) -> Inputs:
    random = np.random.default_rng(seed)
    n_sites = 3
    inputs = random_city(
        seed,
        n_demand=25,
        n_sites=n_sites,
        n_outlets=1,
        site_cost=random.integers(0, 4, n_sites) * 500,
        admits=random.random((n_sites, 3)) < (0.45 if given.get("n_phases") else 0.8),
    )
    if given.get("n_phases"):
        return replace(inputs, phases=phases([1.0, 2.0], [9_000.0, 6_000.0]))
    return inputs


def standing(
    inputs: Inputs, folder: Path, rules: Rules, objective: Any, strategy: str, worse: bool = False
) -> Basis:
    """A plan of the town, and its question. worse: as if the last outlet had been forgotten."""
    found = stock(inputs, folder)
    names = model.labels(inputs)
    bound = tuple(rule(name, names, **settings) for name, settings in rules)
    question = model.build(inputs, found.demand, found.coverage, found.gaps, "people", objective, bound)
    outcome = run_strategy(strategy, question, Watch(), 0, "scipy_highs")
    if worse and len(outcome.selection) > 1:
        fewer = outcome.selection[:-1]
        outcome = replace(outcome, selection=fewer, value=question.objective.value(question, fewer))
    return Basis(found, question, outcome)


class Everything:
    """Every selection that the rules allow, and its worth (more is better)."""

    def __init__(self, question: model.Model, holding: int | None = None) -> None:
        """holding: only selections with this option."""
        self.sign = 1.0 if question.objective.maximise else -1.0
        plans = [
            (frozenset(one.tolist()), self.sign * question.objective.value(question, one))
            for one in every_selection(question.n_options)
            if holding in (None, *one.tolist())
            if not any(each.violations(question, one) for each in question.rules)
        ]
        self.plans = [plan for plan in plans if np.isfinite(plan[1])]

    def best(self, options: set[int], inside: bool) -> float:
        """The best that opens one of the options, or none of them."""
        return max((worth for plan, worth in self.plans if bool(plan & options) == inside), default=-np.inf)


def check(basis: Basis, one: Explained, every: Everything) -> None:
    chosen = one.state in ("opened", "kept")
    best = every.best(set(one.options), inside=not chosen)
    worth = every.sign * basis.value
    assert one.loss is not None
    truth = worth - best
    assert one.loss.at_least <= truth + ROUNDING, (one.site, one.format, one.state)
    if one.loss.at_most is not None:
        assert truth <= one.loss.at_most + ROUNDING
        found = one.loss.found
        assert found is not None
        after = frozenset(np.union1d(np.setdiff1d(basis.selection, found.closes), found.opens).tolist())
        assert dict(every.plans)[after] == pytest.approx(every.sign * found.value)
        assert bool(after & set(one.options)) != chosen
    if chosen and one.single is not None and one.single.complete:
        left = set(basis.selection.tolist()) - set(one.options)
        near = [
            value
            for plan, value in every.plans
            if plan >= left and len(plan - left) <= 1 and not plan & set(one.options)
        ]
        assert every.sign * one.single.value == pytest.approx(max(near))


def check_entry(basis: Basis, one: Explained) -> None:
    """At every cost above, no plan with it is better; at the cost that is enough, one is as good."""
    entry, worth = one.entry, basis.value
    if entry is None:
        return
    sign = 1.0 if basis.question.objective.maximise else -1.0
    if entry.never_above is not None:
        above = max(0.0, entry.never_above)
        every = Everything(at_cost(basis.question, one.option, above + 0.5), one.option)
        assert every.best({one.option}, inside=True) <= sign * worth + ROUNDING
    if entry.enough is not None:
        every = Everything(at_cost(basis.question, one.option, entry.enough), one.option)
        assert every.best({one.option}, inside=True) >= sign * worth - ROUNDING


MONEY = ("budget", {"max_cost": 9_000.0})
QUESTIONS: dict[str, tuple[Rules, Any, str]] = {
    "coverage": ([MONEY], max_coverage.bind(), "decompose"),
    "counts": (
        [MONEY, ("count", {"max": 1, "each": "site"}), ("budget", {"each": "circle", "max_cost": 6_000.0})],
        max_coverage.bind(),
        "exact",
    ),
    "least": ([MONEY, ("count", {"min": 2})], max_coverage.bind(), "exact"),
    "money": ([], min_cost.bind(0.25), "exact"),
    "all": ([], min_cost.bind(), "exact"),
}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("seed", range(2))
def test_losses_hold_whatever_is_forced(name: str, seed: int, tmp_path: Path) -> None:
    rules, objective, strategy = QUESTIONS[name]
    basis = standing(town(seed), tmp_path, rules, objective, strategy, worse=seed == 1 and name == "coverage")
    every = Everything(basis.question)
    grounds = grounds_of(basis)
    seen = set()
    for site in basis.inputs.sites.ids.tolist():
        for one in explain(grounds, site, None, False, Watch()).subjects:
            seen.add(one.state)
            if one.option >= 0:
                check(basis, one, every)
                check_entry(basis, one)
    assert {"opened", "rejected"} & seen


@pytest.mark.parametrize("seed", range(2))
def test_with_phases_an_outlet_counts_in_any_of_them(seed: int, tmp_path: Path) -> None:
    given = {"budgets": {"p0": 6_000.0, "p1": 4_000.0}, "carry_over": True}
    rules: Rules = [("phases", {}), ("phase_budget", given)]
    basis = standing(town(seed, n_phases=2), tmp_path, rules, max_coverage.bind(), "exact")
    every = Everything(basis.question)
    grounds = grounds_of(basis)
    for one in explain(grounds, None, None, False, Watch()).subjects:
        check(basis, one, every)
        deep = explain(grounds, one.site, one.format, False, Watch()).subjects[0]
        assert len(deep.phases) == 1
        assert deep.phase in ("p0", "p1")
        check(basis, deep, every)


@pytest.mark.parametrize("seed", range(2))
def test_solved_again_the_interval_is_a_point(seed: int, tmp_path: Path) -> None:
    rules, objective, strategy = QUESTIONS["coverage"]
    basis = standing(town(seed), tmp_path, rules, objective, strategy)
    every, grounds = Everything(basis.question), grounds_of(basis)
    settings = basis.case.settings
    exactly = settings.model_copy(update={"solve": settings.solve.model_copy(update={"gap": 0.0})})
    basis.found.scenario = replace(basis.case, settings=exactly)
    for site in basis.inputs.sites.ids.tolist()[:2]:
        for one in explain(grounds, site, None, True, Watch()).subjects:
            if one.option < 0:
                continue
            chosen = one.state == "opened"
            best = every.best(set(one.options), inside=not chosen)
            assert one.solved is not None
            assert one.loss is not None
            if best == -np.inf:
                assert one.solved.at_least == np.inf
                continue
            assert one.solved.at_most == pytest.approx(basis.value - best)
            assert one.solved.at_least == pytest.approx(basis.value - best)
            assert one.loss.at_least <= one.solved.at_least + ROUNDING
            assert one.loss.at_most is None or one.loss.at_most >= one.solved.at_most - ROUNDING


def test_without_a_plan_in_time_the_bound_of_the_run_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: Any, **__: Any) -> Any:
        raise NoPlanError("time was over")

    rules, objective, strategy = QUESTIONS["coverage"]
    basis = standing(town(0), tmp_path, rules, objective, strategy)
    monkeypatch.setattr(sys.modules["siting.decide.explain.solved"], "again", late)
    site = str(basis.inputs.sites.ids[basis.question.option_site[basis.selection[0]]])
    one = explain(grounds_of(basis), site, None, True, Watch()).subjects[0]
    assert one.solved is not None
    assert one.loss is not None
    assert (one.solved.at_most, one.solved.proof) == (None, one.loss.proof)
    assert one.solved.at_least == one.loss.at_least


def test_what_was_proven_before_is_not_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solve that is broken off at once may prove less than the run did."""
    rules, objective, strategy = QUESTIONS["coverage"]
    basis = standing(town(0), tmp_path, rules, objective, strategy)
    poor = replace(basis.standing, bound=9 * basis.bound, selection=basis.selection[1:], value=0.0)
    monkeypatch.setattr(sys.modules["siting.decide.explain.solved"], "again", lambda *_, **__: poor)
    site = str(basis.inputs.sites.ids[basis.question.option_site[basis.selection[0]]])
    one = explain(grounds_of(basis), site, None, True, Watch()).subjects[0]
    assert one.solved is not None
    assert one.loss is not None
    assert (one.solved.at_least, one.solved.proof) == (one.loss.at_least, one.loss.proof)
