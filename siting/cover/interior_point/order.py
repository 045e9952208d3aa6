"""Variables sorted so that those sharing rows or a site stand close together: reverse Cuthill-McKee (1969,
doi:10.1145/800195.805928), by a breadth-first search over variables and rows, which never builds the graph of
variables: once a row has been met, all its options have been seen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Starts, owners
from siting.inputs import Positions

TURNS = 3
"""Searches from the farthest variable of the one before: an end of the component, as a rule."""


class Graph(NamedTuple):
    """Nodes by groups, both ways round: nodes that share a group are neighbours."""

    start: Starts
    groups: Positions
    there: Starts
    nodes: Positions


def breadth_first(
    covers: Covers, site: Positions, n_sites: int, pooled: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Options that reach a row and their sites (site g is n_options + g), neighbours close, and the block of each,
    ascending: one for every component of more than `pooled` nodes, and a last one for all others."""
    order, component = _search(_graph(covers, site, n_sites))
    size = np.bincount(component)
    block = np.where(size[component] <= pooled, len(size), component)
    by_block = np.argsort(block, kind="stable")
    _, block = np.unique(block[by_block], return_inverse=True)
    return order[by_block], block


def _graph(covers: Covers, site: Positions, n_sites: int) -> Graph:
    """Nodes: options, then sites. Groups: rows, then sites, each with its options and itself."""
    at_site = np.flatnonzero((site >= 0) & (np.diff(covers.option_start) > 0))
    if not len(at_site):
        return Graph(covers.option_start, covers.option_rows, covers.row_start, covers.row_options)
    sites = np.unique(site[at_site])
    nodes = np.concatenate((owners(covers.option_start), at_site, covers.n_options + sites))
    groups = np.concatenate((covers.option_rows, covers.n_rows + site[at_site], covers.n_rows + sites))
    shape = covers.n_options + n_sites, covers.n_rows + n_sites
    by_node = csr_matrix((np.ones(len(nodes), np.int8), (nodes, groups)), shape)
    by_group = by_node.tocsc()
    starts = by_node.indptr.astype(np.int64), by_group.indptr.astype(np.int64)
    return Graph(starts[0], by_node.indices.astype(np.int32), starts[1], by_group.indices.astype(np.int32))


@compiled
def _search(graph: Graph) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Nodes that have a group, in reverse Cuthill-McKee order, and the component of each."""
    n_nodes = graph.start.size - 1
    order, component = np.empty(n_nodes, np.int64), np.empty(n_nodes, np.int64)
    seen, met = np.zeros(n_nodes, np.bool_), np.zeros(graph.there.size - 1, np.bool_)
    first, number = 0, 0
    for node in range(n_nodes):
        if seen[node] or graph.start[node] == graph.start[node + 1]:
            continue
        last = _walk(graph, node, order, first, seen, met)
        for _ in range(TURNS):
            for t in range(first, last):
                seen[order[t]] = False
                for s in range(graph.start[order[t]], graph.start[order[t] + 1]):
                    met[graph.groups[s]] = False
            last = _walk(graph, order[last - 1], order, first, seen, met)
        component[first:last] = number
        order[first:last] = order[first:last][::-1].copy()
        first, number = last, number + 1
    return order[:first], component[:first]


@compiled
def _walk(
    graph: Graph,
    root: int,
    order: NDArray[np.int64],
    first: int,
    seen: NDArray[np.bool_],
    met: NDArray[np.bool_],
) -> int:
    """Writes the root's component into order[first:], nearest first, of equals those with few groups first;
    returns where it ends."""
    order[first] = root
    seen[root] = True
    head, last = first, first + 1
    while head < last:
        node, begin = order[head], last
        head += 1
        for s in range(graph.start[node], graph.start[node + 1]):
            group = graph.groups[s]
            if met[group]:
                continue
            met[group] = True
            for t in range(graph.there[group], graph.there[group + 1]):
                other = graph.nodes[t]
                if not seen[other]:
                    seen[other] = True
                    order[last] = other
                    last += 1
        found = order[begin:last].copy()
        degree = graph.start[found + 1] - graph.start[found]
        order[begin:last] = found[np.argsort(degree, kind="mergesort")]
    return last
