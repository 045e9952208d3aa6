"""The folder of alternatives: plan-1 ... plan-k as run folders, alternatives.csv, and alternatives.json last."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from siting import rendering
from siting.errors import InputError, Place
from siting.exporters import run_folder
from siting.exporters._tables import write_csv
from siting.language import tr
from siting.plan import Plan

Told = dict[str, Any]
TABLE, RECORDS = "alternatives.csv", "alternatives.json"
PLAN = re.compile(r"plan-[1-9][0-9]*")
COLUMNS = (
    "site",
    "site_name",
    "district",
    "circle",
    "format",
    "closes",
    "in_plans",
    "verdict",
    "rests_on",
)


def check(folder: Path, run: Path) -> None:
    """Tells before anything is solved that the folder cannot be written. Raises InputError.

    An existing folder is only ever written into when it is empty or holds alternatives."""
    place, hint = Place(folder), tr("Name another folder with -o, or an empty one.")
    if folder.exists() and not folder.is_dir():
        raise InputError.at(place, tr("this is not a folder"), hint)
    if run.absolute().is_relative_to(folder.absolute()):
        text = tr("the run whose alternatives are asked for lies in this folder, and would be replaced")
        raise InputError.at(place, text, hint)
    names = {path.name for path in folder.iterdir()} if folder.exists() else set()
    names = {name for name in names if not name.startswith(".")}
    if names and (RECORDS not in names or not all(_is_ours(name) for name in names)):
        raise InputError.at(place, tr("the folder holds other things than alternatives"), hint)
    run_folder.check_writable(folder / "plan-1")


def _is_ours(name: str) -> bool:
    return name in (TABLE, RECORDS) or PLAN.fullmatch(name) is not None


def write(told: Told, outlets: Sequence[Told], plans: Sequence[Plan], folder: Path) -> None:
    """Every plan as a whole run folder, then the tables; what an earlier call left beyond them goes."""
    for number, plan in enumerate(plans, start=1):
        run_folder.write(plan, folder / f"plan-{number}")
    with rendering.fresh_folder(folder) as fresh:
        columns = (*COLUMNS, *(f"plan_{number}" for number in range(1, len(plans) + 1)))
        write_csv(fresh / TABLE, columns, outlets)
        text = json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)
        (fresh / RECORDS).write_text(text + "\n", encoding="utf-8")
        for name in (TABLE, RECORDS):
            os.replace(fresh / name, folder / name)
    for path in folder.iterdir():
        if PLAN.fullmatch(path.name) and int(path.name.removeprefix("plan-")) > len(plans):
            shutil.rmtree(path)
