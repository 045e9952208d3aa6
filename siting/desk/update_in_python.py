"""`siting.update`: an update as scripts and notebooks ask for it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from siting.decide import update as updates
from siting.decide.update.types import News, Update, Wish
from siting.desk.update import outlets_file
from siting.exporters import run_folder
from siting.journal import Journal
from siting.outcome import Watch


def update(
    folder: str | Path,
    outlets: str | Path | None = None,
    *,
    output: str | Path | None = None,
    watch: Watch | None = None,
    journal: Journal | None = None,
    **wishes: Any,
) -> Update | News:
    """The plan of a run folder with the outlets of now, made again with as few changes as asked for.

    outlets: file of what opened and closed, or of every outlet; None: the scenario's own files as they are now.
    output: run folder to write; beside it stands a file with the outlets of now, which the new scenario names. Without
    it nothing is kept on disk. wishes: as of `siting.decide.update.Wish` (changes, keep, budget, near_m, crs ...).
    Returns what changed alone (`News`) where nothing did. Raises InputError with every broken line, InfeasibleError
    where no plan keeps to the rules, or none with so few changes."""
    wish = Wish(outlets=None if outlets is None else Path(outlets), **wishes)
    if output is None:
        with tempfile.TemporaryDirectory(prefix="siting-") as place:
            return updates.update(Path(folder), wish, Path(place) / "outlets.csv", journal, watch)
    target = Path(output)
    run_folder.check_writable(target)
    path = outlets_file(target)
    try:
        found = updates.update(Path(folder), wish, path, journal, watch)
        if isinstance(found, Update):
            run_folder.write(found.plan, target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return found
