"""certificate.npz: raw coverage, costs, limits, selection and bound, so that anybody can check the plan."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from siting.language import mark
from siting.plan import Plan

ABOUT = mark("the plan's proof in arrays: coverage, costs, limits, selection, value, bound")
FILE = "certificate.npz"


def write(plan: Plan, path: Path) -> None:
    """The arrays of `certificate.Evidence`, compressed; no pickles, so reading it runs nothing."""
    with path.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **plan.evidence.arrays())
