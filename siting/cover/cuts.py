"""Cuts: inequalities that every whole plan keeps and the linear relaxation breaks.

A cut takes rows with multiplicities m_r (`times`). With M = sum_r m_r and n_k = sum_r m_r A[r,k],

    sum_r m_r z_r  <=  floor(M / 2) + sum_k ceil(n_k / 2) x_k

holds for every plan: the left side is at most M and at most sum_k n_k x_k, so at most half of their sum, and it is
a whole number (a Chvatal-Gomory cut; A. Caprara and M. Fischetti 1996, doi:10.1007/BF02592196). Three rows that
pairwise share half of their options are the smallest case: one outlet reaches two of them, and with half an outlet
at each pair the relaxation covers all three."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.cover.covers import Covers, Starts, owners, sums
from siting.inputs import Floats, Positions


class Cuts(NamedTuple):
    """sum_r times z_r <= most + sum_k coefficient x_k, one for each cut.

    start (n_cuts + 1,), rows (nnz,), times (nnz,): rows of a cut, each once, and their multiplicities.
    option_start (n_cuts + 1,), options (nnz,), coefficient (nnz,): options that reach any of them, ceil(n_k / 2).
    most: (n_cuts,), floor(M / 2)."""

    start: Starts
    rows: Positions
    times: Floats
    option_start: Starts
    options: Positions
    coefficient: Floats
    most: Floats


def parity_cuts(covers: Covers, start: Starts, rows: Positions, times: NDArray[np.int64]) -> Cuts:
    """The cuts of these multisets of rows: everything but rows and multiplicities is computed here."""
    n_cuts, n_rows = len(start) - 1, covers.n_rows
    taken = csr_matrix((times.astype(np.float64), rows, start), shape=(n_cuts, n_rows))
    taken.sum_duplicates()
    ones = np.ones(len(covers.row_options))
    reach = csr_matrix((ones, covers.row_options, covers.row_start), shape=(n_rows, covers.n_options))
    counts = csr_matrix(taken @ reach)
    counts.sort_indices()
    together = np.asarray(taken.sum(axis=1)).ravel()
    return Cuts(
        taken.indptr.astype(np.int64),
        taken.indices.astype(np.int32),
        taken.data,
        counts.indptr.astype(np.int64),
        counts.indices.astype(np.int32),
        np.ceil(counts.data / 2.0),
        np.floor(together / 2.0),
    )


def no_cuts() -> Cuts:
    """None."""
    start, positions, amounts = np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0)
    return Cuts(start, positions, amounts, start, positions, amounts, amounts)


def joined(one: Cuts, other: Cuts) -> Cuts:
    """All cuts of both."""
    return Cuts(
        np.concatenate((one.start, one.start[-1] + other.start[1:])),
        np.concatenate((one.rows, other.rows)),
        np.concatenate((one.times, other.times)),
        np.concatenate((one.option_start, one.option_start[-1] + other.option_start[1:])),
        np.concatenate((one.options, other.options)),
        np.concatenate((one.coefficient, other.coefficient)),
        np.concatenate((one.most, other.most)),
    )


def chosen(cuts: Cuts, keep: NDArray[np.bool_]) -> Cuts:
    """Those where keep (n_cuts,) says so, in the same order."""
    sizes, widths = np.diff(cuts.start), np.diff(cuts.option_start)
    rows, options = np.repeat(keep, sizes), np.repeat(keep, widths)
    return Cuts(
        np.concatenate(([0], np.cumsum(sizes[keep]))),
        cuts.rows[rows],
        cuts.times[rows],
        np.concatenate(([0], np.cumsum(widths[keep]))),
        cuts.options[options],
        cuts.coefficient[options],
        cuts.most[keep],
    )


def cut_income(cuts: Cuts, cut_price: Floats, n_options: int) -> Floats:
    """(n_options,) what the prices of cuts pay each option: sum_c price_c ceil(n_ck / 2)."""
    return sums(cuts.options, cuts.coefficient * cut_price[owners(cuts.option_start)], n_options)


def cut_charges(cuts: Cuts, cut_price: Floats, n_rows: int) -> Floats:
    """(n_rows,) what the prices of cuts charge each row for being covered: sum_c price_c m_cr."""
    return sums(cuts.rows, cuts.times * cut_price[owners(cuts.start)], n_rows)


def excess(cuts: Cuts, x: Floats, z: Floats) -> Floats:
    """(n_cuts,) left side minus right side at options x and rows z; above 0 where a cut is broken."""
    n_cuts = len(cuts.most)
    covered = sums(owners(cuts.start), cuts.times * z[cuts.rows], n_cuts)
    allowed = sums(owners(cuts.option_start), cuts.coefficient * x[cuts.options], n_cuts)
    excess: Floats = covered - cuts.most - allowed
    return excess
