"""Numbers without rounding: a float is a whole multiple of a power of two, and whole numbers add up exactly."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

ROOM = 60
"""Bits that all weights or prices of rows may have together; an int64 holds 63, the rest is for rounding up."""


def scale_for(values: Floats) -> int:
    """The exponent s for which values * 2**s together stay just below 2**ROOM; values >= 0."""
    total = float(values.sum())
    return ROOM - math.frexp(total)[1] if total > 0 else 0


def lifted(values: Floats, scale: int, up: bool) -> Whole:
    """values * 2**scale as whole numbers, each rounded up or down; values >= 0. Exact where they fit."""
    scaled = np.ldexp(values, scale)
    if not up:
        return np.floor(scaled).astype(np.int64)
    # What is too small even for a float's exponent is still more than nothing.
    return np.maximum(np.ceil(scaled), values > 0).astype(np.int64)


def whole(values: Floats) -> tuple[list[int], int]:
    """(numbers, bits): the values are exactly numbers / 2**bits, whatever their sizes; bits >= 0."""
    ratios = [value.as_integer_ratio() for value in values.tolist()]
    bits = max((under.bit_length() for _, under in ratios), default=1) - 1
    return [over << (bits + 1 - under.bit_length()) for over, under in ratios], bits


def sums(group: NDArray[np.integer], values: Whole, n_groups: int) -> Whole:
    """(n_groups,) whole numbers added up by group, without the floats that np.bincount goes through."""
    ones = np.ones(len(values), dtype=np.int64)
    by_group = csr_matrix((ones, (group, np.arange(len(values)))), shape=(n_groups, len(values)))
    return np.asarray(by_group @ values, dtype=np.int64)


def float_above(number: Fraction) -> float:
    """The least float that is not below the number."""
    near = float(number)
    return near if Fraction(near) >= number else math.nextafter(near, math.inf)


def float_below(number: Fraction) -> float:
    """The largest float that is not above the number."""
    return -float_above(-number) + 0.0  # no minus before a zero
