"""A plan made by hand, scored: what it covers, costs and breaks, how far it is from the best, and what would help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting import scenario
from siting.decide.basis import Basis, of_scenario
from siting.decide.evaluate.changes import search
from siting.decide.evaluate.distance import basis_of, sought, standing
from siting.decide.evaluate.file import Read, read, read_table
from siting.decide.evaluate.mend import mend
from siting.decide.evaluate.options import given
from siting.decide.evaluate.records import records
from siting.decide.evaluate.score import broken_rules, figures
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
from siting.outcome import Watch
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
    broken = broken_rules(question, selection)
    plan, broken = figures(basis, selection, value, broken, journal)
    mended, helping = None, None
    with journal.stage("solve"):
        distance = _distance(basis, selection, value, not broken, watch)
    with journal.stage("explain"):
        if broken and changes and not watch.interrupted:
            mended = mend(basis, selection, watch)
        start = selection if mended is None else mended.selection
        if changes and not watch.interrupted and (mended is None or not mended.broken):
            helping = search(basis, start, question.objective.value(question, start), changes, watch)
    return Evaluation(basis, asked, value, tuple(broken), plan, distance, mended, helping)


def _distance(
    basis: Basis, selection: Positions, value: float, feasible: bool, watch: Watch
) -> Distance | None:
    """None where no plan is known: the rules allow none, or none was found in time."""
    if basis.standing is not None:
        return standing(basis, selection, value, feasible)
    try:
        return sought(basis, selection, value, feasible, watch)
    except (InfeasibleError, NoPlanError):
        return None
