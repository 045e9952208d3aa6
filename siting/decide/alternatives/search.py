"""Alternatives one after the other, and then what all plans within the gap have in common."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from siting.decide.alternatives.apart import least_apart
from siting.decide.alternatives.ask import Solver
from siting.decide.alternatives.close import Standing, standing
from siting.decide.alternatives.farthest import Found, farthest
from siting.decide.alternatives.filled import filled
from siting.decide.alternatives.measure import Measure, measure
from siting.decide.alternatives.near import Near, near
from siting.decide.alternatives.prices import prices
from siting.decide.alternatives.types import Alternative, Alternatives, Asked, Ended
from siting.decide.alternatives.uses import common
from siting.decide.basis import Basis
from siting.errors import RefusedError
from siting.inputs import Positions, frozen
from siting.language import tr
from siting.outcome import Outcome, Quiet, Watch, relative_gap
from siting.strategies._keeping import kept_where_possible

Note = Callable[[str], None]


def find(basis: Basis, asked: Asked, watch: Watch, note: Note = lambda text: None) -> Alternatives:
    """Plans within the gap, the standing one first, each as far from those before it as could be found.

    watch: carries the wish to stop; what was found by then stays. note: is told of each plan. Raises RefusedError
    where the standing plan is not proven to be within the gap, or opens nothing."""
    began = time.perf_counter()
    first = standing(basis, asked.within, watch, asked.time_limit_s)
    compared = measure(basis.question, asked.differ)
    if compared.worth(first.selection).sum() <= 0:
        raise RefusedError(tr("the plan opens nothing, so no other plan can do without what it opens"))
    space = near(basis.question, first.bound, asked.within)
    settings = basis.case.settings.solve
    priced = prices(space, Solver(settings, _clock(watch, asked.time_limit_s)))
    opened, closed = (np.flatnonzero(one).astype(np.int32) for one in (priced.opened, priced.closed))
    space = replace(space, opened=opened, closed=closed)
    plans, ended = _plans(space, compared, first, asked, watch, basis, note)
    note(tr("asking what every plan within the gap has in common"))
    outlets, uses, sites, site_uses = common(
        space, plans, priced, Solver(settings, _clock(watch, asked.time_limit_s))
    )
    return Alternatives(
        basis=basis,
        asked=asked,
        bound=first.bound,
        limit=space.limit,
        plans=tuple(plans),
        ended="interrupted" if watch.interrupted else ended,
        outlets=outlets,
        uses=uses,
        sites=sites,
        site_uses=site_uses,
        dual=first.dual,
        improved=first.improved,
        seconds=time.perf_counter() - began,
    )


def _plans(
    space: Near,
    compared: Measure,
    first: Standing,
    asked: Asked,
    watch: Watch,
    basis: Basis,
    note: Note,
) -> tuple[list[Alternative], Ended]:
    value = basis.question.objective.value(basis.question, first.selection)
    gap = relative_gap(value, first.bound)
    plans = [Alternative(frozen(first.selection), value, gap, (), math.nan, math.nan, 0.0)]
    while len(plans) < asked.count:
        solver = Solver(basis.case.settings.solve, _clock(watch, asked.time_limit_s))
        earlier = [one.selection for one in plans]
        found = farthest(space, compared, earlier, solver)
        if found.selection is None:
            ended: Ended = "exhausted" if found.most <= NO_SHARE else "time_limit"
            return plans, "interrupted" if watch.interrupted else ended
        plans.append(_alternative(space, compared, earlier, found, solver))
        note(
            tr(
                "plan {number}: does without {share} of the nearest plan before it",
                number=len(plans),
                share=f"{plans[-1].least:.1%}",
            )
        )
    return plans, "finished"


NO_SHARE = 1e-6


def _alternative(
    space: Near, compared: Measure, earlier: list[Positions], found: Found, solver: Solver
) -> Alternative:
    """The plan made as good as it can be, with its figures; all of them recomputed."""
    question, plan = space.question, found.selection
    assert plan is not None
    plan = filled(space, compared, plan, earlier, Solver(solver.settings, _clock(solver.watch, FILL_S)))
    plan = _keeping(space, compared, plan, earlier)
    value = question.objective.value(question, plan)
    apart = tuple(compared.apart(plan, one) for one in earlier)
    most = max(found.most, min(apart))
    return Alternative(
        frozen(np.sort(plan).astype(np.int32)),
        value,
        relative_gap(value, space.bound),
        apart,
        min(apart),
        most,
        solver.watch.seconds,
    )


FILL_S = 15.0


def _keeping(space: Near, compared: Measure, plan: Positions, earlier: list[Positions]) -> Positions:
    """Outlets of today close for a gain alone, as in any plan, unless keeping them brings the plan nearer."""
    question = space.question
    value = question.objective.value(question, plan)
    kept = kept_where_possible(question, Outcome(plan, value, space.bound, "finished", "", "", ()))
    if len(kept.selection) == len(plan) or not space.accepts(kept.selection):
        return plan
    nearer = least_apart(compared, kept.selection, earlier) < least_apart(compared, plan, earlier)
    return plan if nearer else kept.selection


def _clock(watch: Watch, time_limit_s: float) -> Watch:
    """A clock of its own that stops when the other one is told to."""
    own = Quiet(watch)
    own.time_limit_s = time_limit_s
    return own
