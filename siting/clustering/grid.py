"""A grid: places in one square cell stand together."""

from __future__ import annotations

import numpy as np

from siting.clustering._places import numbered
from siting.inputs import Floats, Positions
from siting.language import mark

ABOUT = mark("square cells of cell_m metres; the error is bounded by the cell")
KEY = "cell_m"


def label(xy_m: Floats, people: Floats, size: float, seed: int) -> Positions:
    """(n,) the cell of each place. Edges lie at whole multiples of cell_m in the working CRS and belong to the cell
    above, so that more places or another seed move no cell. No two places of a cluster are farther apart than
    cell_m * sqrt(2)."""
    return numbered(np.floor(xy_m / size).astype(np.int64))
