"""What is proven of plans that leave an outlet out, or have it in: by the prices of the run, and by the run's bound."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from siting.certificate import Evidence
from siting.certificate.exact import float_above
from siting.certificate.settled import Settled, settled
from siting.decide.basis import Basis
from siting.decide.explain.tally import at_cost
from siting.decide.explain.types import Change, Loss
from siting.exporters._earlier_run import read_earlier
from siting.inputs import Floats
from siting.plan.evidence import gather
from siting.plan.limits import Limits, limits_of

TOLERANCE = Fraction(1, 10**9)


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """value, bound: of the run. prices: None where the run kept none that are of this question."""

    basis: Basis
    sign: float
    prices: Settled | None

    def without(self, options: Sequence[int], found: Change | None) -> Loss:
        """The loss of plans that open none of the options of one site and format."""
        limit = math.nan if self.prices is None else self.prices.without(options)
        return self._loss(limit, found)

    def having(self, options: Sequence[int], found: Change | None) -> Loss:
        """The loss of plans that open one of the options."""
        if self.prices is None:
            return self._loss(math.nan, found)
        return self._loss(
            self.sign * max(self.sign * self.prices.having(option) for option in options), found
        )

    def drop(self, option: int) -> float:
        """By how much the bound falls when the option has to open; nan where nothing tells."""
        if self.prices is None:
            return math.nan
        return self.sign * (self.prices.bound - self.prices.having(option))

    def _loss(self, limit: float, found: Change | None) -> Loss:
        """limit: proven by prices, nan where there are none."""
        value, bound = self.basis.value, self.basis.bound
        by_prices = -math.inf if math.isnan(limit) else self.sign * (value - limit)
        by_bound = self.sign * (value - bound)
        proof = "prices" if by_prices > by_bound else "bound" if math.isfinite(by_bound) else ""
        least = max(by_prices, by_bound)
        if math.isfinite(least) and not (value.is_integer() and least.is_integer()):
            least = math.nextafter(least, -math.inf)  # a difference of floats may have been rounded up
        at_most = None if found is None else self.sign * (value - found.value) + 0.0
        return Loss(at_most, least + 0.0, proof, found)


def proof_of(basis: Basis) -> Proof:
    """The prices of a run's certificate, where it is of the same options; where nothing was written yet, those of the
    plan in hand."""
    sign, question = basis.question.sign, basis.question
    evidence = _evidence(basis)
    same = (
        evidence is not None
        and np.array_equal(evidence.option_site, question.option_site)
        and np.array_equal(evidence.option_format, question.option_format)
        and np.array_equal(evidence.cost, question.cost)
    )
    return Proof(basis, sign, settled(evidence) if same and evidence is not None else None)


def _evidence(basis: Basis) -> Evidence | None:
    if basis.folder is not None:
        return read_earlier(basis.folder)[0]
    if basis.standing is None or basis.dual is None:
        return None
    found = basis.found
    missing = found.scenario.settings.missing
    return gather(found.inputs, found.coverage, found.gaps, missing, basis.question, basis.standing)


def never_above(proof: Proof, option: int, target: float) -> float | None:
    """The cost from which on it is proven that no plan with the option is worth more than the target; minus infinity
    where that holds though it were free, None where the prices do not tell.

    worth_having(c) = worth_having(cost) - slope (c - cost), slope = sum over limits of price times the share of the
    cost that the limit counts (and 1 where money is the goal). Limits are widened by a billionth, and by what they were
    rounded down to a multiple of all amounts, since another cost is no such multiple."""
    prices = proof.prices
    if prices is None or not prices.terms.usable[option]:
        return None
    evidence = prices.evidence
    slope, wider = _slope(proof, option)
    if evidence.requires:
        slope += 1
    over = prices.worth_having(option) + wider - Fraction(proof.sign * target)
    cost = Fraction(float(evidence.cost[option]))
    if slope <= 0:
        return -math.inf if over <= 0 else None
    found = cost + over / slope
    return -math.inf if found < 0 else float_above(found)


def _slope(proof: Proof, option: int) -> tuple[Fraction, Fraction]:
    """What a unit of money of the option's cost is charged, and what the limits that count it may be wider by."""
    assert proof.prices is not None
    evidence, stock = proof.prices.evidence, proof.prices.found
    counted = money_share(proof.basis, option)
    slope = wider = Fraction(0)
    for row in np.flatnonzero(counted).tolist():
        price = Fraction(float(evidence.prices[row]))
        slope += price * Fraction(float(counted[row]))
        limit = stock.most[row] if price > 0 else stock.least[row]
        if not price or limit is None:
            continue
        edge = Fraction(float(evidence.limit_most[row] if price > 0 else evidence.limit_least[row]))
        wider += abs(price) * (abs(edge - Fraction(limit, 1 << stock.bits)) + abs(edge) * TOLERANCE)
    return slope, wider


def money_share(basis: Basis, option: int) -> Floats:
    """(n_limits,) how much more the option takes of each limit when it costs 1 more."""
    question = basis.question
    more = at_cost(question, option, float(question.cost[option]) + 1.0)
    return _column(limits_of(more), option) - _column(limits_of(question), option)


def _column(limits: Limits, option: int) -> Floats:
    return np.asarray(limits.matrix[:, [option]].todense()).ravel()
