"""A plan made by hand, scored: what it covers, costs and breaks, how far it is from the best, and what would help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting import scenario
from siting.decide.basis import Basis, of_scenario
from siting.decide.evaluate.changes import search
from siting.decide.evaluate.distance import basis_of, distance_of, known, sought
from siting.decide.evaluate.file import Read, read, read_table
from siting.decide.evaluate.mend import mend
from siting.decide.evaluate.options import given
from siting.decide.evaluate.records import records
from siting.decide.evaluate.score import broken_rules, figures
from siting.decide.evaluate.turns import at_turn, turns
from siting.decide.evaluate.types import (
    Change,
    Distance,
    Evaluation,
    Given,
    Mended,
    Outlet,
    Search,
)
from siting.decide.evaluate.writing import whole_plan
from siting.errors import InfeasibleError, NoPlanError, Problems
from siting.inputs import Positions
from siting.journal import Journal
from siting.outcome import Outcome, Watch
from siting.pipeline import as_sets
from siting.scenario import Scenario

__all__ = [
    "CHANGES",
    "WITHIN_M",
    "Change",
    "Distance",
    "Evaluation",
    "Given",
    "Mended",
    "Outlet",
    "Search",
    "evaluate",
    "records",
    "whole_plan",
]

CHANGES = 3
WITHIN_M = 50.0


def evaluate(
    source: str | Path | Scenario,
    plan: str | Path | Any,
    *,
    against: str | Path | None = None,
    layer: str | None = None,
    within_m: float = WITHIN_M,
    changes: int = CHANGES,
    watch: Watch | None = None,
    journal: Journal | None = None,
    **overrides: Any,
) -> Evaluation:
    """Scores a plan made by hand.

    plan: a file with a line for each outlet (site, format, phase), a run folder, or a pandas table with these columns.
    against: a run folder of the same question, whose plan and bound are taken instead of solving; the scenario is
    solved when absent, with its own gap and time limit, beginning with the plan. layer: of a file with several.
    within_m: how far from a site a point may lie that names none. changes: how many to look for at most.
    overrides: dotted keys with `__` for the dot (`solve__gap=0.01`).
    Raises InputError with every broken line of the plan."""
    problems, journal, watch = Problems(), journal or Journal(), watch or Watch()
    found = read_table(plan, problems) if hasattr(plan, "columns") else read(Path(plan), layer, problems)
    problems.stop_on_errors()
    assert found is not None
    case = source if isinstance(source, Scenario) else scenario.load(source, sets=as_sets(overrides))
    basis = of_scenario(case, journal) if against is None else basis_of(Path(against), case, journal)
    return _scored(found, basis, within_m, changes, watch, journal)


def _scored(
    found: Read, basis: Basis, within_m: float, changes: int, watch: Watch, journal: Journal
) -> Evaluation:
    asked, question = given(found, basis, within_m, Problems()), basis.question
    selection = asked.selection
    value = question.objective.value(question, selection)
    plan, broken = figures(basis, selection, value, broken_rules(question, selection), journal)
    distance, following = None, basis
    with journal.stage("solve"):
        outcome = _best_known(basis, selection, watch)
    if outcome is not None:
        in_turn = turns(question, selection, outcome.goals)
        distance = distance_of(basis, selection, value, not broken, outcome, in_turn)
        following = at_turn(basis, in_turn)
    with journal.stage("explain"):
        mended, helping = _helping(basis, following, selection, not broken, changes, watch)
    return Evaluation(basis, asked, value, tuple(broken), plan, distance, mended, helping)


def _best_known(basis: Basis, selection: Positions, watch: Watch) -> Outcome | None:
    """None where no plan is known: the rules allow none, or none was found in time."""
    if basis.standing is not None:
        return known(basis)
    try:
        return sought(basis, selection, watch)
    except (InfeasibleError, NoPlanError):
        return None


def _helping(
    basis: Basis, following: Basis, selection: Positions, feasible: bool, changes: int, watch: Watch
) -> tuple[Mended | None, Search | None]:
    """What mends the plan, and what helps it then. following: with the question that is next."""
    if not changes or watch.interrupted:
        return None, None
    mended = None if feasible else mend(basis, selection, watch)
    if watch.interrupted or (mended is not None and mended.broken):
        return mended, None
    start = selection if mended is None else mended.selection
    question = following.question
    if mended is not None and broken_rules(question, start):  # goals that the mended plan gives up
        following, question = basis, basis.question
    return mended, search(following, start, question.objective.value(question, start), changes, watch)
