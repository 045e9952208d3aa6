"""Whether any selection obeys the rules, and the least that a limit has to allow: small programs, solved."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from scipy.sparse import csr_matrix

from siting import backends
from siting.backends import Answer, Limits
from siting.errors import SitingError
from siting.inputs import Floats, Positions
from siting.model import Model, Objective, Packing, Rule
from siting.objectives._required import Requiring, out_of_reach
from siting.outcome import Stop, Watch
from siting.program import Program
from siting.rules import clashes
from siting.strategies._exact import lean, selected
from siting.strategies._run import answered

BACKEND = "scipy_highs"
MOST_REPAIRS = 5
LEAST_S = 10.0
EVERYTHING = 1e12


@dataclass(frozen=True, slots=True)
class Anything:
    """No objective: every selection that obeys the rules is as good as any other."""

    name: str = "anything"
    maximise: bool = True

    def write(self, model: Model, program: object) -> None:
        """Nothing."""

    def value(self, model: Model, selection: Positions) -> float:
        """Nothing counts."""
        return 0.0

    def cover_weight(self, model: Model) -> Floats | None:
        """The rows' own weights, so that rows are merged as they are for coverage."""
        return model.weight


class Clock:
    """The time that is left to explain, and the wish to stop."""

    def __init__(self, watch: Watch, time_s: float) -> None:
        self.watch, self.end = watch, time.perf_counter() + time_s

    @property
    def one_s(self) -> float:
        """Seconds for one question among many."""
        return min(self.left_s, max(LEAST_S, 0.3 * self.left_s))

    @property
    def left_s(self) -> float:
        """Seconds, 0 when it is over."""
        return 0.0 if self.watch.interrupted else max(0.0, self.end - time.perf_counter())

    def share(self, part: float) -> Clock:
        """A clock that has a part of the time left."""
        return Clock(self.watch, part * self.left_s)

    def must_stop(self) -> Stop | None:
        """As `Watch.must_stop`."""
        if self.watch.interrupted:
            return "interrupted"
        return "time_limit" if self.left_s <= 0 else None


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """holds: True where `selection` obeys everything, False where none does, None where that is not known. value: of
    the objective, and the bound on it, where it was asked for."""

    holds: bool | None
    selection: Positions | None = None
    value: float = 0.0
    bound: float = 0.0


def under(model: Model, rules: Iterable[Rule], objective: Objective | None) -> Model:
    """The model with these rules; objective None: anything will do."""
    return replace(model, rules=tuple(rules), objective=objective or cast(Objective, Anything()))


def obeys(model: Model, selection: Positions) -> bool:
    """Whether a selection obeys every rule and covers what is required."""
    if not model.keeps_rules(selection):
        return False
    return math.isfinite(model.objective.value(model, selection))


def possible(model: Model, clock: Clock) -> Verdict:
    """Whether any selection obeys the rules, and covers what the objective requires."""
    nothing = np.zeros(0, dtype=np.int32)
    if obeys(model, nothing):
        return Verdict(True, nothing)
    if clashes(model) or out_of_reach(model):
        return Verdict(False)
    if isinstance(model.objective, Requiring):
        return covered(model, clock, EVERYTHING)
    return _answered(model, _program(model, maximise=True), clock)


class _Linked(Watch):
    """A watch with its own limits, which hears the wish to stop of another."""

    def __init__(self, clock: Clock, time_s: float, gap: float) -> None:
        super().__init__(time_s, gap)
        self._clock = clock

    @property
    def interrupted(self) -> bool:
        """Whether the other was asked to end."""
        return self._clock.watch.interrupted


def covered(model: Model, clock: Clock, gap: float) -> Verdict:
    """A selection by the strategies that find plans, to within a gap of the best; they know coverage best."""
    if clock.must_stop():
        return Verdict(None)
    time_s = clock.left_s if gap < EVERYTHING else clock.one_s
    try:
        found = answered("auto", model, _Linked(clock, time_s, gap), 0, BACKEND)
    except SitingError:
        return Verdict(None)
    if found.stop == "infeasible":
        return Verdict(False)
    if not math.isfinite(found.value) or not obeys(model, found.selection):
        return Verdict(None)
    return Verdict(True, found.selection, found.value, found.bound)


def least_used(model: Model, packing: Packing, clock: Clock) -> float | None:
    """The least that the fullest of the packing's groups has to hold, so that all else holds; None if not found."""
    program = _program(model, maximise=False)
    most = program.add_variables(np.ones(1), 0.0, np.inf)
    parts = packing.matrix.tocoo()
    rows, columns, data = [parts.row], [parts.col], [parts.data]
    if packing.site_matrix is not None:
        paid = packing.site_matrix.tocoo()
        wanted = np.bincount(paid.col, minlength=model.n_sites) > 0
        rows, columns = (
            [*rows, paid.row],
            [*columns, program.site_variables(model.option_site, wanted)[paid.col]],
        )
        data = [*data, paid.data]
    used = csr_matrix(
        (np.concatenate(data), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(packing.limit), program.n_variables),
    )
    scale = 2.0 ** -max(0, math.frexp(float(np.abs(used.data).max(initial=1.0)))[1] - 10)
    program.add_rows(_less(used * scale, most, scale), -np.inf, 0.0)
    selection = _answered(model, program, clock).selection
    return None if selection is None else float(packing.used(model, selection).max(initial=0.0))


def most_met(model: Model, asked: Packing, clock: Clock) -> float | None:
    """The most that every group of a demand can hold at once, so that all else holds; None if not found."""
    program = _program(model, maximise=True)
    least = program.add_variables(np.ones(1), 0.0, float(model.n_options))
    program.add_rows(_less(asked.matrix, least, 1.0), 0.0, np.inf)
    selection = _answered(model, program, clock).selection
    return None if selection is None else float(asked.used(model, selection).min(initial=np.inf))


def _less(used: csr_matrix, variable: Positions, factor: float) -> csr_matrix:
    """Each row of `used` less factor times one variable."""
    width = int(variable[0]) + 1
    padded = csr_matrix(
        (used.data, used.indices, used.indptr), shape=(used.shape[0], max(width, used.shape[1]))
    )
    own = csr_matrix(
        (np.full(used.shape[0], -factor), (np.arange(used.shape[0]), np.full(used.shape[0], variable[0]))),
        shape=padded.shape,
    )
    return csr_matrix(padded + own)


def _program(model: Model, maximise: bool) -> Program:
    """Rules and requirements, and nothing to optimise."""
    lighter = lean(model)
    program = Program(lighter.n_options, maximise)
    lighter.objective.write(lighter, program)
    program.scale_objective(0.0)
    for rule in lighter.rules:
        rule.write(lighter, program)
    return program


def _answered(model: Model, program: Program, clock: Clock) -> Verdict:
    """Asks the solver until it answers with what the rules accept, or says that there is nothing."""
    for _ in range(MOST_REPAIRS):
        if clock.must_stop():
            return Verdict(None)
        answer = _asked(program, clock)
        if answer.stop == "infeasible":
            return Verdict(False)
        if answer.values is None:
            return Verdict(None)
        selection = selected(answer.values, model.n_options)
        if obeys(model, selection):
            return Verdict(True, selection)
        program.forbid(selection)
    return Verdict(None)


def _asked(program: Program, clock: Clock) -> Answer:
    limits = Limits(0.0, clock.one_s, 0)
    return backends.run(BACKEND, program.assemble(), limits, must_stop=clock.must_stop)
