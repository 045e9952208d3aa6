"""From what a file says to a Network: metres, lengths, one edge for two nodes, no fragments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting import crs
from siting.errors import Place, Problems
from siting.inputs import Floats, Positions, frozen
from siting.language import tr
from siting.networks import Network, Streets
from siting.networks._system import coordinate_system

if TYPE_CHECKING:
    from siting.scenario import Scenario

MILLIMETRE = 1e-3
FAR_FROM_STRAIGHT = 10.0


def build(streets: Streets, scenario: Scenario, working_crs: str, problems: Problems) -> Network:
    """The network in metres of the working CRS. Raises InputError when nothing walkable is left."""
    settings = scenario.settings.travel.network
    assert settings is not None
    place = scenario.place("travel", "network")
    said = coordinate_system(
        streets, settings.crs, working_crs, scenario.place("travel", "network", "crs"), problems
    )
    problems.stop_on_errors()
    xy_m = crs.to_working(streets.xy, said, working_crs)
    measured_m = _measured(streets, said, xy_m)
    length_m = _lengths(streets, measured_m, place, problems)
    whole = network(xy_m, streets.tail, streets.head, length_m, streets.oneway, streets.join, streets.files)
    if not whole.n_edges:
        problems.error(place, tr("the street network has no street that can be walked"))
        problems.stop_on_errors()
    return _without_fragments(whole, settings.min_component_nodes, place, problems)


def network(
    xy_m: Floats,
    tail: Positions,
    head: Positions,
    length_m: Floats,
    oneway: NDArray[np.bool_],
    join: bool = False,
    files: tuple[Path, ...] = (),
) -> Network:
    """A network from segments in metres; arrays as in `Streets`, length_m: (n_segments,).

    Loops go, the shortest of several segments between two nodes stays, nodes without any go."""
    if join:
        xy_m, tail, head = _joined(xy_m, tail, head)
    first, second = np.minimum(tail, head), np.maximum(tail, head)
    two_way_or = ~oneway
    forward_m = np.where(two_way_or | (tail < head), length_m, np.inf)
    backward_m = np.where(two_way_or | (tail > head), length_m, np.inf)
    kept = np.flatnonzero(tail != head)
    pair = first[kept].astype(np.int64) * len(xy_m) + second[kept]
    pair, group = np.unique(pair, return_inverse=True)
    shortest = [np.full(len(pair), np.inf), np.full(len(pair), np.inf)]
    np.minimum.at(shortest[0], group, forward_m[kept])
    np.minimum.at(shortest[1], group, backward_m[kept])
    ends = (
        np.stack([pair // len(xy_m), pair % len(xy_m)], axis=1) if len(pair) else np.empty((0, 2), np.int64)
    )
    return _in_order(xy_m, ends, shortest[0], shortest[1], files)


def _joined(xy_m: Floats, tail: Positions, head: Positions) -> tuple[Floats, Positions, Positions]:
    """Nodes in the same millimetre become one."""
    grid = np.round(xy_m / MILLIMETRE).astype(np.int64)
    _, keep, place = np.unique(grid, axis=0, return_index=True, return_inverse=True)
    at: Positions = place.ravel().astype(np.int32)
    return xy_m[keep], at[tail], at[head]


def _in_order(
    xy_m: Floats, pairs: NDArray[np.int64], forward_m: Floats, backward_m: Floats, files: tuple[Path, ...]
) -> Network:
    """Only nodes with edges, along a curve that keeps neighbours together: searches stay in the cache."""
    used = np.unique(pairs)
    order = used[np.argsort(_along_a_curve(xy_m[used]), kind="stable")]
    position = np.full(len(xy_m), -1, np.int32)
    position[order] = np.arange(len(order), dtype=np.int32)
    ends = position[pairs]
    turned = ends[:, 0] > ends[:, 1]
    forward_m, backward_m = np.where(turned, backward_m, forward_m), np.where(turned, forward_m, backward_m)
    ends = np.sort(ends, axis=1)
    by_first = np.lexsort((ends[:, 1], ends[:, 0]))
    ends = np.ascontiguousarray(ends[by_first])
    return Network(
        frozen(np.ascontiguousarray(xy_m[order], dtype=np.float64)),
        frozen(ends),
        frozen(np.ascontiguousarray(forward_m[by_first])),
        frozen(np.ascontiguousarray(backward_m[by_first])),
        frozen(_components(ends, len(order))),
        files,
    )


def _along_a_curve(xy_m: Floats) -> NDArray[np.uint64]:
    """(n,) place of each point on Morton's curve: the bits of both coordinates, interleaved."""
    if not len(xy_m):
        return np.empty(0, np.uint64)
    low = xy_m.min(axis=0)
    span = max(float((xy_m.max(axis=0) - low).max()), 1.0)
    cell = ((xy_m - low) / span * 0xFFFF).astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cell = (cell | (cell << np.uint64(shift))) & np.uint64(mask)
    code: NDArray[np.uint64] = cell[:, 0] | (cell[:, 1] << np.uint64(1))
    return code


