"""What `siting alternatives` does: finds the plans, shows them side by side, and writes each as a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting import decide
from siting.decide.alternatives import Alternatives, Asked, find
from siting.decide.alternatives.made import made
from siting.decide.alternatives.records import every_outlet, records
from siting.decide.alternatives.types import TIME_LIMIT_S
from siting.desk import alternatives_files
from siting.desk.alternatives_shown import show
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Watch
from siting.plan import Plan
from siting.stopping import INTERRUPTED, stopping_at_signals
from siting.terminal import Progress, note, show_json


def alternatives(folder: Path, asked: Asked, output: Path | None, as_json: bool) -> int:
    """Finds, shows and writes; what was found before Ctrl-C is kept."""
    if output is not None:
        alternatives_files.check(output, folder)
    with Progress(tr("reading {folder}", folder=folder)) as progress:
        journal, watch = Journal(progress.note), Watch()
        said = tr("Stopping; the plans found so far are kept. Press Ctrl-C again to end at once.")
        with stopping_at_signals(watch, journal, said):
            found = search(folder, asked, watch, journal)
        with journal.stage("plan"):
            plans = made(found, journal)
        told = records(found, plans)
        if output is not None:
            alternatives_files.write(told, every_outlet(found), plans, output)
    if as_json:
        show_json(told)
    else:
        show(told)
        print(
            tr("With -o FOLDER each plan is written as a run folder.")
            if output is None
            else tr("written to {folder}", folder=output)
        )
    if watch.interrupted:
        note(tr("Interrupted: {count} of {asked} plans were found.", count=len(plans), asked=asked.count))
        return INTERRUPTED
    return 0


def search(folder: Path, asked: Asked, watch: Watch, journal: Journal) -> Alternatives:
    """The alternatives of a run folder."""
    basis = decide.of_run(folder, journal)
    with journal.stage("solve"):
        return find(basis, asked, watch, journal.note)


def in_python(
    folder: str | Path,
    count: int = 5,
    within: float = 0.01,
    differ: str = "outlets",
    time_limit_s: float = TIME_LIMIT_S,
) -> tuple[dict[str, Any], tuple[Plan, ...]]:
    """Plans that all miss at most `within` of the proven bound, and differ as much as could be found.

    folder: of a run; its plan is the first. differ: what is compared, "outlets", "sites" or "cost". time_limit_s: for
    each plan, and for the proofs. Returns what alternatives.json holds, and the plans themselves. Raises InputError,
    or RefusedError where no plan can be proven to be within the gap."""
    asked = Asked(count, within, differ, time_limit_s)
    asked.check()
    journal = Journal()
    found = search(Path(folder), asked, Watch(), journal)
    with journal.stage("plan"):
        plans = made(found, journal)
    return records(found, plans), plans
