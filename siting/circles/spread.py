"""Searches that spread over a graph from several places at once (Dijkstra 1959, doi:10.1007/BF01386390)."""

from __future__ import annotations

import numba
import numpy as np

from siting.travel.heap import pop, push


@numba.njit(nogil=True, cache=True)
def nearest(indptr, indices, length_m, starts, handicap_m, owner, way_m):  # type: ignore[no-untyped-def]
    """Whose every place is: the start that is nearest, after its handicap; first come in a tie.

    owner comes in as -1 and way_m as inf everywhere; places out of reach stay so. What belongs to a start is
    connected: whatever lies on the way from it to a place of its own is its own too."""
    heap_m = np.empty(indices.size + starts.size + 1)
    heap_node = np.empty(indices.size + starts.size + 1, np.int32)
    size = 0
    for k in range(starts.size):
        if handicap_m[k] < way_m[starts[k]]:
            way_m[starts[k]], owner[starts[k]] = handicap_m[k], k
            size = push(heap_m, heap_node, size, handicap_m[k], starts[k])
    _spread(indptr, indices, length_m, owner, way_m, heap_m, heap_node, size)


@numba.njit(nogil=True, cache=True)
def _spread(indptr, indices, length_m, owner, way_m, heap_m, heap_node, size):  # type: ignore[no-untyped-def]
    while size > 0:
        here, node = heap_m[0], heap_node[0]
        size = pop(heap_m, heap_node, size)
        if here > way_m[node]:
            continue
        for a in range(indptr[node], indptr[node + 1]):
            there, total = indices[a], here + length_m[a]
            if total < way_m[there]:
                way_m[there], owner[there] = total, owner[node]
                size = push(heap_m, heap_node, size, total, there)


@numba.njit(nogil=True, cache=True)
def scattered(indptr, indices, length_m, people, uniform):  # type: ignore[no-untyped-def]
    """Starts that lie apart: each is drawn by people times the square of the way to the nearest before it.

    uniform: (n_starts,) in [0, 1), one for each start. This is the seeding of k-means++ (Arthur and Vassilvitskii,
    SODA 2007), with ways along streets. The graph is connected and has at least n_starts places."""
    n = people.size
    owner, way_m = np.full(n, -1, np.int32), np.full(n, np.inf)
    starts = np.empty(uniform.size, np.int32)
    taken = np.zeros(n, np.bool_)
    heap_m, heap_node = np.empty(indices.size + 2), np.empty(indices.size + 2, np.int32)
    for k in range(uniform.size):
        total = 0.0
        for i in range(n):
            total += people[i] if k == 0 else people[i] * way_m[i] ** 2
        wanted, so_far, chosen = uniform[k] * total, 0.0, -1
        for i in range(n):
            if taken[i]:
                continue
            if so_far > wanted and chosen >= 0:
                break
            so_far += people[i] if k == 0 else people[i] * way_m[i] ** 2
            chosen = i
        starts[k], taken[chosen] = chosen, True
        way_m[chosen], owner[chosen] = 0.0, k
        size = push(heap_m, heap_node, 0, 0.0, chosen)
        _spread(indptr, indices, length_m, owner, way_m, heap_m, heap_node, size)
    return starts


@numba.njit(nogil=True, cache=True)
def few_nearest(indptr, indices, length_m, starts, who, way_m):  # type: ignore[no-untyped-def]
    """The nearest few starts of every place, nearest first; returns (n,) how many there are.

    who, way_m: (n, few), filled as far as starts are in reach. Each place hands on the first `few` different
    starts that come by, so the work grows with places times few and not with the number of starts."""
    n, few = who.shape
    room = few * indices.size + starts.size
    heap_m, heap_slot = np.empty(room), np.empty(room, np.int32)
    slot_node, slot_start, free = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    count, size, used, n_free = np.zeros(n, np.int32), 0, 0, 0
    for k in range(starts.size):
        slot_node[used], slot_start[used] = starts[k], k
        size = push(heap_m, heap_slot, size, 0.0, used)
        used += 1
    while size > 0:
        here, slot = heap_m[0], heap_slot[0]
        size = pop(heap_m, heap_slot, size)
        node, start = slot_node[slot], slot_start[slot]
        free[n_free] = slot
        n_free += 1
        known = count[node] >= few
        for q in range(count[node]):
            known = known or who[node, q] == start
        if known:
            continue
        who[node, count[node]], way_m[node, count[node]] = start, here
        count[node] += 1
        for a in range(indptr[node], indptr[node + 1]):
            if count[indices[a]] < few:
                if n_free > 0:
                    n_free -= 1
                    slot = free[n_free]
                else:
                    slot = used
                    used += 1
                slot_node[slot], slot_start[slot] = indices[a], start
                size = push(heap_m, heap_slot, size, here + length_m[a], slot)
    return count
