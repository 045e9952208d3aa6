"""Where points get on and off the network: the directions of walking turned into arrays for a search."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Positions
from siting.networks import Network
from siting.travel.snap import Snapped


class Arcs(NamedTuple):
    """The network turned round (CSR): from a node to those from which one can walk to it.

    indptr: (n_nodes + 1,); node: (n_arcs,); length_m: (n_arcs,)."""

    indptr: NDArray[np.int64]
    node: Positions
    length_m: Floats


class Doors(NamedTuple):
    """How demand points get onto the network.

    At a node (CSR over nodes): indptr, point, and way_m from the point to the node, snap leg included.
    Between two nodes (CSR over edges): edge_indptr, edge_point, and for each such point its share along
    the edge and its snap leg leg_m. n_points: demand points in all."""

    indptr: NDArray[np.int64]
    point: Positions
    way_m: Floats
    edge_indptr: NDArray[np.int64]
    edge_point: Positions
    share: Floats
    leg_m: Floats
    n_points: int


class Origins(NamedTuple):
    """Where searches begin.

    node, way_m: (n_origins, 2) the two ends of the origin's edge, and the way from there to the origin, inf
    where there is none. edge: -1 for origins at a node; share, leg_m as in Snapped.
    limit_m: (n_origins,) how far each has to look. forward_m, backward_m: of the network."""

    node: Positions
    way_m: Floats
    edge: Positions
    share: Floats
    leg_m: Floats
    limit_m: Floats
    forward_m: Floats
    backward_m: Floats


def turned_round(network: Network) -> Arcs:
    """Arcs for a search from a destination back to those who walk to it."""
    first, second = network.edge_nodes[:, 0], network.edge_nodes[:, 1]
    tail = np.concatenate([second, first])
    node = np.concatenate([first, second])
    length_m = np.concatenate([network.forward_m, network.backward_m])
    open_ = np.isfinite(length_m)
    tail, node, length_m = tail[open_], node[open_], length_m[open_]
    order = np.lexsort((node, tail))
    return Arcs(_indptr(tail, network.n_nodes), node[order], length_m[order])


def of_demand(network: Network, points: Snapped, leg_counts: bool) -> Doors:
    """Attaches demand points to the network, in the direction in which people leave home."""
    edge, share, leg_m, at_node = _parts(points, leg_counts)
    on = points.edge >= 0
    to_first_m = _portion(share, network.backward_m[edge])
    to_second_m = _portion(1 - share, network.forward_m[edge])
    to_first_m[share == 1] = np.inf
    to_second_m[share == 0] = np.inf
    point = np.tile(np.arange(len(edge), dtype=np.int32), 2)
    node = np.concatenate([network.edge_nodes[edge, 0], network.edge_nodes[edge, 1]])
    way_m = np.concatenate([to_first_m + leg_m, to_second_m + leg_m])
    used = np.flatnonzero(np.isfinite(way_m) & np.tile(on, 2))
    used = used[np.lexsort((point[used], node[used]))]
    inside = np.flatnonzero(on & ~at_node)
    between = inside[np.argsort(edge[inside], kind="stable")].astype(np.int32)
    return Doors(
        _indptr(node[used], network.n_nodes),
        point[used],
        way_m[used],
        _indptr(edge[between], network.n_edges),
        between,
        share[between],
        leg_m[between],
        len(edge),
    )


def of_origins(network: Network, points: Snapped, limit_m: Floats, leg_counts: bool) -> Origins:
    """Attaches sites or outlets to the network, in the direction in which people arrive.

    A lost point gets no way at all, and so reaches nothing."""
    edge, share, leg_m, at_node = _parts(points, leg_counts)
    from_first_m = _portion(share, network.forward_m[edge])
    from_second_m = _portion(1 - share, network.backward_m[edge])
    from_first_m[share == 1] = np.inf
    from_second_m[share == 0] = np.inf
    way_m = np.stack([from_first_m, from_second_m], axis=1) + leg_m[:, None]
    way_m[points.edge < 0] = np.inf
    own_edge = np.where(at_node | (points.edge < 0), -1, edge).astype(np.int32)
    node = np.ascontiguousarray(network.edge_nodes[edge], dtype=np.int32)
    limit_m = np.asarray(limit_m, dtype=np.float64)
    return Origins(node, way_m, own_edge, share, leg_m, limit_m, network.forward_m, network.backward_m)


def _parts(points: Snapped, leg_counts: bool) -> tuple[Positions, Floats, Floats, NDArray[np.bool_]]:
    """Edge (0 for lost points), share, counted leg, and whether the point stands at a node."""
    edge = np.maximum(points.edge, 0)
    leg_m = np.nan_to_num(points.leg_m) if leg_counts else np.zeros(len(edge))
    return edge, points.share, leg_m, (points.share == 0) | (points.share == 1)


def _portion(share: Floats, length_m: Floats) -> Floats:
    """A share of each length; nothing of a street is nothing, even where it cannot be walked (inf)."""
    return np.multiply(share, length_m, where=share > 0, out=np.zeros(len(share)))


def _indptr(owner: Positions, n_owners: int) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=n_owners))]).astype(np.int64)
