"""Weighted k-means: k clusters as tight as can be, people counted.

S. P. Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28 (1982) 129-137, DOI
10.1109/TIT.1982.1056489; in batches where places are many: D. Sculley, "Web-scale k-means clustering", WWW 2010,
1177-1178, DOI 10.1145/1772690.1772862."""

from __future__ import annotations

import warnings

import numpy as np

from siting.clustering._places import at_most, nearest, one_thread
from siting.inputs import Floats, Positions
from siting.language import mark

ABOUT = mark("k clusters as tight as can be, people counted (k-means; in batches where places are many)")
KEY = "k"

MOST_PAIRS = 100_000_000
"""Places times clusters up to which every round compares every place with every centre; up to ten seconds in all."""
ROUNDS, PASSES, LAST_ROUNDS = 100, 10, 5


def label(xy_m: Floats, people: Floats, size: float, seed: int) -> Positions:
    """(n,) cluster of each place; sum_i people_i |x_i - centre(i)|^2 is small, a local minimum below MOST_PAIRS.

    Above, centres are found in batches, and then moved a few times to the mean of the places nearest to them, which a
    search tree finds. Every place belongs to the centre nearest to it."""
    k = int(size)
    return at_most(k, xy_m, people, lambda places, weight: _divided(places, weight, k, seed))


def _divided(xy_m: Floats, people: Floats, k: int, seed: int) -> Positions:
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.exceptions import ConvergenceWarning

    random = np.random.RandomState(np.random.MT19937(seed))
    places = xy_m - xy_m.mean(axis=0)  # far coordinates would cost digits
    if len(places) * k <= MOST_PAIRS:
        method = KMeans(k, n_init=1, max_iter=ROUNDS, random_state=random)
    else:
        batch = max(1024, 2 * k)  # a centre should see some places in every batch
        method = MiniBatchKMeans(
            k, n_init=1, max_iter=PASSES, batch_size=batch, compute_labels=False, random_state=random
        )
    with one_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer clusters than k are told by their number
        method.fit(places, sample_weight=people)
    centres = method.cluster_centers_
    for _ in range(LAST_ROUNDS if isinstance(method, MiniBatchKMeans) else 0):
        centres = _means(centres, places, people)
    return nearest(centres, places).astype(np.int32)


def _means(centres: Floats, xy_m: Floats, people: Floats) -> Floats:
    """Where people of each centre live on average; a centre that is nearest to nobody leaves."""
    label = nearest(centres, xy_m)
    total = np.bincount(label, weights=people, minlength=len(centres))
    kept = total > 0
    sums = [np.bincount(label, weights=people * axis, minlength=len(centres))[kept] for axis in xy_m.T]
    return np.stack(sums, axis=1) / total[kept, None]
