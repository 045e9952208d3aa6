"""How far a plan is from the best: sought anew with the plan to begin with, or as a run folder says it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from siting.decide.again import again
from siting.decide.basis import Basis, of_run
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

WORDS = frozenset({"name", "title", "notices", "department"})
"""Keys whose values people read, and nothing else."""


def sought(basis: Basis, selection: Positions, value: float, feasible: bool, watch: Watch) -> Distance:
    """From the best plan that a solve finds, which begins with this one, and from the bound that it proves.

    Raises as `again`."""
    question = basis.question
    outcome = again(question, basis.case.settings.solve, watch, Start(selection))
    return _distance(basis, selection, value, feasible, outcome)


def standing(basis: Basis, selection: Positions, value: float, feasible: bool) -> Distance:
    """From the plan of a run folder, and from its bound; nothing is solved."""
    assert basis.standing is not None
    found = _distance(basis, selection, value, feasible, basis.standing)
    return replace(found, source=str(basis.folder))


def _distance(basis: Basis, selection: Positions, value: float, feasible: bool, outcome: Outcome) -> Distance:
    """The best plan known is the given one, where nothing better was found."""
    maximise = basis.question.objective.maximise
    alone = not isinstance(basis.question.objective, InTurn)
    ahead = value > outcome.value if maximise else value < outcome.value
    best, options = (value, selection) if feasible and alone and ahead else (outcome.value, outcome.selection)
    bound = outcome.bound
    if feasible and alone:
        bound = max(bound, value) if maximise else min(bound, value)
    return Distance(
        value=value,
        best=best,
        bound=bound,
        maximise=maximise,
        selection=options,
        stop=outcome.stop,
        strategy=outcome.strategy,
        alone=alone,
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
        for number, one in enumerate(keys)
    ]
    if problems:
        raise InputError(problems)
    return found


def _changes_a_plan(key: str) -> bool:
    """Whether a key of a scenario is more than a word for people, or a wish of how to solve it."""
    parts = key.split(".")
    return parts[0] not in ("solve", "overrides") and not WORDS & set(parts)
