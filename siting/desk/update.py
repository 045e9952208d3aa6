"""`siting update DIR`: what changed since a run, and its plan made again with as few changes as asked for."""

from __future__ import annotations

import re
from pathlib import Path

from siting.decide import update as updates
from siting.decide.update.records import records
from siting.decide.update.types import Update, Wish
from siting.desk.update_shown import show_news, show_update
from siting.errors import InfeasibleError
from siting.exporters import run_folder
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Watch
from siting.stopping import INTERRUPTED, stopping_at_signals
from siting.terminal import Progress, note, show_json, show_problems

AGAIN = re.compile(r"-updated(-\d+)?$")


def update_plan(folder: Path, wish: Wish, output: Path | None, as_json: bool) -> int:
    """Updates the plan of a run folder and writes a new one; the exit code says how it ended.

    output: None for a new folder beside the run's."""
    target = output or beside(folder)
    run_folder.check_writable(target)
    outlets = outlets_file(target)
    try:
        found = _updated(folder, wish, outlets, as_json)
        if not isinstance(found, Update):
            return _nothing(found, as_json)
        written = run_folder.write(found.plan, target)
    except BaseException:
        outlets.unlink(missing_ok=True)
        raise
    if as_json:
        show_json(records(found) | {"folder": str(written), "outlets_file": _named(outlets)})
    else:
        show_problems(found.plan.warnings)
        show_update(found)
        if outlets.exists():
            print(tr("the outlets of now are in {file}", file=outlets))
        print(tr("written to {folder}", folder=written))
    return INTERRUPTED if found.plan.summary["stop"] == "interrupted" else 0


def beside(folder: Path) -> Path:
    """A folder that is not there yet: runs/town -> runs/town-updated, runs/town-updated-2 ..."""
    name = AGAIN.sub("", folder.resolve().name)
    return _free(folder.resolve().parent, f"{name}-updated", "")


def outlets_file(target: Path) -> Path:
    """A file beside the run folder that is not there yet: solving the folder again replaces all that is inside."""
    return _free(target.absolute().parent, f"{target.absolute().name}-outlets", ".csv")


def _free(folder: Path, name: str, ending: str) -> Path:
    found, number = folder / f"{name}{ending}", 1
    while found.exists() or found.is_symlink():
        number += 1
        found = folder / f"{name}-{number}{ending}"
    return found


def _updated(folder: Path, wish: Wish, outlets: Path, as_json: bool) -> updates.Update | updates.News:
    with Progress(tr("updating {folder}", folder=folder)) as progress:
        journal, watch = Journal(progress.note), Watch()
        said = tr("Stopping; the best plan so far is being written. Press Ctrl-C again to end at once.")
        try:
            with stopping_at_signals(watch, journal, said):
                return updates.update(folder, wish, outlets, journal, watch)
        except InfeasibleError as error:
            if as_json:
                show_json({"stop": "infeasible", "reasons": [str(error)]})
            raise


def _nothing(found: updates.News, as_json: bool) -> int:
    if as_json:
        show_json({"changed": False, "notes": list(found.notes)})
        return 0
    for text in found.notes:
        note(text)
    show_news(found)
    return 0


def _named(path: Path) -> str | None:
    return str(path) if path.exists() else None
