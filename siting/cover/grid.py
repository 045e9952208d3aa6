"""Sums without rounding: numbers on a common grid of steps 2**k add up exactly, in any order.

A float64 holds every multiple of `step` up to 2**53 steps. Weights on such a grid make gains and losses
exact after any number of moves (no drift, ties stay ties), and make a bound provable in floating point:
each number is rounded once, to the safe side, and nothing is rounded after that."""

from __future__ import annotations

import math

import numpy as np

from siting.inputs import Floats

BITS = 51
LEAST = 2.0**-1000


def grid_step(total: float) -> float:
    """The power of two on whose multiples all sums up to 4 * total are exact; 1 when total is 0."""
    if not total > 0:
        return 1.0
    return max(LEAST, math.ldexp(1.0, math.frexp(total)[1] - BITS))


def round_up(values: Floats, step: float) -> Floats:
    """Each value, or the next multiple of step above it."""
    up: Floats = np.ceil(values / step) * step
    return up


def round_down(values: Floats, step: float) -> Floats:
    """Each value, or the next multiple of step below it."""
    down: Floats = np.floor(values / step) * step
    return down
