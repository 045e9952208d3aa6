"""What `siting evaluate` does: reads a plan made by hand, scores it, shows it, writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from siting import scenario
from siting.decide import evaluate as topic
from siting.desk.evaluate_shown import show
from siting.exporters import run_folder
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Watch
from siting.stopping import INTERRUPTED, stopping_at_signals
from siting.terminal import Progress, note, show_json, show_problems


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a plan: as `decide.evaluate.evaluate` takes it."""

    plan: Path
    against: Path | None
    layer: str | None
    within_m: float
    changes: int


def evaluate(
    source: Path, sets: Sequence[str], override: str | None, asked: Asked, output: Path | None, as_json: bool
) -> int:
    """Scores the plan; a plan that breaks rules is an answer too, and is not written."""
    case = scenario.load(source, sets=sets, override=override)
    if output is not None:
        run_folder.check_writable(output)
    with Progress(tr("scoring {plan}", plan=asked.plan.name)) as progress:
        journal, watch = Journal(progress.note), Watch(listener=progress.point)
        with stopping_at_signals(watch, journal, tr("Stopping; what is known so far is being shown.")):
            found = topic.evaluate(
                case,
                asked.plan,
                against=asked.against,
                layer=asked.layer,
                within_m=asked.within_m,
                changes=asked.changes,
                watch=watch,
                journal=journal,
            )
        written = None
        if output is not None and found.feasible:
            written = run_folder.write(topic.whole_plan(found, journal), output)
    if as_json:
        show_json(topic.records(found) | {"written": None if written is None else str(written)})
    else:
        show_problems((*found.given.warnings, *found.basis.found.warnings))
        show(found)
        if written is not None:
            print(tr("written to {folder}", folder=written))
    if output is not None and written is None:
        note(tr("The plan breaks rules, so no run folder was written."))
    return INTERRUPTED if watch.interrupted else 0
