"""People on a street network as a graph: who steps onto the streets at the same node is one spot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.circles.graph import Graph, both_ways, graph
from siting.circles.ground import of_spots
from siting.circles.spread import nearest
from siting.inputs import Floats, Points, Positions, frozen
from siting.networks import Network
from siting.scenario.schema import Travel
from siting.travel import doors
from siting.travel.dijkstra import search
from siting.travel.snap import Grid, Snapped, grid, snap

STEP_M = 60.0
"""Longer streets get sample points between their ends, so far apart."""


@dataclass(frozen=True, slots=True, eq=False)
class OnStreets:
    """A `Ground`. node: (n_spots,) where each spot's people step onto the streets. of_node: (n_nodes,) the spot that
    a node belongs to, the nearest along the streets, -1 where nobody lives on the connected piece."""

    graph: Graph
    demand_spot: Positions
    network: Network
    settings: Travel
    lookup: Grid
    at: Snapped
    node: Positions
    of_node: Positions

    @property
    def reach_m(self) -> float:
        """As far as points look for a street."""
        return self.settings.snap_m

    def spots(self, points: Points) -> Positions:
        """The spot of the nearer end of the street that each point meets."""
        at = snap(points.xy_m, self.lookup, self.settings.snap_m)
        return of_spots(self.of_node, node_of(self.network, at))

    def samples(self) -> tuple[Floats, Positions]:
        """Nodes, and points along streets that are long; the half of a street next to a node is the node's."""
        ends = self.network.edge_nodes
        xy_m = self.network.node_xy_m
        first, way = xy_m[ends[:, 0]], xy_m[ends[:, 1]] - xy_m[ends[:, 0]]
        pieces = np.ceil(np.hypot(*way.T) / STEP_M).astype(np.int64)
        edge = np.repeat(np.arange(len(ends)), np.maximum(pieces - 1, 0))
        step = np.arange(len(edge)) - np.searchsorted(edge, edge) + 1
        share = step / pieces[edge]
        owner = np.where(share <= 0.5, ends[edge, 0], ends[edge, 1])
        between = first[edge] + share[:, None] * way[edge]
        return np.concatenate([xy_m, between]), self.of_node[np.concatenate([np.arange(len(xy_m)), owner])]

    def ways_m(self, circle: Positions, middle: Positions) -> Floats:
        """The shortest way on all streets, as travel measures it, the leg to the street included where it counts."""
        mine = of_spots(circle, self.demand_spot)
        limit_m = self._longest_m(circle, middle, mine)
        found = self._searched(mine, middle, limit_m)
        lost = np.unique(mine[(mine >= 0) & np.isnan(found)])
        if len(lost):  # streets that can be walked one way only are longer than the graph says
            limit_m[lost] = np.inf
            found = self._searched(mine, middle, limit_m)
        return found

    def _longest_m(self, circle: Positions, middle: Positions, mine: Positions) -> Floats:
        """(n_circles,) no less than the longest of the shortest ways, each inside its circle."""
        whole = self.graph
        inside = np.repeat(circle, np.diff(whole.indptr)) == circle[whole.indices]
        indptr = np.concatenate([[0], np.cumsum(inside)])[whole.indptr]
        owner, way_m = np.full(len(whole), -1, np.int32), np.full(len(whole), np.inf)
        closed = (indptr, whole.indices[inside], whole.length_m[inside])
        nearest(*closed, middle, np.zeros(len(middle)), owner, way_m)
        limit_m = np.zeros(len(middle))
        there = mine >= 0
        edge = self.at.edge[there]
        length_m = np.minimum(self.network.forward_m[edge], self.network.backward_m[edge])
        last_m = length_m + np.nan_to_num(self.at.leg_m[there])
        np.maximum.at(limit_m, mine[there], way_m[self.demand_spot[there]] + last_m)
        return limit_m

    def _searched(self, mine: Positions, middle: Positions, limit_m: Floats) -> Floats:
        network, counts = self.network, self.settings.snap_leg == "counted"
        node = self.node[middle]
        ends, place = np.unique(network.edge_nodes.T.ravel(), return_index=True)
        place = place[np.searchsorted(ends, node)]
        edge, share = (place % network.n_edges).astype(np.int32), (place >= network.n_edges).astype(float)
        starts = doors.of_origins(network, Snapped(edge, share, np.zeros(len(edge))), limit_m, counts)
        reach = search(doors.turned_round(network), doors.of_demand(network, self.at, counts), starts)
        origin = np.repeat(np.arange(reach.n_origins), np.diff(reach.indptr))
        own = mine[reach.indices] == origin
        found = np.full(len(mine), np.nan)
        found[reach.indices[own]] = reach.travel[own]
        return found


def node_of(network: Network, at: Snapped) -> Positions:
    """(n_points,) the nearer end of each point's street, -1 for points that meet none."""
    edge = np.maximum(at.edge, 0)
    node = np.where(at.share <= 0.5, network.edge_nodes[edge, 0], network.edge_nodes[edge, 1])
    return np.where(at.edge < 0, -1, node).astype(np.int32)


def on_streets(network: Network, settings: Travel, demand: Points, people: Floats) -> OnStreets:
    """The graph of spots, each with all nodes nearer to it than to any other.

    Such a set of nodes is connected, and neighbours have nodes with a street between them: what is connected in the
    graph is connected on the streets. Ways count in the direction in which they are shorter."""
    lookup = grid(network, settings.snap_to)
    at = snap(demand.xy_m, lookup, settings.snap_m)
    node = node_of(network, at)
    there = np.bincount(node[node >= 0], people[node >= 0], network.n_nodes).astype(np.float64)
    spots = np.flatnonzero(there > 0).astype(np.int32)
    length_m = np.minimum(network.forward_m, network.backward_m)
    first, second = network.edge_nodes[:, 0].astype(np.int64), network.edge_nodes[:, 1].astype(np.int64)
    of_node, way_m = np.full(network.n_nodes, -1, np.int32), np.full(network.n_nodes, np.inf)
    nearest(*both_ways(first, second, length_m, network.n_nodes), spots, np.zeros(len(spots)), of_node, way_m)
    border = np.flatnonzero((of_node[first] != of_node[second]) & (of_node[first] >= 0))
    first, second = first[border], second[border]
    between = graph(
        of_node[first],
        of_node[second],
        way_m[first] + length_m[border] + way_m[second],
        there[spots],
        network.node_xy_m[spots],
    )
    demand_spot = frozen(of_spots(of_node, node))
    return OnStreets(between, demand_spot, network, settings, lookup, at, frozen(spots), frozen(of_node))
