"""HDBSCAN: places stand together where they are dense; the scattered ones keep themselves.

R. J. G. B. Campello, D. Moulavi and J. Sander, "Density-based clustering based on hierarchical density estimates",
PAKDD 2013, 160-172, DOI 10.1007/978-3-642-37456-2_14."""

from __future__ import annotations

import math

import numpy as np

from siting.clustering._places import one_thread
from siting.inputs import Floats, Positions
from siting.language import mark

ABOUT = mark(
    "where places are dense and at least min_people live together; the scattered ones keep themselves"
)
KEY = "min_people"

MOST_PLACES = 30_000
"""The time grows with the square of the places; whoever asks for more is told so."""


def label(xy_m: Floats, people: Floats, size: float, seed: int) -> Positions:
    """(n,) cluster of each place; a place of its own where it is noise, and where its cluster has fewer people.

    Density is that of places, not of people: HDBSCAN takes no weights. The fewest places of a cluster follow from
    min_people at the mean number of people a place. Leaves of the tree are taken and not the most lasting branches,
    since a whole city is one lasting branch. A place is noise where it leaves the others before they part from each
    other; a lonely place that is nearer than that to a dense one belongs to it."""
    fewest = max(2, math.ceil(size * len(xy_m) / people.sum()))
    found = _dense(xy_m, fewest) if fewest <= len(xy_m) else np.full(len(xy_m), -1)
    lives = np.bincount(found[found >= 0], weights=people[found >= 0], minlength=len(xy_m))
    kept = (found >= 0) & (lives[found] >= size)
    return np.where(kept, found + len(xy_m), np.arange(len(xy_m))).astype(np.int32)


def _dense(xy_m: Floats, fewest: int) -> Positions:
    """(n,) clusters of at least so many places, -1 for noise."""
    from sklearn.cluster import HDBSCAN

    method = HDBSCAN(fewest, cluster_selection_method="leaf", algorithm="kd_tree", n_jobs=1, copy=True)
    with one_thread():
        return np.asarray(method.fit_predict(xy_m - xy_m.mean(axis=0)), dtype=np.int32)
