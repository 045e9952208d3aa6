"""How often the check for shifted layers is right: real layers as they are, and moved on purpose, many samples each.

    python benchmarks/shifts.py [--samples 20] [city ...]

right: warnings on layers that lie right, which are false alarms, all of them. gcj02, bd09: layers in that system read
as WGS-84: found with the right system. moved: moved 200 to 1,200 m in any direction: found within 80 m. wrong: any
other warning on a layer that was moved."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from siting.travel.shift import Shift, find_shifts  # noqa: E402
from siting.travel.snap import Grid, grid  # noqa: E402
from tests.cities.placed import CITIES, WORKING, Floats, city, origin  # noqa: E402

SIZES = (50, 200, 1_000_000)
CASES = ("right", "gcj02", "bd09", "moved")


def main() -> int:
    """Prints a line for each city, layer and size of sample."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cities", nargs="*", help="all when absent")
    parser.add_argument("--samples", type=int, default=20)
    asked = parser.parse_args()
    shared = Path(os.environ.get("SITING_SHARED", ROOT.parent / "shared"))
    print("| city | layer | points | " + " | ".join(CASES) + " | wrong |")
    print("|---|---|--:|" + "--:|" * (len(CASES) + 1))
    for name in asked.cities or CITIES:
        found = city(name, shared, ROOT)
        streets = grid(found.streets, "edge")
        for layer, xy_m in found.layers.items():
            for size in sizes(len(xy_m)):
                counts = rates(xy_m, size, streets, asked.samples)
                cells = [f"{counts[case]:.0%}" for case in (*CASES, "wrong")]
                print(f"| {name} | {layer} | {size} | " + " | ".join(cells) + " |", flush=True)
    return 0


def sizes(count: int) -> list[int]:
    """The sizes of sample that a layer allows, the whole layer last."""
    return sorted({min(size, count) for size in SIZES})


def rates(xy_m: Floats, size: int, streets: Grid, samples: int) -> dict[str, float]:
    """The share of samples that each case holds for. The whole layer is one sample, but for moves."""
    random = np.random.default_rng(size)
    draws = samples if size < len(xy_m) else 1
    found: dict[str, list[bool]] = {case: [] for case in (*CASES, "wrong")}
    for number in range(samples):
        some = xy_m[np.sort(random.choice(len(xy_m), size, replace=False))]
        if number < draws:
            found["right"].append(bool(warned(some, streets)))
            for system in ("gcj02", "bd09"):
                shifts = warned(some, streets, system)
                good = [shift for shift in shifts if (shift.system, shift.cause) == (system, "layer")]
                found[system].append(bool(good))
                found["wrong"].append(len(good) < len(shifts))
        angle, length_m = random.uniform(0.0, 2.0 * np.pi), random.uniform(200.0, 1200.0)
        move_m = length_m * np.array([np.cos(angle), np.sin(angle)])
        shifts = warned(some + move_m, streets)
        good = [shift for shift in shifts if np.hypot(*(shift.away_m - move_m)) <= 80.0]
        found["moved"].append(bool(good))
        found["wrong"].append(len(good) < len(shifts))
    return {case: float(np.mean(each)) for case, each in found.items()}


def warned(xy_m: Floats, streets: Grid, given: str = "EPSG:4326") -> list[Shift]:
    """The warnings on a layer whose numbers are in `given` and are read as WGS-84."""
    layer = replace(origin(xy_m, given=given), what="outlets")
    return find_shifts([layer], streets, "EPSG:4326", WORKING)


if __name__ == "__main__":
    sys.exit(main())
