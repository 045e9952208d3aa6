"""The bound that prices prove, evaluated in whole numbers: no solver to believe, and no rounding to argue about."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from siting.certificate.evidence import Evidence
from siting.certificate.exact import float_above, float_below, whole
from siting.certificate.limits import Stocks, could_open
from siting.certificate.rows import Rows, least_cost, most_weight

# Prices are floats too: a hair above the weight is rounding, not a lie. They are cut off there.
PRICE_TOLERANCE = 1e-9


def certified_bound(evidence: Evidence, found: Stocks) -> float:
    """The bound on the objective of every plan that the rules allow; nan where there are no prices.

    The exact bound lies on a grid of the values that plans can have (of whole weights: whole numbers), is moved to
    the next of them, and then to the next float, away from the plans. Raises ValueError when the prices are not
    what the formula asks for."""
    if not is_priced(evidence):
        return math.nan
    terms = terms_of(evidence, found)
    return rounded(evidence, terms, terms.rest + terms.sites(terms.worth))


def rounded(evidence: Evidence, terms: Terms, bound: Fraction) -> float:
    """The exact bound of the worth, as a float of the objective: never on the wrong side."""
    rows = terms.rows
    if rows.step:
        bound = math.floor(bound / rows.step) * rows.step
    bound = bound if rows.most is None else min(bound, rows.most)
    return float_above(bound) if evidence.covers else float_below(-bound)


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The bound of the worth (money counts negative) in its parts: rest + sum_s max(0, worth_s - once_s).

    usable: (n_options,) options that could open; profit: (n_options,) of each, income less charge; worth: (n_sites,)
    sum of the profits above 0; once: (n_sites,) what a site is charged for itself. All in multiples of 2**-depth."""

    rows: Rows
    rest: Fraction
    usable: NDArray[np.bool_]
    profit: list[int]
    worth: list[int]
    once: list[int]
    depth: int

    def sites(self, worth: list[int]) -> Fraction:
        """What the sites add to the bound when their profits are so much."""
        profit = sum(max(0, gained - paid) for gained, paid in zip(worth, self.once, strict=True))
        return Fraction(profit, 1 << self.depth)


def is_priced(evidence: Evidence) -> bool:
    """Whether there are prices at all, for all that a bound asks for."""
    covers = bool(evidence.covers)
    return (
        (covers or evidence.all_required or len(evidence.targets) > 0)
        and len(evidence.u) == len(evidence.weight)
        and len(evidence.prices) == len(evidence.limit_most)
        and len(evidence.seat_u) == len(evidence.seat_people)
    )


def _refuse_what_proves_nothing(evidence: Evidence) -> None:
    """1. Every price is a number; those of rows, cuts and targets are at least 0.
    2. Where weight counts, no row is priced above its weight.
    3. A price on a limit needs a most, a negative one a least."""
    u, prices = evidence.u, evidence.prices
    for name in ("u", "prices", "targets", "cut_prices"):
        values = getattr(evidence, name)
        if not np.isfinite(values).all() or (name != "prices" and (values < 0).any()):
            raise ValueError(f"dual: {name} must be numbers, of rows, cuts and targets at least 0")  # RULE 1
    if evidence.covers and (u > evidence.weight + PRICE_TOLERANCE * evidence.weight).any():
        raise ValueError("dual: u is above the weight")  # RULE 2
    missing = np.where(prices > 0, evidence.limit_most, np.where(prices < 0, evidence.limit_least, 0.0))
    if not np.isfinite(missing).all():
        raise ValueError("dual: a price on a limit that there is none of")  # RULE 3
    if not evidence.covers and len(evidence.cut_prices):
        raise ValueError("dual: cuts bound covered weight, and here it does not count")


def terms_of(evidence: Evidence, found: Stocks) -> Terms:
    """sum_s max(0, sum_{k at s} max(0, income_k - charge_k) - charge_s), and the rest, sum_i price_i limit_i in it.

    Charges are what the prices make of what options and sites take, and their costs where money counts. All terms
    are whole multiples of 2**-depth, the finest grid among those of prices, amounts, costs and incomes. Raises
    ValueError when the prices are not what the formula asks for."""
    _refuse_what_proves_nothing(evidence)
    usable = could_open(evidence, found)
    rows = most_weight(evidence, usable) if evidence.covers else least_cost(evidence, usable)
    prices, price_bits = whole(evidence.prices)
    money, money_bits = (
        ([], 0) if evidence.covers else whole(np.concatenate([evidence.cost, evidence.site_cost]))
    )
    depth = max(rows.scale, price_bits + found.bits, money_bits, 0)
    from_limits, from_money = depth - price_bits - found.bits, depth - money_bits
    n_options, n_sites = len(evidence.cost), len(evidence.site_ids)
    charge = [cost << from_money for cost in money[:n_options]] or [0] * n_options
    once = [cost << from_money for cost in money[n_options:]] or [0] * n_sites
    priced = [price << from_limits for price in prices]
    _add_charges(charge, priced, evidence.limit_indptr, evidence.limit_indices, found.taken)
    _add_charges(once, priced, evidence.shared_indptr, evidence.shared_indices, found.shared)
    worth, profit = [0] * n_sites, [0] * n_options
    options = np.flatnonzero(usable)
    incomes, sites = rows.income[options].tolist(), evidence.option_site[options].tolist()
    for option, income, site in zip(options.tolist(), incomes, sites, strict=True):
        profit[option] = (income << depth - rows.scale) - charge[option]
        worth[site] += max(0, profit[option])
    stock = 0
    for price, most, least in zip(priced, found.most, found.least, strict=True):
        limit = most if price > 0 else least
        stock += 0 if limit is None else price * limit
    return Terms(rows, rows.free + Fraction(stock, 1 << depth), usable, profit, worth, once, depth)


def _add_charges(
    charge: list[int],
    prices: list[int],
    indptr: NDArray[np.int64],
    columns: NDArray[np.int32],
    amounts: list[int],
) -> None:
    """charge_j += sum_i price_i amount_ij, entry by entry."""
    for price, (start, end) in zip(prices, pairwise(indptr.tolist()), strict=True):
        if price:
            for column, amount in zip(columns[start:end].tolist(), amounts[start:end], strict=True):
                charge[column] += price * amount
