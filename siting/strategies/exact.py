"""Exact: the whole question as one mixed-integer program, handed to a solver, and its answer checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from siting import backends
from siting.backends import Answer, Limits
from siting.cover.fixing import decided
from siting.errors import RefusedError
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Model
from siting.objectives._gains import Measured
from siting.objectives._radius import ByRadius
from siting.objectives._required import Requiring, out_of_reach, required_in_words
from siting.outcome import Dual, Outcome, Series, Start, Stop, Watch
from siting.program import Program
from siting.rules import clashes, in_words
from siting.strategies import _covering, _levels, _radius
from siting.strategies._cover import most_weight, pose
from siting.strategies._exact import Standing, lean, lift, needs_rows, selected
from siting.strategies._knapsack_covers import Pool
from siting.strategies._narrowing import narrowed
from siting.strategies._places import priced
from siting.strategies._stages import relaxed, swapped
from siting.strategies._start import best_dual, first_plan, offer_start

ABOUT = mark("hands the whole question to a solver; proves the optimum of small and middling cities")
MOST_REPAIRS = 20
TOLERANCE = 1e-6


def refuses(model: Model) -> str | None:
    """Nothing: every objective and rule can write itself as a program."""
    return None


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """The best selection that the solver finds, and the lowest bound that it proves.

    1. Where coverage counts, greedy with exchanges gives the solver a start, and the linear relaxation under the
       rules that are upper limits a bound; its prices fix options that no better selection opens, or closes.
    2. Rows with equal cover sets become one; nothing is lost.
    3. Every solution is rounded and checked by the rules themselves. One that only a solver's tolerance lets pass
       is forbidden, and the solver asked again.
    4. The value is recomputed from the coverage. The solver's bound carries its tolerance, about 1e-6 of the scaled
       weights; with whole weights it is rounded down to a whole number, which takes the tolerance out.
    5. Outlets that add nothing are left out.
    6. Where the longest walk counts, radii are tried one by one (`_radius`).
    7. Rules that are more than upper limits: the whole program's relaxation and its reduced costs give plans soon, a
       bound, and options that are decided (`_narrowing`).

    "finished": the solver calls it optimal, but value and bound do not meet. "interrupted": also when the solver
    crashed; notes say so. Raises RefusedError when the backend cannot start."""
    if isinstance(model.objective, ByRadius):
        return _radius.solve(model, watch, seed, backend, start, solve)
    standing, why = Standing(model, watch), tr("asked for")
    standing.notes += [*clashes(model), *out_of_reach(model)]
    if standing.notes:
        return standing.nothing_holds("exact", why)
    series = None if start is None else start.series
    head = _head_start(standing, start)
    stop = standing.stop()
    if stop is None:
        answer = _ask_until_it_holds(standing, head, backend, seed, series)
        if answer.stop == "infeasible" and standing.selection is None:
            standing.notes += [in_words(model), *required_in_words(model)]
            return standing.nothing_holds("exact", why)
        stop = standing.stop() or _why_it_ended(answer, standing, backend)
    return replace(standing.outcome(stop, "exact", why), dual=head.dual)


@dataclass(frozen=True, slots=True, eq=False)
class _Head:
    """dual: prices behind the first bound. opened, closed: options that every better selection opens, or closes."""

    dual: Dual | None
    opened: Positions
    closed: Positions


def _head_start(standing: Standing, start: Start | None) -> _Head:
    """A first selection and a first bound, with the prices behind it and what they fix.

    Rules that are more than upper limits are left out here, and so are places: that only raises the bound. In a series
    of such questions nobody asks for the prices, and each begins with the plan of the one before it."""
    model, nothing = standing.model, np.zeros(0, np.int32)
    weight = most_weight(model)
    if start is not None and start.series is not None and not _is_packing(model):
        offer_start(standing, start)
        return _Head(None, nothing, nothing)
    if weight is None:
        offer_start(standing, start)
        _levels.begin(standing)
        return _Head(None if _covering.refusal(model) else _covering.first_prices(standing), nothing, nothing)
    question = pose(model, weight)
    swapped(question, standing, first_plan(question, standing, start))
    relaxation = relaxed(question, standing, TOLERANCE)
    opened, closed = nothing, nothing
    if standing.selection is not None:
        least_gain = 1.0 if standing.is_whole else 0.0
        opened, closed = decided(question.covers, question.limits, relaxation, standing.value + least_gain)
    full = model.objective.cover_weight(model) is None
    prices = priced(standing) if full and standing.stop() is None else None
    return _Head(prices or best_dual(question, relaxation, start), opened, closed)


def _ask_until_it_holds(
    standing: Standing, head: _Head, backend: str, seed: int, series: Series | None
) -> Answer:
    """Asks the solver again, as long as it answers with selections that the rules do not accept. Where options are
    fixed against the standing selection, it decides only whether there is a better one."""
    scale = _scale(standing)
    as_it_is = needs_rows(standing.model)
    model = standing.model if as_it_is else lean(standing.model, scale)
    program = Program(model.n_options, model.objective.maximise)
    model.objective.write(model, program)
    if as_it_is or isinstance(model.objective, (Requiring, Measured)):
        program.scale_objective(scale)
    for rule in model.rules:
        rule.write(model, program)
    program.fix(head.opened, head.closed)
    if not _is_packing(model):
        pool = _pool(series)
        believe = _takes(standing, head)
        decided_too = narrowed(program.assemble(), model, standing, believe, scale, backend, seed, pool)
        head = _Head(
            head.dual,
            np.union1d(head.opened, decided_too.opened),
            np.union1d(head.closed, decided_too.closed),
        )
        program.fix(head.opened, head.closed)
        if decided_too.cuts is not None and decided_too.most is not None:
            program.add_rows(decided_too.cuts, -np.inf, decided_too.most)
        if standing.stop() is not None:
            return Answer(None, standing.bound * scale, "gap_reached")
    believe = _takes(standing, head)
    for _ in range(MOST_REPAIRS):
        answer = _ask(program, standing, believe, scale, backend, seed)
        broken = standing.offer_values(answer.values)
        if answer.values is None or not broken or standing.stop():
            break
        program.forbid(selected(answer.values, model.n_options))
    return answer


def _pool(series: Series | None) -> Pool:
    """The series' cuts; a pool of its own where there is none."""
    if series is None:
        return Pool()
    if series.pool is None:
        series.pool = Pool()
    return cast(Pool, series.pool)


