"""What the same prices prove of plans that leave an outlet out, or have it in: the bound of the whole question, less
what the outlet's own terms give way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from siting.certificate.bound import Terms, is_priced, rounded, terms_of
from siting.certificate.evidence import Evidence
from siting.certificate.limits import Stocks, stocks


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """bound_s(without K) = rest + ... + max(0, sum_{j at s, j not in K} max(0, profit_j) - once_s)
    bound_s(with k)    = rest + ... + sum_{j at s, j not k} max(0, profit_j) + profit_k - once_s

    Both in whole numbers and rounded to the safe side, as the bound itself (`certificate.bound`)."""

    evidence: Evidence
    found: Stocks
    terms: Terms

    @property
    def bound(self) -> float:
        """Of every plan that the rules allow."""
        return rounded(self.evidence, self.terms, self._whole)

    def without(self, options: Sequence[int]) -> float:
        """Bound of plans that open none of some options of one site."""
        return rounded(self.evidence, self.terms, self._less(options))

    def having(self, option: int) -> float:
        """Bound of plans that open the option; infinite the losing way where no limit lets it open."""
        if not self.terms.usable[option]:
            return -math.inf if self.evidence.covers else math.inf
        return rounded(self.evidence, self.terms, self.worth_having(option))

    def worth_having(self, option: int) -> Fraction:
        """The same exactly, before it is rounded to the values that plans can have; money counts negative."""
        terms, site = self.terms, int(self.evidence.option_site[option])
        others = terms.worth[site] - max(0, terms.profit[option])
        forced = others + terms.profit[option] - terms.once[site]
        free = max(0, terms.worth[site] - terms.once[site])
        return self._whole + Fraction(forced - free, 1 << terms.depth)

    @property
    def _whole(self) -> Fraction:
        return self.terms.rest + self.terms.sites(self.terms.worth)

    def _less(self, options: Sequence[int]) -> Fraction:
        terms, site = self.terms, int(self.evidence.option_site[options[0]])
        others = terms.worth[site] - sum(max(0, terms.profit[option]) for option in options)
        left, free = (max(0, gained - terms.once[site]) for gained in (others, terms.worth[site]))
        return self._whole + Fraction(left - free, 1 << terms.depth)


def settled(evidence: Evidence) -> Settled | None:
    """What the prices of a certificate prove; None where it holds none. Raises ValueError as `certified_bound`."""
    if not is_priced(evidence):
        return None
    found = stocks(evidence)
    return Settled(evidence, found, terms_of(evidence, found))
