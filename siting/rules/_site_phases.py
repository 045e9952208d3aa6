"""From which phase on a site is open, as variables of a program: for what a site takes once, at its first opening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Positions
from siting.model import Model
from siting.program import IMPLIED, Program


def opened_by(model: Model, program: Program, wanted: NDArray[np.bool_]) -> Positions:
    """(n_phases, n_sites) variable that is 1 when anything has opened at a site up to a phase, else 0; -1 for sites
    not wanted. Made once and the same for all who want the same sites. With x binary:

        y[s, t] >= y[s, t-1];   y[s, t] >= sum of x of a format at s up to t, at most one of which opens (`phases`);
        y[s, t] <= y[s, t-1] + sum of x at s in t

    so that a difference y[s, t] - y[s, t-1] is 1 in the phase of the first opening, and in no other."""
    made = program.shared(f"sites by phase {wanted.tobytes()!r}", lambda: _made(model, program, wanted))
    return made.reshape(-1, len(wanted))


def _made(model: Model, program: Program, wanted: NDArray[np.bool_]) -> Positions:
    n_phases, n_sites = model.city.n_phases, len(wanted)
    sites = np.flatnonzero(wanted)
    found = np.full((n_phases, n_sites), -1, dtype=np.int32)
    for phase in range(n_phases):
        found[phase, sites] = program.add_variables(np.zeros(len(sites)), 0.0, 1.0, IMPLIED)
    options = np.flatnonzero(wanted[model.option_site])
    for phase in range(n_phases):
        _between(model, program, found, phase, sites, options)
    return found.ravel()


def _between(
    model: Model,
    program: Program,
    found: Positions,
    phase: int,
    sites: NDArray[np.int64],
    options: NDArray[np.int64],
) -> None:
    """The rows of one phase."""
    now, past = found[phase, sites], options[model.option_phase[options] <= phase]
    fresh = options[model.option_phase[options] == phase]
    row_of = np.full(len(found[0]), -1, dtype=np.int64)
    row_of[sites] = np.arange(len(sites))
    here, ones = np.arange(len(sites)), np.ones(len(sites))
    grows = [(here, now, ones), (row_of[model.option_site[fresh]], fresh, -np.ones(len(fresh)))]
    if phase:
        before = found[phase - 1, sites]
        grows.append((here, before, -ones))
        _add(program, len(sites), [(here, before, ones), (here, now, -ones)])
    _add(program, len(sites), grows)
    n_formats = int(model.option_format.max(initial=0)) + 1
    key = model.option_site[past].astype(np.int64) * n_formats + model.option_format[past]
    pairs, of_pair = np.unique(key, return_inverse=True)
    of_site = found[phase, pairs // n_formats]
    opens = [(of_pair, past, np.ones(len(past))), (np.arange(len(pairs)), of_site, -np.ones(len(pairs)))]
    _add(program, len(pairs), opens)


def _add(program: Program, n_rows: int, terms: Sequence[tuple[Any, Any, Any]]) -> None:
    """Rows sum of terms <= 0; a term is rows, variables and coefficients."""
    rows, columns, values = (np.concatenate(parts) for parts in zip(*terms, strict=True))
    matrix = csr_matrix((values, (rows, columns)), shape=(n_rows, program.n_variables))
    program.add_rows(matrix, -np.inf, 0.0)
