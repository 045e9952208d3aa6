"""What methods share: numbers for what is alike, and places that are few enough not to be clustered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Positions


def numbered(rows: NDArray[np.integer]) -> Positions:
    """(n,) number of each row among the different ones, counted as they first appear."""
    columns = rows.reshape(len(rows), -1).T
    order = np.lexsort(columns)  # stable: of equal rows the first comes first
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (columns[:, order[1:]] != columns[:, order[:-1]]).any(axis=0)
    group, first = np.empty(len(rows), dtype=np.int64), order[new]
    group[order] = np.cumsum(new) - 1
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return rank[group]


def at_most(k: int, xy_m: Floats, people: Floats, divide: Callable[[Floats, Floats], Positions]) -> Positions:
    """(n,) labels of at most k clusters.

    Places that are no more than k stay as they are, and where different locations are no more than k, those are the
    clusters. Else `divide` labels the inhabited places, and the others join the nearest of them."""
    if k >= len(xy_m):
        return np.arange(len(xy_m), dtype=np.int32)
    lived_in = people > 0
    location = numbered(xy_m[lived_in].view(np.int64)) if k < lived_in.sum() else np.arange(lived_in.sum())
    few = int(location.max(initial=-1)) < k
    found = location if few else divide(xy_m[lived_in], people[lived_in])
    if lived_in.all():
        return np.asarray(found, dtype=np.int32)
    labels = np.empty(len(xy_m), dtype=np.int32)
    labels[lived_in] = found
    labels[~lived_in] = found[nearest(xy_m[lived_in], xy_m[~lived_in])]
    return labels


def nearest(centres_m: Floats, xy_m: Floats) -> NDArray[np.int64]:
    """(n,) position of the centre nearest to each place, in time that hardly grows with the centres."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(centres_m).query(xy_m)[1], dtype=np.int64)


@contextmanager
def one_thread() -> Iterator[None]:
    """One OpenMP and one BLAS thread: with more, sums come in another order, and clusters hang on the machine."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
