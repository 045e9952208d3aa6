"""Shortest ways from many origins, each no farther than it needs: bounded Dijkstra, streamed into CSR.

E. W. Dijkstra, A note on two problems in connexion with graphs, Numerische Mathematik 1 (1959),
doi:10.1007/BF01386390. A search ends at its origin's limit, so its cost, and the memory, grow with the
pairs within reach and not with the city."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Positions, frozen
from siting.travel import threads
from siting.travel.doors import Arcs, Doors, Origins
from siting.travel.heap import pop, push
from siting.travel.reach import TOLERANCE, Reach

CHUNK = 64
Chunk = tuple[NDArray[np.int64], Positions, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class _Bench:
    """Working room of one thread: as large as the network, cleaned after each search."""

    way: Floats
    heap_m: Floats
    heap_node: Positions
    best: Floats


def search(
    arcs: Arcs,
    doors: Doors,
    origins: Origins,
    n_threads: int | None = None,
    progress: threads.Progress | None = None,
) -> Reach:
    """Every demand point within each origin's limit (closed, with TOLERANCE), and the way from it.

    The same result to the last bit with any number of threads. progress(done, total) counts origins."""
    n_origins = len(origins.limit_m)
    # neighbours one after another: their searches walk the same streets, which then are in the cache
    order = np.argsort(origins.node[:, 0], kind="stable")
    chunks: list[Chunk | None] = [None] * (-(-n_origins // CHUNK))
    benches: list[_Bench] = []

    def work(start: int, stop: int) -> None:
        bench = benches.pop() if benches else _bench(arcs, doors)
        room = (bench.way, bench.heap_m, bench.heap_node, bench.best)
        count, indices, travel = _search(arcs, doors, origins, order[start:stop], TOLERANCE, *room)
        chunks[start // CHUNK] = _ascending(count, indices, travel, doors.n_points)
        benches.append(bench)

    threads.in_chunks(work, n_origins, CHUNK, n_threads, progress)
    return _in_given_order(chunks, order)


def _ascending(count: NDArray[np.int64], indices: Positions, travel: Floats, n_points: int) -> Chunk:
    """Demand in ascending order for each origin; one sort of a whole chunk beats many small ones."""
    key = np.repeat(np.arange(len(count)) * n_points, count) + indices
    order = np.argsort(key)
    return count, indices[order], travel[order]


def _in_given_order(chunks: list[Chunk | None], order: NDArray[np.int64]) -> Reach:
    """The chunks as one table, origins in the order they were given; a chunk is let go once it is copied."""
    count = np.zeros(len(order), np.int64)
    for k, part in enumerate(chunks):
        assert part is not None
        count[order[k * CHUNK : (k + 1) * CHUNK]] = part[0]
    indptr = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    indices, travel = np.empty(indptr[-1], np.int32), np.empty(indptr[-1])
    for k, part in enumerate(chunks):
        assert part is not None
        _put(order[k * CHUNK : (k + 1) * CHUNK], indptr, part[1], part[2], indices, travel)
        chunks[k] = None
    return Reach(frozen(indptr), frozen(indices), frozen(travel))


def _bench(arcs: Arcs, doors: Doors) -> _Bench:
    # no arc is walked twice in a search, so the heap never holds more than all arcs and the two starts
    room = len(arcs.node) + 2
    return _Bench(
        np.full(len(arcs.indptr) - 1, np.inf),
        np.empty(room),
        np.empty(room, np.int32),
        np.full(doors.n_points, np.inf),
    )


@numba.njit(nogil=True, cache=True)
def _along_the_edge(doors, origins, j, limit, best, found, n_found):  # type: ignore[no-untyped-def]
    """Demand on the very edge where origin j stands walks straight along it."""
    edge = origins.edge[j]
    for p in range(doors.edge_indptr[edge], doors.edge_indptr[edge + 1]):
        ahead = origins.share[j] - doors.share[p]
        way = doors.leg_m[p] + origins.leg_m[j]
        if ahead > 0:
            way += ahead * origins.forward_m[edge]
        elif ahead < 0:
            way -= ahead * origins.backward_m[edge]
        if way <= limit:
            best[doors.edge_point[p]] = way
            found[n_found] = doors.edge_point[p]
            n_found += 1
    return n_found


@numba.njit(nogil=True, cache=True)
def _search(arcs, doors, origins, some, tolerance, way, heap_m, heap_node, best):  # type: ignore[no-untyped-def]
    """Searches from some origins; way and best come in as inf everywhere and leave so."""
    count = np.zeros(some.size, np.int64)
    indices, travel, filled = np.empty(4096, np.int32), np.empty(4096), 0
    touched, found = np.empty(way.size, np.int32), np.empty(best.size, np.int32)
    for place, j in enumerate(some):
        limit = origins.limit_m[j] + tolerance
        n_touched, n_found, size = 0, 0, 0
        if origins.edge[j] >= 0:
            n_found = _along_the_edge(doors, origins, j, limit, best, found, n_found)
        for end in range(2):
            node, begin = origins.node[j, end], origins.way_m[j, end]
            if begin <= limit:
                way[node] = begin
                touched[n_touched] = node
                n_touched += 1
                size = push(heap_m, heap_node, size, begin, node)
        while size > 0:
            here, node = heap_m[0], heap_node[0]
            size = pop(heap_m, heap_node, size)
            if here > way[node]:
                continue  # a shorter way to this node has been walked already
            for p in range(doors.indptr[node], doors.indptr[node + 1]):
                point, total = doors.point[p], here + doors.way_m[p]
                if total <= limit and total < best[point]:
                    if best[point] == np.inf:
                        found[n_found] = point
                        n_found += 1
                    best[point] = total
            for a in range(arcs.indptr[node], arcs.indptr[node + 1]):
                there, total = arcs.node[a], here + arcs.length_m[a]
                if total <= limit and total < way[there]:
                    if way[there] == np.inf:
                        touched[n_touched] = there
                        n_touched += 1
                    way[there] = total
                    size = push(heap_m, heap_node, size, total, there)
        if filled + n_found > indices.size:
            room = max(2 * indices.size, filled + n_found)
            more_indices, more_travel = np.empty(room, np.int32), np.empty(room)
            for k in range(filled):  # as loops, since slices take long to compile
                more_indices[k], more_travel[k] = indices[k], travel[k]
            indices, travel = more_indices, more_travel
        for k in range(n_found):
            point = found[k]
            indices[filled], travel[filled] = point, best[point]
            best[point] = np.inf
            filled += 1
        for k in range(n_touched):
            way[touched[k]] = np.inf
        count[place] = n_found
    return count, indices[:filled], travel[:filled]


@numba.njit(nogil=True, cache=True)
def _put(some, indptr, part_indices, part_travel, indices, travel):  # type: ignore[no-untyped-def]
    """Copies a chunk's pairs to where its origins stand in the whole table."""
    at = 0
    for j in some:
        for k in range(indptr[j], indptr[j + 1]):
            indices[k], travel[k] = part_indices[at], part_travel[at]
            at += 1
