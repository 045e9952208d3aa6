"""The cheapest changes after which a plan keeps every rule.

1. The fewest:  min sum_{k in plan} (1 - x_k) + sum_{k not in plan} x_k   s.t. every rule, and coverage required.
2. Of all plans with so few changes the one that costs least, where each of them costs more than the plan mended.
3. Else, where rules are kept by spending no more, the one that is worth most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from siting import backends
from siting.backends import Answer, Limits
from siting.decide.again import NONE, again
from siting.decide.basis import Basis
from siting.decide.changes import Changes, Near, Standing
from siting.decide.evaluate.changes import change
from siting.decide.evaluate.score import broken_rules, money, people_reached
from siting.decide.evaluate.types import Change, Mended
from siting.errors import InfeasibleError, NoPlanError, RefusedError
from siting.inputs import Positions, frozen
from siting.language import tr
from siting.model import Model, Rule
from siting.objectives._required import Requiring
from siting.outcome import Start, Watch
from siting.program import Program

MOST_REPAIRS = 20
SHARE_OF_TIME = 0.5
HALF = 0.5


def mend(basis: Basis, selection: Positions, watch: Watch) -> Mended:
    """See `Mended`. selection: of the plan that breaks rules. The number of changes is proven where the solver ends."""
    question, settings = basis.question, basis.case.settings.solve
    watch.begin(settings.time_limit_s, 0.0)
    standing = Standing(selection, NONE)
    asked = _Asked(question, settings.backend, settings.seed, watch)
    found, answer = asked.solve(Changes(standing).write, question.rules)  # RULE 1
    if found is None:
        reason = (
            tr("no plan keeps all the rules") if answer.stop == "infeasible" else tr("none was found in time")
        )
        return Mended((), selection, question.objective.value(question, selection), False, 0.0, 0.0, reason)
    count = len(np.setxor1d(found, selection))
    proven = answer.stop == "optimal" and round(answer.bound) >= count
    near = (*question.rules, Near(standing, count))
    least, _ = asked.solve(_costs, near)  # RULE 2
    best = found if least is None else least
    if money(question, best) <= money(question, selection):
        best = _worth_most(basis, near, best, watch)  # RULE 3
    return Mended(
        _changes(basis, selection, best),
        best,
        question.objective.value(question, best),
        proven,
        money(question, best) - money(question, selection),
        people_reached(basis, best) - people_reached(basis, selection),
    )


def _costs(model: Model, program: Program) -> None:
    """Writes the money as the objective."""
    program.reward_options(model.cost)
    if model.site_cost.any():
        site_of = program.site_variables(model.option_site, model.site_cost > 0)
        sites = np.flatnonzero(site_of >= 0)
        program.reward(site_of[sites], model.site_cost[sites])


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Small questions of the rules alone: which plans keep them."""

    question: Model
    backend: str
    seed: int
    watch: Watch

    def solve(
        self, objective: Callable[[Model, Program], None], rules: tuple[Rule, ...]
    ) -> tuple[Positions | None, Answer]:
        """The best plan that keeps the rules; None where none was found. What only a solver's tolerance lets pass is
        ruled out, and the solver asked again."""
        model = replace(self.question, rules=rules)
        program = self._program(model)
        objective(model, program)
        for _ in range(MOST_REPAIRS):
            limits = Limits(0.0, max(self.watch.remaining_s, 1.0), self.seed)
            answer = backends.run(
                self.backend, program.assemble(), limits, None, must_stop=self.watch.must_stop
            )
            if answer.values is None:
                return None, answer
            opened = np.flatnonzero(answer.values[: model.n_options] > HALF).astype(np.int32)
            if not broken_rules(model, opened):
                return frozen(opened), answer
            program.forbid(opened)
        return None, replace(answer, stop="failed")

    def _program(self, model: Model) -> Program:
        program = Program(model.n_options, maximise=False)
        if isinstance(model.objective, Requiring):
            program.captured(lambda: model.objective.write(model, program))
        for rule in model.rules:
            rule.write(model, program)
        return program


def _worth_most(basis: Basis, rules: tuple[Rule, ...], found: Positions, watch: Watch) -> Positions:
    """Of all plans that keep the rules the one that is worth most, as far as time allows."""
    question, settings = replace(basis.question, rules=rules), basis.case.settings.solve
    limit = max(settings.time_limit_s * SHARE_OF_TIME, 1.0)
    left = settings.model_copy(update={"strategy": "exact", "time_limit_s": limit})
    try:
        outcome = again(question, left, watch, Start(found))
    except (InfeasibleError, NoPlanError, RefusedError):
        return found
    sign = question.sign
    better = sign * (outcome.value - question.objective.value(question, found)) > 0
    return frozen(outcome.selection) if better and not broken_rules(question, outcome.selection) else found


def _changes(basis: Basis, before: Positions, after: Positions) -> tuple[Change, ...]:
    """What differs, as single changes: what closes and opens at one site, or of one format, is an exchange."""
    question = basis.question
    closed, opened = np.setdiff1d(before, after).tolist(), np.setdiff1d(after, before).tolist()
    pairs: list[tuple[list[int], list[int]]] = []
    for same in (question.option_site, question.option_format):
        for out in list(closed):
            into = next((one for one in opened if same[one] == same[out]), None)
            if into is not None:
                closed.remove(out)
                opened.remove(into)
                pairs.append(([out], [into]))
    pairs += [([out], []) for out in closed] + [([], [into]) for into in opened]
    found, standing = [], before
    for out, into in pairs:
        then = np.sort(np.concatenate([np.setdiff1d(standing, out), into])).astype(np.int32)
        value, worth = (question.objective.value(question, one) for one in (standing, then))
        found.append(change(basis, standing, value, then, worth))
        standing = then
    return tuple(found)