def _components(ends: Positions, n_nodes: int) -> Positions:
    """(n_nodes,) connected piece of each node, 0 the largest, ties in the order of nodes."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(n_nodes, n_nodes))
    count, label = connected_components(graph, directed=False)
    by_size = np.argsort(-np.bincount(label, minlength=count), kind="stable")
    rank = np.empty(count, np.int32)
    rank[by_size] = np.arange(count, dtype=np.int32)
    component: Positions = rank[label]
    return component


def _without_fragments(whole: Network, asked: int | None, place: Place, problems: Problems) -> Network:
    """Leaves out pieces smaller than asked; by default than 0.1 % of the largest, at most 100 nodes."""
    size = np.bincount(whole.component)
    smallest = asked if asked is not None else min(100, int(np.ceil(0.001 * size[0])))
    large = size >= smallest
    if not large.any():
        problems.error(
            place,
            tr(
                "every piece of the street network is smaller than min_component_nodes = {smallest}",
                smallest=smallest,
            ),
            tr("The largest has {count} nodes.", count=int(size[0])),
        )
        problems.stop_on_errors()
    if large.all():
        return whole
    stays = large[whole.component[whole.edge_nodes[:, 0]]]
    gone_m = np.minimum(whole.forward_m, whole.backward_m)[~stays].sum()
    problems.warn(
        place,
        tr(
            "{count} fragments of the street network, {km:,.1f} km of {total_km:,.1f} km, are joined to"
            " nothing else and are left out (fewer than {smallest} nodes each)",
            count=int((~large).sum()),
            km=gone_m / 1000,
            total_km=np.minimum(whole.forward_m, whole.backward_m).sum() / 1000,
            smallest=smallest,
        ),
        tr("Set min_component_nodes: 1 to keep them."),
    )
    return _in_order(
        whole.node_xy_m,
        whole.edge_nodes[stays].astype(np.int64),
        whole.forward_m[stays],
        whole.backward_m[stays],
        whole.files,
    )


def _measured(streets: Streets, said: str, xy_m: Floats) -> Floats:
    """(n_segments,) straight metres: on the ellipsoid where the file has degrees, else in the working CRS."""
    if crs.is_geographic(said):
        from pyproj import Geod

        lonlat = crs.to_lonlat(streets.xy, said)
        assert lonlat is not None
        start, end = lonlat[streets.tail], lonlat[streets.head]
        return np.asarray(Geod(ellps="WGS84").inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2])
    step = xy_m[streets.head] - xy_m[streets.tail]
    return np.asarray(np.hypot(step[:, 0], step[:, 1]))


def _lengths(streets: Streets, measured_m: Floats, place: Place, problems: Problems) -> Floats:
    """(n_segments,) walking lengths: what a file states for a whole street is shared out over its pieces."""
    n_lines = len(streets.line_length_m)
    straight_m = np.bincount(streets.line, weights=measured_m, minlength=n_lines)
    pieces = np.bincount(streets.line, minlength=n_lines)
    stated = np.isfinite(streets.line_length_m)
    _doubt(streets.line_length_m[stated].sum(), straight_m[stated].sum(), place, problems)
    flat = straight_m == 0
    scale = np.where(stated, streets.line_length_m / np.where(flat, 1.0, straight_m), 1.0)
    even_m = np.where(stated & flat, streets.line_length_m / np.maximum(pieces, 1), 0.0)
    return np.asarray(np.where(flat[streets.line], even_m[streets.line], measured_m * scale[streets.line]))


def _doubt(stated_m: float, straight_m: float, place: Place, problems: Problems) -> None:
    """Lengths that are ten times too long or short as a whole are not metres."""
    if straight_m > 0 and not 1 / FAR_FROM_STRAIGHT < stated_m / straight_m < FAR_FROM_STRAIGHT:
        problems.warn(
            place,
            tr(
                "the stated lengths of streets add up to {stated:,.1f} km,"
                " their straight lines to {straight:,.1f} km",
                stated=stated_m / 1000,
                straight=straight_m / 1000,
            ),
            tr("Lengths must be in metres."),
        )
