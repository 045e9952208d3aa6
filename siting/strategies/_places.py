"""The linear relaxation where outlets can be full: a bound that knows of places, and prices that prove it."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions, frozen
from siting.model import Model, Packing, limited_rows, places_of, upper_limits
from siting.objectives._served import write_seats
from siting.outcome import Dual
from siting.program import Arrays, Program, divided
from siting.strategies._exact import Standing, lift, merged


def priced(standing: Standing) -> Dual | None:
    """Proves the bound of the linear relaxation under the rules that are upper limits; None where time runs out.

    The price of z_r <= sum_k A[r,k] x_k is that of row r. Of rows whose people need a place it is w_r - alpha_r, with
    alpha_r the price of sum_j y_rj <= 1. They prove the same bound by themselves: these are the prices that the
    Lagrangian dual of the certificate asks for."""
    scale = lift(standing.value, float(standing.model.weight.sum()))
    model, group = merged(standing.model, scale)
    program = Program(model.n_options, maximise=True)
    several = _write_rows(model, program)
    of_seats = program.assemble().n_rows
    write_seats(model, program)
    limits = [
        _written(packing, model, program) for rule in model.rules if (packing := upper_limits(rule, model))
    ]
    answer = _solved(program.assemble(), standing.watch.remaining_s)
    if answer is None:
        return None
    bound, on_rows = answer
    standing.believe(bound / scale)
    price = np.where(np.diff(model.indptr) == 1, model.weight, 0.0)
    price[several] = on_rows[: len(several)]
    seats = places_of(model)
    if seats is not None:
        shared = np.bincount(seats.row, minlength=len(seats.rows)) > 1
        alpha = np.zeros(len(seats.rows))
        alpha[shared] = on_rows[of_seats : of_seats + int(shared.sum())]
        price[seats.rows] = model.weight[seats.rows] - alpha
    share = np.append(np.clip(price / np.maximum(model.weight, np.finfo(float).tiny), 0.0, 1.0), 0.0)
    found = [prices * on_rows[rows] for rows, prices in limits]
    return Dual(
        row=frozen(standing.model.weight * share[group]),
        limit=frozen(np.maximum(np.concatenate([np.zeros(0), *found]), 0.0) / scale),
    )


def _write_rows(model: Model, program: Program) -> Positions:
    """Weight covered of rows whose people need no place; the rows that have a variable, whose links come first. Each
    with all its options: in links that hold on to one another, prices would be shared among rows."""
    weight = np.where(limited_rows(model), 0.0, model.weight)
    degree = np.diff(model.indptr)
    alone = model.indices[model.indptr[:-1][degree == 1]]
    program.reward_options(np.bincount(alone, weights=weight[degree == 1], minlength=model.n_options))
    several = np.flatnonzero((degree > 1) & (weight > 0)).astype(np.int32)
    z = program.add_variables(weight[several], 0.0, 1.0)
    shape = (model.n_rows, program.n_variables)
    reach = csr_matrix((np.ones(len(model.indices)), model.indices, model.indptr), shape=shape)[several]
    own = csr_matrix((np.ones(len(z)), (np.arange(len(z)), z)), shape=reach.shape)
    program.add_rows(csr_matrix(own - reach), -np.inf, 0.0)
    return several


def _written(packing: Packing, model: Model, program: Program) -> tuple[Positions, Floats]:
    """(row of the program, what a price on it is worth) of each constraint of a packing, which is added to the
    program: 0 where it is no row, and less than 1 where the program divided it."""
    matrix = packing.matrix
    if packing.site_matrix is not None:
        wanted = np.zeros(model.n_sites, dtype=bool)
        wanted[packing.site_matrix.indices] = True
        site_of, shared = program.site_variables(model.option_site, wanted), packing.site_matrix.tocoo()
        inside = site_of[shared.col] >= 0
        at = (shared.row[inside], site_of[shared.col[inside]])
        sites = csr_matrix((shared.data[inside], at), shape=(matrix.shape[0], program.n_variables))
        matrix = sites + csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=sites.shape)
    first, is_row = program.assemble().n_rows, np.diff(matrix.indptr) > 0
    program.add_rows(csr_matrix(matrix), -np.inf, packing.limit)
    rows = first + np.cumsum(is_row) - 1
    return np.where(is_row, rows, 0).astype(np.int32), is_row * divided(csr_matrix(matrix))


def _solved(arrays: Arrays, time_s: float) -> tuple[float, Floats] | None:
    """(most, prices of the rows); None where it was not solved to the end."""
    from scipy.optimize import linprog

    options = {"time_limit": time_s} if np.isfinite(time_s) else {}
    answer = linprog(
        -arrays.objective,
        arrays.matrix,
        arrays.row_upper,
        bounds=np.column_stack([arrays.lower, arrays.upper]),
        method="highs",
        options=options,
    )
    if answer.status != 0:
        return None
    rows: Floats = -answer.ineqlin.marginals
    return arrays.offset - float(answer.fun), rows
