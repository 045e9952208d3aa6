"""Values in which walks, or second outlets, count: from the pairs within reach of what a plan opens.

    min_walk         sum_r w_r min(C_r, t_r)
    min_worst_walk   max_r min(C_r, t_r)
    decay            sum_r w_r v(t_r),  v = 1 up to F_r, 1 - (1 - least) s / (C_r - F_r) beyond it, 0 without an outlet
    backup_coverage  sum_r w_r (first [n_r >= 1] + second [n_r >= 2])

t_r: to the nearest outlet of today or of the plan; n_r: how many of them reach the row; s = t_r - F_r in whole steps,
rounded up, at most C_r - F_r. Sums are correctly rounded."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from siting.certificate.evidence import Evidence

TOLERANCE = 1e-6
PER_ROW = ("walk_today", "walk_outlets", "walk_cutoff", "walk_full", "walk_step")


def walked_value(evidence: Evidence) -> float:
    """The value of the selection; nan where the objective is none of these, or no walks are given."""
    name = str(evidence.objective)
    value_of = {"min_walk": _walk, "min_worst_walk": _walk, "max_coverage": _share, "backup_coverage": _times}
    if name not in value_of or not len(evidence.walk_indptr):
        return math.nan
    opened = set(evidence.selection.tolist())
    options, travel = evidence.walk_options.tolist(), evidence.walk_travel.tolist()
    worth = []
    for row, (start, end) in enumerate(pairwise(evidence.walk_indptr.tolist())):
        ways = [travel[pair] for pair in range(start, end) if options[pair] in opened]
        worth.append(value_of[name](evidence, row, ways))
    if name == "min_worst_walk":
        return max(
            (one for one, counts in zip(worth, evidence.walk_weight > 0, strict=True) if counts), default=0
        )
    return math.fsum(weight * one for weight, one in zip(evidence.walk_weight.tolist(), worth, strict=True))


def walk_misfits(evidence: Evidence) -> list[str]:
    """What is wrong with the arrays of walks, in a few words each."""
    pointers, n_options = evidence.walk_indptr, len(evidence.cost)
    if not len(pointers):
        return []
    if pointers[0] != 0 or (np.diff(pointers) < 0).any() or pointers[-1] != len(evidence.walk_options):
        return ["pointers of walk_indptr"]
    found = [
        f"length of {name}"
        for name in ("walk_weight", *PER_ROW)
        if len(getattr(evidence, name)) != len(pointers) - 1
    ]
    if len(evidence.walk_travel) != len(evidence.walk_options) or len(evidence.walk_terms) != 2:
        found.append("length of walk_travel, walk_terms")
    if ((evidence.walk_options < 0) | (evidence.walk_options >= n_options)).any():
        found.append("range of walk_options")
    if not (evidence.walk_travel >= 0).all() or not (evidence.walk_weight >= 0).all():
        found.append("values of walk_travel, walk_weight")
    return found


def _walk(evidence: Evidence, row: int, ways: list[float]) -> float:
    return min(float(evidence.walk_cutoff[row]), float(evidence.walk_today[row]), *ways)


def _times(evidence: Evidence, row: int, ways: list[float]) -> float:
    first, second = evidence.walk_terms.tolist()
    outlets = int(evidence.walk_outlets[row]) + len(ways)
    return float(first * (outlets >= 1) + second * (outlets >= 2))


def _share(evidence: Evidence, row: int, ways: list[float]) -> float:
    """walk_terms: the least share, and 0."""
    nearest = min(float(evidence.walk_today[row]), *ways, math.inf)
    if nearest == math.inf:
        return 0.0
    cutoff, step = float(evidence.walk_cutoff[row]), float(evidence.walk_step[row])
    full = min(float(evidence.walk_full[row]), cutoff)
    beyond, room = nearest - full, cutoff - full
    if beyond <= TOLERANCE or room <= 0:
        return 1.0
    if step > 0:
        beyond = math.ceil((beyond - TOLERANCE) / step) * step
    return 1.0 - (1.0 - float(evidence.walk_terms[0])) * min(beyond, room) / room
