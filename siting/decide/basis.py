"""Basis: a city that has been read, the question that is asked of it, and the plan that stands, if there is one."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from siting import pipeline, scenario
from siting import start as warm
from siting.errors import InputError, Place, Problem, Problems
from siting.exporters._read_run import SCENARIO, SUMMARY, readable
from siting.inputs import Inputs, Positions
from siting.journal import Journal
from siting.language import figure, tr
from siting.model import Model
from siting.outcome import Dual, Outcome, Start, relative_gap
from siting.readers import few
from siting.scenario import Scenario

SAME = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """question: of the demand points, with the scenario's rules. standing: the plan that stands, None where there is
    none; its value is recomputed here, its bound the run's. summary: of the run, empty where there is none.
    folder: of the run."""

    found: pipeline.Stock
    question: Model
    standing: Outcome | None = None
    summary: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    @property
    def case(self) -> Scenario:
        """The scenario."""
        return self.found.scenario

    @property
    def inputs(self) -> Inputs:
        """The city."""
        return self.found.inputs

    @property
    def selection(self) -> Positions:
        """Options that the standing plan opens. Raises ValueError without one."""
        return self._plan.selection

    @property
    def value(self) -> float:
        """What the standing plan is worth."""
        return self._plan.value

    @property
    def bound(self) -> float:
        """Proven limit on the value of any plan; infinite the winning way where nothing is proven."""
        return self._plan.bound

    @property
    def gap(self) -> float:
        """(bound - value) / bound."""
        return relative_gap(self.value, self.bound)

    @property
    def dual(self) -> Dual | None:
        """Prices behind the bound, None where the run kept none."""
        return self._plan.dual

    @property
    def start(self) -> Start | None:
        """The standing plan to begin another solve with."""
        return None if self.standing is None else Start(self.standing.selection, self.standing.dual)

    def limited(self, gap: float | None = None, time_limit_s: float | None = None) -> Basis:
        """The same with another gap to solve to, and another time limit of each solve, where they are given."""
        asked = {"gap": gap, "time_limit_s": time_limit_s}
        settings = self.case.settings
        solve = settings.solve.model_copy(update={key: one for key, one in asked.items() if one is not None})
        case = replace(self.case, settings=settings.model_copy(update={"solve": solve}))
        return replace(self, found=replace(self.found, scenario=case))

    @property
    def _plan(self) -> Outcome:
        if self.standing is None:
            raise ValueError("no plan stands")
        return self.standing


def of(
    source: str | Path | Scenario,
    journal: Journal | None = None,
    sets: Sequence[str] = (),
    override: str | None = None,
) -> Basis:
    """Of a run folder, whose plan then stands, or of a scenario. sets, override: laid over the scenario."""
    if isinstance(source, Scenario):
        return of_scenario(scenario.changed(source, sets) if sets else source, journal)
    if (Path(source) / SUMMARY).is_file() and not (Path(source) / "scenario.yaml").exists():
        return of_run(source, journal, sets)
    return of_scenario(scenario.load(source, sets=sets, override=override), journal)


def of_scenario(source: str | Path | Scenario, journal: Journal | None = None, **overrides: Any) -> Basis:
    """The city and the question of a scenario; no plan stands. Raises InputError as `pipeline.gaps`.

    Clusters of demand are left aside: what is said of plans is said of the demand points."""
    journal = journal or Journal()
    found = pipeline.gaps(source, journal, **overrides)
    with journal.stage("model"):
        return Basis(found, pipeline.pose(found))


def of_run(folder: str | Path, journal: Journal | None = None, sets: Sequence[str] = ()) -> Basis:
    """The city, the question and the plan of a run folder, all read and computed again.

    sets: keys of the scenario to change; the plan then stands in another question, and its bound is not known.
    Raises InputError when the folder is no run, when a file that it was made from is no longer the same, or when the
    plan is not what the folder says."""
    folder = Path(folder)
    summary = _summary(folder)
    earlier = warm.read(folder)
    case = scenario.load(folder / SCENARIO, sets=sets)
    journal = journal or Journal()
    found = pipeline.gaps(case, journal)
    _refuse_changed_files(folder, summary, found)
    with journal.stage("model"):
        question = pipeline.pose(found)
        start = warm.fit(earlier, found.inputs, question, Problems())
    standing = fitted(start, question, summary)
    value = standing.value
    if sets:
        standing = replace(standing, bound=_unproven(question))
    elif abs(value - float(summary["value"])) > SAME * max(1.0, abs(value)):
        text = tr(
            "the plan is worth {value} here, not {said} as the file says",
            value=figure(value),
            said=figure(float(summary["value"])),
        )
        hint = tr("Solve the scenario again to get a whole run folder.")
        raise InputError.at(Place(folder / SUMMARY), text, hint)
    return Basis(found, question, standing, summary, folder)


def fitted(start: Start, question: Model, summary: dict[str, Any]) -> Outcome:
    """A run's plan, in the options of the question: its value recomputed, the rest as the summary says it."""
    value, bound = question.objective.value(question, start.selection), summary.get("bound")
    proven = _unproven(question) if bound is None else float(bound)
    said = (str(summary.get("strategy", "")), str(summary.get("why_strategy", "")))
    return Outcome(start.selection, value, proven, summary["stop"], *said, trace=(), dual=start.dual)


def _summary(folder: Path) -> dict[str, Any]:
    if not (folder / SUMMARY).is_file():
        message = tr("the folder holds no run") if folder.is_dir() else tr("the folder does not exist")
        hint = tr("Name the folder of a run that ended: one that `siting solve` wrote.")
        raise InputError.at(Place(folder), message, hint)
    with readable(folder / SUMMARY):
        found: dict[str, Any] = dict(json.loads((folder / SUMMARY).read_text(encoding="utf-8")).items())
        for name in ("value", "strategy", "why_strategy", "stop", "inputs"):
            found[name]
        float(found["value"])
        set(found["inputs"].values())
    return found


def _refuse_changed_files(folder: Path, summary: dict[str, Any], found: pipeline.Stock) -> None:
    """A plan's bound is that of its question: another file may make it another question."""
    known = set(summary["inputs"].values())
    read = found.inputs.files | found.travel.files
    changed = sorted(str(path) for path, digest in read.items() if digest not in known)
    if changed:
        message = tr("{files} changed since the run was made", files=few(changed))
        hint = tr("Solve again, or see what changed with `siting update {folder}`.", folder=folder)
        raise InputError([Problem(Place(folder), message, hint)])


def _unproven(question: Model) -> float:
    return math.inf if question.objective.maximise else -math.inf
