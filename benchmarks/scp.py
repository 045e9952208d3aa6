"""Set covering: Beasley's forty instances to proven optima, a table.

    python benchmarks/scp.py [--backend scipy_highs] [--time-limit 60] [name ...]

first bound and gap: after reductions and prices; cpu: of this process, the solver's own process is not in it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from siting import parts  # noqa: E402
from siting.objectives import min_cost  # noqa: E402
from siting.outcome import Outcome, Watch  # noqa: E402
from siting.strategies import covering  # noqa: E402
from tests.literature import SetCovering, set_coverings  # noqa: E402
from tests.models import coverage_model  # noqa: E402

HEAD = (
    "instance  rows  options  known   value   bound  stop      first bound at  last plan at  proven at    cpu"
)


def main() -> int:
    """Prints a line an instance; 1 when an optimum was not proven."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="instances; all when absent")
    parser.add_argument("--backend", default="scipy_highs", choices=parts.names("backends"))
    parser.add_argument("--time-limit", type=float, default=60.0)
    asked = parser.parse_args()
    shared = Path(os.environ.get("SITING_SHARED", ROOT.parent / "shared"))
    instances = {found.name: found for found in set_coverings(shared / "instances")}
    unknown = [name for name in asked.names if name not in instances]
    if unknown or not instances:
        parser.error(f"no instance {', '.join(unknown)} in {shared / 'instances'}")
    print(HEAD)
    missed = 0
    for name in asked.names or instances:
        missed += not _run(instances[name], asked.backend, asked.time_limit)
    print("every optimum proven" if not missed else f"{missed} not proven")
    return int(missed > 0)


def _run(found: SetCovering, backend: str, time_limit_s: float) -> bool:
    n_rows = len(found.start) - 1
    model = replace(coverage_model(found.reach(), np.ones(n_rows), found.cost), objective=min_cost.bind())
    watch, cpu = Watch(time_limit_s), time.process_time()
    outcome = covering.solve(model, watch, seed=0, backend=backend)
    first, plan = _moments(outcome)
    print(
        f"{found.name:8}  {n_rows:4}  {len(found.cost):7}  {found.value:5.0f}  {outcome.value:6.0f}  "
        f"{outcome.bound:6.0f}  {outcome.stop:10}  {first:11}  {plan:10.2f} s  {watch.seconds:7.2f} s  "
        f"{time.process_time() - cpu:5.2f}",
        flush=True,
    )
    return outcome.stop == "optimal" and outcome.value == found.value


def _moments(outcome: Outcome) -> tuple[str, float]:
    """The first bound above nothing with its time, and when the last plan came."""
    first = next(point for point in outcome.trace if point.bound > 0)
    plan = next(point.seconds for point in outcome.trace if point.incumbent == outcome.value)
    return f"{first.bound:.0f} {first.seconds:.2f} s", plan


if __name__ == "__main__":
    sys.exit(main())
