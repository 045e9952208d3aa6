"""How far a plan is from the best: sought anew with the plan to begin with, or as a run folder says it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from siting.decide.again import again
from siting.decide.basis import Basis, of_run
from siting.decide.evaluate.turns import Turns, reached_in
from siting.decide.evaluate.types import Distance
from siting.differences.asked import SCENARIO, asked_otherwise
from siting.errors import InputError, Place, Problem
from siting.inputs import Positions
from siting.journal import Journal
from siting.language import tr
from siting.objectives._goals import InTurn
from siting.outcome import Outcome, Start, Watch
from siting.scenario import Scenario
from siting.scenario.dump import resolved_yaml

MOST_NAMED = 8
WORDS = frozenset({"name", "title", "notices", "department"})
"""Keys whose values people read, and nothing else."""


def sought(basis: Basis, selection: Positions, watch: Watch) -> Outcome:
    """The best plan that a solve finds, which begins with this one, and the bound that it proves. Raises as `again`."""
    return again(basis.question, basis.case.settings.solve, watch, Start(selection))


def known(basis: Basis) -> Outcome:
    """The plan of a run folder, and its bound; nothing is solved."""
    assert basis.standing is not None
    return replace(basis.standing, goals=reached_in(basis.summary))


def distance_of(
    basis: Basis, selection: Positions, value: float, feasible: bool, outcome: Outcome, found: Turns | None
) -> Distance:
    """From an outcome. The best plan known is the given one, where it may be held against it and is better.

    found: the goals of the plan, where they come one after the other."""
    maximise = basis.question.objective.maximise
    in_turn = isinstance(basis.question.objective, InTurn)
    given_up = (
        found.given_up if found is not None else (tr("nothing is known of its goals"),) if in_turn else ()
    )
    comparable = feasible and not given_up
    ahead = value > outcome.value if maximise else value < outcome.value
    best, options = (value, selection) if comparable and ahead else (outcome.value, outcome.selection)
    bound = outcome.bound
    if comparable:
        bound = max(bound, value) if maximise else min(bound, value)
    return Distance(
        value=value,
        best=best,
        bound=bound,
        maximise=maximise,
        selection=options,
        stop=outcome.stop,
        strategy=outcome.strategy,
        source="" if basis.standing is None else str(basis.folder),
        goals=() if found is None else found.goals,
        given_up=given_up,
        dual=outcome.dual,
    )


def basis_of(folder: Path, case: Scenario, journal: Journal) -> Basis:
    """The city, question and plan of a run folder, where it was asked the same as the scenario asks.

    Raises InputError with every key on which the two differ, or as `of_run`."""
    found = of_run(folder, journal)
    with tempfile.TemporaryDirectory() as asked:
        (Path(asked) / SCENARIO).write_text(resolved_yaml(case), encoding="utf-8")
        keys = [one for one in asked_otherwise(Path(asked), folder) if _changes_a_plan(one.key)]
    hint = tr("Name a run of this very scenario, or leave --against out: then the scenario is solved.")
    problems = [
        Problem(
            Place(folder / SCENARIO, where=one.key),
            tr(
                "the run was asked otherwise: {there}, and the scenario says {here}",
                there=one.second or "-",
                here=one.first or "-",
            ),
            hint if number == 0 else "",
        )
        for number, one in enumerate(keys[:MOST_NAMED])
    ]
    if len(keys) > MOST_NAMED:
        more = tr("{count} keys more differ", count=len(keys) - MOST_NAMED)
        problems.append(Problem(Place(folder / SCENARIO), more))
    if problems:
        raise InputError(problems)
    return found


def _changes_a_plan(key: str) -> bool:
    """Whether a key of a scenario is more than a word for people, or a wish of how to solve it."""
    parts = key.split(".")
    return parts[0] not in ("solve", "overrides") and not WORDS & set(parts)
