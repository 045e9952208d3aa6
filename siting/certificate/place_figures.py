"""Places and the people who find one, by format and by outlet, today and with the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.certificate.evidence import Evidence, Floats
from siting.certificate.places import Seats, Taken, newly_served_by_phase, seats_of, taken


@dataclass(frozen=True, slots=True, eq=False)
class PlaceFigures:
    """In the last phase. served: (2, n_formats) people who find a place today and with the plan.

    value: (n_phases,) what those newly served in each phase count.
    new: (n_options,), old: (n_outlets,) people assigned to each with the plan; another assignment may serve as many."""

    served: Floats
    value: Floats
    new: Floats
    old: Floats


def place_figures(evidence: Evidence, n_demand: int) -> PlaceFigures | None:
    """None where no format has places. n_demand: demand points, by which a seat's format is told."""
    if not len(evidence.seat_people):
        return None
    seats = seats_of(evidence)
    opened = np.zeros(len(evidence.cost), dtype=np.bool_)
    nothing = taken(seats, opened)
    opened[evidence.selection] = True
    plan = taken(seats, opened)
    last = np.ones(len(evidence.seat_people), dtype=np.bool_)
    if len(evidence.seat_phase):
        last = evidence.seat_phase == len(evidence.phase_ids) - 1
    format, n_formats = evidence.seat_row // n_demand, len(evidence.format_ids)
    served = [
        np.bincount(format[last], weights=_people(whom, seats)[last], minlength=n_formats)
        for whom in (nothing, plan)
    ]
    inside = _by_column(evidence, seats, plan, last)
    n_options = len(evidence.cost)
    value = np.array(newly_served_by_phase(evidence, opened))
    return PlaceFigures(np.stack(served), value, inside[:n_options], inside[n_options:])


def _people(whom: Taken, seats: Seats) -> Floats:
    return np.array([people / (1 << seats.bits) for people in whom.served])


def _by_column(evidence: Evidence, seats: Seats, whom: Taken, last: NDArray[np.bool_]) -> Floats:
    """(n_options + n_outlets,) people at the doors of the last phase."""
    found = np.zeros(len(evidence.cost) + len(evidence.outlet_places))
    now = {door for seat in np.flatnonzero(last).tolist() for door in seats.doors[seat]}
    for door in sorted(now):
        found[seats.column[door]] = whom.held[door] / (1 << seats.bits)
    return found
