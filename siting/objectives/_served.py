"""Most weight served, where some formats have places: whom an outlet reaches, it serves only while it has room.

    max  sum_r w_r z_r                                        rows that nothing full stands before, as in max_coverage
       + sum_rj w_r y_rj - (what outlets of today can serve)  rows whose people need a place
    s.t. sum_j y_rj <= 1,  sum_r people_r y_rj <= places_j x_j,  0 <= y_rj <= x_j

y_rj is the share of row r's people that outlet j takes; x_j = 1 for outlets of today. Their places count from the
start, so a value is what a plan adds: most weight served with it, less most weight served today. Capacitated covering:
J. Current and J. Storbeck, "Capacitated covering models", Environment and Planning B 15 (1988) 153-163,
DOI 10.1068/b150153."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.model import Model, Places, cover_variables, covered, limited_rows, places_of
from siting.program import Program

NO_ONE = np.zeros(0, dtype=np.int32)
DIGITS = 2.0**40


@dataclass(frozen=True, slots=True)
class MaxServed:
    """The objective max_coverage of a city in which some formats have places.

    Rows of these formats stay in the question although an outlet of today reaches them, since it may be full. The
    value of a selection is exact: it solves the assignment anew (`Places.assigned`)."""

    name: str = "max_coverage"
    maximise: bool = True

    def write(self, model: Model, program: object) -> None:
        """z for rows that need no place; y, and its rows, for those that do."""
        target, limited = cast(Program, program), limited_rows(model)
        if not limited.all():
            z = cover_variables(model, target)
            counts = np.flatnonzero((z >= 0) & (model.weight > 0) & ~limited)
            target.reward(z[counts], model.weight[counts])
        write_seats(model, target)

    def value(self, model: Model, selection: Positions) -> float:
        """Weight newly covered or newly served: of rows that need no place as max_coverage has it; of the others what
        all outlets can serve, less what those of today can."""
        places = places_of(model)
        plain = np.where(covered(model, selection) & ~limited_rows(model), model.weight, 0.0)
        if places is None:
            return float(plain.sum())
        added = _served(model, places, selection) - _served(model, places, NO_ONE)
        return float(plain.sum()) + max(added, 0.0)

    def value_by_phase(self, model: Model, selection: Positions) -> Floats:
        """(n_phases,) the value that each phase has in it."""
        plain = np.where(covered(model, selection) & ~limited_rows(model), model.weight, 0.0)
        places = places_of(model)
        if places is not None:
            with_it, today = (
                places.assigned(places.opened(model.n_options, some)) for some in (selection, NO_ONE)
            )
            counts = (with_it - today) * places.value[places.row]
            np.add.at(plain, places.rows[places.row], counts)
        found: Floats = np.bincount(model.row_phase, plain, model.city.n_phases).astype(np.float64)
        return found

    def cover_weight(self, model: Model) -> Floats | None:
        """None: people in reach may find no place. The weights, where in this model nobody needs one."""
        return None if limited_rows(model).any() else model.weight

    def most_weight(self, model: Model) -> Floats:
        """(n_rows,) weights of which a selection covers at least its value: whoever is newly served is in reach of it.

        Take a best assignment with a selection. Without the people at new outlets it is one of today's, so what the
        selection adds is at most what it serves itself."""
        return model.weight

    def row_groups(self, model: Model) -> NDArray[np.int64]:
        """(n_rows,) rows whose people need a place are alike when one person counts the same, the phase is the same and
        the same outlets of today reach them."""
        limited = np.flatnonzero(limited_rows(model) & (model.weight > 0))
        found = np.zeros(model.n_rows, dtype=np.int64)
        if not len(limited):
            return found
        people = (model.row_people if len(model.row_people) else model.weight)[limited]
        fraction, power = np.frexp(model.weight[limited] / people)
        phase = model.row_phase[limited] if len(model.row_phase) else np.zeros(len(limited))
        told_apart = np.column_stack([np.rint(fraction * DIGITS), power, phase, _today(model, limited)])
        found[limited] = 1 + np.unique(told_apart, axis=0, return_inverse=True)[1].ravel()
        return found


def write_seats(model: Model, program: Program) -> None:
    """The part of the objective for rows whose people need a place; its first rows are sum_j y_rj <= 1, one for each of
    `Places.rows` that several outlets reach."""
    places = places_of(model)
    if places is not None:
        program.offset -= _served(model, places, NO_ONE)
        _write_assignment(program, places)


def _served(model: Model, places: Places, selection: Positions) -> float:
    return places.worth(places.assigned(places.opened(model.n_options, selection)))


def _today(model: Model, rows: NDArray[np.int64]) -> Floats:
    """A number for each row, the same for rows of the same outlets of today."""
    if not len(model.today_indptr):
        return np.zeros(len(rows))
    known: dict[bytes, int] = {}
    ends = zip(model.today_indptr[rows].tolist(), model.today_indptr[rows + 1].tolist(), strict=True)
    return np.array([float(known.setdefault(model.today[a:b].tobytes(), len(known))) for a, b in ends])


def _write_assignment(program: Program, places: Places) -> None:
    """y_rj and its rows; those that can never bind are left out."""
    people, limit = places.people[places.row], places.limit[places.door]
    weight = places.people * places.value
    y = program.add_variables(weight[places.row], 0.0, 1.0)
    width, pair = program.n_variables, np.arange(len(y))
    ones = np.ones(len(y))
    several = np.bincount(places.row, minlength=len(places.rows)) > 1
    program.add_rows(csr_matrix((ones, (places.row, y)), shape=(len(several), width))[several], -np.inf, 1.0)
    asked = np.bincount(places.door, weights=people, minlength=len(places.limit))
    scarce = asked > places.limit
    at = scarce[places.door]
    use = csr_matrix((people[at], (places.door[at], y[at])), shape=(len(scarce), width))
    is_new = places.option >= 0
    doors = np.flatnonzero(scarce & is_new)
    opens = csr_matrix((places.limit[doors], (doors, places.option[doors])), shape=(len(scarce), width))
    program.add_rows((use - opens)[doors], -np.inf, 0.0)
    today = np.flatnonzero(scarce & ~is_new)
    program.add_rows(use[today], -np.inf, places.limit[today])
    # A row that alone would fill a door is held by its places already.
    linked = pair[is_new[places.door] & ~(at & (people >= limit))]
    row = np.arange(len(linked))
    entries = np.concatenate([np.ones(len(linked)), -np.ones(len(linked))])
    columns = np.concatenate([y[linked], places.option[places.door[linked]]])
    links = csr_matrix((entries, (np.concatenate([row, row]), columns)), shape=(len(linked), width))
    program.add_rows(links, -np.inf, 0.0)
