"""The curve drawn: one question under many budgets, each begun with what the ones before it found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from siting.decide.again import NONE, again
from siting.decide.basis import Basis
from siting.decide.condensed import condensed
from siting.decide.curve.knee import knee_of
from siting.decide.curve.money import budget_of, with_budget
from siting.decide.curve.nesting import bettered, nested
from siting.decide.curve.people import point_of, spent
from siting.decide.curve.types import Curve, Impossible, Point
from siting.errors import InfeasibleError, InputError, NoPlanError
from siting.journal import Journal
from siting.language import figure, share, tr
from siting.model import Model
from siting.objectives._goals import InTurn
from siting.objectives._required import Requiring
from siting.outcome import Outcome, Series, Start, Watch
from siting.posing import rules_of
from siting.strategies._cover import most_weight


def draw(basis: Basis, budgets: Sequence[float], watch: Watch, journal: Journal, order: bool = True) -> Curve:
    """The plan of each budget, and the bound on all plans of it; gap and time limit are the scenario's, for each.

    1. The question is condensed once, and only its budget changes. A plan of less money is the start of the next.
    2. A budget that allows no plan is proven not to; less money than that is not asked. The smallest possible one is
       found by halving.
    3. The plan of a smaller budget is one of a larger, and the bound of a larger holds for a smaller: so neither ever
       falls as money grows (rises, where less is better). Of two plans that are as good the cheaper one counts.

    order: whether to say what to open next (`nesting`). Ctrl-C ends it after the points that are there. Raises
    InputError where the objective has no budget to ask for."""
    _refuse_least_cost(basis)
    _refuse_turns(basis)
    began = time.perf_counter()
    asked = _Asked(basis, condensed(basis.question), watch, journal)
    with journal.stage("solve"):
        asked.all_of(sorted(set(budgets)))
        points = _in_line(basis, asked)
        found = nested(basis, asked.small, points, asked.at, watch, journal) if order and points else None
        points, found = bettered(basis, points, found)
    per_person, marginal = _prices(points)
    return Curve(
        points=points,
        impossible=_why_not(asked, points),
        knee=knee_of(points, basis.question.objective.maximise),
        per_person=per_person,
        marginal=marginal,
        order=found,
        before=basis.question.objective.value(basis.question, _kept(basis.question)),
        most=_most(basis.question),
        seconds=time.perf_counter() - began,
        interrupted=watch.interrupted,
    )


class _Asked:
    """The budgets asked so far. small: the condensed question."""

    def __init__(self, basis: Basis, small: Model, watch: Watch, journal: Journal) -> None:
        self.basis, self.small, self.watch, self.journal = basis, small, watch, journal
        self.found: dict[float, tuple[Outcome, float]] = {}
        self.impossible: dict[float, Impossible] = {}
        self.series = Series()

    def at(self, budget: float) -> Model:
        """The condensed question with so much money."""
        case = with_budget(self.basis.case, budget)
        return replace(self.small, rules=rules_of(case, self.basis.inputs))

    def all_of(self, budgets: list[float]) -> None:
        """RULE 2: the smallest first; where that allows no plan, halving finds the first that does."""
        first, last = 0, len(budgets)
        if budgets and not self._ask(budgets[0]):
            first = 1
            while first < last and not self.watch.interrupted:
                middle = (first + last) // 2
                if self._ask(budgets[middle]):
                    last = middle
                else:
                    first = middle + 1
            known = [budget for budget in budgets[:first] if budget not in self.impossible]
            above = [one for budget, one in self.impossible.items() if budget >= max(known, default=0.0)]
            if above:
                self.impossible |= {budget: replace(above[0], budget=budget) for budget in known}
        for budget in budgets[first:]:
            if self.watch.interrupted:
                return
            if budget not in self.found and budget not in self.impossible:
                self._ask(budget)

    def points(self) -> list[tuple[float, Outcome, float]]:
        """(budget, outcome, seconds), ascending."""
        return [(budget, *self.found[budget]) for budget in sorted(self.found)]

    def _ask(self, budget: float) -> bool:
        """Whether the budget allows a plan; also where none was found in time, which proves nothing."""
        began = time.perf_counter()
        try:
            outcome = again(self.at(budget), self.basis.case.settings.solve, self.watch, self._start(budget))
        except InfeasibleError as error:
            self.impossible[budget] = Impossible(budget, str(error))
            self.journal.note(tr("{budget}: proven, no plan", budget=figure(budget)))
            return False
        except NoPlanError:
            self.journal.note(tr("{budget}: no plan was found in time", budget=figure(budget)))
            return True
        self.found[budget] = (outcome, time.perf_counter() - began)
        self.journal.note(
            tr(
                "{budget}: value {value}, bound {bound}, gap {gap}",
                budget=figure(budget),
                value=figure(outcome.value),
                bound=figure(outcome.bound),
                gap=share(outcome.gap),
            )
        )
        return True

    def _start(self, budget: float) -> Start:
        """RULE 1: the best plan known that this budget allows, and the prices of the next smaller one."""
        below = [one for one in self.found if one <= budget]
        before = self.found[max(below)][0] if below else None
        best, dual = (NONE, None) if before is None else (before.selection, before.dual)
        standing = self.standing_at(budget)
        if standing is not None and (
            before is None or self._sign * standing.value > self._sign * before.value
        ):
            best = standing.selection
        return Start(best, dual, self.series)

    def standing_at(self, budget: float) -> Outcome | None:
        """The run's plan, where so much money allows it."""
        standing = self.basis.standing
        if standing is None:
            return None
        question = self.at(budget)
        return standing if question.keeps_rules(standing.selection) else None

    @property
    def _sign(self) -> float:
        return self.basis.question.sign


