"""What groups of outlets cost, the sites that they open included: of a selection, and as rows of a program.

A site is paid for once, in the phase in which anything opens there first, however many formats share it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from siting.inputs import Floats, Positions
from siting.model import Model
from siting.program import Program
from siting.rules._scope import Groups
from siting.rules._site_phases import opened_by

Numbers = NDArray[np.integer[Any]]


def spent(model: Model, groups: Groups, selection: Positions) -> Floats:
    """(n_groups,) money of a selection."""
    options = np.asarray(groups.members[:, selection] @ model.cost[selection]).ravel()
    first = np.full(model.n_sites, np.iinfo(np.int32).max)
    np.minimum.at(first, model.option_site[selection], model.option_phase[selection])
    opened = np.unique(model.option_site[selection])
    pays = groups.sites[:, opened].toarray()
    if groups.paying is not None:
        pays = pays * groups.paying[:, first[opened]]
    total: Floats = options + pays @ model.site_cost[opened]
    return total


def freed(model: Model, groups: Groups) -> Floats:
    """(n_groups,) money that closing all outlets of today that may close would save."""
    saved: Floats = np.asarray(groups.members @ np.where(model.option_keep, model.cost, 0.0)).ravel()
    return saved


def spending(model: Model, groups: Groups, program: Program, exact: bool = False) -> csr_matrix:
    """(n_groups, n_variables) coefficients of what each group spends, in options and variables of sites.

    exact: the sites' variables are 1 only where something opens, for rows that may want a site to cost much. They
    are so in any case where phases are told apart."""
    options = weighed(groups.members, model.cost)
    if not groups.sites.nnz:
        return options
    if groups.paying is None:
        variable = program.site_variables(model.option_site, model.site_cost > 0)
        if exact:
            program.shared("sites that are open", lambda: _only_open(model, program, variable))
        parts = [(variable, weighed(groups.sites, model.site_cost))]
    else:
        parts = list(_by_phase(model, groups, program))
    return _joined(options, parts, program.n_variables)


def weighed(members: csr_matrix, cost: Floats) -> csr_matrix:
    """Ones replaced by what each column costs."""
    return csr_matrix((cost[members.indices], members.indices, members.indptr), shape=members.shape)


def _only_open(model: Model, program: Program, variable: Positions) -> Positions:
    """y_s <= sum of the x of its options: then y_s is 0 or 1 for binary x."""
    several = np.flatnonzero(variable >= model.n_options)
    options = np.flatnonzero(variable[model.option_site] >= model.n_options)
    row = np.searchsorted(several, model.option_site[options])
    program.add_rows(_upper(row, options, variable[several], program.n_variables), -np.inf, 0.0)
    return variable


def _by_phase(model: Model, groups: Groups, program: Program) -> Iterator[tuple[Positions, csr_matrix]]:
    """Variables of the sites, and what each group pays for them: c_s (y_st - y_s,t-1) in each phase t it pays in."""
    assert groups.paying is not None
    n_phases = groups.paying.shape[1]
    sites = np.isin(np.arange(model.n_sites), model.option_site) & (model.site_cost > 0)
    of_phase = opened_by(model, program, sites)
    cost = weighed(groups.sites, model.site_cost)
    for phase in range(n_phases):
        pays = groups.paying[:, phase].astype(np.float64)
        if phase + 1 < n_phases:
            pays = pays - groups.paying[:, phase + 1]
        share = csr_matrix(diags(pays) @ cost)
        share.eliminate_zeros()
        yield of_phase[phase], share


def _upper(row: Numbers, options: Numbers, variable: Numbers, width: int) -> csr_matrix:
    """Rows v - sum of the x of its options, for each variable."""
    signs = np.concatenate([np.ones(len(variable)), -np.ones(len(options))])
    at = (np.concatenate([np.arange(len(variable)), row]), np.concatenate([variable, options]))
    return csr_matrix((signs, at), (len(variable), width))


def _joined(options: csr_matrix, parts: list[tuple[Positions, csr_matrix]], width: int) -> csr_matrix:
    """Money of options, then of sites at their variables."""
    tables = [options.tocoo(), *(table.tocoo() for _, table in parts)]
    columns = [tables[0].col, *(at[table.col] for (at, _), table in zip(parts, tables[1:], strict=True))]
    data = np.concatenate([table.data for table in tables])
    rows = np.concatenate([table.row for table in tables])
    return csr_matrix((data, (rows, np.concatenate(columns))), shape=(options.shape[0], width))
