"""How soon `decompose` proves what, on made-up cities of a stated size.

    python benchmarks/targets.py CITY [--seeds 0 1 2] [--strategy decompose] [--time-limit S] [--gap G]

Each seed is a process of its own; code is compiled before the clock starts, and the clock covers all that the
strategy does, merging of rows included. Prints the seconds until each gap was first proven, the last gap, the gap
of the certificate that needs no solver, CPU seconds of the process (its solvers' own excluded) and peak memory."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from typing import Any

from prepare import build

from siting import parts
from siting.outcome import TracePoint, Watch, relative_gap

OPEN = {"n_formats": 1, "n_demand": 100_000, "n_sites": 2_000}
CITIES: dict[str, dict[str, Any]] = {
    "100k": {"made_up": OPEN, "budget_share": 0.02, "seconds": 20},
    "100k-nothing-open": {
        "made_up": {"n_demand": 100_000, "n_sites": 2_000},
        "budget_share": 0.02,
        "seconds": 20,
    },
    "1m": {
        "made_up": {"n_demand": 1_000_000, "n_sites": 5_000, "side_m": 36_000.0, "n_formats": 1},
        "budget_share": 0.02,
        "seconds": 12,
    },
    "12-formats": {"made_up": {**OPEN, "n_formats": 12}, "budget_share": 0.01, "seconds": 30},
    "20-formats": {
        "made_up": {"n_formats": 20, "n_demand": 500_000, "n_sites": 5_000, "side_m": 45_000.0},
        "budget_share": 0.01,
        "seconds": 240,
    },
    "shared": {
        "made_up": {
            "n_formats": 6,
            "n_demand": 20_000,
            "n_sites": 500,
            "side_m": 15_000.0,
            "shared_site_cost": True,
        },
        "budget_share": 0.05,
        "seconds": 60,
    },
    "hard": {"made_up": {"n_demand": 100_000, "n_sites": 2_000, "unit": True}, "p": 60, "seconds": 120},
}
GAPS = (0.01, 0.008, 0.0025, 0.001, 0.0007, 0.0005, 0.0003, 0.0002, 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("city", choices=CITIES)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--strategy", default="decompose", choices=parts.names("strategies"))
    parser.add_argument("--time-limit", type=float)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--budget-share", type=float)
    parser.add_argument("--here", action="store_true", help="in this process, a single seed")
    asked = parser.parse_args()
    if asked.here:
        measured(asked, asked.seeds[0])
        return
    for seed in asked.seeds:
        # The last of repeated options counts.
        again = [sys.executable, __file__, *sys.argv[1:], "--seeds", str(seed), "--here"]
        subprocess.run(again, check=True)


def measured(asked: argparse.Namespace, seed: int) -> None:
    """One seed, in this process."""
    spec = dict(CITIES[asked.city])
    if asked.budget_share:
        spec["budget_share"] = asked.budget_share
    _compile(asked.strategy, spec)
    model, _ = build(spec, seed)
    print(
        f"{asked.city}, seed {seed}: {model.n_rows} rows, {model.n_options} options, {len(model.indices)} pairs"
    )
    first: dict[float, float] = {}

    def hear(point: TracePoint) -> None:
        gap = relative_gap(point.incumbent, point.bound)
        for level in GAPS:
            if gap <= level:
                first.setdefault(level, point.seconds)

    watch, began = Watch(listener=hear), time.process_time()
    watch.begin(asked.time_limit or spec["seconds"], asked.gap)
    outcome = parts.load("strategies", asked.strategy).solve(model, watch, seed=seed)
    seconds, cpu = watch.seconds, time.process_time() - began
    times = ", ".join(f"{100 * level:g} % {at:.2f} s" for level, at in first.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"  {times}")
    print(
        f"  end: gap {100 * outcome.gap:.4f} % after {seconds:.1f} s ({outcome.stop}), "
        f"value {outcome.value:.1f}, bound {outcome.bound:.1f}, {cpu:.1f} s CPU, peak {peak:.2f} GB",
        flush=True,
    )


def _compile(strategy: str, spec: dict[str, Any]) -> None:
    """Runs a small city of the same kind once."""
    made = {**spec["made_up"], "n_demand": 3_000, "n_sites": 120, "side_m": 8_000.0}
    made["n_formats"] = min(2, made.get("n_formats", 1))
    if made.pop("unit", False):
        made.pop("n_formats")
    small, _ = build({**spec, "made_up": made, **({"p": 12} if "p" in spec else {"budget_share": 0.06})}, 0)
    watch = Watch()
    watch.begin(8.0, 0.0)
    parts.load("strategies", strategy).solve(small, watch, seed=0)


if __name__ == "__main__":
    main()
