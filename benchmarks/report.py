"""The report of a folder of results: report.md with its pictures beside it.

python benchmarks/report.py DIR"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pictures
import results
from figures import GOOD_GAP, PROVEN_GAP, growth, middle, profile, question, seconds_until, with_best

HEADINGS = (
    "strategy",
    "runs",
    "stop",
    "to best known",
    "to own bound",
    "to certified bound",
    "first plan s",
    "solve s",
    "process s",
    "CPU s",
    "peak MB",
)
Rows = list[dict[str, Any]]
WITHOUT_PLAN = ("refused", "absent", "failed", "killed", "no_plan", "wrong")


def main(folder: Path) -> int:
    rows = with_best(results.read(folder / results.RESULTS))
    if not rows:
        print(f"{folder}: no {results.RESULTS}", file=sys.stderr)
        return 2
    trace = by_key(results.read(folder / results.TRACE))
    lines = ["# Strategies and peers compared", "", *_made_with(rows), "", *EXPLAINED]
    for suite, group in groupby(sorted(rows, key=lambda row: row["suite"]), key=lambda row: row["suite"]):
        lines += _suite(suite, list(group), trace, folder)
    (folder / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(folder / "report.md")
    return 0


EXPLAINED = """\
Every run is a process of its own. *To best known*: the best value of any run, or the proven one. *To own bound*: the
bound that the run itself gave; a solver's and a peer's is its own word. *To certified bound*: recomputed from the run's
prices and the raw coverage. *Solve*: the strategy's own clock, with merging or building; *process*: from start to end,
interpreter and imports included, compiled code from its cache. Medians over seeds. Every value is recomputed.
""".splitlines()


def by_key(points: Rows) -> dict[tuple[str, ...], Rows]:
    """Points of each run."""
    found: dict[tuple[str, ...], Rows] = {}
    for point in points:
        found.setdefault(results.key(point), []).append(point)
    return found


def _made_with(rows: Rows) -> list[str]:
    machines = dict.fromkeys(
        f"{row['cpu']}, {row['cores']} cores, {row['memory_gb']} GB, {row['system']}; {row['versions']}; "
        f"commit {row['commit'] or 'unknown'}, {row['date']}"
        for row in rows
    )
    return [f"* {text}" for text in machines]


def _suite(suite: str, rows: Rows, trace: dict[tuple[str, ...], Rows], folder: Path) -> list[str]:
    lines = [f"## {suite}", ""]
    for name, group in groupby(rows, key=lambda row: (row["instance"], row["time_limit_s"])):
        mine = list(group)
        rows_told, options, pairs = (mine[0][key] for key in ("n_rows", "n_options", "n_pairs"))
        lines += [f"### {name[0]}", ""]
        lines += [f"{rows_told:,.0f} rows, {options:,.0f} options, {pairs:,.0f} pairs; {name[1]:g} s", ""]
        lines += _table(mine) + _said(mine)
        picture = folder / f"gaps-{slug(suite)}-{slug(name[0])}-{name[1]:g}s"
        pictures.gaps(_lines(mine, trace), name[0], picture)
        lines += [f"![gap against time]({picture.name}.svg)", ""]
    pictures.profiles(_panels(rows, trace), folder / f"profile-{slug(suite)}")
    return [*lines, f"![performance profile](profile-{slug(suite)}.svg)", "", *_growth(rows)]


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _table(rows: Rows) -> list[str]:
    lines = [_line(HEADINGS), _line(["---", "---:", "---", *["---:"] * 8])]
    for strategy, mine in _by_strategy(rows).items():
        if all(row["stop"] in WITHOUT_PLAN for row in mine):
            continue
        stops = ", ".join(dict.fromkeys(row["stop"] for row in mine))
        gaps = [_share(middle(mine, name)) for name in ("to_best", "gap", "certified_gap")]
        seconds = [
            _number(middle(mine, name), ".2f") for name in ("first_plan_s", "solve_s", "wall_s", "cpu_s")
        ]
        lines.append(
            _line(
                [strategy, str(len(mine)), stops, *gaps, *seconds, _number(middle(mine, "peak_mb"), ",.0f")]
            )
        )
    return [*lines, ""]


def _said(rows: Rows) -> list[str]:
    """Refusals, failures, and bounds that a checked plan refutes."""
    lines = [
        f"* {row['strategy']}: {row['stop']}, {row['note']}" for row in rows if row["stop"] in WITHOUT_PLAN
    ]
    lines += [
        f"* {row['strategy']}: its bound {row['bound']:,.0f} is refuted by a plan of {row['best']:,.0f}"
        for row in rows
        if row["refuted"]
    ]
    return [*dict.fromkeys(lines), ""] if lines else []


def _by_strategy(rows: Rows) -> dict[str, Rows]:
    return {
        name: [row for row in rows if row["strategy"] == name]
        for name in dict.fromkeys(row["strategy"] for row in rows)
    }


def _lines(rows: Rows, trace: dict[tuple[str, ...], Rows]) -> dict[str, list[tuple[float, float]]]:
    """Strategy -> (seconds, gap to own bound) of its first run."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if row["strategy"] in found or not math.isfinite(row["gap"]):
            continue
        points = [
            (point["seconds"], point["incumbent"], point["bound"])
            for point in trace.get(results.key(row), [])
        ]
        steps = [
            (seconds, abs(bound - value) / abs(bound))
            for seconds, value, bound in points
            if bound and math.isfinite(value + bound)
        ]
        found[row["strategy"]] = [*steps, (row["solve_s"], row["gap"])]
    return found


def _panels(
    rows: Rows, trace: dict[tuple[str, ...], Rows]
) -> dict[str, dict[str, list[tuple[float, float]]]]:
    titles = {
        "proven": f"proven to {PROVEN_GAP:.2%}",
        "good": f"plan within {GOOD_GAP:.1%} of the best known",
    }
    panels = {}
    for kind, title in titles.items():
        seconds: dict[str, dict[Any, float]] = {}
        for row in rows:
            if row["stop"] in ("refused", "absent"):
                continue
            asked = (*question(row), row["time_limit_s"])
            seconds.setdefault(row["strategy"], {})[asked] = seconds_until(
                row, trace.get(results.key(row), []), kind
            )
        panels[title] = profile(seconds)
    return panels


def _growth(rows: Rows) -> list[str]:
    """Exponents of the time against rows of the question, for strategies that ended by themselves on three sizes."""
    lines = []
    for strategy, mine in _by_strategy(rows).items():
        ended = [row for row in mine if row["stop"] in ("optimal", "gap_reached", "finished")]
        sizes = sorted({row["n_rows"] for row in ended})
        if len(sizes) < 3:
            continue
        seconds = [middle([row for row in ended if row["n_rows"] == size], "solve_s") for size in sizes]
        exponent, _ = growth(sizes, seconds)
        told = ", ".join(f"{size:,.0f}: {each:.3g} s" for size, each in zip(sizes, seconds, strict=True))
        lines.append(f"* {strategy}: time grows with rows to the power {exponent:.2f} ({told})")
    return ["Growth of the solve time, by least squares of logarithms:", "", *lines, ""] if lines else []


def _share(number: float) -> str:
    return _number(number, ".3%")


def _number(number: float, layout: str) -> str:
    return format(number, layout) if math.isfinite(number) else "-"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