def _takes(standing: Standing, head: _Head) -> Callable[[float], None]:
    """How a bound is taken: where options are fixed against the standing selection, it is one on all better ones, and
    one below the value says that there are none."""
    start = standing.start
    inside = start is None or (start[head.opened].all() and not start[head.closed].any())
    return standing.believe if inside else standing.prove


def _is_packing(model: Model) -> bool:
    """Whether the head start knew all of the question: coverage under upper limits."""
    known = model.objective.cover_weight(model) is not None
    return known and all(rule.packing(model) is not None for rule in model.rules)


def _ask(
    program: Program,
    standing: Standing,
    believe: Callable[[float], None],
    scale: float,
    backend: str,
    seed: int,
) -> Answer:
    def hear(values: Floats | None, bound: float | None) -> None:
        standing.offer_values(values)
        if bound is not None:
            believe(bound / scale)

    watch = standing.watch
    limits = Limits(watch.gap, watch.remaining_s, seed)
    answer = backends.run(backend, program.assemble(), limits, standing.start, hear, watch.must_stop)
    believe(answer.bound / scale)
    standing.note(answer.note)
    return answer


def _scale(standing: Standing) -> float:
    """`lift` of weights, or of costs; whole ones stay whole."""
    model = standing.model
    weight = most_weight(model)
    if isinstance(model.objective, Requiring):
        weight = np.concatenate([model.cost, model.site_cost])
    if isinstance(model.objective, Measured):
        weight = np.array([model.objective.spread(model)])
    return 1.0 if weight is None or standing.is_whole else lift(abs(standing.value), float(weight.sum()))


def _why_it_ended(answer: Answer, standing: Standing, backend: str) -> Stop:
    """For an answer that closes no gap."""
    if answer.stop == "failed" and standing.selection is None:
        raise RefusedError(answer.note)
    if answer.stop in ("failed", "infeasible"):
        return "finished"
    if answer.stop == "time_limit" or answer.stop == "interrupted":
        return answer.stop
    standing.notes.append(tr("{name} calls this optimal within its own tolerance", name=backend))
    return "finished"
