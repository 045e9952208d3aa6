"""What reductions and fixing leave of a covering, as a small program for a backend."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from scipy.sparse import csr_matrix

from siting import backends
from siting.backends import Answer, Limits
from siting.cover.covering.left import Left
from siting.inputs import Floats
from siting.model import Model
from siting.objectives.min_cost import MinCost
from siting.program import Program
from siting.strategies._exact import Standing, lift, selected

MOST_REPAIRS = 20
PER_OPTION = tuple(
    field.name for field in fields(Model) if field.name == "cost" or field.name[:7] == "option_"
)


def settle(standing: Standing, left: Left, everything: bool, unit: float, backend: str, seed: int) -> None:
    """Asks the backend for the best selection of what is left, and proves what it proves.

    A better selection than the standing one lies in what is left, so the smaller of the standing value and the
    bound on what is left bounds them all. A selection that only the solver's tolerance lets pass is forbidden, and
    the solver asked again."""
    scale = _scale(standing, left)
    program = Program(len(left.options), maximise=False)
    program.offset = left.spent
    small = _small_model(standing.model, left)
    objective = MinCost() if everything else MinCost(targets=(left.target,), share=1.0)
    objective.write(small, program)
    program.scale_objective(scale)
    if _one_less_would_do(standing, left, unit):
        program.add_rows(csr_matrix(left.cost[None, :]), -np.inf, standing.value - unit - left.spent)
    for _ in range(MOST_REPAIRS):
        answer = _ask(program, standing, left, scale, backend, seed)
        if answer.stop == "infeasible":
            standing.prove(standing.value, 0.0)
        if answer.values is None or standing.stop():
            return
        chosen = selected(answer.values, program.n_options)
        if not standing.offer(left.whole(chosen)):
            return
        program.forbid(chosen)


def _one_less_would_do(standing: Standing, left: Left, unit: float) -> bool:
    """Whether all that is left to ask is if one outlet less, all of one cost, is enough: asking for just that is
    several times faster."""
    return unit > 0 and bool((left.cost == unit).all()) and standing.value - standing.bound <= unit


def _ask(program: Program, standing: Standing, left: Left, scale: float, backend: str, seed: int) -> Answer:
    def hear(values: Floats | None, bound: float | None) -> None:
        if values is not None:
            standing.offer(left.whole(selected(values, program.n_options)))
        if bound is not None:
            standing.prove(bound / scale)

    watch = standing.watch
    limits = Limits(watch.gap, watch.remaining_s, seed)
    answer = backends.run(backend, program.assemble(), limits, _start(standing, left), hear, watch.must_stop)
    hear(answer.values, answer.bound)
    standing.note(answer.note)
    return answer


def _small_model(model: Model, left: Left) -> Model:
    """The model of the rows and options left; nothing is known of a merged row but its weight."""
    unknown = np.full(left.covers.n_rows, -1, np.int32)
    options = {name: getattr(model, name)[left.options] for name in PER_OPTION}
    return replace(
        model,
        indptr=left.covers.row_start,
        indices=left.covers.row_options,
        travel=np.full(len(left.covers.row_options), np.nan),
        weight=left.covers.weight,
        row_demand=unknown,
        row_format=unknown,
        row_circle=unknown,
        site_cost=np.zeros(model.n_sites),
        **options,
    )


def _start(standing: Standing, left: Left) -> Floats | None:
    """The standing selection in what is left, unless it lies outside of that."""
    if standing.selection is None:
        return None
    inside = np.isin(left.options, standing.selection)
    covered = np.isin(left.opened, standing.selection).all()
    return (
        inside.astype(np.float64)
        if covered and inside.sum() + len(left.opened) == len(standing.selection)
        else None
    )


def _scale(standing: Standing, left: Left) -> float:
    """`lift`; 1 for whole costs."""
    return 1.0 if standing.is_whole else lift(standing.value, float(left.cost.sum()) + left.spent)
