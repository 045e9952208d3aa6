"""Places, in whole numbers: whom all outlets together can serve, and the bound on what a plan adds.

A seat is a row of people who need a place; a door an outlet that can take some of them, open in a plan or since before.

    served(doors) = most sum_r v_r a_rj  with  sum_j a_rj <= people_r,  sum_r a_rj <= places_j     for each phase
    value         = served(doors of today and of the plan) - served(doors of today)

Nothing here comes from a solver: people are brought in one row after the other, those who count most first, along ways
on which others change their door for them. Who can be served together forms a polymatroid, so that this order is best
(J. Edmonds 1970; L. R. Ford and D. R. Fulkerson 1956, DOI 10.4153/CJM-1956-045-5, for the ways).

    value <= sum_r max(0, w_r - u_r) + sum_j knapsack_j(u) - served(doors of today)                 for any 0 <= u <= w

with knapsack_j(u) = most sum_r u_r y_r, sum_r people_r y_r <= places_j, 0 <= y <= 1: the Lagrangian dual."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from siting.certificate.evidence import Evidence
from siting.certificate.exact import Whole, lifted, whole


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """people, limit: in multiples of 2**-bits; limit None where a door has none. doors: of each seat, by number.

    outlet: of each door the option that opens it, -1 for an outlet of today; of: its column (options, then outlets).
    worth: of each seat, what one person counts."""

    people: list[int]
    doors: list[list[int]]
    worth: list[Fraction]
    limit: list[int | None]
    option: list[int]
    column: list[int]
    bits: int


def seats_of(evidence: Evidence) -> Seats:
    """Seats and doors of all phases; an outlet has a door in each."""
    n_options = len(evidence.cost)
    places = np.concatenate([evidence.option_places, evidence.outlet_places])
    finite = np.isfinite(places)
    numbers, bits = whole(np.concatenate([evidence.seat_people, places[finite]]))
    n_seats = len(evidence.seat_people)
    rooms: list[int | None] = [None] * len(places)
    for position, room in zip(np.flatnonzero(finite).tolist(), numbers[n_seats:], strict=True):
        rooms[position] = room
    phase = evidence.seat_phase.tolist() if len(evidence.seat_phase) else [0] * n_seats
    known: dict[tuple[int, int], int] = {}
    columns = evidence.seat_doors.tolist()
    doors = [
        [known.setdefault((phase[seat], column), len(known)) for column in columns[start:end]]
        for seat, (start, end) in enumerate(pairwise(evidence.seat_indptr.tolist()))
    ]
    counts = zip(evidence.seat_weight.tolist(), evidence.seat_people.tolist(), strict=True)
    return Seats(
        people=numbers[:n_seats],
        doors=doors,
        worth=[Fraction(weight) / Fraction(people) for weight, people in counts],
        limit=[rooms[column] for _, column in known],
        option=[column if column < n_options else -1 for _, column in known],
        column=[column for _, column in known],
        bits=bits,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """served: of each seat the people who find a place; held: at each door those who find it there. In multiples of
    2**-bits."""

    served: list[int]
    held: list[int]


def taken(seats: Seats, opened: NDArray[np.bool_]) -> Taken:
    """Who finds a place where most is served: who counts most goes first, and nobody who has a place loses it.

    opened: (n_options,). A door from which no way leads to room is dead: none ever will."""
    is_open = [option < 0 or bool(opened[option]) for option in seats.option]
    room = list(seats.limit)
    held: list[dict[int, int]] = [{} for _ in room]
    dead = [not is_it for is_it in is_open]
    found = [0] * len(seats.people)
    for seat in sorted(range(len(found)), key=lambda one: (-seats.worth[one], one)):
        while found[seat] < seats.people[seat]:
            way, seen = _way(seats, seat, held, room, dead)
            if not way:
                for door in seen:
                    dead[door] = True
                break
            step = seats.people[seat] - found[seat]
            step = min(
                [step, *(held[door][moved] for (_, door), (moved, _) in zip(way[1:], way, strict=False))]
            )
            step = _sit(way, step, held, room)
            found[seat] += step
    return Taken(found, [sum(inside.values()) for inside in held])


def _way(
    seats: Seats, seat: int, held: list[dict[int, int]], room: list[int | None], dead: list[bool]
) -> tuple[list[tuple[int, int]], set[int]]:
    """(who moves, to which door) from a door with room back to the seat, empty where there is none; and doors seen."""
    came: dict[int, tuple[int, int]] = {}
    queue = [door for door in seats.doors[seat] if not dead[door]]
    came |= dict.fromkeys(queue, (seat, -1))
    for door in queue:
        left = room[door]
        if left is None or left > 0:
            way, at = [], door
            while at >= 0:
                mover, before = came[at]
                way.append((mover, at))
                at = before
            return way, set()
        for other in held[door]:
            for further in seats.doors[other]:
                if further not in came and not dead[further]:
                    came[further] = (other, door)
                    queue.append(further)
    return [], set(came)


def _sit(way: list[tuple[int, int]], step: int, held: list[dict[int, int]], room: list[int | None]) -> int:
    """Everybody on the way moves on by one door; returns how many did."""
    left = room[way[0][1]]
    if left is not None:
        step = min(step, left)
        room[way[0][1]] = left - step
    for place, (mover, door) in enumerate(way):
        held[door][mover] = held[door].get(mover, 0) + step
        if place + 1 < len(way):
            before = way[place + 1][1]
            held[before][mover] -= step
            if not held[before][mover]:
                del held[before][mover]
    return step


def worth_of(seats: Seats, whom: Taken) -> Fraction:
    """What the people served count."""
    total = sum((worth * people for worth, people in zip(seats.worth, whom.served, strict=True)), Fraction(0))
    return total / (1 << seats.bits)


def newly_served(evidence: Evidence, opened: NDArray[np.bool_]) -> float:
    """What those count who find a place with the plan, less what those count who find one today."""
    if not len(evidence.seat_people):
        return 0.0
    seats = seats_of(evidence)
    with_it, today = (worth_of(seats, taken(seats, some)) for some in (opened, np.zeros_like(opened)))
    return float(with_it - today)


def newly_served_by_phase(evidence: Evidence, opened: NDArray[np.bool_]) -> list[float]:
    """The same of each phase, of the only one without phases."""
    n_phases = max(1, len(evidence.phase_ids))
    if not len(evidence.seat_people):
        return [0.0] * n_phases
    seats = seats_of(evidence)
    phase = evidence.seat_phase.tolist() if len(evidence.seat_phase) else [0] * len(seats.people)
    with_it, today = taken(seats, opened).served, taken(seats, np.zeros_like(opened)).served
    found = [Fraction(0)] * n_phases
    for seat, (after, before) in enumerate(zip(with_it, today, strict=True)):
        found[phase[seat]] += seats.worth[seat] * (after - before)
    return [float(one / (1 << seats.bits)) for one in found]


def seat_bound(evidence: Evidence, usable: NDArray[np.bool_], scale: int) -> tuple[Fraction, Whole, Fraction]:
    """(free, (n_options,) income, most): what the bound gives whatever opens, what it pays each option, and what all
    seats count together; income in multiples of 2**-scale. Prices are rounded down and knapsacks up."""
    seats = seats_of(evidence)
    weight = lifted(evidence.seat_weight, scale, up=True)
    paid = np.minimum(lifted(evidence.seat_u, scale, up=False), weight)
    income = np.zeros(len(evidence.cost), dtype=np.int64)
    inside: list[list[int]] = [[] for _ in seats.limit]
    for seat, doors in enumerate(seats.doors):
        for door in doors:
            inside[door].append(seat)
    prices = paid.tolist()
    free = int((weight - paid).sum())
    for door, members in enumerate(inside):
        option = seats.option[door]
        if option < 0:
            free += _knapsack(seats, members, prices, seats.limit[door])
        elif usable[option]:
            income[option] += _knapsack(seats, members, prices, seats.limit[door])
    one = Fraction(1, 1 << scale) if scale >= 0 else Fraction(1 << -scale)
    today = worth_of(seats, taken(seats, np.zeros(len(evidence.cost), dtype=np.bool_)))
    return free * one - today, income, int(weight.sum()) * one - today


def _knapsack(seats: Seats, members: list[int], prices: list[int], limit: int | None) -> int:
    """The most that the prices of people at a door can come to, rounded up."""
    if limit is None or sum(seats.people[seat] for seat in members) <= limit:
        return sum(prices[seat] for seat in members)
    total, left = 0, limit
    for seat in sorted(members, key=lambda one: -Fraction(prices[one], seats.people[one])):
        people = seats.people[seat]
        if people > left:
            return total - (-prices[seat] * left // people)
        total, left = total + prices[seat], left - people
    return total


def seat_misfits(evidence: Evidence) -> list[str]:
    """What is wrong with the arrays of places, in a few words each."""
    n_seats, n_options = len(evidence.seat_people), len(evidence.cost)
    if not n_seats:
        return []
    n_columns = n_options + len(evidence.outlet_places)
    lengths = {
        "seat_indptr": n_seats + 1,
        "seat_row": n_seats,
        "seat_weight": n_seats,
        "seat_phase": n_seats if len(evidence.phase_ids) else 0,
        "option_places": n_options,
    }
    found = [
        f"length of {name}" for name, length in lengths.items() if len(getattr(evidence, name)) != length
    ]
    found += [] if len(evidence.seat_u) in (0, n_seats) else ["length of seat_u"]
    start, doors = evidence.seat_indptr, evidence.seat_doors
    sound = len(start) > 0 and start[0] == 0 and start[-1] == len(doors) and (np.diff(start) >= 0).all()
    found += [] if sound else ["pointers of seat_indptr"]
    found += [] if bool(((doors >= 0) & (doors < n_columns)).all()) else ["range of seat_doors"]
    positive = np.isfinite(evidence.seat_people) & (evidence.seat_people > 0)
    found += [] if positive.all() else ["values of seat_people"]
    weight = evidence.seat_weight
    found += [] if (np.isfinite(weight) & (weight >= 0)).all() else ["values of seat_weight"]
    for name in ("option_places", "outlet_places"):
        found += [] if (getattr(evidence, name) >= 0).all() else [f"values of {name}"]
    price = evidence.seat_u
    priced = np.isfinite(price).all() and (price >= 0).all()
    return found + ([] if priced else ["values of seat_u"])
