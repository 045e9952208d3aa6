"""What `siting explain` does: reads a run folder, explains its plan or a site, and shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting.decide import Basis, of_run
from siting.decide import explain as topic
from siting.desk.explain_shown import show
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Watch
from siting.stopping import INTERRUPTED, stopping_at_signals
from siting.terminal import Progress, show_json


def explain(
    folder: Path,
    site: str | None,
    format: str | None,
    solve: bool,
    time_limit_s: float | None,
    gap: float | None,
    as_json: bool,
) -> int:
    """Explains, and shows; time_limit_s, gap: of each new solve, None as the scenario has them."""
    with Progress(tr("reading {folder}", folder=folder)) as progress:
        journal, watch = Journal(progress.note), Watch(listener=progress.point)
        with stopping_at_signals(watch, journal, tr("Stopping; what is known so far is being shown.")):
            basis = of_run(folder, journal).limited(gap, time_limit_s)
            found = _explained(basis, site, format, solve, watch, journal)
    if as_json:
        show_json(topic.records(basis, found))
    else:
        show(basis, found)
    return INTERRUPTED if watch.interrupted else 0


def in_python(
    folder: str | Path, site: str | None = None, format: str | None = None, solve: bool = False
) -> dict[str, Any]:
    """Why this site, and why not that one: what `siting explain --json` prints.

    folder: of a run. site, format: ids; without a site every outlet of the plan and the nearest others are explained.
    solve: forces the site's outlets out, or in, one after the other, and solves again. Raises InputError for a folder
    that is no run, for files that changed and for ids that are not there."""
    journal = Journal()
    basis = of_run(folder, journal)
    return topic.records(basis, _explained(basis, site, format, solve, Watch(), journal))


def _explained(
    basis: Basis, site: str | None, format: str | None, solve: bool, watch: Watch, journal: Journal
) -> topic.Explanation:
    with journal.stage("solve"):
        return topic.explain(
            topic.grounds_of(basis), site, format, solve, watch, journal.listener or (lambda _: None)
        )
