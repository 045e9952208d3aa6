"""What a planner is told of a shift: where to, how far, and what removes it."""

from __future__ import annotations

import numpy as np

from siting.inputs import Floats
from siting.language import mark, tr

DIRECTIONS = (
    mark("east"),
    mark("east-north-east"),
    mark("north-east"),
    mark("north-north-east"),
    mark("north"),
    mark("north-north-west"),
    mark("north-west"),
    mark("west-north-west"),
    mark("west"),
    mark("west-south-west"),
    mark("south-west"),
    mark("south-south-west"),
    mark("south"),
    mark("south-south-east"),
    mark("south-east"),
    mark("east-south-east"),
)


def direction(vector_m: Floats) -> str:
    """The wind of sixteen that (2,) metres east and north point to."""
    turn = float(np.arctan2(vector_m[1], vector_m[0])) / (2.0 * np.pi)
    return tr(DIRECTIONS[round(turn * len(DIRECTIONS)) % len(DIRECTIONS)])
