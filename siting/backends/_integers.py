"""Numbers as whole numbers, for solvers that know no others: exact where they are decimals, else safe."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats

MOST_DECIMALS = 9
EXACT = 2.0**50
COARSE = 2.0**45
NOISE = 8 * 2.0**-52
CLOSED = 1e-9
LARGEST_POWER = 1023.0

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """numbers ~ whole / scale. over: by how much whole / scale may fall below the numbers, summed over all; under: by
    how much it may exceed them."""

    whole: Whole
    scale: float
    over: float
    under: float


def scale_of(numbers: Floats) -> tuple[float, bool]:
    """A factor that makes the numbers whole, and whether it does so exactly (but for the last digits of a float).

    A power of ten where all are decimals of at most nine places; else the power of two that keeps the sum of all
    within 2**45, as far as a float can hold that power."""
    total = float(np.abs(numbers).sum())
    for decimals in range(MOST_DECIMALS + 1):
        scale = 10.0**decimals
        if total * scale > EXACT:
            break
        if np.all(np.abs(numbers * scale - np.rint(numbers * scale)) <= NOISE * np.abs(numbers * scale)):
            return scale, True
    with np.errstate(over="ignore"):
        power = np.floor(np.log2(COARSE / total))
    return 2.0 ** min(power, LARGEST_POWER), False


def rounded(numbers: Floats) -> Scaled:
    """The numbers rounded to the nearest, with what that may change in a sum of any of them."""
    scale, _ = scale_of(numbers)
    whole = np.rint(numbers * scale)
    off = numbers - whole / scale
    return Scaled(
        whole.astype(np.int64), scale, float(np.maximum(off, 0).sum()), float(np.maximum(-off, 0).sum())
    )


def at_most(numbers: Floats, limit: float) -> tuple[Whole, int]:
    """Whole coefficients and limit of  numbers @ x <= limit  for 0 <= x <= 1: the same solutions where the numbers are
    decimals, else none fewer. Sums that pass the limit by a billionth of it still count as within."""
    scale, exact = scale_of(numbers)
    # No x in [0, 1] passes the sum of what is positive; a larger limit could pass what a whole number holds.
    limit = min(limit, float(numbers[numbers > 0].sum()))
    lifted = numbers * scale
    whole = np.rint(lifted) if exact else np.floor(lifted)
    noise = float(np.maximum(whole - lifted, 0.0).sum())
    closed = limit + CLOSED * abs(limit)
    if closed < numbers[numbers < 0].sum():  # beyond every x, and perhaps beyond whole numbers at this scale
        return whole.astype(np.int64), int(np.minimum(whole, 0.0).sum()) - 1
    return whole.astype(np.int64), int(np.floor(closed * scale + noise))


def at_least(numbers: Floats, limit: float) -> tuple[Whole, int]:
    """The same for  numbers @ x >= limit."""
    whole, most = at_most(-numbers, -limit)
    return -whole, -most
