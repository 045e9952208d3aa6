"""results.csv, trace.csv and report.md of a comparison, written anew after every trial, so that no trial is lost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from siting.comparison import Trial
from siting.exporters._tables import write_csv
from siting.language import mark, tr
from siting.plan.summary import finite, versions

RESULTS, TRACE, REPORT = "results.csv", "trace.csv", "report.md"
COLUMNS = (
    "strategy",
    "seed",
    "stop",
    "value",
    "bound",
    "certified_bound",
    "gap_to_best",
    "gap",
    "certified_gap",
    "first_plan_s",
    "seconds",
    "holds",
    "note",
)
STOPS: dict[str, str] = {
    "optimal": mark("optimal, proven"),
    "gap_reached": mark("the gap asked for is reached"),
    "time_limit": mark("time limit"),
    "interrupted": mark("interrupted"),
    "finished": mark("nothing left to try"),
    "infeasible": mark("proven: no plan"),
    "no_plan": mark("no plan in time"),
    "refused": mark("refused"),
    "wrong": mark("does not pass its check"),
}


def records(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """A record each by COLUMNS; None where there is no figure."""
    return [
        {
            "strategy": trial.contender,
            "seed": trial.seed,
            "stop": trial.stop,
            "value": finite(trial.value),
            "bound": finite(trial.bound),
            "certified_bound": finite(trial.certified_bound),
            "gap_to_best": finite(trial.gap_to_best),
            "gap": finite(trial.gap),
            "certified_gap": finite(trial.certified_gap),
            "first_plan_s": finite(round(trial.first_plan_s, 4)),
            "seconds": finite(round(trial.seconds, 4)),
            "holds": trial.holds,
            "note": trial.note,
        }
        for trial in trials
    ]


def cells(trial: Trial) -> list[str]:
    """A trial as the table shows it, in the order of `headings`."""
    return [
        trial.contender,
        str(trial.seed),
        _number(trial.value, ",.0f"),
        _number(trial.bound, ",.0f"),
        _number(trial.gap_to_best, ".3%"),
        _number(trial.gap, ".3%"),
        _number(trial.certified_gap, ".3%"),
        _number(trial.first_plan_s, ".2f"),
        _number(trial.seconds, ".2f"),
        tr(STOPS[trial.stop]),
        tr("yes") if trial.holds else tr("no") if trial.stop == "wrong" else "-",
    ]


def headings() -> list[str]:
    """Of the table, in the language in force."""
    return [
        tr("strategy"),
        tr("seed"),
        tr("value"),
        tr("bound"),
        tr("to best known"),
        tr("to own bound"),
        tr("to certified bound"),
        tr("first plan (s)"),
        tr("time (s)"),
        tr("stop"),
        tr("plan checked"),
    ]


def _number(number: float, layout: str) -> str:
    return format(number, layout) if math.isfinite(number) else "-"


def write(trials: Sequence[Trial], folder: Path, title: str) -> None:
    """The three files; the folder must exist."""
    write_csv(folder / RESULTS, COLUMNS, records(trials))
    points = [
        {
            "strategy": trial.contender,
            "seed": trial.seed,
            "seconds": round(point.seconds, 4),
            "incumbent": finite(point.incumbent),
            "bound": finite(point.bound),
        }
        for trial in trials
        for point in trial.trace
    ]
    write_csv(folder / TRACE, ("strategy", "seed", "seconds", "incumbent", "bound"), points)
    (folder / REPORT).write_text(_report(trials, title), encoding="utf-8")


def _report(trials: Sequence[Trial], title: str) -> str:
    lines = [f"# {title}", "", _line(headings()), _line(["---", *["---:"] * 8, "---", "---"])]
    lines += [_line(cells(trial)) for trial in trials]
    notes = [f"* {trial.contender}, {trial.seed}: {trial.note}" for trial in trials if trial.note]
    lines += ["", *notes, ""] if notes else [""]
    lines.append(", ".join(f"{name} {number}" for name, number in versions().items()))
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
