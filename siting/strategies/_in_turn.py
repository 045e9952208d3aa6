"""Goals one after the other: each is solved among the selections that keep what was found of those before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from siting.language import tr
from siting.model import Model, Rule
from siting.objectives._goals import InTurn, Weighted, kept, seen
from siting.outcome import Outcome, Reached, Start, Stop, Watch

Solve = Callable[[Model, Watch, Start | None], Outcome]


def solve(model: Model, watch: Watch, start: Start | None, answered: Solve) -> Outcome:
    """The outcome of the last goal, with what each of the others came to.

    answered: solves a question of one goal. Each goal has an equal part of the time that is left. A bound is that of
    its own goal, on selections that keep the values of the goals before it; `stop` says no more than the weakest."""
    assert isinstance(model.objective, InTurn)
    rules: tuple[Rule, ...] = model.rules
    reached: list[Reached] = []
    stops: list[Stop] = []
    parts = model.objective.parts
    for number, part in enumerate(parts):
        question = replace(seen(part.objective, model), objective=part.objective, rules=rules)
        last = number == len(parts) - 1
        turn = watch if last else Turn(watch, len(parts) - number)
        outcome = answered(question, turn, start)
        if outcome.stop in ("infeasible", "no_plan"):
            return replace(outcome, goals=tuple(reached))
        rule = kept(part, model.weight, outcome.value)
        limit = None if last else rule.limit
        reached.append(_reached(model, number, outcome.value, outcome.bound, limit))
        stops.append(outcome.stop)
        rules, start = (*rules, rule), Start(outcome.selection)
    # What an earlier goal reached with its own selection, the last selection may have bettered.
    return replace(
        outcome,
        stop=_weakest(stops),
        goals=tuple(replace(one, value=_value(model, number, outcome)) for number, one in enumerate(reached)),
        notes=(*outcome.notes, *_said(reached)),
        dual=None,
    )


def goals_of(outcome: Outcome, model: Model) -> Outcome:
    """The outcome with the values of the goals that were added up."""
    if not isinstance(model.objective, Weighted) or not np.isfinite(outcome.value):
        return outcome
    numbers = range(len(model.objective.parts))
    values = [_value(model, number, outcome) for number in numbers]
    return replace(
        outcome,
        goals=tuple(replace(_reached(model, n, np.nan, np.nan, None), value=values[n]) for n in numbers),
    )


class Turn(Watch):
    """A goal before the last: its part of the time, and nobody is told of its values, which are of another kind."""

    def __init__(self, outer: Watch, left: int) -> None:
        super().__init__(outer.remaining_s / left, outer.gap)
        self._outer = outer

    @property
    def interrupted(self) -> bool:
        """As the outer watch says."""
        return self._outer.interrupted


def _value(model: Model, number: int, outcome: Outcome) -> float:
    assert isinstance(model.objective, (InTurn, Weighted))
    objective = model.objective.parts[number].objective
    return objective.value(seen(objective, model), outcome.selection)


def _reached(model: Model, number: int, found: float, bound: float, limit: float | None) -> Reached:
    assert isinstance(model.objective, (InTurn, Weighted))
    part = model.objective.parts[number]
    return Reached(part.objective.name, part.objective.maximise, found, found, bound, limit)


def _weakest(stops: list[Stop]) -> Stop:
    order: tuple[Stop, ...] = ("interrupted", "time_limit", "finished", "gap_reached")
    return next((stop for stop in order if stop in stops), "optimal")


def _said(reached: list[Reached]) -> list[str]:
    return [
        tr(
            "goal {number}, {objective}: {value:,.10g} found, proven bound {bound:,.10g}; {limit:,.10g} is kept",
            number=number,
            objective=one.objective,
            value=one.found,
            bound=one.bound,
            limit=one.kept,
        )
        for number, one in enumerate(reached, start=1)
        if one.kept is not None
    ]
