"""The part of a plan that other rules allow: where costs rise, what the money still pays for."""

from __future__ import annotations

import numpy as np

from siting.decide.again import again
from siting.errors import InfeasibleError, NoPlanError
from siting.inputs import Positions
from siting.model import Model
from siting.outcome import Watch
from siting.scenario.schema import Solve

QUICK = Solve(strategy="auto", gap=1e-4, time_limit_s=5.0)


def held_part(question: Model, selection: Positions) -> Positions | None:
    """The best part found of a selection that the question's rules allow, of coverage under upper limits; None where
    none was found."""
    closed = np.setdiff1d(np.arange(question.n_options), selection).astype(np.int32)
    try:
        return again(question, QUICK, Watch(), closed=closed).selection
    except (InfeasibleError, NoPlanError):
        return None
