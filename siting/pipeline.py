"""The run on one screen: scenario -> inputs -> travel -> coverage -> gaps -> model -> outcome -> plan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from siting import coverage, demand, inputs, model, parts, plan, scenario, stock, travel
from siting.errors import InfeasibleError, NoPlanError, Problem, Problems, RefusedError
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Outcome, Watch
from siting.plan import Plan
from siting.rules._bind import bind_all
from siting.scenario import Scenario

load_scenario = scenario.load


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """What there is and what is missing, before anything is optimised."""

    scenario: Scenario
    inputs: inputs.Inputs
    demand: demand.Demand
    travel: travel.TravelTimes
    coverage: coverage.Coverage
    gaps: stock.Gaps
    warnings: tuple[Problem, ...]


def gaps(source: str | Path | Scenario, journal: Journal | None = None, **overrides: Any) -> Stock:
    """Takes stock: who lives within reach of which format today, and where a format is missing.

    source: a scenario, its file or its folder; overrides: dotted keys with `__` for the dot
    (`solve__gap=0.01`). Raises InputError with every problem found."""
    journal = journal or Journal()
    case = _scenario(source, overrides)
    problems = Problems()
    with journal.stage("inputs"):
        city = inputs.read(case, problems)
        problems.stop_on_errors()
        journal.note(
            tr(
                "{demand} demand points, {people:,.0f} people, {sites} sites, {outlets} outlets",
                demand=len(city.demand),
                people=city.people.sum(),
                sites=len(city.sites),
                outlets=len(city.outlets),
            )
        )
    with journal.stage("demand"):
        wanted = demand.estimate(city)
    with journal.stage("travel"):
        times = travel.measure(case, city, problems)
        problems.stop_on_errors()
    with journal.stage("coverage"):
        reach = coverage.cover(city, wanted, times)
        journal.note(
            tr(
                "{options} options, {pairs} reachable pairs",
                options=len(reach.option_cost),
                pairs=len(reach.indices),
            )
        )
    with journal.stage("gaps"):
        table = stock.take_stock(city, wanted, reach)
    warnings = (*case.warnings, *city.warnings, *problems.warnings, *times.cut_off)
    for warning in dict.fromkeys(warnings):
        journal.note(tr("warning: {text}", text=warning))
    return Stock(case, city, wanted, times, reach, table, tuple(dict.fromkeys(warnings)))


def solve(
    source: str | Path | Scenario,
    watch: Watch | None = None,
    journal: Journal | None = None,
    **overrides: Any,
) -> Plan:
    """The best plan found for a scenario, checked again, with the proof of how good it is.

    watch: carries the time limit, the gap asked for and the wish to stop; made from the scenario when
    absent. Raises InputError, RefusedError, InfeasibleError (proven: no plan) or NoPlanError."""
    journal = journal or Journal()
    found = gaps(source, journal, **overrides)
    case, settings = found.scenario, found.scenario.settings.solve
    with journal.stage("model"):
        question = pose(found)
        found = replace(found, warnings=(*found.warnings, *_idle_budgets(case, question)))
    watch = watch or Watch()
    watch.begin(settings.time_limit_s, settings.gap)
    with journal.stage("solve"):
        outcome = _outcome(question, watch, case)
    journal.note(
        tr(
            "{strategy}: value {value:,.0f}, bound {bound:,.0f}, gap {gap:.3%}, {stop}",
            strategy=outcome.strategy,
            value=outcome.value,
            bound=outcome.bound,
            gap=outcome.gap,
            stop=outcome.stop,
        )
    )
    for text in outcome.notes:
        journal.note(text)
    with journal.stage("plan"):
        return plan.make(found, question, outcome, journal)


def _scenario(source: str | Path | Scenario, overrides: dict[str, Any]) -> Scenario:
    if isinstance(source, Scenario):
        if overrides:
            raise TypeError(tr("overrides go with a path, not with a loaded scenario"))
        return source
    return scenario.load(source, sets=_as_sets(overrides))


def _as_sets(overrides: dict[str, Any]) -> Sequence[str]:
    return [f"{key.replace('__', '.')}={json.dumps(value)}" for key, value in overrides.items()]


def pose(found: Stock) -> model.Model:
    """The question that a scenario asks of its city. Raises InputError when a rule names what is not there."""
    settings, problems = found.scenario.settings, Problems()
    labels = model.labels(found.inputs)
    rules = bind_all(found.scenario, labels, problems)
    problems.stop_on_errors()
    part = parts.load("objectives", settings.objective)
    objective = part.bind(**{key: getattr(settings, key) for key in part.KEYS})
    return model.build(
        found.inputs, found.demand, found.coverage, found.gaps, settings.missing, objective, rules
    )


def _idle_budgets(case: Scenario, question: model.Model) -> list[Problem]:
    """Warnings on a budget that decides nothing: too small for any outlet, or enough for all of them."""
    budget, place = case.settings.budget, case.place("budget")
    if budget is None or not question.n_options:
        return []
    for_sites = float(question.site_cost[np.unique(question.option_site)].sum())
    least = float((question.cost + question.site_cost[question.option_site]).min())
    everything = float(question.cost.sum()) + for_sites
    if budget < least:
        text = tr(
            "the budget of {budget:,.0f} opens nothing: the cheapest outlet costs {least:,.0f}",
            budget=budget,
            least=least,
        )
    elif budget >= everything > 0:
        text = tr(
            "the budget of {budget:,.0f} decides nothing: all outlets together cost {total:,.0f}",
            budget=budget,
            total=everything,
        )
    else:
        return []
    return [Problem(place, text, "", "warning")]


def _outcome(question: model.Model, watch: Watch, case: Scenario) -> Outcome:
    settings = case.settings.solve
    strategy = parts.load("strategies", settings.strategy)
    refusal = strategy.refuses(question)
    if refusal:
        raise RefusedError(refusal)
    outcome: Outcome = strategy.solve(question, watch, seed=settings.seed, backend=settings.backend)
    if outcome.stop == "infeasible":
        reasons = outcome.notes or (tr("{backend} proved it", backend=settings.backend),)
        raise InfeasibleError("\n  ".join([tr("no plan satisfies the rules:"), *reasons]))
    if outcome.stop == "no_plan":
        raise NoPlanError(
            tr("The run stopped before any plan was found; give it more time (solve.time_limit_s).")
        )
    return outcome
