"""Outlets that exclude one another, as sets of which at most one may open.

Conflicts are between nodes, a (site, format) each, whichever phase it opens in: an outlet opens once (rule `phases`).
A set in which every two exclude one another needs one row where its pairs need many, and that row is stronger."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Positions
from siting.model import Model

Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """(site, format) pairs that are for sale. of_option: (n_options,); site, format: (n_nodes,)."""

    of_option: Positions
    site: Positions
    format: Positions

    @property
    def n(self) -> int:
        """How many."""
        return len(self.site)


def nodes(model: Model) -> Nodes:
    """The nodes of a model, ordered by site, then format."""
    first, of_option = np.unique(model.option_pair, return_index=True, return_inverse=True)[1:]
    return Nodes(of_option.ravel().astype(np.int32), model.option_site[first], model.option_format[first])


def cliques(n: int, pairs: Pairs) -> list[list[int]]:
    """Sets of nodes, every two of which are a pair, that hold every pair at least once. pairs: (n_pairs, 2), any order.

    Greedy: a pair that no set holds yet grows, first by what shares such pairs with it, until nothing fits."""
    near: list[set[int]] = [set() for _ in range(n)]
    for one, other in pairs.tolist():
        near[one].add(other)
        near[other].add(one)
    left = [set(known) for known in near]
    found = []
    for one in range(n):
        while left[one]:
            other = min(left[one])
            members, common = [one, other], near[one] & near[other]
            while common:
                fresh = common & left[one] or common & left[other]
                member = min(fresh or common)
                members.append(member)
                common &= near[member]
            for member in members:
                left[member].difference_update(members)
            found.append(sorted(members))
    return found


def at_most_one(model: Model, known: Nodes, sets: list[list[int]]) -> csr_matrix:
    """CSR of ones (n_sets, n_options): the options of each set's nodes, in every phase."""
    order = np.argsort(known.of_option, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(known.of_option, minlength=known.n))])
    columns = [order[start[node] : start[node + 1]] for members in sets for node in members]
    row = np.repeat(
        np.arange(len(sets)), [sum(int(start[n + 1] - start[n]) for n in members) for members in sets]
    )
    column = np.concatenate([np.zeros(0, dtype=np.int64), *columns])
    return csr_matrix((np.ones(len(column)), (row, column)), shape=(len(sets), model.n_options))
