"""Bisecting k-means: the cluster that is spread widest is cut in two, until there are k.

M. Steinbach, G. Karypis and V. Kumar, "A comparison of document clustering techniques", University of Minnesota
technical report 00-034 (2000)."""

from __future__ import annotations

import numpy as np

from siting.clustering._places import at_most, one_thread
from siting.inputs import Floats, Positions
from siting.language import mark

ABOUT = mark("k clusters by cutting the widest spread in two again and again; more clusters only cut further")
KEY = "k"


def label(xy_m: Floats, people: Floats, size: float, seed: int) -> Positions:
    """(n,) cluster of each place. With larger k, clusters of smaller k are cut further and never put together."""
    k = int(size)
    return at_most(k, xy_m, people, lambda places, weight: _divided(places, weight, k, seed))


def _divided(xy_m: Floats, people: Floats, k: int, seed: int) -> Positions:
    from sklearn.cluster import BisectingKMeans

    random = np.random.RandomState(np.random.MT19937(seed))
    with one_thread():
        method = BisectingKMeans(k, init="k-means++", random_state=random)
        method.fit(xy_m - xy_m.mean(axis=0), sample_weight=people)
    return np.asarray(method.labels_, dtype=np.int32)
