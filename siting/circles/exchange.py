"""Spots change hands between neighbouring circles, each of which stays in one piece."""

from __future__ import annotations

import numba
import numpy as np

FARTHER = 1.3
"""Ways to a circle's middle that is not among a spot's nearest few: so much longer than the longest known."""


@numba.njit(nogil=True, cache=True)
def exchange(  # type: ignore[no-untyped-def]
    indptr,
    indices,
    people,
    label,
    total,
    who,
    way_m,
    known,
    aim,
    least,
    most,
    pull,
    push,
    order,
    heat,
    uniform,
):
    """One look at every spot, in the order given: may it go over to a neighbouring circle? Returns how many went.

    With a spot goes whatever its leaving would cut off from its circle, so both circles stay connected. What is
    minimised: the sum of people times squared way to their circle's middle (who, way_m, known: of the nearest few
    middles), plus pull * (people - aim)^2 of each circle, plus push for each person outside least..most. A move
    that makes it larger by d is made with probability exp(-d / heat) (Kirkpatrick, Gelatt and Vecchi 1983,
    doi:10.1126/science.220.4598.671), uniform being (n,) random numbers; with heat 0 never.
    label: (n,), total: (n_circles,) people; both are changed."""
    group, mark, stamp, moved = np.empty(people.size + 1, np.int32), np.zeros(people.size, np.int64), 0, 0
    for o in range(order.size):
        spot = order[o]
        mine = label[spot]
        best, taker, size, going, left = np.inf, -1, -1, 0.0, 0.0
        for e in range(indptr[spot], indptr[spot + 1]):
            other = label[indices[e]]
            if other == mine or other == taker:  # noqa: SIM109
                continue
            if size < 0:
                stamp += 1
                size = _leaving(indptr, indices, people, label, spot, mark, stamp, group)
                if size == 0:
                    break  # the circle would be empty
                for q in range(size):
                    going += people[group[q]]
                left = _out_of_balance(total[mine] - going, aim, least, most, pull, push)
                left -= _out_of_balance(total[mine], aim, least, most, pull, push)
                left -= _spread_out(people, who, way_m, known, group, size, mine)
            change = left + _spread_out(people, who, way_m, known, group, size, other)
            change += _out_of_balance(total[other] + going, aim, least, most, pull, push)
            change -= _out_of_balance(total[other], aim, least, most, pull, push)
            if change < best:
                best, taker = change, other
        if taker >= 0 and (best < 0.0 or (heat > 0.0 and uniform[o] < np.exp(-best / heat))):
            for q in range(size):
                label[group[q]] = taker
            total[mine] -= going
            total[taker] += going
            moved += 1
    return moved


@numba.njit(nogil=True, cache=True)
def _out_of_balance(people, aim, least, most, pull, push):  # type: ignore[no-untyped-def]
    return pull * (people - aim) ** 2 + push * max(0.0, max(people - most, least - people))


@numba.njit(nogil=True, cache=True)
def _spread_out(people, who, way_m, known, group, size, circle):  # type: ignore[no-untyped-def]
    """People of the group times their squared way to the circle's middle."""
    found = 0.0
    for q in range(size):
        spot = group[q]
        way = FARTHER * way_m[spot, known[spot] - 1]
        for k in range(known[spot]):
            if who[spot, k] == circle:
                way = way_m[spot, k]
                break
        found += people[spot] * way * way
    return found


@numba.njit(nogil=True, cache=True)
def _leaving(indptr, indices, people, label, spot, mark, stamp, group):  # type: ignore[no-untyped-def]
    """Fills group with the spot and what its leaving cuts off: all but the most populous of the parts that remain.

    Returns the size of the group, 0 when nothing remains. mark: (n,) numbers below stamp; group: room for all."""
    circle, beside, first = label[spot], 0, -1
    for e in range(indptr[spot], indptr[spot + 1]):
        if label[indices[e]] == circle:
            beside += 1
            first = indices[e]
    group[0] = spot
    if beside <= 1:
        return beside
    if _all_met(indptr, indices, label, spot, first, beside, mark, -stamp, group):
        return 1
    mark[spot] = stamp
    end, most, keep_from, keep_to = 1, -1.0, 0, 0
    for e in range(indptr[spot], indptr[spot + 1]):
        if label[indices[e]] != circle or mark[indices[e]] == stamp:
            continue
        begin, q, part = end, end, 0.0
        group[end], mark[indices[e]] = indices[e], stamp
        end += 1
        while q < end:
            here = group[q]
            part += people[here]
            q += 1
            for f in range(indptr[here], indptr[here + 1]):
                there = indices[f]
                if label[there] == circle and mark[there] != stamp:
                    group[end], mark[there] = there, stamp
                    end += 1
        if part > most:
            most, keep_from, keep_to = part, begin, end
    for q in range(keep_to, end):
        group[keep_from + q - keep_to] = group[q]
    return keep_from + end - keep_to


@numba.njit(nogil=True, cache=True)
def _all_met(indptr, indices, label, spot, first, beside, mark, stamp, queue):  # type: ignore[no-untyped-def]
    """Whether the spot's neighbours in its circle reach each other without it: mostly they do, around a block."""
    circle, end, q, missing = label[spot], 2, 1, beside - 1
    queue[1], mark[first] = first, stamp
    while q < end and missing > 0:
        here = queue[q]
        q += 1
        for f in range(indptr[here], indptr[here + 1]):
            there = indices[f]
            if label[there] != circle or there == spot or mark[there] == stamp:
                continue
            queue[end], mark[there] = there, stamp
            end += 1
            for e in range(indptr[spot], indptr[spot + 1]):
                missing -= indices[e] == there
    return missing == 0
