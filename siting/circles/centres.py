"""The middle of every circle: the spot from which its people are nearest, along streets inside the circle."""

from __future__ import annotations

import numba
import numpy as np

from siting.travel.heap import pop, push


@numba.njit(nogil=True, cache=True)
def centres(indptr, indices, length_m, people, xy_m, label, n_circles, tries):  # type: ignore[no-untyped-def]
    """(n_circles,) each: the middle spot, the sum of people times squared way to it, and the people.

    Of the `tries` spots of a circle next to its people's mean place, the middle is the one with the least sum, its
    moment of inertia. Every circle is connected and has a spot."""
    n = people.size
    members, begin, mean, total = _members(people, xy_m, label, n_circles)
    middle, inertia = np.empty(n_circles, np.int32), np.empty(n_circles)
    way_m = np.full(n, np.inf)
    heap_m, heap_node = np.empty(indices.size + 2), np.empty(indices.size + 2, np.int32)
    touched = np.empty(n, np.int32)
    for c in range(n_circles):
        mine = members[begin[c] : begin[c + 1]]
        away2 = np.empty(mine.size)
        for q in range(mine.size):
            away2[q] = (xy_m[mine[q], 0] - mean[c, 0]) ** 2 + (xy_m[mine[q], 1] - mean[c, 1]) ** 2
        order = np.argsort(away2, kind="mergesort")
        middle[c], inertia[c] = mine[order[0]], np.inf
        for q in range(min(tries, mine.size)):
            start = mine[order[q]]
            way_m[start], touched[0], n_touched, so_far = 0.0, start, 1, 0.0
            size = push(heap_m, heap_node, 0, 0.0, start)
            while size > 0 and so_far < inertia[c]:
                here, node = heap_m[0], heap_node[0]
                size = pop(heap_m, heap_node, size)
                if here > way_m[node]:
                    continue
                so_far += people[node] * here * here
                for a in range(indptr[node], indptr[node + 1]):
                    there, way = indices[a], here + length_m[a]
                    if label[there] == c and way < way_m[there]:
                        if way_m[there] == np.inf:
                            touched[n_touched] = there
                            n_touched += 1
                        way_m[there] = way
                        size = push(heap_m, heap_node, size, way, there)
            for k in range(n_touched):
                way_m[touched[k]] = np.inf
            if so_far < inertia[c]:
                middle[c], inertia[c] = start, so_far
    return middle, inertia, total


@numba.njit(nogil=True, cache=True)
def _members(people, xy_m, label, n_circles):  # type: ignore[no-untyped-def]
    """Spots sorted by circle with where each circle begins, the mean place of its people, and their number."""
    begin = np.zeros(n_circles + 1, np.int64)
    mean, total = np.zeros((n_circles, 2)), np.zeros(n_circles)
    for i in range(people.size):
        c = label[i]
        begin[c + 1] += 1
        total[c] += people[i]
        mean[c, 0] += people[i] * xy_m[i, 0]
        mean[c, 1] += people[i] * xy_m[i, 1]
    for c in range(n_circles):
        begin[c + 1] += begin[c]
        mean[c, 0] /= total[c]
        mean[c, 1] /= total[c]
    at, members = begin[:-1].copy(), np.empty(people.size, np.int32)
    for i in range(people.size):
        members[at[label[i]]] = i
        at[label[i]] += 1
    return members, begin, mean, total
