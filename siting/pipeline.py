"""The run on one screen: scenario -> inputs -> travel -> coverage -> gaps -> model -> outcome -> plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from siting import coverage, demand, inputs, model, parts, plan, scenario, stock, travel
from siting import start as warm
from siting.errors import InputError, Place, Problem, Problems
from siting.journal import Journal
from siting.language import language, tr
from siting.objectives._required import Requiring
from siting.outcome import Outcome, Start, Watch
from siting.plan import Plan
from siting.rules._bind import bind_all
from siting.scenario import Scenario
from siting.strategies._run import run_strategy

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
    start: str | Path | Plan | None = None,
    **overrides: Any,
) -> Plan:
    """The best plan found for a scenario, checked again, with the proof of how good it is.

    watch: carries the time limit, the gap asked for and the wish to stop; made from the scenario when
    absent. start: a run folder, or a plan, to begin with (`siting.start`).
    Raises InputError, RefusedError, InfeasibleError (proven: no plan) or NoPlanError."""
    earlier = None if start is None else warm.read(start)
    journal = journal or Journal()
    found = gaps(source, journal, **overrides)
    with journal.stage("model"):
        question = pose(found)
        begin, found = (None, found) if earlier is None else _start(earlier, found, question, journal)
    return _solved(found, question, begin, watch or Watch(), journal)


def sweep(
    source: str | Path | Scenario, budgets: Iterable[float], journal: Journal | None = None, **overrides: Any
) -> list[Plan]:
    """A plan for each budget, in the order given: the city is read, and ways are measured, once.

    Each solve begins with the plan and the prices of the budget below it, so a plan never covers less than one
    of a smaller budget; the proven bound of a larger budget holds for a smaller one too. The gap and the time
    limit are the scenario's, for each budget. Raises as `solve`; other limits of the scenario stay as they are."""
    journal, asked = journal or Journal(), [float(budget) for budget in budgets]
    if not all(0 <= budget < float("inf") for budget in asked):
        raise InputError.at(Place(where="budgets"), tr("budgets must be numbers, and at least 0"))
    found = gaps(source, journal, **overrides)
    with journal.stage("model"):
        question = pose(found)
    solved: dict[float, tuple[Stock, model.Model, Outcome]] = {}
    start = None
    for budget in sorted(set(asked)):
        case = _with_budget(found.scenario, budget)
        at = replace(found, scenario=case)
        mine = replace(question, rules=_rules(at))
        outcome = _outcome(mine, Watch(), case, start, journal)
        solved[budget], start = (at, mine, outcome), Start(outcome.selection, outcome.dual)
    plans = {budget: _plan(*solved[budget], journal) for budget in _bounded(solved)}
    return [plans[budget] for budget in asked]


def _bounded(solved: dict[float, tuple[Stock, model.Model, Outcome]]) -> list[float]:
    """Gives each budget the bound of the next larger one where that is lower; returns the budgets."""
    order = sorted(solved, reverse=True)
    for larger, budget in pairwise(order):
        at, question, outcome = solved[budget]
        bound = solved[larger][2].bound
        if question.objective.maximise and bound < outcome.bound:
            stop = "optimal" if bound <= outcome.value else outcome.stop
            solved[budget] = (at, question, replace(outcome, bound=max(bound, outcome.value), stop=stop))
    return order


def _with_budget(case: Scenario, budget: float) -> Scenario:
    return replace(case, settings=case.settings.model_copy(update={"budget": budget}))


def _start(
    earlier: warm.Earlier, found: Stock, question: model.Model, journal: Journal
) -> tuple[Start, Stock]:
    """The start in the question's positions; what it lost is a warning of the plan."""
    problems = Problems()
    start = warm.fit(earlier, found.inputs, question, problems)
    for warning in problems.warnings:
        journal.note(tr("warning: {text}", text=warning))
    journal.note(
        tr("starting from {place}: {count} outlets", place=earlier.place, count=len(start.selection))
    )
    return start, replace(found, warnings=(*found.warnings, *problems.warnings))


def _solved(found: Stock, question: model.Model, start: Start | None, watch: Watch, journal: Journal) -> Plan:
    said = (*_idle_budgets(found.scenario, question), *_beyond_reach(found, question))
    found = replace(found, warnings=(*found.warnings, *said))
    return _plan(found, question, _outcome(question, watch, found.scenario, start, journal), journal)


def _plan(found: Stock, question: model.Model, outcome: Outcome, journal: Journal) -> Plan:
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
    settings = found.scenario.settings
    part = parts.load("objectives", settings.objective)
    objective = part.bind(**{key: getattr(settings, key) for key in part.KEYS})
    rules = _rules(found)
    return model.build(
        found.inputs, found.demand, found.coverage, found.gaps, settings.missing, objective, rules
    )


def _rules(found: Stock) -> tuple[model.Rule, ...]:
    problems = Problems()
    rules = bind_all(found.scenario, model.labels(found.inputs), problems)
    problems.stop_on_errors()
    return rules


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


def _beyond_reach(found: Stock, question: model.Model) -> list[Problem]:
    """Warnings on people whom a required coverage leaves out, since no site reaches them: a format each."""
    if not isinstance(question.objective, Requiring):
        return []
    lost = np.flatnonzero(np.diff(question.indptr) == 0)
    format = question.row_format[lost]
    people = found.demand.weight[format, question.row_demand[lost]]
    return [
        Problem(
            found.scenario.place("objective"),
            tr(
                "{people:,.0f} people stay out of reach of {format}: no site reaches them",
                people=people[format == number].sum(),
                format=found.inputs.formats[number].names.get(language(), found.inputs.formats[number].id),
            ),
            "",
            "warning",
        )
        for number in np.unique(format).tolist()
    ]


def _outcome(
    question: model.Model, watch: Watch, case: Scenario, start: Start | None, journal: Journal
) -> Outcome:
    from siting.strategies._compiling import off_the_clock

    settings = case.settings.solve
    watch.begin(settings.time_limit_s, settings.gap)
    with journal.stage("solve"), off_the_clock(watch, journal.note) as compiling:
        outcome = run_strategy(settings.strategy, question, watch, settings.seed, settings.backend, start)
    if compiling.seconds:
        journal.seconds["compiling"] = journal.seconds.get("compiling", 0.0) + compiling.seconds
        journal.seconds["solve"] -= compiling.seconds
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
    return outcome
