"""Two layers of outlets held against each other: what opened, what closed, what moved."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from siting.decide.update.outlet_layer import keys
from siting.decide.update.types import News, OutletLayer
from siting.inputs import Floats

MOVED_M = 0.01


def news(
    before: OutletLayer,
    after: OutletLayer,
    given: Literal["changes", "layer", "files"],
    given_up: tuple[tuple[str, int], ...] = (),
    notes: tuple[str, ...] = (),
) -> News:
    """Outlets are the same where id and format are; those that are, and stand elsewhere, moved."""
    old, new = keys(before), keys(after)
    at = {key: row for row, key in enumerate(old)}
    there = set(new)
    opened = [row for row, key in enumerate(new) if key not in at]
    closed = [row for row, key in enumerate(old) if key not in there]
    both = np.array([(at[key], row) for row, key in enumerate(new) if key in at], dtype=np.int64).reshape(
        -1, 2
    )
    moved = both[_apart(before.xy_m[both[:, 0]], after.xy_m[both[:, 1]])]
    new_rows, old_rows = np.array(opened, dtype=np.int64), np.array(closed, dtype=np.int64)
    return News(before, after, new_rows, old_rows, moved, given_up, given, notes)


def _apart(first: Floats, second: Floats) -> NDArray[np.bool_]:
    """(n,) whether two places differ; those that nobody knows do not."""
    return np.asarray(np.nan_to_num(np.hypot(*(first - second).T)) > MOVED_M)
