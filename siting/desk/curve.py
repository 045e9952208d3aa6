"""What `siting curve` does: reads the city once, asks every budget, shows and writes what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from siting import decide
from siting.decide.basis import Basis
from siting.decide.curve import budgets, draw
from siting.decide.curve.records import records
from siting.decide.curve.types import Curve
from siting.desk import curve_files
from siting.desk.curve_shown import Asking, show
from siting.errors import InfeasibleError, InputError, NoPlanError, Place
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Watch
from siting.stopping import INTERRUPTED, stopping_at_signals
from siting.terminal import note, show_json, show_problems


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. source: a scenario or a run folder. budgets: None for `points` of them from low to high."""

    source: Path
    sets: tuple[str, ...]
    override: str | None
    budgets: tuple[float, ...] | None
    low: float | None
    high: float | None
    points: int
    gap: float
    time_limit_s: float | None


def curve(wish: Wish, order: bool, into_report: bool, output: Path | None, as_json: bool) -> int:
    """Draws the curve and writes its folder; what was asked before Ctrl-C is kept."""
    basis, folder, asked, drawn = _drawn(wish, order, output)
    told = records(basis, drawn)
    if drawn.points:
        _write(told, folder, basis.folder if into_report else None)
    if as_json:
        show_json(told)
    _refuse_nothing(drawn)
    if not as_json:
        on_budget = basis.case.place("budget")  # said of the scenario's own budget, which is not asked here
        show_problems(one for one in basis.found.warnings if one.place != on_budget)
        show(told)
        for place in (folder, *([basis.folder] if into_report else [])):
            print(tr("written to {folder}", folder=place))
    if not drawn.interrupted:
        return 0
    count = len(drawn.points) + len(drawn.impossible)
    note(tr("Interrupted: the curve has {count} of {all} budgets.", count=count, all=asked))
    return INTERRUPTED


def _drawn(wish: Wish, order: bool, output: Path | None) -> tuple[Basis, Path, int, Curve]:
    """The curve, the question it is of, the folder that it can be written to, and how many budgets were wanted."""
    if output is not None:
        curve_files.check(output)
    with Asking(tr("reading {name}", name=wish.source)) as progress:
        journal = Journal(progress.note)
        basis = decide.of(wish.source, journal, wish.sets, wish.override)
        basis = basis.limited(wish.gap, wish.time_limit_s)
        folder = output or Path("runs") / f"{basis.case.settings.name}-curve"
        curve_files.check(folder)
        asked = _asked(wish, basis)
        if basis.case.settings.demand.clusters:
            note(tr("budgets are asked on the demand points; demand.clusters is left aside"))
        watch = Watch(listener=progress.point)
        said = tr("Stopping; the budgets asked so far are being written. Press Ctrl-C again to end at once.")
        with stopping_at_signals(watch, journal, said):
            progress.asking(len(asked))
            return basis, folder, len(asked), draw(basis, asked, watch, journal, order=order)


def _write(told: dict[str, Any], folder: Path, run: Path | None) -> None:
    """Writes the folder, and into the run where that is asked; where it fails, the work is not lost."""
    try:
        curve_files.write(told, folder)
        if run is not None:
            curve_files.into_report(told, run)
    except Exception:
        note(tr("The curve could not be written; what was found:"))
        show_json(told)
        raise


def _asked(wish: Wish, basis: Basis) -> list[float]:
    if wish.budgets is not None:
        return sorted(set(wish.budgets))
    found = budgets(basis, wish.points, wish.low, wish.high)
    if not found:
        message = tr("there is nothing to buy: no site admits a format that is short in its reach")
        raise InputError.at(Place(wish.source), message)
    return found


def _refuse_nothing(drawn: Curve) -> None:
    """A curve without a point is no curve: it says why. Raises what ends the command."""
    if drawn.points:
        return
    if drawn.interrupted:
        raise KeyboardInterrupt
    if drawn.impossible:
        reasons = tuple(dict.fromkeys(one.reason for one in drawn.impossible))
        text = tr("none of the budgets allows a plan, proven:")
        raise InfeasibleError("\n  ".join([text, *reasons]), reasons)
    raise NoPlanError(tr("no plan was found for any budget in time; give more time with --time-limit"))
