"""The largest maximal covering questions in print: 100 sites and up to 20 million demand points, proven optimal.

    python benchmarks/record.py [--points 20e6] [--sites 100] [--reach 5.5 5.75 6 6.25] [--open 10 15 20]
                                [--seeds 0] [--strategy auto] [--time-limit 300] [--csv FILE]

Points and sites uniform in a square of side 30, demand a whole number from 1 to 100, every site costs 1 and p may
open: the random instances of Cordeau, Furini and Ljubic (2019), Benders decomposition for very large scale partial
set covering and maximal covering location problems, European Journal of Operational Research 275,
doi:10.1016/j.ejor.2018.12.021. Theirs are not published, so these are drawn anew, from the seed.

Points are made in chunks and let go; making them is timed apart. A question counts from the first point to the
proof: who reaches what, merging, solving. A small question is solved before the clock starts, for the compiler.
Peak memory is the largest resident set of the whole process."""

from __future__ import annotations

import argparse
import csv
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting import parts
from siting.outcome import Watch
from siting.strategies._run import run_strategy
from siting.streaming import Chunk, gather, model_of

SIDE = 30.0
MOST_DEMAND = 100
CHUNK = 1_000_000
HEADINGS = (
    "points", "sites", "reach", "p", "seed", "rows", "pairs", "make_s", "gather_s", "solve_s", "total_s",
    "cpu_s", "value", "bound", "stop", "strategy", "peak_gb",
)  # fmt: skip


class Points:
    """The points of a seed, a chunk at a time; seconds: spent on making them."""

    def __init__(self, n: int, rng: np.random.Generator) -> None:
        self.n, self.rng, self.seconds = n, rng, 0.0

    def __iter__(self) -> Iterator[Chunk]:
        for begin in range(0, self.n, CHUNK):
            began, size = time.perf_counter(), min(CHUNK, self.n - begin)
            xy = self.rng.uniform(0.0, SIDE, (size, 2))
            demand = self.rng.integers(1, MOST_DEMAND + 1, size).astype(np.float64)
            self.seconds += time.perf_counter() - began
            yield xy, demand


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=float, default=20e6)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--reach", type=float, nargs="+", default=[5.5, 5.75, 6.0, 6.25])
    parser.add_argument("--open", type=int, nargs="+", default=[10, 15, 20], help="sites that may open: p")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--strategy", default="auto", choices=parts.names("strategies"))
    parser.add_argument("--time-limit", type=float, default=300.0, help="seconds of solving")
    parser.add_argument("--csv", type=Path, help="a file for the results")
    return parser.parse_args()


def ask(
    n_points: int, n_sites: int, reach: float, most: int, seed: int, given: argparse.Namespace
) -> dict[str, Any]:
    """One question from the first point to the proof."""
    of_sites, of_points = np.random.default_rng(seed).spawn(2)
    sites: NDArray[np.float64] = of_sites.uniform(0.0, SIDE, (n_sites, 2))
    points = Points(n_points, of_points)
    began, cpu = time.perf_counter(), time.process_time()
    covers = gather(points, sites, reach).covers
    gathered = time.perf_counter()
    watch = Watch(given.time_limit)
    outcome = run_strategy(given.strategy, model_of(covers, sites, 1.0, most), watch, seed, "scipy_highs")
    ended = time.perf_counter()
    making = points.seconds
    found = (
        n_points, n_sites, reach, most, seed, covers.n_rows, len(covers.row_options), making,
        gathered - began - making, ended - gathered, ended - began - making, time.process_time() - cpu,
        outcome.value, outcome.bound, outcome.stop, outcome.strategy, peak_gb(),
    )  # fmt: skip
    return dict(zip(HEADINGS, found, strict=True))


def peak_gb() -> float:
    """Largest resident set of this process and of the solvers it started."""
    unit = 1.0 if sys.platform == "darwin" else 1024.0
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(who).ru_maxrss for who in whose) * unit / 1e9


def shown(value: Any) -> str:
    return (
        f"{value:.10g}"
        if isinstance(value, float) and value >= 1e6
        else f"{value:.3g}"
        if isinstance(value, float)
        else str(value)
    )


def main() -> None:
    given = arguments()
    ask(10_000, 100, 5.5, 5, 0, given)
    print("  ".join(HEADINGS))
    results = []
    for seed in given.seeds:
        for reach in given.reach:
            for most in given.open:
                result = ask(int(given.points), given.sites, reach, most, seed, given)
                results.append(result)
                print("  ".join(shown(value) for value in result.values()), flush=True)
    if given.csv:
        with given.csv.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, HEADINGS)
            writer.writeheader()
            writer.writerows(results)


if __name__ == "__main__":
    main()
