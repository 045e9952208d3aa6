"""Runs a strategy by its name, and says in errors what is no plan."""

from __future__ import annotations

from siting import parts
from siting.errors import InfeasibleError, NoPlanError, RefusedError
from siting.language import tr
from siting.model import Model
from siting.objectives._goals import InTurn
from siting.outcome import Outcome, Start, Watch
from siting.strategies import _in_turn
from siting.strategies._keeping import kept_where_possible
from siting.strategies._recast import Through, begun, brought_back, recast


def run_strategy(
    name: str, model: Model, watch: Watch, seed: int, backend: str, start: Start | None = None
) -> Outcome:
    """The outcome of the strategy of that name. Raises RefusedError, InfeasibleError (proven: no plan), and
    NoPlanError when it ended before it had any plan."""
    outcome = answered(name, model, watch, seed, backend, start)
    if outcome.stop == "infeasible":
        reasons = outcome.notes or (tr("{backend} proved it", backend=backend),)
        raise InfeasibleError("\n  ".join([tr("no plan satisfies the rules:"), *reasons]))
    if outcome.stop == "no_plan":
        raise NoPlanError(
            tr("The run stopped before any plan was found; give it more time (solve.time_limit_s).")
        )
    return outcome


def answered(
    name: str, model: Model, watch: Watch, seed: int, backend: str, start: Start | None = None
) -> Outcome:
    """The outcome of the strategy of that name, be it a plan or none. Raises RefusedError.

    1. Goals that come one after the other are so many questions.
    2. A question that can be asked as one of weight covered is solved as that."""
    strategy = parts.load("strategies", name)
    if isinstance(model.objective, InTurn):  # RULE 1
        solve = lambda one, turn, begun: answered(name, one, turn, seed, backend, begun)
        return _in_turn.solve(model, watch, start, solve)
    question = recast(model)  # RULE 2
    asked = model if question is None else question.model
    refusal = strategy.refuses(asked)
    if refusal:
        raise RefusedError(refusal)
    if question is None:
        outcome: Outcome = strategy.solve(model, watch, seed=seed, backend=backend, start=start)
    else:
        through = Through(watch, question)
        outcome = strategy.solve(asked, through, seed=seed, backend=backend, start=begun(start))
        outcome = brought_back(outcome, question, model, watch)
    return kept_where_possible(model, _in_turn.goals_of(outcome, model))
