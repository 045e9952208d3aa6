"""What the coverage strategies share: the question as merged rows and limits, and its dual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from siting.cover.covers import Covers, Limits, Starts, fit_alone, limits
from siting.cover.interior_point import Relaxation
from siting.cover.merge import merge
from siting.inputs import Floats, Positions, frozen
from siting.language import tr
from siting.model import Model, Packing, upper_limits
from siting.outcome import Dual


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A model whose objective is weight covered and whose rules are packing rules, in merged rows.

    covers: without options that break a limit by themselves. group: (model rows,) merged row of each row, -1
    where no option reaches it. weight: (model rows,), what a row counts."""

    covers: Covers
    limits: Limits
    group: Positions
    weight: Floats


def refusal(model: Model, strategy: str = "greedy_swap") -> str | None:
    """Why a coverage strategy of this name cannot take the model, in plain words; None when it can."""
    if model.objective.cover_weight(model) is None and most_weight(model) is not None:
        return tr(
            "{strategy} only knows outlets that are never full, and some have places", strategy=strategy
        )
    if model.objective.cover_weight(model) is None:
        return tr(
            "{strategy} only knows how to cover the most people, and the objective is '{objective}'",
            strategy=strategy,
            objective=model.objective.name,
        )
    if any(rule.packing(model) is None for rule in model.rules):
        return tr(
            "{strategy} only knows rules that set an upper limit (budgets, most outlets), and one rule is more",
            strategy=strategy,
        )
    return None


@runtime_checkable
class AtMost(Protocol):
    """An objective that is at most the weight covered, for weights of its own."""

    def most_weight(self, model: Model) -> Floats:
        """(n_rows,) weights of which every selection covers at least its value."""


def most_weight(model: Model) -> Floats | None:
    """(n_rows,) weights of which every selection covers its value, or more; None where the objective knows none."""
    weight, objective = model.objective.cover_weight(model), model.objective
    return objective.most_weight(model) if weight is None and isinstance(objective, AtMost) else weight


def pose(model: Model, weight: Floats | None = None) -> Question:
    """The question of these weights, else of the objective's; without them, call only where `refusal` is None."""
    weight = model.objective.cover_weight(model) if weight is None else weight
    assert weight is not None
    stocks = _limits(model)
    start, options = _without(model, ~fit_alone(stocks))
    merged = merge(start, options, weight, model.n_options)
    return Question(merged.covers, stocks, merged.group, weight)


def dual(question: Question, relaxation: Relaxation) -> Dual:
    """The relaxation's prices for the model's own rows: each takes its share of its merged row's price.

    A cut names one of the rows that were merged."""
    share = np.append(relaxation.row_price / question.covers.weight, 0.0)
    row_price = question.weight * np.minimum(share, 1.0)[question.group]
    member = np.zeros(question.covers.n_rows, np.int32)
    known = np.flatnonzero(question.group >= 0)
    member[question.group[known]] = known
    cuts = relaxation.cuts
    return Dual(
        frozen(row_price),
        frozen(relaxation.limit_price.copy()),
        frozen(cuts.start),
        frozen(member[cuts.rows]),
        frozen(cuts.times.astype(np.int64)),
        frozen(relaxation.cut_price.copy()),
    )


def _limits(model: Model) -> Limits:
    packings = [packing for rule in model.rules if (packing := upper_limits(rule, model)) is not None]
    nothing = csr_matrix((0, model.n_options)), csr_matrix((0, model.n_sites))
    own = [nothing[0], *(packing.matrix for packing in packings)]
    once = [nothing[1], *(_site_rows(packing, model.n_sites) for packing in packings)]
    most = np.concatenate([np.empty(0), *(packing.limit for packing in packings)])
    return limits(vstack(own, format="csr"), most, model.option_site, vstack(once, format="csr"))


def _site_rows(packing: Packing, n_sites: int) -> csr_matrix:
    """What sites take once, of each constraint."""
    return csr_matrix((len(packing.limit), n_sites)) if packing.site_matrix is None else packing.site_matrix


def _without(model: Model, hopeless: NDArray[np.bool_]) -> tuple[Starts, Positions]:
    """The model's rows by options without some options."""
    if not hopeless.any():
        return model.indptr, model.indices
    kept = ~hopeless[model.indices]
    before = np.concatenate(([0], np.cumsum(kept))).astype(np.int64)
    return before[model.indptr], model.indices[kept]
