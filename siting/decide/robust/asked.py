"""A case as a question: the city read or changed, its options by their ids, its best plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from siting import pipeline, scenario
from siting.decide.again import again
from siting.decide.basis import Basis
from siting.decide.robust.cases import Case
from siting.decide.robust.changes import with_changes
from siting.errors import InfeasibleError, InputError, NoPlanError, Place
from siting.inputs import Positions, frozen
from siting.journal import Journal
from siting.language import tr
from siting.model import Model
from siting.outcome import Dual, Outcome, Start, Watch
from siting.pipeline import Stock
from siting.scenario.schema import Solve

Key = tuple[str, str, str]
"""Ids of site, format and phase: what an option is called in every case."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """question: of the case, with its own rules. keys: of its options. best: its best plan found and the bound; None
    where there is none, and why_none says why. impossible: proven that there is none."""

    case: Case
    question: Model
    keys: tuple[Key, ...]
    best: Outcome | None = None
    why_none: str = ""
    impossible: bool = False

    @property
    def sign(self) -> float:
        """1 where more is better, else -1."""
        return self.question.sign

    def positions(self, keys: Sequence[Key]) -> Positions:
        """(n,) positions of options by their ids, -1 where the case has none."""
        at = {key: number for number, key in enumerate(self.keys)}
        return np.array([at.get(key, -1) for key in keys], dtype=np.int32)

    def named(self, selection: Positions) -> list[Key]:
        """Ids of a selection."""
        return [self.keys[position] for position in selection.tolist()]

    def value(self, selection: Positions) -> float:
        """What a selection is worth here."""
        return self.question.objective.value(self.question, selection)


def ask(basis: Basis, case: Case, journal: Journal) -> Asked:
    """The case of the city of a basis. Raises InputError where it is not right, or asks for something else."""
    if not (case.changes or case.sets or case.override):
        return Asked(case, basis.question, option_keys(basis.found, basis.question))
    found = with_changes(_read(basis, case, journal), case.changes)
    question = pipeline.pose(found)
    if question.objective.name != basis.question.objective.name:
        message = tr(
            "it asks for {objective}, and the plan for {other}",
            objective=question.objective.name,
            other=basis.question.objective.name,
        )
        hint = tr("Cases share one objective: what a plan loses is counted in it.")
        raise InputError.at(_place(case), message, hint)
    keys = option_keys(found, question)
    if not set(keys) & set(option_keys(basis.found, basis.question)):
        hint = tr("Plans are found again by their ids; phases that come or go are another city.")
        raise InputError.at(_place(case), tr("it shares no option with the city as planned"), hint)
    return Asked(case, _sharing(question, basis.question), keys)


def option_keys(found: Stock, question: Model) -> tuple[Key, ...]:
    """Ids of every option of a question."""
    sites = found.inputs.sites.ids.astype(str)[question.option_site].tolist()
    formats = np.array([one.id for one in found.inputs.formats])[question.option_format].tolist()
    phases = np.array(found.inputs.phases.ids)[question.option_phase].tolist()
    return tuple(zip(sites, formats, phases, strict=True))


def solved(asked: Asked, settings: Solve, watch: Watch, base: Asked, start: Start | None) -> Asked:
    """The same with its best plan. start: of the base's question, by whose plan and prices the solve begins."""
    begin = None if start is None else _carried(start, base, asked)
    try:
        best = again(asked.question, settings, watch, begin)
    except InfeasibleError as error:
        return replace(asked, why_none=str(error), impossible=True)
    except NoPlanError as error:
        return replace(asked, why_none=str(error))
    return replace(asked, best=best)


def _read(basis: Basis, case: Case, journal: Journal) -> Stock:
    """The city, read again where the case changes the scenario."""
    if not case.sets and not case.override:
        return basis.found
    known = basis.case
    if case.override:
        return pipeline.gaps(scenario.load(known.path, case.sets, override=case.override), journal)
    return pipeline.gaps(scenario.changed(known, case.sets), journal)


def _place(case: Case) -> Place:
    return Place(where=f"--case {case.name}")


def _sharing(question: Model, base: Model) -> Model:
    """The question with the base's arrays of reach where they are the same: many cases change weights or costs only."""
    if np.array_equal(question.indptr, base.indptr) and np.array_equal(question.indices, base.indices):
        return replace(question, indptr=base.indptr, indices=base.indices)
    return question


def _carried(start: Start, base: Asked, asked: Asked) -> Start:
    """The plan by its ids; the prices of rows by demand point, format and phase, in the share of their weight.

    What prices prove is computed anew, so that any will do; without rows of their own they are left out."""
    found = asked.positions(base.named(start.selection))
    selection = np.sort(found[found >= 0]).astype(np.int32)
    old, new, dual = base.question, asked.question, start.dual
    if dual is None or len(dual.row) != old.n_rows or not len(old.row_phase) or not new.n_rows:
        return Start(selection)
    size = [int(max(getattr(one, name).max(initial=0) for one in (old, new))) + 1 for name in ROW]
    share = np.full(size, np.nan)
    total = float(old.weight.sum())
    mean = float(dual.row.sum()) / total if total > 0 else 0.0
    at = tuple(getattr(old, name) for name in ROW)
    share[at] = np.divide(dual.row, old.weight, out=np.zeros(old.n_rows), where=old.weight > 0)
    carried = share[tuple(getattr(new, name) for name in ROW)]
    limit = dual.limit if all(math.isfinite(price) for price in dual.limit) else np.zeros(0)
    return Start(selection, Dual(frozen(np.where(np.isnan(carried), mean, carried) * new.weight), limit))


ROW = ("row_phase", "row_format", "row_demand")
