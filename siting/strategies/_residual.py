"""What fixing leaves undecided, as a small program for a backend."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, hstack

from siting import backends
from siting.backends import Limits as BackendLimits
from siting.cover.covers import Limits
from siting.cover.fixing import Residual
from siting.inputs import Floats, Positions
from siting.model import write_cover
from siting.program import Program
from siting.strategies._exact import Standing, lift, selected

MOST_REPAIRS = 20


def settle(standing: Standing, residual: Residual, backend: str, seed: int, time_s: float = math.inf) -> None:
    """Asks the backend for the best selection within the residual question, for at most time_s, and proves what
    that proves, given that every selection better than the standing one lies in the residual question: then the
    larger of the standing value and the residual's bound bounds them all. Where the standing one lies there too, no
    bound below it is believed."""
    if not residual.possible or not len(residual.options):
        standing.offer(residual.opened)
        standing.prove(standing.value)
        return
    inside = _start(standing, residual) is not None
    _explore(standing, residual, backend, seed, time_s, standing.believe if inside else standing.prove)


def explore(standing: Standing, residual: Residual, backend: str, seed: int, time_s: float) -> None:
    """Offers the best selections that the backend finds within a part of the question, and proves nothing."""
    if residual.possible and len(residual.options):
        _explore(standing, residual, backend, seed, time_s, lambda bound: None)


def _explore(
    standing: Standing,
    residual: Residual,
    backend: str,
    seed: int,
    time_s: float,
    prove: Callable[[float], None],
) -> None:
    """A selection that only the solver's tolerance lets pass is forbidden, and the solver asked again."""
    scale = _scale(standing, residual)
    program = _program(residual, scale)
    watch, n_options = standing.watch, program.n_options
    ends_s = watch.seconds + time_s

    def hear(values: Floats | None, bound: float | None) -> None:
        if values is not None:
            standing.offer(_whole(residual, selected(values, n_options)))
        if bound is not None:
            prove(bound / scale)

    for _ in range(MOST_REPAIRS):
        limits = BackendLimits(watch.gap, min(ends_s, watch.time_limit_s) - watch.seconds, seed)
        start = _start(standing, residual)
        answer = backends.run(backend, program.assemble(), limits, start, hear, standing.stop)
        standing.note(answer.note)
        prove(answer.bound / scale)
        if answer.values is None:
            return
        chosen = selected(answer.values, n_options)
        if not standing.offer(_whole(residual, chosen)) or standing.stop():
            return
        program.forbid(chosen)


def _program(residual: Residual, scale: float) -> Program:
    """Weight covered on the residual's rows, and what the opened options leave of each limit."""
    program = Program(len(residual.options), maximise=True)
    program.offset = residual.base * scale
    covers = residual.covers
    write_cover(program, covers.row_start, covers.row_options, covers.weight * scale)
    program.add_rows(taken_by_variables(program, residual.limits), -np.inf, residual.limits.limit)
    return program


def taken_by_variables(program: Program, limits: Limits) -> csr_matrix:
    """(n_limits, n_variables) what options and sites take of each limit; adds the variables of shared sites."""
    n_limits = len(limits.limit)
    own = csc_matrix((limits.amount, limits.which, limits.start), shape=(n_limits, program.n_options))
    if not (limits.site >= 0).any():
        return own.tocsr()
    sites = site_variables(program, limits.site, limits.n_sites)
    once = csc_matrix((limits.site_amount, limits.site_which, limits.site_start), (n_limits, limits.n_sites))
    known = np.flatnonzero(sites >= 0)
    place = csr_matrix(
        (np.ones(len(known)), (known, sites[known])), shape=(limits.n_sites, program.n_variables)
    )
    rest = csr_matrix((n_limits, program.n_variables - program.n_options))
    return csr_matrix(hstack([own, rest]) + once @ place)


def site_variables(program: Program, site: Positions, n_sites: int) -> Positions:
    """(n_sites,) the variable that pays for each site, -1 for a site without options here. site: (n_options,),
    -1 for options that pay for none."""
    place = np.where(site >= 0, site, n_sites).astype(np.int32)
    wanted = np.arange(n_sites + 1) < n_sites
    return program.site_variables(place, wanted)[:-1]


def _whole(residual: Residual, chosen: Positions) -> Positions:
    """A selection of the residual question as one of the whole question."""
    return np.sort(np.concatenate((residual.opened, residual.options[chosen])))


def _start(standing: Standing, residual: Residual) -> Floats | None:
    """The standing selection in the residual question's options, unless it lies outside of that question."""
    assert standing.start is not None
    inside = standing.start[residual.options]
    within = (
        standing.start[residual.opened].all() and inside.sum() + len(residual.opened) == standing.start.sum()
    )
    return inside if within else None


def _scale(standing: Standing, residual: Residual) -> float:
    """`lift`; 1 for whole weights."""
    return 1.0 if standing.is_whole else lift(standing.value, residual.base + residual.covers.total)
