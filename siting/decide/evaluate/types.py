"""The types of a plan made by hand, and of what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.decide.basis import Basis
from siting.errors import Problem
from siting.inputs import Positions
from siting.journal import Journal
from siting.outcome import Dual, Reached, Stop, relative_gap

if TYPE_CHECKING:
    from siting.plan import Plan

TOLERANCE = 1e-9
"""Values that differ by less, as a share, are the same: the rounding of adding floats."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A plan made by hand, in the positions of the question.

    selection: options that it opens, ascending, with those that keep outlets of today. new: those of it that are new.
    closes: names of the outlets of today that it closes. warnings: what was read and left aside, and why."""

    name: str
    selection: Positions
    new: Positions
    closes: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlet:
    """An option in words. phase: "" without phases. keeps: it is an outlet of today, which does not close."""

    site: str
    site_name: str
    format: str
    phase: str
    keeps: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Distance:
    """How far a plan is from the best one known, and from what is proven impossible to pass.

    value: of the plan. best: of the best plan found; selection: its options. bound: proven limit on the value of every
    plan that keeps the rules. stop, strategy: how the best one was found; source: the run folder that it comes from,
    "" where it was sought here. goals: of the plan, where they come one after the other; value is then the last one's.
    given_up: goals that it does not keep, a sentence each: then its value may not be held against the best."""

    value: float
    best: float
    bound: float
    maximise: bool
    selection: Positions
    stop: Stop
    strategy: str
    source: str = ""
    goals: tuple[Reached, ...] = ()
    given_up: tuple[str, ...] = ()
    dual: Dual | None = None

    @property
    def behind(self) -> float:
        """What the plan lacks of the best one known: a value against a value."""
        lacks = self.best - self.value if self.maximise else self.value - self.best
        return 0.0 if abs(lacks) <= TOLERANCE * max(1.0, abs(self.best)) else lacks

    @property
    def gap(self) -> float:
        """|bound - value| / |bound|: the share that any plan could be better by; 0 where nothing is better."""
        gap = relative_gap(self.value, self.bound)
        return 0.0 if gap <= TOLERANCE else gap

    @property
    def nothing_better(self) -> bool:
        """Whether it is proven that no plan is better than this one."""
        return not self.given_up and self.gap == 0.0 and bool(np.isfinite(self.value))


@dataclass(frozen=True, slots=True)
class Change:
    """One step from a plan to a better one.

    kind: "open", "close", "exchange", "move" (to another phase), "keep" or "give_up" (an outlet of today), "replace".
    closes, opens: the outlets. gain: how much better the value is; people: how many more are within reach at the end,
    added up over formats; money: more that it costs, less than 0 where it saves. value: of the plan after it and all
    changes before it; selection: that plan's options."""

    kind: str
    closes: tuple[Outlet, ...]
    opens: tuple[Outlet, ...]
    gain: float
    people: float
    money: float
    value: float
    selection: Positions


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """The changes that help most, one after the other, each from the plan that the one before it leaves.

    complete: whether every single change was weighed exactly; where not, there may be better ones.
    weighed: single changes that were weighed; tried: those computed again by the objective itself.
    objective: what is gained; of goals that come one after the other the first that is not kept, else the last.
    maximise: whether more of it is better."""

    changes: tuple[Change, ...]
    complete: bool
    weighed: int
    tried: int
    objective: str
    maximise: bool


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """The fewest changes after which a plan keeps every rule. changes: all together; gains of single ones are not told
    apart. fewest: whether it is proven that fewer do not do. broken: why nothing does, where that is proven."""

    changes: tuple[Change, ...]
    selection: Positions
    value: float
    fewest: bool
    money: float
    people: float
    broken: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """A plan made by hand, scored. broken: what it breaks, a sentence each. plan: its figures; where it breaks rules
    they are shown, never written. distance: None where no plan that keeps the rules is known. search: from the mended
    plan where rules are broken; None where nothing mends it, or no changes are asked for."""

    basis: Basis
    given: Given
    value: float
    broken: tuple[str, ...]
    plan: Plan
    distance: Distance | None
    mended: Mended | None
    search: Search | None

    @property
    def feasible(self) -> bool:
        """Whether it keeps every rule."""
        return not self.broken

    @property
    def summary(self) -> dict[str, Any]:
        """All of it as plain data: what `siting evaluate --json` prints."""
        from siting.decide.evaluate.records import records

        return records(self)

    def write(self, folder: str | Path) -> Path:
        """Writes the plan as a run folder, and returns the folder. Raises InputError where it breaks rules."""
        from siting.decide.evaluate.writing import whole_plan
        from siting.exporters import run_folder

        return run_folder.write(whole_plan(self, Journal()), Path(folder))
