"""What changed since a run, and what became of its plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from siting.decide.basis import Basis
from siting.inputs import Floats, Ids, Inputs, Positions
from siting.plan import Plan

NEAR_M = 100.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of an update.

    outlets: file of what opened and closed, or of every outlet; None: the scenario's own files as they are now.
    whole: whether the file holds every outlet; None: to be seen from it. crs: of its coordinates, None: as the
    scenario's outlets. near_m: an outlet of a project's format that opened within so many metres is the project.
    changes: most outlets opened, struck off or moved to another phase; keep: least share of the standing outlets that
    stay; None: no such limit. budget: money for what is still to open, None: the scenario's.
    spent_counts: whether what realised projects cost is taken off the scenario's money.
    gap, time_limit_s: of each solve, None: the scenario's."""

    outlets: Path | None = None
    whole: bool | None = None
    crs: str | None = None
    near_m: float = NEAR_M
    changes: int | None = None
    keep: float | None = None
    budget: float | None = None
    spent_counts: bool = True
    gap: float | None = None
    time_limit_s: float | None = None

    @property
    def limited(self) -> bool:
        """Whether the new plan may not differ as it likes."""
        return self.changes is not None or self.keep is not None


@dataclass(frozen=True, slots=True, eq=False)
class OutletLayer:
    """Outlets as one table. format: (n,) positions; xy_m: (n, 2), nan where unknown; places: (n,), nan where not said;
    site: (n,) id of the candidate site where it opened, "" where not said."""

    ids: Ids
    names: Ids
    format: Positions
    xy_m: Floats
    places: Floats
    site: Ids

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: NDArray[Any]) -> OutletLayer:
        """Some of the rows."""
        parts = (self.ids, self.names, self.format, self.xy_m, self.places, self.site)
        return OutletLayer(*(part[rows] for part in parts))

    def beside(self, more: OutletLayer) -> OutletLayer:
        """These, then the others."""
        pairs = [
            (self.ids, more.ids),
            (self.names, more.names),
            (self.format, more.format),
            (self.xy_m, more.xy_m),
            (self.places, more.places),
            (self.site, more.site),
        ]
        return OutletLayer(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """Outlets before and after. opened: positions in after; closed: in before; moved: (n, 2) positions in before and in
    after of outlets that stand elsewhere now. given_up: (site id, format position) of projects that will not come.
    given: "changes" (lines of what opened and closed), "layer" (every outlet) or "files" (the scenario's, as they are
    now). notes: what was assumed."""

    before: OutletLayer
    after: OutletLayer
    opened: NDArray[np.int64]
    closed: NDArray[np.int64]
    moved: NDArray[np.int64]
    given_up: tuple[tuple[str, int], ...]
    given: Literal["changes", "layer", "files"]
    notes: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether nothing changed."""
        return not (len(self.opened) or len(self.closed) or len(self.moved) or self.given_up)


@dataclass(frozen=True, slots=True)
class Realised:
    """A project of the standing plan that stands now. option: position in the question before; outlet: id of the new
    outlet; distance_m: from the site, nan where not known; stated: whether the file itself names the site."""

    option: int
    site: str
    format: str
    phase: str
    outlet: str
    distance_m: float
    stated: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the scenario that what was realised has used up in part. key: as `--set` takes it. of: id of the
    circle, district, site ... whose limit it is, where a rule has one for each; else ""."""

    key: str
    was: float
    now: float
    of: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """An outlet of a plan, and the people whom no outlet of today and no other outlet of the plan reaches: in the
    standing plan as the city was, and as it is. nan where it cannot be said."""

    site: str
    format: str
    phase: str
    only_here_before: float
    only_here_now: float


@dataclass(frozen=True, slots=True)
class Move:
    """A difference between the standing plan and a new one. kind: opened, struck_off or moved (to another phase);
    of an outlet of today that may close: stays, or closes."""

    kind: Literal["opened", "struck_off", "moved", "stays", "closes"]
    site: str
    format: str
    phase: str
    phase_before: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A plan with at most so many changes. limit: None = as many as it likes. most: whether limit was asked for.

    value: of the plan; bound: proven limit on plans with as many changes. selection: in the question now."""

    name: Literal["kept", "fewest", "few", "asked", "free"]
    limit: int | None
    changes: int
    value: float
    bound: float
    stop: str
    selection: Positions


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """before: the city, question and plan of the run; after: the same with the outlets of now, standing what is left
    of the plan. realised, given_up, lost: projects that are done, that will not come, that can open no more.
    fewest: changes without which the rules cannot be kept, and its proven limit from below. steps: plans with more and
    more freedom. chosen: the one that was made into plan. other_files: other files that changed since the run."""

    wish: Wish
    before: Basis
    after: Basis
    news: News
    realised: tuple[Realised, ...]
    given_up: tuple[str, ...]
    lost: tuple[str, ...]
    limits: tuple[Limit, ...]
    projects: tuple[Project, ...]
    broken: tuple[str, ...]
    fewest: tuple[int, int]
    steps: tuple[Step, ...]
    chosen: Step
    moves: tuple[Move, ...]
    plan: Plan
    notes: tuple[str, ...]
    other_files: tuple[str, ...] = ()

    @property
    def inputs(self) -> Inputs:
        """The city of now."""
        return self.after.inputs
