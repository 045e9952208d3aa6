"""What a peer is given and hands back. A peer is a script of its own that builds the unreduced model as a user of its
library would:

    python benchmarks/peers/NAME.py QUESTION.npz --time-limit S --gap G --seed N --answer FILE

The time limit is the solver's, after the model is built; how long building took is told apart. A peer's bound is its
own word. Needs NumPy, SciPy and the peer's library, not siting."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from question import Question, load


class Limits(NamedTuple):
    """time_s: of the solver. gap: relative, at which it may stop."""

    time_s: float
    gap: float
    seed: int


class Refused(RuntimeError):
    """The peer cannot take this question; says why."""


@dataclass(slots=True)
class Answer:
    """selection: options opened; None where the solver found no plan. bound: the solver's own word, nan for none.

    built: clock when the model was ready for its solver. trace: (clock, value, bound)."""

    selection: NDArray[np.int64] | None
    stop: str
    bound: float = float("nan")
    built: float = field(default_factory=time.perf_counter)
    note: str = ""
    trace: list[tuple[float, float, float]] = field(default_factory=list)


def main(solve: Callable[[Question, Limits], Answer]) -> None:
    """Reads the question, has it solved, writes the answer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("question", type=Path)
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--gap", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--answer", type=Path, required=True)
    asked = parser.parse_args()
    question, began = load(asked.question), time.perf_counter()
    try:
        answer = solve(question, Limits(asked.time_limit, asked.gap, asked.seed))
    except Refused as refused:
        _write(asked.answer, {"stop": "refused", "note": str(refused)})
        return
    except ImportError as missing:
        _write(asked.answer, {"stop": "absent", "note": f"{missing.name} is not installed"})
        return
    told = {
        "stop": answer.stop if answer.selection is not None else "no_plan",
        "bound": answer.bound,
        "build_s": answer.built - began,
        "solve_s": time.perf_counter() - began,
        "note": answer.note,
        "trace": [(clock - began, value, bound) for clock, value, bound in answer.trace],
    }
    if answer.selection is not None:
        np.savez(asked.answer.with_suffix(".npz"), selection=np.sort(answer.selection).astype(np.int32))
    _write(asked.answer, told)


def _write(path: Path, told: dict[str, object]) -> None:
    path.with_suffix(".json").write_text(json.dumps(told), encoding="utf-8")


def opened(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Options that a solver's values open."""
    return np.flatnonzero(np.asarray(values) > 0.5)
