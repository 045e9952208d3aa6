"""Limits in whole numbers: what plans that the rules allow may use, and what a selection uses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from siting.certificate.evidence import Evidence
from siting.certificate.exact import whole

TOLERANCE = 1e-9
"""Rules compare a sum of floats with limit + TOLERANCE * |limit|, itself a float."""

DIGITS = 53
"""Bits of a float: whole numbers below 2**53 add up without rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Stocks:
    """Amounts and limits as whole multiples of 2**-bits.

    taken: of each entry of limit_data; shared: of each entry of shared_data. most, least: (n_limits,) between
    which the use of every allowed plan lies, None where there is no limit."""

    bits: int
    taken: list[int]
    shared: list[int]
    most: list[int | None]
    least: list[int | None]


def stocks(evidence: Evidence) -> Stocks:
    """The limits as they bind in exact numbers, never tighter than the rules.

    1. A rule allows what its sum of floats allows: up to limit + TOLERANCE * |limit|.
    2. Where the amounts are such that floats cannot add them up exactly, the true sum of n amounts may lie above
       the float by (n - 1) 2**-52 of it (Higham 2002, doi:10.1137/1.9780898718027, section 4.2): so much is added.
    3. Every use is a multiple of the amounts' greatest common divisor: the limit is rounded down to one. So for
       counts and for costs in round numbers the tolerance vanishes."""
    numbers, bits = whole(np.concatenate([evidence.limit_data, evidence.shared_data]))
    taken, shared = numbers[: len(evidence.limit_data)], numbers[len(evidence.limit_data) :]
    most: list[int | None] = []
    least: list[int | None] = []
    of_limits = zip(_rows(taken, evidence.limit_indptr), _rows(shared, evidence.shared_indptr), strict=True)
    for row, (options, sites) in enumerate(of_limits):
        amounts = [*options, *sites]
        most.append(_edge(float(evidence.limit_most[row]), amounts, bits))
        below = _edge(-float(evidence.limit_least[row]), [-amount for amount in amounts], bits)
        least.append(None if below is None else -below)
    return Stocks(bits, taken, shared, most, least)


def _rows(numbers: Sequence[int], indptr: NDArray[np.int64]) -> Iterator[Sequence[int]]:
    return (numbers[start:end] for start, end in pairwise(indptr.tolist()))


def _edge(limit: float, amounts: Sequence[int], bits: int) -> int | None:
    """The largest use that a rule with this limit may allow; None where the limit is infinite."""
    allowed = limit + TOLERANCE * abs(limit)  # RULE 1
    if not math.isfinite(allowed):
        return None
    return rounded_up_to(Fraction(allowed), amounts, bits)


def rounded_up_to(allowed: Fraction, amounts: Sequence[int], bits: int) -> int:
    """The largest multiple that sums of amounts can reach where their float sums stay at or below `allowed`."""
    edge, step = allowed * 2**bits, math.gcd(*amounts)
    if not step:  # whatever opens uses nothing: that is enough, or no plan is
        return 0 if edge >= 0 else -(1 << bits)
    everything = sum(map(abs, amounts))
    if everything > (step & -step) << DIGITS:  # RULE 2
        of_one_sign = min(amounts) >= 0 or max(amounts) <= 0
        edge += Fraction(len(amounts), 2 ** (DIGITS - 1)) * (abs(edge) if of_one_sign else everything)
    return int(edge // step) * step  # RULE 3


def could_open(evidence: Evidence, found: Stocks) -> NDArray[np.bool_]:
    """(n_options,) options that do not break a limit all by themselves; the others are in no plan.

    Holds for limits whose amounts are all non-negative: nothing else could then make room."""
    usable = np.ones(len(evidence.cost), dtype=np.bool_)
    site = evidence.option_site.tolist()
    options, sites = evidence.limit_indices.tolist(), evidence.shared_indices.tolist()
    for row, most in enumerate(found.most):
        inside = slice(*evidence.limit_indptr[row : row + 2].tolist())
        once = slice(*evidence.shared_indptr[row : row + 2].tolist())
        if most is None or min([*found.taken[inside], *found.shared[once]], default=0) < 0:
            continue
        for_site = dict(zip(sites[once], found.shared[once], strict=True))
        for option, amount in zip(options[inside], found.taken[inside], strict=True):
            if amount + for_site.get(site[option], 0) > most:
                usable[option] = False
    return usable


def used(evidence: Evidence, found: Stocks, opened: NDArray[np.bool_]) -> list[int]:
    """(n_limits,) what the opened options and their sites take, in multiples of 2**-bits."""
    sites = np.zeros(len(evidence.site_ids), dtype=np.bool_)
    sites[evidence.option_site[opened]] = True
    own = _taken(evidence.limit_indptr, opened[evidence.limit_indices], found.taken)
    once = _taken(evidence.shared_indptr, sites[evidence.shared_indices], found.shared)
    return [one + other for one, other in zip(own, once, strict=True)]


def _taken(indptr: NDArray[np.int64], counts: NDArray[np.bool_], amounts: list[int]) -> list[int]:
    total = [0] * (len(indptr) - 1)
    entries = np.flatnonzero(counts)
    rows = np.searchsorted(indptr, entries, side="right") - 1
    for entry, row in zip(entries.tolist(), rows.tolist(), strict=True):
        total[row] += amounts[entry]
    return total


def broken(found: Stocks, use: Sequence[int]) -> NDArray[np.int64]:
    """Positions of limits that do not hold."""
    wrong = [
        (most is not None and amount > most) or (least is not None and amount < least)
        for amount, most, least in zip(use, found.most, found.least, strict=True)
    ]
    return np.flatnonzero(np.array(wrong, dtype=np.bool_))
