"""One strategy of siting on one instance, as a process of its own.

python benchmarks/ours.py FOLDER STRATEGY[:BACKEND] --time-limit S --gap G --seed N --answer FILE"""

from __future__ import annotations

import argparse
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from numba.core.event import install_recorder

from siting import parts
from siting.errors import RefusedError
from siting.outcome import Outcome, Watch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("strategy")
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--answer", type=Path, required=True)
    asked = parser.parse_args()
    with (asked.folder / "model.pickle").open("rb") as stream:
        model = pickle.load(stream)
    name, _, backend = asked.strategy.partition(":")
    strategy = parts.load("strategies", name)
    given = {"backend": backend} if backend else {}
    reason, watch = strategy.refuses(model), Watch(asked.time_limit, asked.gap)
    try:
        if reason:
            raise RefusedError(reason)
        with install_recorder("numba:compile") as compiled:
            outcome = strategy.solve(model, watch, seed=asked.seed, **given)
        told = {**figures(outcome), "solve_s": watch.seconds, "compiled": len(compiled.buffer)}
        np.savez(asked.answer.with_suffix(".npz"), **arrays(outcome))
    except RefusedError as error:
        told = {"stop": "refused", "note": str(error)}
    asked.answer.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")


def figures(outcome: Outcome) -> dict[str, Any]:
    """What is said of the outcome, without its arrays."""
    return {
        "stop": outcome.stop,
        "value": outcome.value,
        "bound": outcome.bound,
        "note": "; ".join(outcome.notes),
        "ran": outcome.strategy,
        "trace": [[point.seconds, point.incumbent, point.bound] for point in outcome.trace],
    }


def arrays(outcome: Outcome) -> dict[str, Any]:
    """The selection, and the prices behind the bound where there are any."""
    found: dict[str, Any] = {}
    if outcome.stop not in ("infeasible", "no_plan"):
        found["selection"] = outcome.selection
    if outcome.dual is not None:
        names = type(outcome.dual).__slots__
        found |= {f"dual_{name}": np.asarray(getattr(outcome.dual, name)) for name in names}
    return found


if __name__ == "__main__":
    main()
