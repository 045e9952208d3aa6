"""The types of a curve: what each budget buys, proven, and in which order to buy it."""

from __future__ import annotations

from dataclasses import dataclass

from siting.inputs import Positions
from siting.outcome import Stop, relative_gap


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The plan of one budget. budget: money allowed; cost: money spent.

    value, bound: of the objective, among all plans of this budget. newly_covered: people whom the plan newly
    reaches, added up over formats, at the end of the last phase. opened: new outlets. selection: options, ascending;
    positions in the question. seconds: what this point took."""

    budget: float
    cost: float
    value: float
    bound: float
    newly_covered: float
    opened: int
    selection: Positions
    stop: Stop
    seconds: float

    @property
    def gap(self) -> float:
        """(bound - value) / bound."""
        return relative_gap(self.value, self.bound)


@dataclass(frozen=True, slots=True)
class Impossible:
    """A budget that is proven to allow no plan at all. reason: why, in plain words."""

    budget: float
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """A project in the order of opening. budget: from which point of the curve on it belongs to the nested plans.

    option: position in the question. gain: value that it adds to those before it; newly_covered: people likewise;
    cost: money, with that of its site where it pays for it. always: whether it is in the plan of every larger budget
    of the curve, nested or not."""

    rank: int
    budget: float
    option: int
    site: str
    format: str
    phase: str
    cost: float
    gain: float
    newly_covered: float
    always: bool


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Which project next: plans of growing budgets, each of which keeps all that the one before it opened.

    steps: in the order of opening. value: (n_points,) of the nested plans. costs: (n_points,) what nesting costs at
    each budget, the curve's value less the nested one's: at least that was lost, found plan against found plan;
    at_most: (n_points,) the bound less the nested value: proven, no more than that was lost. Where less is better, the
    other way round. keeps_rules: (n_points,) whether the nested plan obeys all rules; one that does not is a beginning
    of the next that does."""

    steps: tuple[Step, ...]
    selections: tuple[Positions, ...]
    value: tuple[float, ...]
    costs: tuple[float, ...]
    at_most: tuple[float, ...]
    keeps_rules: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """points: by budget, ascending; value never falls, nor does bound. impossible: budgets without any plan.

    knee: position of the point after which money buys clearly less, None where there is none. per_person: (n_points,)
    money for each newly covered person, None where nobody is. marginal: (n_points,) money for each person more than at
    the point before it, None where nobody more is reached. order: None where it was not asked for.
    before: value of opening nothing. most: bound on the value without any limit of money. seconds: in all, without
    reading the city. interrupted: whether it was ended before all budgets were asked."""

    points: tuple[Point, ...]
    impossible: tuple[Impossible, ...]
    knee: int | None
    per_person: tuple[float | None, ...]
    marginal: tuple[float | None, ...]
    order: Order | None
    before: float
    most: float
    seconds: float
    interrupted: bool
