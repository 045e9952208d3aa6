"""What is asked of alternatives, and what is found: plans that are all nearly the best, and as different as may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from siting.decide.alternatives.measure import DIFFER, Measure
from siting.decide.basis import Basis
from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import tr
from siting.outcome import Dual

Ended = Literal["finished", "interrupted", "exhausted", "time_limit"]

TIME_LIMIT_S = 90.0
IN_ALL, IN_ALL_FOUND, IN_ALL_NOT_NEEDED = "in_all_proven", "in_all_found", "in_all_found_not_needed"
IN_SOME, IN_NONE_FOUND, IN_NONE = "in_some", "in_none_found", "in_none_proven"
IN_NONE_POSSIBLE = "in_none_found_possible"


@dataclass(frozen=True, slots=True)
class Asked:
    """count: plans, the standing one among them. within: largest share of the best possible value that a plan may
    miss. differ: what is compared, "outlets", "sites" or "cost". time_limit_s: for each plan, and for the proofs."""

    count: int = 5
    within: float = 0.01
    differ: str = "outlets"
    time_limit_s: float = TIME_LIMIT_S

    def check(self) -> None:
        """Raises InputError with everything that cannot be asked."""
        problems = Problems()
        if self.count < 2:
            problems.error(Place(where="count"), tr("got {got}, must be at least 2", got=self.count))
        if not 0 <= self.within < 1:
            problems.error(Place(where="within"), tr("got {got}, must be from 0 to below 1", got=self.within))
        if self.differ not in DIFFER:
            text = tr("got '{got}', must be one of {names}", got=self.differ, names=", ".join(DIFFER))
            problems.error(Place(where="differ"), text)
        if not self.time_limit_s > 0:
            text = tr("got {got}, must be more than 0 seconds", got=self.time_limit_s)
            problems.error(Place(where="time_limit_s"), text)
        problems.stop_on_errors()


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """A plan that obeys every rule and misses at most `within` of the bound.

    apart: share of each earlier plan that this one does without, in their order; least: the smallest of them, nan of
    the first plan. most: no plan within the gap is further from its nearest earlier plan than this; it rests on a
    bound of the solver; nan of the first plan."""

    selection: Positions
    value: float
    gap: float
    apart: tuple[float, ...]
    least: float
    most: float
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """Of an outlet, a site or an outlet that closes: in how many of the plans found, and what is proven of all.

    item: its position in the measure. plans: of each plan, whether it is in it. verdict: one of IN_ALL .. IN_NONE;
    only IN_ALL and IN_NONE rest on a bound, the others on plans that were found."""

    item: int
    plans: tuple[bool, ...]
    verdict: str

    @property
    def count(self) -> int:
        """In how many of the plans found."""
        return sum(self.plans)

    @property
    def rests_on(self) -> str:
        """ "bound" where it holds of every plan within the gap, "value" where of the plans found."""
        return "bound" if self.verdict in (IN_ALL, IN_NONE) else "value"


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """plans: found, the standing plan first. bound: on the value of any plan; limit: the worst value that is still
    within the gap. dual: prices behind the bound. outlets, sites: what the uses are of; uses: of every outlet that
    could open, site_uses: of every site. ended: "exhausted" when no further plan differs. improved: whether the
    standing plan was solved on to come within the gap."""

    basis: Basis
    asked: Asked
    bound: float
    limit: float
    plans: tuple[Alternative, ...]
    ended: Ended
    outlets: Measure
    sites: Measure
    dual: Dual | None = None
    uses: tuple[Use, ...] = ()
    site_uses: tuple[Use, ...] = ()
    improved: bool = False
    seconds: float = 0.0


def used_by(plans: tuple[Alternative, ...], measure: Measure) -> NDArray[np.bool_]:
    """(n_plans, n_items) what each plan opens, or closes."""
    found = [measure.uses(one.selection) for one in plans]
    return np.array(found, dtype=bool).reshape(len(plans), measure.n_items)
