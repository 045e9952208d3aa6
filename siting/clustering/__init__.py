"""Clusters of demand: many places stand together as one. Arrays in, arrays out; what that does to a plan is measured
elsewhere (`siting.clustered`), and always.

A method is a part, a file here: `label(xy_m, people, size, seed)`. What all methods share is done once, in
`cluster`: clusters stay within their circle, and one of its own places stands for each."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from siting import parts
from siting.clustering._clusters import Clusters, gathered
from siting.clustering._places import numbered
from siting.inputs import Floats

__all__ = ["Clusters", "cluster", "gathered"]


def cluster(
    method: str, xy_m: Floats, people: Floats, size: float, seed: int = 0, apart: ArrayLike | None = None
) -> Clusters:
    """Every place put into a cluster, by the method of that name.

    xy_m: (n, 2) metres, finite. people: (n,) at least 0, somewhere above 0. size: what the method's KEY means
    (k, cell_m, min_people). apart: (n,) places whose numbers differ are never in one cluster (their circle); a
    cluster that lies across is cut, so that there may be more than k. The same seed gives the same clusters,
    whatever the number of processors. Raises RefusedError for an unknown method."""
    labels = parts.load("clustering", method).label(xy_m, people, size, seed)
    if apart is not None:
        labels = numbered(np.stack([np.asarray(apart, dtype=np.int64), labels], axis=1))
    return gathered(xy_m, people, labels)
