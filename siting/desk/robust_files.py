"""The folder of `siting robust`: tables, robust.json, and the plan that loses least as a run folder inside."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from siting import plan, rendering
from siting.decide.robust import Robustness
from siting.decide.robust.records import CHOSEN, REGRET, chosen_lines, records, regret_lines
from siting.errors import InputError, Place
from siting.exporters import run_folder
from siting.exporters._tables import write_csv
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Outcome

RECORD, TABLE, OFTEN, PLAN = "robust.json", "regret.csv", "chosen.csv", "robust"
FILES = (TABLE, OFTEN, RECORD)


def check(folder: Path) -> None:
    """Tells before anything is solved that the folder cannot be written. Raises InputError.

    An existing folder is only ever written into when it is empty or holds an earlier answer."""
    place, hint = Place(folder), tr("Name another folder with -o.")
    try:
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
        parent = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
        os.rmdir(tempfile.mkdtemp(prefix=".siting.", suffix=".part", dir=parent))
    except NotADirectoryError:
        raise InputError.at(place, tr("this is not a folder"), hint) from None
    except OSError as error:
        message = tr("nothing can be written there: {reason}", reason=error.strerror or error)
        raise InputError.at(place, message, hint) from error
    names = {name for name in names if not name.startswith(".")}
    if names and (RECORD not in names or not names <= {*FILES, PLAN}):
        raise InputError.at(
            place, tr("the folder holds other things than an answer of `siting robust`"), hint
        )
    run_folder.check_writable(folder / PLAN)


def write(found: Robustness, made: plan.Plan | None, folder: Path) -> None:
    """The run folder of the plan that loses least, where there is one (made); then the tables, robust.json last."""
    with rendering.fresh_folder(folder) as fresh:
        write_csv(fresh / TABLE, REGRET, regret_lines(found))
        write_csv(fresh / OFTEN, CHOSEN, chosen_lines(found))
        text = json.dumps(records(found), ensure_ascii=False, indent=2, allow_nan=False)
        (fresh / RECORD).write_text(text + "\n", encoding="utf-8")
        if made is not None:
            run_folder.write(made, folder / PLAN)
        elif (folder / PLAN).exists():
            os.rename(folder / PLAN, fresh / PLAN)  # an earlier answer's plan goes with its folder
        for name in FILES:
            os.replace(fresh / name, folder / name)


def as_plan(found: Robustness, journal: Journal) -> plan.Plan | None:
    """The plan that loses least, of the city as it is planned, with the bound of that city's best plan."""
    basis, least = found.basis, found.least
    best = found.cases[0].best
    if least.selection is None or best is None:
        return None
    question = basis.question
    outcome = Outcome(
        least.selection,
        question.objective.value(question, least.selection),
        best.bound,
        "finished",
        "robust",
        tr("the plan that loses least in the worst of {count} cases", count=len(found.answered)),
        trace=(),
        dual=best.dual,
    )
    return plan.make(basis.found, question, outcome, journal)
