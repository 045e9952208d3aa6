"""What an explanation of an outlet says: whom it reaches, what is lost without it, what it would take to have it."""

from __future__ import annotations

from dataclasses import dataclass

from siting.inputs import Positions


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """Another plan than the standing one: closes, opens: options, ascending; value: of that plan, recomputed.

    complete: whether it is the best of its kind, nothing having been left untried."""

    closes: Positions
    opens: Positions
    value: float
    complete: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Loss:
    """How much less a plan is worth that has to do something, than the standing one; above 0 is worse.

    at_most: of the best such plan that was found, None where none was (`found`). at_least: proven, no such plan loses
    less; minus infinity where nothing is proven. proof: what at_least rests on: "prices", "relaxation", "bound" (of the
    run), "solve", or "" for nothing."""

    at_most: float | None
    at_least: float
    proof: str
    found: Change | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """People of a group or of a circle. people: all in reach; new: nobody reaches them today; only: nobody else in the
    plan or today does."""

    name: str
    people: float
    new: float
    only: float


@dataclass(frozen=True, slots=True)
class Other:
    """Another outlet that reaches some of the same people. kind: "plan" or "today"."""

    kind: str
    site: str
    name: str
    format: str
    people: float


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """People of the last phase whom an outlet reaches, each once. total: all; new: whom no outlet reaches today; only:
    whom nothing else of today or of the plan reaches. circles, groups: the same by part, largest first; shared: outlets
    that reach the others, largest first, and how many such outlets there are."""

    total: float
    new: float
    only: float
    groups: tuple[Part, ...]
    circles: tuple[Part, ...]
    shared: tuple[Other, ...]
    n_shared: int


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """The cost at which an outlet would enter. cost: now. never_above: proven, as long as it costs more, no plan with
    it is better than the standing one; None where nothing is proven. beyond_gap_above: likewise, no plan with it passes
    the bound that is proven for all plans. enough: found, at this cost `change` is as good as the standing plan."""

    cost: float
    never_above: float | None
    beyond_gap_above: float | None
    enough: float | None
    change: Change | None


@dataclass(frozen=True, slots=True, eq=False)
class Phase:
    """An outlet in another phase. value: of the plan that only moves it there; broken: rules that it then breaks."""

    phase: str
    value: float
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """One (site, format). state: "opened", "kept", "rejected", "closed", or "not_for_sale", with the reason.

    options: one for each phase; option: the one that is open, or the one that the figures are of.
    struck: of a chosen one, the plan without it and nothing else changed; of another, the plan with it added.
    broken: rules that this breaks. loss: if it is left out, or has to be in. alone: value of it alone today."""

    site: str
    site_name: str
    format: str
    state: str
    reason: str = ""
    options: tuple[int, ...] = ()
    option: int = -1
    phase: str = ""
    cost: float = 0.0
    site_cost: float = 0.0
    shares_site_with: tuple[int, ...] = ()
    reached: Reached | None = None
    struck: Change | None = None
    broken: tuple[str, ...] = ()
    loss: Loss | None = None
    single: Change | None = None
    alone: float | None = None
    entry: Entry | None = None
    phases: tuple[Phase, ...] = ()
    solved: Loss | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Of one outlet, of a site's formats, or of every outlet of the plan and the nearest others (near)."""

    subjects: tuple[Explained, ...]
    near: tuple[Explained, ...] = ()
    interrupted: bool = False
