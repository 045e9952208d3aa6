"""results.csv and trace.csv: a row for every run, added as soon as it ends; what is there is never run again."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

RESULTS, TRACE = "results.csv", "trace.csv"
KEY = ("suite", "instance", "strategy", "time_limit_s", "gap_asked", "seed")
FIGURES = (
    "stop",
    "value",
    "bound",
    "certified_bound",
    "gap",
    "certified_gap",
    "known",
    "n_rows",
    "n_options",
    "n_pairs",
    "first_plan_s",
    "build_s",
    "solve_s",
    "wall_s",
    "cpu_s",
    "peak_mb",
    "holds",
    "ran",
    "note",
)
MACHINE = ("cpu", "cores", "memory_gb", "system", "versions", "commit", "date")
TO_REPEAT = ("failed", "absent")
COLUMNS = (*KEY, *FIGURES, *MACHINE)
POINTS = (*KEY, "seconds", "incumbent", "bound")
NUMBERS = {*FIGURES[1:16], "time_limit_s", "gap_asked", "seconds", "incumbent"}


def read(path: Path) -> list[dict[str, Any]]:
    """Rows with numbers as floats, nan where a cell is empty; none when there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            {name: _number(text) if name in NUMBERS else text for name, text in row.items()}
            for row in csv.DictReader(stream)
        ]


def _number(text: str) -> float:
    return float(text) if text else float("nan")


def add(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Appends rows, after a line of headings where the file is new; the rows are on the disk when it returns."""
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        if is_new:
            writer.writerow(columns)
        writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)


def _cell(value: object) -> object:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else value


def kept(path: Path) -> set[tuple[str, ...]]:
    """Keys of the runs that are done. Rows of runs that failed, or whose peer was absent, are taken out."""
    rows = read(path)
    done = [row for row in rows if row["stop"] not in TO_REPEAT]
    if len(done) < len(rows):
        partial = path.with_suffix(".part")
        partial.unlink(missing_ok=True)
        add(partial, COLUMNS, done)
        partial.replace(path)
    return {key(row) for row in done}


def key(row: Mapping[str, Any]) -> tuple[str, ...]:
    """As `suite.Run.key`."""
    return tuple(f"{row[name]:g}" if name in NUMBERS else str(row[name]) for name in KEY)
