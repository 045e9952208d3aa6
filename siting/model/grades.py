"""Grades of circles (基础型, 提升型, 品质型): which formats are there, how many levels that makes, and both as the
variables of a program.

A format is there when an outlet of it stands in the circle, of today or of the plan; when at least a share of the
circle's people of its group have one in reach; or either, as `City.grading` says. Nobody in reach of nobody is
nothing: where no one of the group lives, a format is not there by reach. A level is reached when enough formats of the
basic tier and enough of the quality tier are there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Grading, Positions
from siting.model.reach import covered
from siting.model.shares import gained, reach_rows, still_needed
from siting.model.types import Model
from siting.program import IMPLIED, INTEGER, Program

NEVER, ALWAYS = -1, -2
"""In place of a variable: a format that cannot be there, whatever opens, and one that is, whatever opens."""
Marks = NDArray[np.bool_]


def grading_of(model: Model) -> Grading:
    """How circles are graded. Raises ValueError for a city that grades none."""
    if model.city.grading is None:
        raise ValueError("a rule or an objective asks for grades, and the city has none")
    return model.city.grading


def by_reach(model: Model) -> bool:
    """Whether people in reach make a format present."""
    return grading_of(model).present in ("reach", "either")


def tier(model: Model, name: str) -> Marks:
    """(n_formats,) formats of a tier."""
    return np.array([each == name for each in model.city.format_tiers], dtype=bool)


def graded(model: Model) -> Marks:
    """(n_formats,) formats that grades ask of."""
    return tier(model, "basic") | tier(model, "quality")


def present(model: Model, selection: Positions, phase: int) -> Marks:
    """(n_circles, n_formats) which formats are there at the end of a phase, when the selection opens."""
    grading, city = grading_of(model), model.city
    found = np.zeros(city.outlets.shape, dtype=bool)
    if grading.present in ("outlet", "either"):
        opened = selection[model.option_phase[selection] <= phase]
        found |= _standing(model) > 0
        found[model.option_circle[opened], model.option_format[opened]] = True
    if by_reach(model):
        needed = _needed(model, phase)
        people = np.where(covered(model, selection), model.row_people, 0.0)
        found |= gained(cells(model, phase), people, needed.size).reshape(needed.shape) >= needed
    return np.asarray(found[:-1] & graded(model))


def _standing(model: Model) -> NDArray[np.int64]:
    """(n_circles + 1, n_formats) outlets of today that stay, whatever opens; one that may close counts where the option
    that keeps it is open."""
    city, found = model.city, model.city.outlets.copy()
    if model.option_keep.any():
        doubtful = np.unique(city.site_outlet[model.option_site[model.option_keep]])
        np.subtract.at(found, (city.outlet_circle[doubtful], city.outlet_format[doubtful]), 1)
    return found


def levels(model: Model, there: Marks) -> NDArray[np.int64]:
    """(n_circles,) how many levels each circle reaches. there: (n_circles, n_formats), as `present` has it."""
    grading = grading_of(model)
    basic, quality = ((there & tier(model, name)).sum(axis=1)[:, None] for name in ("basic", "quality"))
    return np.asarray(((basic >= grading.basic) & (quality >= grading.quality)).sum(axis=1))


def reachable(model: Model, phase: int) -> Marks:
    """(n_circles, n_formats) which formats would be there if everything for sale opened."""
    return present(model, np.arange(model.n_options, dtype=np.int32), phase)


def cells(model: Model, phase: int) -> NDArray[np.int64]:
    """(n_rows,) cell (circle, format) of each row of the phase that nothing reaches today, circle by circle; -1 for
    all others. Those outside every circle are in the cells of the last."""
    n_circles, n_formats = model.city.outlets.shape
    circle = np.where(model.row_circle < 0, n_circles - 1, model.row_circle).astype(np.int64)
    counts = (model.row_phase == phase) & (model.row_outlets == 0)
    return np.where(counts, circle * n_formats + model.row_format, -1)


def presence_variables(model: Model, program: Program, phase: int) -> Positions:
    """(n_circles * n_formats,), circle by circle: a variable that may be 1 only where the format is there at the end of
    the phase; NEVER or ALWAYS where nothing is left to decide. The same for all who ask, so whoever uses it may only
    want it large. With binary options it is 0 or 1."""
    return program.shared(f"present {phase}", lambda: _made(model, program, phase))


def _made(model: Model, program: Program, phase: int) -> Positions:
    nothing = np.zeros(0, dtype=np.int32)
    way = grading_of(model).present
    found = np.where(reachable(model, phase), 0, NEVER)
    found[present(model, nothing, phase)] = ALWAYS
    wanted = np.flatnonzero(found.ravel() == 0)
    flat = found.ravel().astype(np.int32)
    by_outlet = _by_outlet(model, program, phase, wanted) if way != "reach" else None
    reached = _by_reach(model, program, phase, wanted) if way != "outlet" else None
    if by_outlet is None or reached is None:
        one = by_outlet if reached is None else reached
        assert one is not None
        flat[wanted] = one
    else:
        flat[wanted] = _either(program, by_outlet, reached)
    return flat


def _by_outlet(model: Model, program: Program, phase: int, wanted: NDArray[np.int64]) -> Positions:
    """(n_wanted,) a variable p <= sum of the options of the cell, or the option itself where there is only one; -1
    without any."""
    n_formats = model.city.outlets.shape[1]
    inside = np.flatnonzero((model.option_circle >= 0) & (model.option_phase <= phase))
    cell = model.option_circle[inside].astype(np.int64) * n_formats + model.option_format[inside]
    place = np.searchsorted(wanted, cell)
    mine = np.append(wanted, -1)[place] == cell
    inside, place = inside[mine], place[mine]
    count = np.bincount(place, minlength=len(wanted))
    found = np.full(len(wanted), NEVER, dtype=np.int32)
    found[place] = inside
    several = np.flatnonzero(count > 1)
    found[several] = program.add_variables(np.zeros(len(several)), 0.0, 1.0, IMPLIED)
    pairs = np.flatnonzero(count[place] > 1)
    rows = np.searchsorted(several, place[pairs])
    _at_most(program, found[several], rows, inside[pairs])
    return found


def _by_reach(model: Model, program: Program, phase: int, wanted: NDArray[np.int64]) -> Positions:
    """(n_wanted,) a binary variable p with needed * p <= sum of people_r z_r of the cell; -1 where too few live there
    whom anything for sale reaches."""
    needed, group = _needed(model, phase).ravel(), cells(model, phase)
    most = gained(group, np.where(np.diff(model.indptr) > 0, model.row_people, 0.0), len(needed))
    able = wanted[most[wanted] >= needed[wanted]]
    found = np.full(len(wanted), NEVER, dtype=np.int32)
    if not len(able):
        return found
    p = program.add_variables(np.zeros(len(able)), 0.0, 1.0, INTEGER)
    found[np.searchsorted(wanted, able)] = p
    number = np.full(len(needed) + 1, -1, dtype=np.int64)
    number[able] = np.arange(len(able))
    people, asked = reach_rows(model, program, number[group], needed[able])
    claim = csr_matrix((asked, (np.arange(len(able)), p)), shape=(len(able), program.n_variables))
    people.resize(claim.shape)
    program.add_rows(people - claim, 0.0, np.inf)
    return found


def _either(program: Program, one: Positions, other: Positions) -> Positions:
    """(n,) a variable p <= one + other, or the one of both that there is."""
    found = np.where(one >= 0, one, other).astype(np.int32)
    both = np.flatnonzero((one >= 0) & (other >= 0))
    found[both] = program.add_variables(np.zeros(len(both)), 0.0, 1.0, IMPLIED)
    rows = np.concatenate([np.arange(len(both))] * 2)
    _at_most(program, found[both], rows, np.concatenate([one[both], other[both]]))
    return found


def _at_most(program: Program, p: Positions, rows: NDArray[np.int64], variables: Positions) -> None:
    """p of each row <= the sum of its variables."""
    data = np.concatenate([np.ones(len(p)), -np.ones(len(rows))])
    at = np.concatenate([np.arange(len(p)), rows]), np.concatenate([p, variables])
    program.add_rows(csr_matrix((data, at), shape=(len(p), program.n_variables)), -np.inf, 0.0)


def _needed(model: Model, phase: int) -> Floats:
    """(n_circles + 1, n_formats) people who must newly come into reach for the format to be there; infinite where
    nobody lives, and outside every circle."""
    city = model.city
    needed = still_needed(model, grading_of(model).reach_share, city.people[phase], city.reached[phase])
    needed = np.where(city.people[phase] > 0, needed, np.inf)
    needed[-1] = np.inf
    return needed


def row_groups(model: Model, phases: Positions) -> NDArray[np.int64]:
    """(n_rows,) equal for rows of one circle, format and phase that may make a format present by reach; 0 for all
    others, and where only outlets count."""
    found = np.zeros(model.n_rows, dtype=np.int64)
    for turn, phase in enumerate(phases.tolist() if by_reach(model) else ()):
        cell = cells(model, phase)
        found = np.where(cell >= 0, 1 + turn * model.city.outlets.size + cell, found)
    return found
