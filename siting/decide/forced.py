"""Options that must open, or may not: as a rule of any question, and as a smaller question where coverage counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from siting.errors import InfeasibleError
from siting.inputs import Positions, frozen
from siting.language import tr
from siting.model import Model, Packing, covered
from siting.outcome import Dual, Outcome, Start, relative_gap
from siting.partial import part
from siting.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class Forced:
    """x_k = 1 for every option of `opened`, x_k = 0 for every one of `closed`; positions in the model."""

    opened: Positions
    closed: Positions

    def write(self, model: Model, program: object) -> None:
        """Settles the options."""
        cast(Program, program).fix(self.opened, self.closed)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """How many of the options are not as they must be."""
        missing = len(np.setdiff1d(self.opened, selection))
        extra = len(np.intersect1d(self.closed, selection))
        if not missing and not extra:
            return []
        text = tr(
            "{missing} outlets that must open do not, and {extra} open that may not",
            missing=missing,
            extra=extra,
        )
        return [text]

    def packing(self, model: Model) -> Packing | None:
        """None: what must open is no upper limit."""
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A question that is left when some options are settled. rows, free: its rows and options in the whole question;
    base: value of what is open for good."""

    model: Model
    rows: Positions
    free: Positions
    opened: Positions
    base: float

    def start(self, whole: Start) -> Start:
        """What is known of the whole question, of this one: its free options, and prices of its rows and limits."""
        selection = np.flatnonzero(np.isin(self.free, whole.selection)).astype(np.int32)
        dual = whole.dual
        if dual is None or not len(dual.row):
            return Start(selection)
        return Start(selection, Dual(frozen(dual.row[self.rows]), dual.limit))


def given(question: Model, opened: Positions, closed: Positions) -> Part | None:
    """The question that is left; None where it is not coverage under upper limits.

    Raises InfeasibleError when what must open breaks a limit by itself."""
    weight = question.objective.cover_weight(question)
    if weight is None or not question.objective.maximise:
        return None
    if any(rule.packing(question) is None for rule in question.rules):
        return None
    broken = question.broken_rules(opened)
    if broken:
        raise InfeasibleError("\n  ".join([tr("no plan satisfies the rules:"), *broken]))
    settled = np.union1d(opened, closed)
    free = np.setdiff1d(np.arange(question.n_options, dtype=np.int32), settled).astype(np.int32)
    model = part(question, opened, free, np.ones(question.n_rows, dtype=bool))
    rows = np.flatnonzero(~covered(question, opened)).astype(np.int32)
    return Part(model, rows, free, opened, question.objective.value(question, opened))


def lifted(small: Part, question: Model, found: Outcome) -> Outcome:
    """An outcome of the part as one of the whole question. Its prices are left out: what they prove, they prove only
    of plans that settle these options so."""
    selection = np.sort(np.concatenate([small.opened, small.free[found.selection]])).astype(np.int32)
    value = question.objective.value(question, selection)
    bound = max(small.base + found.bound, value)
    stop = "optimal" if relative_gap(value, bound) == 0.0 else found.stop
    return replace(found, selection=frozen(selection), value=value, bound=bound, stop=stop, dual=None)