def _why_not(asked: _Asked, points: Sequence[Point]) -> tuple[Impossible, ...]:
    """Why budgets allow no plan: more money does, or what was said of them where none that was asked does."""
    found = tuple(asked.impossible[budget] for budget in sorted(asked.impossible))
    if not points:
        return found
    enough = tr("the rules ask for more than that; {budget} allows a plan", budget=figure(points[0].budget))
    return tuple(replace(one, reason=enough) for one in found)


def _in_line(basis: Basis, asked: _Asked) -> tuple[Point, ...]:
    """RULE 3. Values are recomputed on the whole question; the run's own plan and bound count where they hold."""
    question, sign = basis.question, basis.question.sign
    found, own = asked.points(), budget_of(basis.case)
    values = [question.objective.value(question, one.selection) for _, one, _ in found]
    bounds = [one.bound for _, one, _ in found]
    selections = [one.selection for _, one, _ in found]
    for place, (budget, _, _) in enumerate(found):
        standing = asked.standing_at(budget)
        if standing is not None and sign * standing.value > sign * values[place]:
            values[place], selections[place] = standing.value, standing.selection
        if basis.standing is not None and own is not None and budget <= own:
            bounds[place] = sign * min(sign * bounds[place], sign * basis.bound)
    for place in range(1, len(found)):
        dearer = spent(question, selections[place]) > spent(question, selections[place - 1])
        gained = sign * (values[place] - values[place - 1])
        if gained < 0 or (gained == 0 and dearer):
            values[place], selections[place] = values[place - 1], selections[place - 1]
    for place in range(len(found) - 2, -1, -1):
        bounds[place] = sign * min(sign * bounds[place], sign * bounds[place + 1])
    points = []
    for place, (budget, one, seconds) in enumerate(found):
        bound = sign * max(sign * bounds[place], sign * values[place])
        points.append(point_of(basis, budget, selections[place], values[place], bound, one.stop, seconds))
    return tuple(points)


def _prices(points: Sequence[Point]) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """Money for each person newly within reach, in all and since the point before."""
    cost, people = [0.0, *(one.cost for one in points)], [0.0, *(one.newly_covered for one in points)]
    whole = tuple(_per(one.cost, one.newly_covered) for one in points)
    return whole, tuple(_per(cost[k + 1] - cost[k], people[k + 1] - people[k]) for k in range(len(points)))


def _per(money: float, people: float) -> float | None:
    return money / people if people > 0 and money >= 0 else None


def _kept(question: Model) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Nothing new: outlets of today stay."""
    return np.flatnonzero(question.option_keep).astype(np.int32)


def _most(question: Model) -> float:
    """The weight of all rows that any option reaches; infinite the winning way where something else counts."""
    weight = most_weight(question)
    if weight is None or not question.objective.maximise:
        return np.inf if question.objective.maximise else -np.inf
    return float(weight[np.diff(question.indptr) > 0].sum())


def _refuse_turns(basis: Basis) -> None:
    if isinstance(basis.question.objective, InTurn):
        raise InputError.at(
            basis.case.place("combine"),
            tr(
                "goals that come one after the other have no curve: with more money those before ask for more, and "
                "a plan of less money may fall short of them"
            ),
            tr("Ask with one of the goals as objective, or add them up with combine: weighted."),
        )


def _refuse_least_cost(basis: Basis) -> None:
    if isinstance(basis.question.objective, Requiring):
        raise InputError.at(
            basis.case.place("objective"),
            tr("'{objective}' asks for the least money, so there is no budget to vary", objective="min_cost"),
            tr("A curve goes with what money buys, as objective: max_coverage does."),
        )
