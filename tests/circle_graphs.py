"""Graphs of spots and street grids for tests of circles, and checks that share nothing with the kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from siting.circles.graph import Graph, graph
from siting.networks import Network
from siting.networks._build import network


def grid_pairs(columns: int, rows: int) -> np.ndarray:
    """(n_pairs, 2) neighbours in a grid, numbered row by row."""
    number = np.arange(columns * rows).reshape(rows, columns)
    across = np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], axis=1)
    return np.concatenate([across, np.stack([number[:-1].ravel(), number[1:].ravel()], axis=1)])


def grid_xy_m(columns: int, rows: int, step_m: float = 100.0) -> np.ndarray:
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    return np.stack([x.ravel(), y.ravel()], axis=1) * step_m


def grid_graph(columns: int, rows: int, people: Any, pairs: np.ndarray | None = None) -> Graph:
    """Spots 100 m apart; pairs: the streets there are, all when absent."""
    pairs = grid_pairs(columns, rows) if pairs is None else pairs
    heads = np.broadcast_to(np.asarray(people, dtype=np.float64), columns * rows).copy()
    length_m = np.full(len(pairs), 100.0)
    return graph(pairs[:, 0], pairs[:, 1], length_m, heads, grid_xy_m(columns, rows))


def grid_streets(columns: int, rows: int, step_m: float = 100.0, shift_x_m: float = 0.0) -> Network:
    """Streets as a grid."""
    pairs, xy_m = grid_pairs(columns, rows), grid_xy_m(columns, rows, step_m)
    xy_m[:, 0] += shift_x_m
    two_way = np.zeros(len(pairs), dtype=bool)
    return network(xy_m, pairs[:, 0], pairs[:, 1], np.full(len(pairs), step_m), two_way)


def parts_of(members: np.ndarray, pairs: np.ndarray, n: int) -> int:
    """Into how many connected parts some of n nodes fall."""
    whole = csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (n, n))
    return int(connected_components(whole[members][:, members], directed=False)[0])


def pairs_in(whole: Graph) -> np.ndarray:
    """(n_arcs, 2) of a graph."""
    return np.stack([np.repeat(np.arange(len(whole)), np.diff(whole.indptr)), whole.indices], axis=1)
