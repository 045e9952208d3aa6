"""Every plan within the gap: the rules of the question, and one row more, that the value may not miss too much."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from siting.decide.again import NONE
from siting.decide.alternatives.measure import row_of
from siting.decide.condensed import condensed
from siting.inputs import Positions
from siting.model import Model
from siting.outcome import relative_gap
from siting.program import Linear, Program


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """question: of the demand points. lean: the same with rows of equal cover sets merged where that changes nothing.
    bound: proven limit on the value of any plan; within: share of it that a plan may miss. opened, closed: options that
    every plan within the gap opens, or closes: proven, so that nobody needs to look there."""

    question: Model
    lean: Model
    bound: float
    within: float
    opened: Positions = field(default_factory=lambda: NONE)
    closed: Positions = field(default_factory=lambda: NONE)

    @property
    def n_free(self) -> int:
        """Options of which plans within the gap may differ."""
        return self.lean.n_options - len(self.opened) - len(self.closed)

    @property
    def limit(self) -> float:
        """The worst value that is within the gap."""
        sign = self.question.sign
        return self.bound - sign * self.within * abs(self.bound)

    def accepts(self, selection: Positions) -> bool:
        """Whether a plan is within the gap and obeys every rule: recomputed, no solver is asked."""
        if not self.question.keeps_rules(selection):
            return False
        value = self.question.objective.value(self.question, selection)
        return relative_gap(value, self.bound) <= self.within

    def program(self, maximise: bool = True) -> tuple[Program, Linear]:
        """The rules as a program with nothing to optimise, and the value as a linear form."""
        program = Program(self.lean.n_options, maximise)
        goal = program.captured(lambda: self.lean.objective.write(self.lean, program))
        for rule in self.lean.rules:
            rule.write(self.lean, program)
        program.fix(self.opened, self.closed)
        return program, goal

    def hold(self, program: Program, goal: Linear) -> None:
        """The row: the value, scaled by a power of two to about a million, keeps the limit."""
        limit = self.limit
        size = max(abs(limit), float(np.abs(goal.coefficients).max(initial=0.0)))
        scale = 2.0 ** (20 - np.frexp(size)[1]) if size > 0 else 1.0
        row = row_of(goal, program.n_variables) * scale
        side = (limit - goal.offset) * scale
        if self.question.objective.maximise:
            program.add_rows(row, side, np.inf)
        else:
            program.add_rows(row, -np.inf, side)


def near(question: Model, bound: float, within: float) -> Near:
    """The plans of the question that miss at most `within` of the bound."""
    return Near(question, condensed(question), bound, within)
