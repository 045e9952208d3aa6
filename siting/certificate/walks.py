"""Values in which walks, or second outlets, count: from the pairs within reach of what a plan opens.

    min_walk         sum_r w_r min(C_r, t_r)
    min_worst_walk   max_r min(C_r, t_r)
    decay            sum_r w_r v(t_r),  v = 1 up to F_r, 1 - (1 - least) s / (C_r - F_r) beyond it, 0 without an outlet
    backup_coverage  sum_r w_r (first [n_r >= 1] + second [n_r >= 2])

t_r: to the nearest outlet of today or of the plan; n_r: how many of them reach the row; s = t_r - F_r in whole steps,
rounded up, at most C_r - F_r."""

from __future__ import annotations

import math

import numpy as np

from siting.certificate.evidence import Evidence, Floats

TOLERANCE = 1e-6
PER_ROW = ("walk_today", "walk_outlets", "walk_cutoff", "walk_full", "walk_step")


def walked_value(evidence: Evidence) -> float:
    """The value of the selection; nan where the objective is none of these, or no walks are given."""
    name = str(evidence.objective)
    if not len(evidence.walk_indptr):
        return math.nan
    opened = np.zeros(len(evidence.cost), dtype=np.bool_)
    opened[evidence.selection] = True
    pairs = np.flatnonzero(opened[evidence.walk_options])
    rows = np.repeat(np.arange(len(evidence.walk_weight)), np.diff(evidence.walk_indptr))[pairs]
    nearest = evidence.walk_today.copy()
    np.minimum.at(nearest, rows, evidence.walk_travel[pairs])
    outlets = evidence.walk_outlets + np.bincount(rows, minlength=len(nearest))
    walk = np.minimum(nearest, evidence.walk_cutoff)
    if name == "min_worst_walk":
        return float(walk[evidence.walk_weight > 0].max(initial=0.0))
    first, second = evidence.walk_terms.tolist()
    if name == "min_walk":
        worth = walk
    elif name == "max_coverage":
        worth = _shares(evidence, nearest, first)
    elif name == "backup_coverage":
        worth = first * (outlets >= 1) + second * (outlets >= 2)
    else:
        return math.nan
    return math.fsum((evidence.walk_weight * worth).tolist())


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


def _shares(evidence: Evidence, nearest: Floats, least: float) -> Floats:
    """(n_walk_rows,) v of each row's nearest outlet."""
    full = np.minimum(evidence.walk_full, evidence.walk_cutoff)
    room, reached = evidence.walk_cutoff - full, np.isfinite(nearest)
    beyond = np.where(reached, nearest, 0.0) - full
    step = evidence.walk_step
    whole = np.ceil((beyond - TOLERANCE) / np.where(step > 0, step, 1.0)) * step
    fallen = np.minimum(np.where(step > 0, whole, beyond), room) / np.where(room > 0, room, 1.0)
    share = np.where((beyond <= TOLERANCE) | (room <= 0), 1.0, 1.0 - (1.0 - least) * fallen)
    return np.where(reached, share, 0.0)
