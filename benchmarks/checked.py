"""Every answer, siting's and the peers' alike, recomputed by siting's certificate from the raw coverage."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from question import Question

from siting.certificate import covered_rows
from siting.outcome import relative_gap

TOLERANCE = 1e-9
NAN = float("nan")


def figures(question: Question, answer: dict[str, Any], arrays: Path) -> dict[str, Any]:
    """value (nan when the plan breaks a limit or there is none), bound as claimed, and the gap between them."""
    told = {"known": float(question.known), "stop": answer["stop"], "note": answer.get("note", "")}
    told |= {name: answer.get(name, NAN) for name in ("build_s", "solve_s", "bound")} | {
        "ran": answer.get("ran", "")
    }
    told |= {
        "n_rows": len(question.weight),
        "n_options": len(question.cost),
        "n_pairs": len(question.indices),
    }
    if not arrays.exists():
        return {**told, "holds": "no"}
    with np.load(arrays) as found:
        selection = found["selection"]
    value, broken = value_and_broken(question, selection)
    if broken:
        return {**told, "stop": "wrong", "holds": "no", "note": f"limits broken: {broken}"}
    return {
        **told,
        "value": value,
        "gap": relative_gap(value, told["bound"]) if math.isfinite(told["bound"]) else NAN,
        "first_plan_s": _first_plan(answer),
        "holds": "yes",
    }


def value_and_broken(question: Question, selection: np.ndarray) -> tuple[float, list[int]]:
    """Weight covered, and the positions of limits that the selection breaks; sites are paid once."""
    opened = np.zeros(len(question.cost), dtype=np.bool_)
    opened[selection] = True
    sites = np.zeros(len(question.site_cost))
    sites[question.option_site[selection]] = 1.0
    used = question.limits @ opened.astype(np.float64) + question.site_limits @ sites
    covered = covered_rows(question.indptr, question.indices, opened)
    broken = np.flatnonzero(used > question.most + TOLERANCE * np.abs(question.most))
    return float(question.weight[covered].sum()), broken.tolist()


def _first_plan(answer: dict[str, Any]) -> float:
    """Seconds until the first plan that covers anybody; for a peer without a trace, until its only one."""
    trace = answer.get("trace") or []
    return next(
        (point[0] for point in trace if point[1] is not None and point[1] > 0), answer.get("solve_s", NAN)
    )
