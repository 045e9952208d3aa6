"""Who could be whose customer: rows and the new outlets that need customers, in every phase in which they are open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Positions
from siting.model import Model
from siting.model.places import Places
from siting.rules import TOLERANCE


@dataclass(frozen=True, slots=True, eq=False)
class Customers:
    """places: doors are the outlets in each phase from which they are open, as large as what each of them needs.

    nowhere: (n_options,) whether an outlet has nobody in reach in some phase in which it is open."""

    places: Places
    nowhere: NDArray[np.bool_]

    def shortages(self, model: Model, selection: Positions) -> list[tuple[Positions, float]]:
        """(options, people): new outlets that stand in each other's way, and how many people there are for them
        together, fewer than they need.

        An assignment that fills most; from each outlet it leaves short, all who could give people up: whoever lives in
        reach of these outlets is shared among them to the last, and that is not enough (Hall's condition)."""
        places = self.places
        is_open = places.opened(model.n_options, selection) & (places.option >= 0)
        assigned = places.assigned(is_open)
        filled = np.bincount(places.door, weights=assigned, minlength=len(places.limit))
        found: list[tuple[Positions, float]] = [
            (np.array([option], dtype=np.int32), 0.0) for option in selection.tolist() if self.nowhere[option]
        ]
        known = np.zeros(len(is_open), dtype=bool)
        for door in np.flatnonzero(is_open & (filled < places.limit * (1.0 - TOLERANCE))):
            if known[door] or self.nowhere[places.option[door]]:
                continue
            doors, people = self._rivals(int(door), is_open, assigned)
            known |= doors
            if people < float(places.limit[doors].sum()) * (1.0 - TOLERANCE):
                found.append((np.sort(places.option[doors]), people))
        return found

    def _rivals(
        self, door: int, is_open: NDArray[np.bool_], assigned: Floats
    ) -> tuple[NDArray[np.bool_], float]:
        """(n_doors,) the door and all that hold people whom it could have had, one through another; and the people
        in reach of any of them."""
        places = self.places
        doors = np.zeros(len(is_open), dtype=bool)
        doors[door] = True
        rows = np.zeros(len(places.people), dtype=bool)
        reaches = is_open[places.door]
        while True:
            fresh = reaches & doors[places.door] & ~rows[places.row]
            if not fresh.any():
                return doors, float(places.people[rows].sum())
            rows[places.row[fresh]] = True
            doors[places.door[(assigned > TOLERANCE) & rows[places.row]]] = True


def customers_of(
    model: Model, held: NDArray[np.bool_], counts: NDArray[np.bool_], people: float
) -> Customers:
    """Rows that count, and outlets that are held to so many customers of their own format.

    held: (n_options,); counts: (n_rows,)."""
    everyone = model.row_people if len(model.row_people) else model.weight
    phase = model.row_phase if len(model.row_phase) else np.zeros(model.n_rows, dtype=np.int32)
    row = np.repeat(np.arange(model.n_rows), np.diff(model.indptr))
    mine = held[model.indices] & (counts & (everyone > 0))[row]
    mine &= model.row_format[row] == model.option_format[model.indices]
    row, option = row[mine], model.indices[mine]
    rows, at = np.unique(row, return_inverse=True)
    doors, door = np.unique(phase[row] * np.int64(model.n_options) + option, return_inverse=True)
    of_door = (doors % max(model.n_options, 1)).astype(np.int32)
    places = Places(
        rows=rows,
        people=everyone[rows],
        value=np.ones(len(rows)),
        row=at.ravel(),
        door=door.ravel(),
        option=of_door,
        outlet=np.full(len(doors), -1, dtype=np.int32),
        limit=np.full(len(doors), people),
        phase=(doors // max(model.n_options, 1)).astype(np.int32),
    )
    open_phases = np.maximum(model.city.n_phases, 1) - model.option_phase
    known = np.bincount(of_door, minlength=model.n_options)
    return Customers(places, held & (known < open_phases))
