"""Clusters: who belongs together, and which place stands for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.clustering._places import numbered
from siting.inputs import Floats, Positions, frozen


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """membership: (n,) the cluster of each place. medoid: (n_clusters,) the place that stands for each cluster, one
    of its own."""

    membership: Positions
    medoid: Positions

    def __len__(self) -> int:
        return len(self.medoid)

    def sums(self, values: Floats) -> Floats:
        """(..., n_clusters) sums over clusters of (..., n) values."""
        flat = np.asarray(values, dtype=np.float64).reshape(-1, len(self.membership))
        found = np.zeros((len(flat), len(self)))
        for row, kept in zip(flat, found, strict=True):
            kept[:] = np.bincount(self.membership, weights=row, minlength=len(self))
        return found.reshape(*np.shape(values)[:-1], len(self))


def gathered(xy_m: Floats, people: Floats, labels: NDArray[np.integer]) -> Clusters:
    """Clusters of places with equal labels, numbered as they first appear.

    The member nearest to the cluster's weighted mean stands for it: where people live, so that a street is near,
    and a row of any travel table. It is the weighted medoid under squared distance, since for every member i

        sum_j w_j |x_j - x_i|^2 = sum_j w_j |x_j - mean|^2 + (sum_j w_j) |x_i - mean|^2.

    Where somebody lives in the cluster, that member is inhabited. Of equal ones the first; with nobody at all, the
    mean counts every member alike."""
    membership = numbered(labels.reshape(-1, 1))
    n_clusters = int(membership.max(initial=-1)) + 1
    inhabited = np.bincount(membership, weights=people, minlength=n_clusters) > 0
    weight = np.where(inhabited[membership], people, 1.0)
    total = np.bincount(membership, weights=weight, minlength=n_clusters)
    middle = np.mean(xy_m, axis=0)  # far coordinates would cost digits
    mean = [
        np.bincount(membership, weights=weight * axis, minlength=n_clusters) for axis in (xy_m - middle).T
    ]
    away = np.hypot(*(xy_m - middle - (np.array(mean) / total).T[membership]).T)
    order = np.lexsort((np.arange(len(away)), np.where(weight > 0, away, np.inf), membership))
    first = np.flatnonzero(np.diff(membership[order], prepend=-1))
    return Clusters(frozen(membership), frozen(order[first].astype(np.int32)))
