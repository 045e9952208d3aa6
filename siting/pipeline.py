"""The run on one screen: scenario -> inputs -> travel -> coverage -> gaps -> model -> outcome -> plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from siting import (
    circles,
    clustered,
    coverage,
    demand,
    inputs,
    model,
    plan,
    remedies,
    scenario,
    stock,
    travel,
)
from siting import start as warm
from siting.clustering import Clusters
from siting.errors import InfeasibleError, Problem, Problems
from siting.exporters._notebook import Taken
from siting.hindsight import look_back
from siting.journal import Journal
from siting.language import figure, share, tr
from siting.outcome import Outcome, Start, Watch
from siting.plan import Plan
from siting.plan.clustering import told
from siting.plan.doubts import budgets_asked, doubts
from siting.plan.hindsight import Hindsight
from siting.population.steps import told as account
from siting.posing import pose as pose
from siting.posing import rules_of
from siting.scenario import Scenario
from siting.strategies._run import run_strategy

load_scenario = scenario.load


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stock(Taken):
    """What there is and what is missing, before anything is optimised. clusters: None where none are asked for."""

    scenario: Scenario
    inputs: inputs.Inputs
    demand: demand.Demand
    travel: travel.TravelTimes
    coverage: coverage.Coverage
    gaps: stock.Gaps
    warnings: tuple[Problem, ...]
    clusters: Clusters | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Posed:
    """The question of the demand points, and the one that is solved: of their clusters where those are asked for.

    city: whose demand the solved question has."""

    question: model.Model
    asked: model.Model
    city: Stock

    def under(self, rules: tuple[model.Rule, ...]) -> Posed:
        """The same with other rules."""
        asked = replace(self.asked, rules=rules)
        same = self.question is self.asked
        return Posed(asked if same else replace(self.question, rules=rules), asked, self.city)


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
        journal.note(tr("people: {account}", account=account(city.population)))
    streets = None
    if circles.asked(case):
        with journal.stage("circles"):
            drawn = circles.draw(case, city, problems)
            city, streets = drawn.inputs, drawn.network
            journal.note(drawn.figures.told())
    with journal.stage("demand"):
        wanted = demand.estimate(city, problems)
        problems.stop_on_errors()
    with journal.stage("travel"):
        times = travel.measure(case, city, problems, network=streets)
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
    found, posed = _posed(gaps(source, journal, **overrides), journal)
    begin = None
    if earlier is not None:
        with journal.stage("model"):
            begin, found = _start(earlier, found, posed, journal)
    return _solved(found, posed, begin, watch or Watch(), journal)


def sweep(
    source: str | Path | Scenario, budgets: Iterable[float], journal: Journal | None = None, **overrides: Any
) -> list[Plan]:
    """A plan for each budget, in the order given: the city is read, and ways are measured, once.

    Each solve begins with the plan and the prices of the budget below it, so a plan never covers less than one
    of a smaller budget; the proven bound of a larger budget holds for a smaller one too. The gap and the time
    limit are the scenario's, for each budget. Raises as `solve`; other limits of the scenario stay as they are."""
    journal, asked = journal or Journal(), budgets_asked(budgets)
    found, posed = _posed(gaps(source, journal, **overrides), journal)
    solved: dict[float, tuple[Stock, model.Model, Outcome]] = {}
    start, outcome = None, None
    for budget in sorted(set(asked)):
        at = replace(found, scenario=_with_budget(found.scenario, budget))
        mine = posed.under(rules_of(at.scenario, at.inputs))
        answer, outcome = _outcomes(mine, Watch(), at, start, journal, outcome)
        solved[budget], start = (at, mine.question, outcome), Start(answer.selection, answer.dual)
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


