"""What robustness comes to: plans by cases, how often each site is chosen, and the plan that loses least."""

from __future__ import annotations

from dataclasses import dataclass, field

from siting.decide.basis import Basis
from siting.decide.robust.asked import Asked, Key
from siting.inputs import Positions

STANDING, ROBUST, BEST_OF = "standing", "robust", "best of "


@dataclass(frozen=True, slots=True)
class Cell:
    """A plan in a case. value: what it is worth there as it stands, or where held, the part of it that the rules allow.

    broken: what it breaks there, a sentence each. missing: its outlets for which the case has no option. held: outlets
    of the part that counts, None where the plan counts whole. least, most: what it loses, of the best value found and
    of that one's bound, so the interval in which the loss lies; below 0 only where it breaks rules and counts whole.
    Shares of either where losses are relative."""

    value: float
    broken: tuple[str, ...]
    missing: int
    least: float
    most: float
    held: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A plan in every case. name: STANDING, ROBUST, or BEST_OF and the case. breaks: how many cases' rules it breaks.

    worst: the case in which it loses most, "" where none counts; least, most: that loss, of best values found and of
    bounds; mean: of best values found, over the cases. Where plans have to keep the rules of each case, those whose
    rules it breaks do not count here."""

    name: str
    keys: tuple[Key, ...]
    cells: tuple[Cell, ...]
    worst: str
    least: float
    most: float
    mean: float
    breaks: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A format at a site. cases: how many cases' best plans found open it, of those with a plan; names: of these."""

    site: str
    format: str
    cases: int
    names: tuple[str, ...]
    standing: bool
    robust: bool


@dataclass(frozen=True, slots=True, eq=False)
class Least:
    """The plan that loses least in the worst case. selection: in the base question; None where none was found.

    lower: proven, every plan that obeys the rules loses at least as much in some case. upper: what this one loses at
    most in any. finished: whether nothing was left to try. why: where there is no plan."""

    selection: Positions | None
    lower: float
    upper: float
    finished: bool
    why: str = ""
    impossible: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """cases: those that were asked, in order, with their best plans. left_out: names of cases that Ctrl-C left unasked.
    lines: plans by cases with a plan. rules: "part", "each" or "base". seconds: by part."""

    basis: Basis
    cases: tuple[Asked, ...]
    left_out: tuple[str, ...]
    lines: tuple[Line, ...]
    chosen: tuple[Chosen, ...]
    least: Least
    relative: bool
    rules: str
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def answered(self) -> tuple[Asked, ...]:
        """Cases that have a plan."""
        return tuple(case for case in self.cases if case.best is not None)

    def line(self, name: str) -> Line | None:
        """A plan by its name."""
        return next((line for line in self.lines if line.name == name), None)
