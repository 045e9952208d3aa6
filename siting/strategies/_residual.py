"""What fixing leaves undecided, as a small program for a backend."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
from scipy.sparse import csc_matrix

from siting import backends
from siting.backends import Answer
from siting.backends import Limits as BackendLimits
from siting.cover.fixing import Residual, fix
from siting.cover.interior_point import Relaxation
from siting.inputs import Floats, Positions
from siting.model import Model
from siting.program import Program
from siting.strategies._cover import Question
from siting.strategies._exact import Standing, selected

MOST_REPAIRS = 20
MOST_PAIRS = 150_000
PER_OPTION = tuple(
    field.name for field in fields(Model) if field.name == "cost" or field.name[:7] == "option_"
)


def undecided(question: Question, standing: Standing, relaxation: Relaxation) -> Residual:
    """The residual question, given the standing value and the relaxation's prices."""
    least_gain = 1.0 if standing.is_whole else 0.0
    return fix(question.covers, question.limits, relaxation, standing.value, least_gain)


def is_small(residual: Residual) -> bool:
    """Whether a backend can be expected to make something of it."""
    return len(residual.covers.row_options) <= MOST_PAIRS


def settle(question: Question, standing: Standing, residual: Residual, backend: str, seed: int) -> None:
    """Asks the backend for the best selection within the residual question, and proves what it proves.

    A better selection than the standing one lies in the residual question, so the larger of the standing
    value and the residual's bound bounds them all. A selection that only the solver's tolerance lets pass is
    forbidden, and the solver asked again."""
    if not residual.possible or not len(residual.options):
        standing.offer(residual.opened)
        standing.prove(standing.value)
        return
    scale = _scale(standing)
    program = _program(question, standing.model, residual, scale)
    for _ in range(MOST_REPAIRS):
        answer = _ask(program, standing, residual, scale, backend, seed)
        if answer.values is None or standing.stop():
            return
        chosen = selected(answer.values, program.n_options)
        if not standing.offer(_whole(residual, chosen)):
            return
        program.forbid(chosen)


def _ask(
    program: Program, standing: Standing, residual: Residual, scale: float, backend: str, seed: int
) -> Answer:
    def hear(values: Floats | None, bound: float | None) -> None:
        if values is not None:
            standing.offer(_whole(residual, selected(values, program.n_options)))
        if bound is not None:
            standing.prove(bound / scale)

    watch = standing.watch
    limits = BackendLimits(watch.gap, watch.remaining_s, seed)
    start = _start(standing, residual)
    answer = backends.run(backend, program.assemble(), limits, start, hear, watch.must_stop)
    hear(answer.values, answer.bound)
    standing.notes += [answer.note] if answer.note else []
    return answer


def _program(question: Question, model: Model, residual: Residual, scale: float) -> Program:
    """The objective on the residual's rows, and what the opened options leave of each limit."""
    program = Program(len(residual.options), maximise=True)
    program.offset = residual.base * scale
    model.objective.write(_small_model(model, residual, scale), program)
    limits = question.limits
    shape = (len(limits.limit), model.n_options)
    taken = csc_matrix((limits.amount, limits.which, limits.start), shape=shape)
    used = np.asarray(taken[:, residual.opened].sum(axis=1)).ravel()
    program.add_rows(taken[:, residual.options].tocsr(), -np.inf, limits.limit - used)
    return program


def _small_model(model: Model, residual: Residual, scale: float) -> Model:
    """The model of the residual's rows and options; nothing is known of a merged row but its weight."""
    covers = residual.covers
    unknown = np.full(covers.n_rows, -1, np.int32)
    options = {name: getattr(model, name)[residual.options] for name in PER_OPTION}
    return replace(
        model,
        indptr=covers.row_start,
        indices=covers.row_options,
        travel=np.full(len(covers.row_options), np.nan),
        weight=covers.weight * scale,
        row_demand=unknown,
        row_format=unknown,
        row_circle=unknown,
        **options,
    )


def _whole(residual: Residual, chosen: Positions) -> Positions:
    """A selection of the residual question as one of the whole question."""
    return np.sort(np.concatenate((residual.opened, residual.options[chosen])))


def _start(standing: Standing, residual: Residual) -> Floats | None:
    """The standing selection in the residual question's options, unless it lies outside of that question."""
    assert standing.start is not None
    inside = standing.start[residual.options]
    within = (
        standing.start[residual.opened].all() and inside.sum() + len(residual.opened) == standing.start.sum()
    )
    return inside if within else None


def _scale(standing: Standing) -> float:
    """A power of two that lifts broken weights to values of about a million, so that a solver's absolute
    tolerance of 1e-6 is nothing; 1 for whole weights."""
    if standing.is_whole or standing.value <= 0:
        return 1.0
    return 2.0 ** (20 - math.frexp(standing.value)[1])
