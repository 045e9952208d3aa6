"""Bisection over radii: the longest walk is the least radius within which the rules let everybody be reached.

Each radius is a set covering question under the rules, which a solver answers with a selection or a proof that there is
none. M. Daskin, "A new approach to solving the vertex p-center problem to optimality", Communications of the Operations
Research Society of Japan 45 (2000) 428-436, is the method with a count as the only rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from siting.inputs import Floats
from siting.language import tr
from siting.model import Model
from siting.objectives._radius import ByRadius, Fewest
from siting.outcome import Outcome, Start, Stop, Watch
from siting.rules import clashes, in_words
from siting.strategies._exact import Standing
from siting.strategies._start import offer_start

ANY_PLAN = 1e6
Solve = Callable[[Model, Watch, int, str, Start | None], Outcome]


def solve(
    model: Model, watch: Watch, seed: int, backend: str, start: Start | None, feasible: Solve
) -> Outcome:
    """The selection with the least radius, and the radius below which there is proven to be none.

    feasible: solves questions in which only the rules matter."""
    standing, why = Standing(model, watch), tr("asked for")
    standing.notes += clashes(model)
    if standing.notes:
        return standing.nothing_holds("exact", why)
    assert isinstance(model.objective, ByRadius)
    offer_start(standing, start)
    radii = model.objective.radii(model)
    standing.prove(float(radii[0]), 0.0)
    low, high = 0, _position(radii, standing)
    stop = standing.stop()
    while stop is None and (low < high or standing.selection is None):
        middle = (low + high) // 2 if standing.selection is not None else high
        found = _asked(model, float(radii[middle]), standing, seed, backend, feasible)
        if found.stop == "infeasible":
            if standing.selection is None:
                standing.notes.append(in_words(model))
                return standing.nothing_holds("exact", why)
            low = middle + 1
            standing.prove(float(radii[low]), 0.0)
        elif len(found.selection) or found.stop != "no_plan":
            standing.offer(found.selection)
            high = min(high, _position(radii, standing))
        else:
            for note in found.notes:
                standing.note(note)
            break
        stop = standing.stop()
    return standing.outcome(stop or watch.must_stop() or "finished", "exact", why)


def _position(radii: Floats, standing: Standing) -> int:
    """Of the value that stands; the last where none does."""
    if standing.selection is None:
        return len(radii) - 1
    return int(np.searchsorted(radii, standing.value))


def _asked(
    model: Model, radius: float, standing: Standing, seed: int, backend: str, feasible: Solve
) -> Outcome:
    """Any selection of a radius or less that obeys the rules, or the proof that there is none."""
    assert isinstance(model.objective, ByRadius)
    rules = (*model.rules, model.objective.within(model, radius))
    question = replace(model, objective=Fewest(), rules=rules)
    return feasible(question, _OneIsEnough(standing.watch), seed, backend, None)


class _OneIsEnough(Watch):
    """Any plan will do; nobody is told of it. It stops when the other watch has to."""

    def __init__(self, outer: Watch) -> None:
        super().__init__(outer.remaining_s, ANY_PLAN)
        self._outer = outer

    def must_stop(self) -> Stop | None:
        """As the outer watch says."""
        return self._outer.must_stop()
