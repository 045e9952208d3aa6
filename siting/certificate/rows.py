"""The rows' side of the bound, in whole numbers: what the prices of rows and cuts leave free, and what they pay."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.certificate.evidence import Evidence
from siting.certificate.exact import Whole, lifted, scale_for, sums, whole
from siting.certificate.limits import rounded_up_to
from siting.certificate.places import seat_bound

BLOCK = 500_000
"""Rows looked at together, so that memory does not grow with a city's rows times its options."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """free: what is counted whatever opens (the sum over rows and the constants of cuts and targets).

    income: (n_options,) what the prices of rows and cuts pay an option, in multiples of 2**-scale; 0 for options
    that could not open. step: every value of a plan is a multiple of it, 0 where that is not known. most: no value
    is above it, None where that is not known."""

    free: Fraction
    income: Whole
    scale: int
    step: Fraction
    most: Fraction | None


def row_scale(evidence: Evidence) -> int:
    """The scale at which prices of rows, and weights where they are what counts, add up in an int64."""
    if evidence.covers or not len(evidence.u):
        return scale_for(np.concatenate([evidence.weight, evidence.seat_weight]))
    return scale_for(np.maximum(evidence.u, 0.0))


def most_weight(evidence: Evidence, usable: NDArray[np.bool_]) -> Rows:
    """For the most weight covered: free = sum_r max(0, w_r - u_r - v_r) + sum_c price_c floor(M_c / 2).

    1. Weights are rounded up to the scale, which makes no plan worth less; nothing is rounded where they fit.
    2. Row prices are rounded down: any prices between 0 and the weight will do.
    3. v_r = sum_c price_c m_cr, and an option gets sum_c price_c ceil(n_ck / 2) beyond sum_r A[r,k] u_r.
    4. Who needs a place adds what `places.seat_bound` says."""
    scale = row_scale(evidence)
    weight = lifted(evidence.weight, scale, up=True)  # RULE 1
    fits = bool((weight == lifted(evidence.weight, scale, up=False)).all())
    paid = np.minimum(lifted(evidence.u, scale, up=False), weight)  # RULE 2
    step = Fraction(int(np.gcd.reduce(weight, initial=0))) * unit(scale) if fits else Fraction(0)
    reach = usable_reach(evidence, usable)
    if len(evidence.cut_prices):
        reach, weight, paid = _merged(evidence, reach, weight, paid)
    left, gain, constant = weight - paid, np.zeros(len(evidence.cost), dtype=np.int64), 0
    if len(evidence.cut_prices):
        charged, gain, constant = _cuts(evidence, reach, scale)
        left = np.maximum(left - charged, 0)
    within = np.diff(reach.indptr) > 0
    free = Fraction(int(left[within].sum()) + constant) * unit(scale)
    everybody, income = Fraction(int(weight[within].sum())) * unit(scale), incomes(reach, paid) + gain
    if len(evidence.seat_people):  # RULE 4
        more, pays, most = seat_bound(evidence, usable, scale)
        free, income, everybody, step = free + more, income + pays, everybody + most, Fraction(0)
    return Rows(free, income, scale, step, everybody)


def least_cost(evidence: Evidence, usable: NDArray[np.bool_]) -> Rows:
    """For the least cost of a required coverage, with all signs turned so that more is better:

    every row required:  free = - sum_r u_r
    weights W_t required:  free = sum_r max(0, price_t(r) w_r - u_r) - sum_t price_t W_t

    Row prices are rounded down, weights and prices of the required weights taken as they are."""
    scale = row_scale(evidence)
    reach = usable_reach(evidence, usable)
    counts = (evidence.required_group >= 0) & (evidence.weight > 0)
    paid = np.where(counts, lifted(evidence.u, scale, up=False), 0)
    free = -Fraction(int(paid.sum())) * unit(scale)
    if not evidence.all_required:
        free = _beyond_targets(evidence, counts & (np.diff(reach.indptr) > 0), paid, scale)
    money, bits = whole(np.concatenate([evidence.cost, evidence.site_cost]))
    step = Fraction(int(np.gcd.reduce(np.array(money, dtype=object), initial=0)), 1 << bits)
    return Rows(free, incomes(reach, paid), scale, step, Fraction(0))


def _beyond_targets(evidence: Evidence, counts: NDArray[np.bool_], paid: Whole, scale: int) -> Fraction:
    """sum_r max(0, price w_r - u_r) over rows that an option reaches, less sum_t price_t W_t."""
    weight, weight_bits = whole(evidence.weight[counts])
    prices, price_bits = whole(evidence.targets)
    group = evidence.required_group[counts].tolist()
    ahead = weight_bits + price_bits
    # Both terms on one grid: price * weight is a multiple of 2**-ahead, u one of 2**-scale.
    lift, drop = max(0, scale - ahead), max(0, ahead - scale)
    over = sum(
        excess
        for one, target, pay in zip(weight, group, paid[counts].tolist(), strict=True)
        if (excess := (prices[target] * one << lift) - (pay << drop)) > 0
    )
    needed = sum(
        Fraction(price, 1 << price_bits) * amount
        for price, amount in zip(prices, required(evidence), strict=True)
    )
    return Fraction(over) * unit(ahead + lift) - needed


def required(evidence: Evidence) -> list[Fraction]:
    """(n_targets,) weight that every allowed plan covers in exact numbers, where its sum of floats reaches
    required_weight: rounded as limits are (`limits.stocks`), to the lax side."""
    found = []
    for target, least in enumerate(evidence.required_weight.tolist()):
        weight, bits = whole(evidence.weight[evidence.required_group == target])
        edge = rounded_up_to(Fraction(-least), [-one for one in weight], bits)
        found.append(Fraction(-edge, 1 << bits))
    return found


def unit(scale: int) -> Fraction:
    """2**-scale."""
    return Fraction(1, 1 << scale) if scale >= 0 else Fraction(1 << -scale)


def usable_reach(evidence: Evidence, usable: NDArray[np.bool_]) -> csr_matrix:
    """A without options that could not open."""
    start, options = evidence.indptr, evidence.indices
    if not usable.all():
        kept = usable[options]
        lost = np.searchsorted(start, np.flatnonzero(~kept), side="right") - 1
        degree = np.diff(start) - np.bincount(lost, minlength=len(start) - 1)
        start, options = np.concatenate([[0], np.cumsum(degree)]), options[kept]
    ones = np.ones(len(options), dtype=np.int8)
    return csr_matrix((ones, options, start), shape=(len(evidence.weight), len(evidence.cost)))


def incomes(reach: csr_matrix, paid: Whole) -> Whole:
    """(n_options,) sum_r A[r,k] u_r, a block of rows at a time: a product in int64 wants all of A in int64."""
    total = np.zeros(reach.shape[1], dtype=np.int64)
    for block in range(0, reach.shape[0], BLOCK):
        some = slice(block, block + BLOCK)
        total += reach[some].T @ paid[some]
    return total


def _merged(
    evidence: Evidence, reach: csr_matrix, weight: Whole, paid: Whole
) -> tuple[csr_matrix, Whole, Whole]:
    """Rows of one group as one row. Raises ValueError when their options differ."""
    group = evidence.row_group
    if not len(group):
        return reach, weight, paid
    known = np.flatnonzero(group >= 0)
    n_groups = int(group.max(initial=-1)) + 1
    first = np.zeros(n_groups, dtype=np.int64)
    first[group[known][::-1]] = known[::-1]
    if np.diff(reach.indptr)[group < 0].any() or not _same_options(reach, known, first[group[known]]):
        raise ValueError("dual: row_group holds rows with different options")
    weight, paid = (sums(group[known], values[known], n_groups) for values in (weight, paid))
    return reach[first], weight, paid


def _same_options(reach: csr_matrix, rows: NDArray[np.int64], models: NDArray[np.int64]) -> bool:
    """Whether each of the rows has the options of its model row; a block of rows at a time."""
    size = np.diff(reach.indptr)
    if (size[rows] != size[models]).any():
        return False
    for part in range(0, len(rows), BLOCK):
        some, like = rows[part : part + BLOCK], models[part : part + BLOCK]
        if (reach[some].indices != reach[like].indices).any():
            return False
    return True


def _cuts(evidence: Evidence, reach: csr_matrix, scale: int) -> tuple[Whole, Whole, int]:
    """(v, what options get, constant): of the cuts sum_r m_r z_r <= floor(M / 2) + sum_k ceil(n_k / 2) x_k.

    M = sum_r m_r, n_k = sum_r m_r A[r,k]: recomputed here, and all that a cut's validity rests on, since
    sum m z <= min(M, sum n x), which is at most half their sum, and the left side is whole."""
    prices, times = evidence.cut_prices, evidence.cut_times
    owner = np.repeat(np.arange(len(prices)), np.diff(evidence.cut_indptr))
    if float(prices[owner] @ times) > 4.0 * float(evidence.weight.sum()):
        raise ValueError("dual: prices of cuts are beyond every weight")
    rows = evidence.row_group[evidence.cut_rows] if len(evidence.row_group) else evidence.cut_rows
    known, price = rows >= 0, lifted(prices, scale, up=False)  # z = 0 for rows that nothing reaches
    cuts = csr_matrix((times[known], (owner[known], rows[known])), shape=(len(prices), reach.shape[0]))
    coefficients = cuts @ reach
    coefficients.data = (coefficients.data + 1) // 2
    halves = sums(owner, times, len(prices)) // 2
    return cuts.T @ price, coefficients.T @ price, sum(map(int, price * halves))