def _start(earlier: warm.Earlier, found: Stock, posed: Posed, journal: Journal) -> tuple[Start, Stock]:
    """The start in the question's positions; what it lost is a warning of the plan."""
    problems = Problems()
    start = warm.fit(earlier, posed.city.inputs, posed.asked, problems)
    for warning in problems.warnings:
        journal.note(tr("warning: {text}", text=warning))
    journal.note(
        tr("starting from {place}: {count} outlets", place=earlier.place, count=len(start.selection))
    )
    return start, replace(found, warnings=(*found.warnings, *problems.warnings))


def _solved(found: Stock, posed: Posed, start: Start | None, watch: Watch, journal: Journal) -> Plan:
    question = posed.question
    found = replace(found, warnings=doubts(found, question))
    try:
        _, outcome = _outcomes(posed, watch, found, start, journal)
    except InfeasibleError as error:
        with journal.stage("explain"):
            raise remedies.explained(error, posed.city, posed.asked, watch) from None
    outcome, lost = look_back(found.scenario, found.inputs, question, outcome, watch, journal)
    return _plan(found, question, outcome, journal, lost)


def _plan(
    found: Stock, question: model.Model, outcome: Outcome, journal: Journal, lost: Hindsight | None = None
) -> Plan:
    with journal.stage("plan"):
        made = plan.make(found, question, outcome, journal, lost)
    if made.clustering is not None:
        journal.note(told(made.clustering))
    return made


def _scenario(source: str | Path | Scenario, overrides: dict[str, Any]) -> Scenario:
    if isinstance(source, Scenario):
        if overrides:
            raise TypeError(tr("overrides go with a path, not with a loaded scenario"))
        return source
    return scenario.load(source, sets=as_sets(overrides))


def as_sets(overrides: dict[str, Any]) -> Sequence[str]:
    """Overrides of Python's keywords as the command line writes them: `KEY=VALUE`."""
    return [f"{key.replace('__', '.')}={json.dumps(value)}" for key, value in overrides.items()]


def _posed(found: Stock, journal: Journal) -> tuple[Stock, Posed]:
    """What there is with the clusters that it asks for, and both questions."""
    if found.scenario.settings.demand.clusters is None:
        with journal.stage("model"):
            question = pose(found)
        return found, Posed(question, question, found)
    with journal.stage("clustering"):
        clusters = clustered.make(found.scenario, found.inputs)
        city, fewer, reach = clustered.city_of(clusters, found.inputs, found.demand, found.coverage)
    found = replace(found, clusters=clusters)
    city_stock = replace(found, inputs=city, demand=fewer, coverage=reach)
    with journal.stage("model"):
        return found, Posed(pose(found), pose(city_stock), city_stock)


def _outcomes(
    posed: Posed,
    watch: Watch,
    found: Stock,
    start: Start | None,
    journal: Journal,
    known: Outcome | None = None,
) -> tuple[Outcome, Outcome]:
    """The outcome of what is solved, and what it is worth on the points; the same where nothing is clustered.

    known: a plan of the points to be no worse than, where the rules accept it."""
    if found.clusters is None:
        answer = _outcome(posed.asked, watch, found.scenario, start, journal)
        return answer, answer
    journal.note(tr("sought on {count} clusters: value and bound are theirs", count=len(found.clusters)))
    answer = _outcome(posed.asked, watch, found.scenario, start, journal)
    journal.note(tr("brought back to the demand points: value and bound are of the points"))
    others = [one.selection for one in (start, known) if one is not None]
    with journal.stage("clustering"):
        outcome = clustered.brought_back(answer, posed.asked, posed.question, found.clusters, watch, others)
    _note(outcome, journal)
    return answer, outcome


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
    _note(outcome, journal)
    for text in outcome.notes:
        journal.note(text)
    return outcome


def _note(outcome: Outcome, journal: Journal) -> None:
    journal.note(
        tr(
            "{strategy}: value {value}, bound {bound}, gap {gap}, {stop}",
            strategy=outcome.strategy,
            value=figure(outcome.value),
            bound=figure(outcome.bound),
            gap=share(outcome.gap),
            stop=outcome.stop,
        )
    )
