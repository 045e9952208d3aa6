"""A binary heap in two arrays, for searches along streets: what is nearest comes out first."""

from __future__ import annotations

import numba


@numba.njit(nogil=True, cache=True)
def push(heap_m, heap_node, size, length, node):  # type: ignore[no-untyped-def]
    """Puts a node into the heap; returns the heap's new size."""
    i = size
    while i > 0:
        above = (i - 1) >> 1
        if heap_m[above] <= length:
            break
        heap_m[i], heap_node[i] = heap_m[above], heap_node[above]
        i = above
    heap_m[i], heap_node[i] = length, node
    return size + 1


@numba.njit(nogil=True, cache=True)
def pop(heap_m, heap_node, size):  # type: ignore[no-untyped-def]
    """Takes the nearest node out of the heap (it is read before, at 0); returns the heap's new size."""
    size -= 1
    length, node = heap_m[size], heap_node[size]
    i = 0
    while True:
        below = 2 * i + 1
        if below >= size:
            break
        if below + 1 < size and heap_m[below + 1] < heap_m[below]:
            below += 1
        if heap_m[below] >= length:
            break
        heap_m[i], heap_node[i] = heap_m[below], heap_node[below]
        i = below
    heap_m[i], heap_node[i] = length, node
    return size
