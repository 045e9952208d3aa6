"""Spots with people, and which of them are neighbours: what circles are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Positions


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Neighbouring spots.

    indptr, indices, length_m: for each spot its neighbours and the way to them in metres (CSR, both directions).
    people: (n_spots,) > 0; xy_m: (n_spots, 2); piece: (n_spots,) number of the connected piece, 0 the most
    populous."""

    indptr: NDArray[np.int64]
    indices: Positions
    length_m: Floats
    people: Floats
    xy_m: Floats
    piece: Positions

    def __len__(self) -> int:
        return len(self.people)

    def part(self, spots: Positions) -> Graph:
        """The graph of some spots alone, in their order."""
        from scipy.sparse import csr_matrix

        whole = csr_matrix((self.length_m, self.indices, self.indptr), (len(self), len(self)))
        inside = whole[spots][:, spots].tocsr()
        inside.sort_indices()
        return Graph(
            inside.indptr.astype(np.int64),
            inside.indices.astype(np.int32),
            inside.data,
            self.people[spots],
            self.xy_m[spots],
            self.piece[spots],
        )


def graph(first: Positions, second: Positions, length_m: Floats, people: Floats, xy_m: Floats) -> Graph:
    """The graph of pairs of spots; of several ways between two spots the shortest counts."""
    n_spots = len(people)
    low, high = np.minimum(first, second).astype(np.int64), np.maximum(first, second)
    pair = low * n_spots + high
    order = np.lexsort((length_m, pair))
    order = order[np.flatnonzero(np.diff(pair[order], prepend=-1))]
    low, high, length_m = pair[order] // n_spots, pair[order] % n_spots, length_m[order]
    indptr, indices, lengths = both_ways(low, high, length_m, n_spots)
    return Graph(indptr, indices, lengths, people, xy_m, _pieces(indptr, indices, people))


def both_ways(
    first: NDArray[np.int64], second: NDArray[np.int64], length_m: Floats, n: int
) -> tuple[NDArray[np.int64], Positions, Floats]:
    """Pairs as CSR, each in both directions."""
    tail, head = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.lexsort((head, tail))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=n))]).astype(np.int64)
    return indptr, head[order].astype(np.int32), np.tile(length_m, 2)[order]


def _pieces(indptr: NDArray[np.int64], indices: Positions, people: Floats) -> Positions:
    """Connected pieces, numbered from the most populous."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    pattern = csr_matrix((np.ones(len(indices)), indices, indptr), (len(people), len(people)))
    count, label = connected_components(pattern, directed=False)
    order = np.argsort(-np.bincount(label, people, count), kind="stable")
    rank = np.empty(count, np.int32)
    rank[order] = np.arange(count, dtype=np.int32)
    return np.asarray(rank[label])
