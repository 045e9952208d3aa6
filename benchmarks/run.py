"""Runs a suite: every run is a process of its own, its answer is checked, its row is kept.

    python benchmarks/run.py SUITE|all [-o DIR] [--smoke] [--once] [--only TEXT] [--peer-python PATH] [--jobs 1]

Rows that are there already are not run again, so an interrupted suite goes on where it was. --smoke: the smallest
instance of each suite, a few seconds a run; times then mean nothing, so several may run at once. --once: what one suite
ran is left out of the next, but for `auto`. Then the report:
python benchmarks/report.py DIR."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

import results
from checked import figures
from machine import machine
from measure import Measured, measure
from suite import FOLDER, Run, names, runs

EVERY_PEER = "hard"
BUILD_S = 300.0  # beyond the solver's limit, for reading, building and ending


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suite", choices=[*names(), "all"])
    parser.add_argument("-o", "--output", type=Path, default=Path("runs/benchmarks"))
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--once", action="store_true", help="every strategy and peer in one suite alone")
    parser.add_argument("--only", default="", help="runs whose instance or strategy has this text")
    parser.add_argument(
        "--peer-python", default=sys.executable, help="interpreter that has the peers' packages"
    )
    parser.add_argument("--jobs", type=int, default=1, help="runs at once; more than 1 spoils the times")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    asked.output.mkdir(parents=True, exist_ok=True)
    table = asked.output / results.RESULTS
    done = results.kept(table)
    chosen = names() if asked.suite == "all" else [asked.suite]
    wanted = [run for name in chosen for run in runs(name, asked.smoke)]
    wanted = _once(wanted) if asked.once else wanted
    todo = [
        run
        for run in wanted
        if run.key not in done and (asked.only in run.instance or asked.only in run.strategy)
    ]
    about, failed = machine(), 0
    print(f"{len(todo)} runs, {len(wanted) - len(todo)} done before or left out", flush=True)
    for _, group in groupby(todo, key=lambda run: (run.suite, run.instance, run.seed)):
        for row, points in _of_instance(list(group), asked):
            results.add(table, results.COLUMNS, [{**row, **about}])
            results.add(asked.output / results.TRACE, results.POINTS, points)
            failed += row["stop"] in ("failed", "wrong")
            print(_line(row), flush=True)
    return 1 if failed else 0


def _once(wanted: list[Run]) -> list[Run]:
    """Runs of each strategy in the first suite that has it, the one that every peer takes before all; of `auto` in
    every suite."""
    first: dict[str, str] = {}
    for run in sorted(wanted, key=lambda run: run.suite != EVERY_PEER):
        first.setdefault(run.strategy, run.suite)
    return [run for run in wanted if run.strategy == "auto" or first[run.strategy] == run.suite]


def _of_instance(
    group: list[Run], asked: argparse.Namespace
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Rows and traces of the runs on one instance, which is made once and thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="siting-benchmark-"))
    try:
        spec = folder / "spec.json"
        spec.write_text(json.dumps({"spec": group[0].spec, "seed": group[0].seed}), encoding="utf-8")
        made = measure(
            [sys.executable, str(FOLDER / "prepare.py"), str(spec), str(folder)], BUILD_S, folder / "stderr"
        )
        if made.exit_code:
            print(f"{group[0].instance}: left out, {made.errors.strip()[-500:]}", flush=True)
            if made.exit_code != 3:
                raise RuntimeError(f"{group[0].instance} cannot be made")
            return
        with ThreadPoolExecutor(asked.jobs) as pool:
            yield from pool.map(lambda run: _one(run, folder, asked), group)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _one(run: Run, folder: Path, asked: argparse.Namespace) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One process, measured; and its answer, checked."""
    answer = folder / run.strategy.replace(":", "-")
    limits = ["--time-limit", str(run.time_limit_s), "--gap", str(run.gap), "--seed", str(run.seed)]
    kind, _, name = run.strategy.partition(":")
    if kind == "peer":
        command = [asked.peer_python, str(FOLDER / "peers" / f"{name}.py"), str(folder / "question.npz")]
    else:
        command = [sys.executable, str(FOLDER / "ours.py"), str(folder), run.strategy]
    command += [*limits, "--answer", str(answer)]
    allowed = run.time_limit_s + BUILD_S
    measured = measure(command, allowed, answer.with_suffix(".stderr"))
    told = _answer(answer, measured)
    if told.get("compiled") and not asked.smoke:  # once in an installation's life; not what is measured here
        measured = measure(command, allowed, answer.with_suffix(".stderr"))
        told = _answer(answer, measured)
    key = dict(zip(results.KEY, run.key, strict=True))
    row = key | figures(folder, told, answer.with_suffix(".npz"), kind == "peer")
    row |= {"wall_s": measured.wall_s, "cpu_s": measured.cpu_s, "peak_mb": measured.peak_mb}
    points = [
        key | dict(zip(("seconds", "incumbent", "bound"), point, strict=True))
        for point in told.get("trace", [])
    ]
    return row, points


def _answer(answer: Path, measured: Measured) -> dict[str, Any]:
    """What the process wrote, or why it wrote nothing."""
    written = answer.with_suffix(".json")
    if written.exists():
        told: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
        return told
    if measured.killed:
        return {"stop": "killed", "note": "ran past its time limit and the time for building"}
    said = measured.errors.strip().splitlines()
    return {"stop": "failed", "note": said[-1] if said else f"exit code {measured.exit_code}"}


def _line(row: dict[str, Any]) -> str:
    value, gap = row.get("value", float("nan")), row.get("gap", float("nan"))
    return (
        f"{row['suite']:<10} {row['instance']:<28} {row['strategy']:<26} {row['stop']:<12} {value:>14,.0f} "
        f"gap {gap:>8.3%}  solve {row['solve_s']:7.2f} s  wall {row['wall_s']:7.2f} s  cpu {row['cpu_s']:7.2f} s  "
        f"{row['note'][:60]}"
    )


if __name__ == "__main__":
    sys.exit(main())
