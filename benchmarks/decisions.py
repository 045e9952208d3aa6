"""What a curve of budgets costs beside one cold solve of the same question.

    python benchmarks/decisions.py [SCENARIO ...] [--override NAME] [--points 20] [--from MONEY] [--to MONEY]
                                   [--gap 0.002] [--order]

SCENARIO: scenario files or folders; `scenarios/zhangdian` when absent. The city is read once and code compiled before
any clock starts. The cold solve is that of the scenario's own budget with nothing known of it, to the same gap, without
what a command does beside solving; the curve is everything after reading the city. Prints the seconds of both, their
ratio, how many budgets allow a plan, and the worst gap among those."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from siting import decide, scenario
from siting.decide.basis import Basis
from siting.decide.curve import budgets, draw
from siting.journal import Journal
from siting.outcome import Watch

ROOT = Path(__file__).resolve().parents[1]
HEADINGS = ("scenario", "cold s", "cold gap %", "curve s", "ratio", "budgets", "with a plan", "worst gap %")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenarios", nargs="*", type=Path, default=[ROOT / "scenarios" / "zhangdian"])
    parser.add_argument("--override")
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--from", dest="low", type=float)
    parser.add_argument("--to", dest="high", type=float)
    parser.add_argument("--gap", type=float, default=0.002)
    parser.add_argument("--order", action="store_true", help="with the order of opening")
    asked = parser.parse_args()
    print(" | ".join(HEADINGS))
    for path in asked.scenarios:
        case = scenario.load(path, override=asked.override)
        print(" | ".join(_measured(_to_gap(decide.of_scenario(case), asked.gap), asked)), flush=True)


def _to_gap(basis: Basis, gap: float) -> Basis:
    case = basis.case
    solve = case.settings.solve.model_copy(update={"gap": gap})
    case = replace(case, settings=case.settings.model_copy(update={"solve": solve}))
    return replace(basis, found=replace(basis.found, scenario=case))


def _measured(basis: Basis, asked: argparse.Namespace) -> list[str]:
    settings = basis.case.settings.solve
    decide.again(basis.question, settings.model_copy(update={"gap": 0.5}), Watch())  # compiles
    began = time.perf_counter()
    cold = decide.again(basis.question, settings, Watch())
    cold_s = time.perf_counter() - began
    money = budgets(basis, asked.points, asked.low, asked.high)
    drawn = draw(basis, money, Watch(), Journal(), order=asked.order)
    worst = max(point.gap for point in drawn.points)
    return [
        basis.case.settings.name,
        f"{cold_s:.1f}",
        f"{100 * cold.gap:.3f}",
        f"{drawn.seconds:.1f}",
        f"{drawn.seconds / cold_s:.2f}",
        str(len(money)),
        str(len(drawn.points)),
        f"{100 * worst:.3f}",
    ]


if __name__ == "__main__":
    main()
