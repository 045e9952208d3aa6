"""Beasley's graphs pmed1 to pmed20: p-medians and p-centers to proven optima, a table.

    python benchmarks/pmed.py [--backend scipy_highs] [--time-limit 300] [--objective min_walk] [name ...]

levels: rows of the question as weight covered (p-median), or radii that the value can have (p-center). cpu: of this
process; the solver's own process is not in it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from siting import parts  # noqa: E402
from siting.model import Model  # noqa: E402
from siting.objectives import min_walk, min_worst_walk  # noqa: E402
from siting.objectives._radius import ByRadius  # noqa: E402
from siting.outcome import Watch  # noqa: E402
from siting.strategies._recast import recast  # noqa: E402
from siting.strategies._run import answered  # noqa: E402
from tests.literature import Median, centers, medians, pmed, walking  # noqa: E402

NAMES = [f"pmed{number}" for number in range(1, 21)]
HEAD = "instance  objective         p  levels   known   value   bound  stop       seconds    cpu"
BIND = {"min_walk": min_walk.bind, "min_worst_walk": min_worst_walk.bind}
KNOWN = {"min_walk": medians, "min_worst_walk": centers}


def main() -> int:
    """Prints a line an instance and objective; 1 when an optimum was not proven."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="instances; all when absent")
    parser.add_argument("--backend", default="scipy_highs", choices=parts.names("backends"))
    parser.add_argument("--time-limit", type=float, default=300.0)
    parser.add_argument("--objective", choices=list(BIND), help="both when absent")
    asked = parser.parse_args()
    shared = Path(os.environ.get("SITING_SHARED", ROOT.parent / "shared")) / "instances"
    unknown = [name for name in asked.names if name not in NAMES]
    if unknown or not (shared / "orlib_pmed").is_dir():
        parser.error(f"no instance {', '.join(unknown)} in {shared}")
    print(HEAD)
    missed = 0
    for objective in [asked.objective] if asked.objective else list(BIND):
        for known in KNOWN[objective](shared, asked.names or NAMES):
            missed += not _run(shared, known, objective, asked.backend, asked.time_limit)
    print("every optimum proven" if not missed else f"{missed} not proven")
    return int(missed > 0)


def _run(shared: Path, known: Median, objective: str, backend: str, time_limit_s: float) -> bool:
    question = walking(pmed(shared, known.instance), known.p, BIND[objective]())
    watch, cpu = Watch(time_limit_s), time.process_time()
    outcome = answered("auto", question, watch, 0, backend)
    print(
        f"{known.instance:8}  {objective:14}  {known.p:3}  {_levels(question):6}  {known.value:6.0f}  "
        f"{outcome.value:6.0f}  {outcome.bound:6.0f}  {outcome.stop:9}  {watch.seconds:7.1f}  "
        f"{time.process_time() - cpu:5.1f}",
        flush=True,
    )
    return outcome.value == outcome.bound == known.value


def _levels(question: Model) -> int:
    if isinstance(question.objective, ByRadius):
        return len(question.objective.radii(question))
    asked = recast(question)
    return 0 if asked is None else asked.model.n_rows


if __name__ == "__main__":
    raise SystemExit(main())
