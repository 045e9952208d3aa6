"""Plan: what to open, whom it reaches, and how sure that is. Positions become ids again here, once."""

from __future__ import annotations

import hashlib
import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence, PlaceFigures
from siting.clustering import Clusters
from siting.coverage import Coverage
from siting.demand import Demand
from siting.errors import Place, Problem
from siting.inputs import Floats, Inputs, frozen
from siting.journal import Journal
from siting.language import language, tr
from siting.model import Model
from siting.outcome import Outcome
from siting.plan.check import check
from siting.plan.closings import Closed, closed_outlets, settled
from siting.plan.clustering import error_of_clusters
from siting.plan.evidence import gather, options_for_sale
from siting.plan.figures import overfull_sites
from siting.plan.hindsight import Hindsight
from siting.plan.places import figures_of, with_places
from siting.plan.projects import Opened, project_list, served_by
from siting.plan.shown import Shown
from siting.plan.summary import summarise
from siting.scenario import Scenario
from siting.stock import Gaps

if TYPE_CHECKING:
    from siting.travel import TravelTimes

__all__ = ["Opened", "Plan", "Stock", "evidence_of", "make", "unchecked"]


class Stock(Protocol):
    """What was known before anything was optimised; `pipeline.Stock` is one."""

    @property
    def scenario(self) -> Scenario:
        """The checked scenario."""

    @property
    def inputs(self) -> Inputs:
        """The city."""

    @property
    def demand(self) -> Demand:
        """People by format."""

    @property
    def travel(self) -> TravelTimes:
        """Ways within reach."""

    @property
    def coverage(self) -> Coverage:
        """Who is reached by what."""

    @property
    def gaps(self) -> Gaps:
        """What is missing."""

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was left out, and why."""

    @property
    def clusters(self) -> Clusters | None:
        """The clusters on which the plan was sought; None where it was sought on the points."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Plan(Shown):
    """A plan that has passed its check.

    opened: the project list, best first. weights: people of each format's group.
    share_before, share_after: (n_formats, n_demand) share of the point's people whom an outlet serves, read from
    outlets and coverage, never from a solver; after: at the end of the last phase. reachable: same shape, the share
    that some outlet or option could serve.
    certified_bound: recomputed from the dual, nan where there is none. evidence: what certificate.npz holds.
    files: every file read -> sha256, paths as seen from the scenario.
    clusters: on which the plan was sought, None where it was sought on the points; all else is of the points.
    hindsight: what planning one phase at a time would have lost, None without phases.
    places: who finds a place where, None where no format has places. closed: outlets of today that the plan closes; the
    coverage then is that of the outlets it keeps. streets: as of TravelTimes."""

    scenario: Scenario
    inputs: Inputs
    weights: Demand
    coverage: Coverage
    gaps: Gaps
    outcome: Outcome
    opened: tuple[Opened, ...]
    share_before: Floats
    share_after: Floats
    reachable: Floats
    certified_bound: float
    evidence: Evidence
    warnings: tuple[Problem, ...]
    files: dict[str, str]
    journal: Journal
    clusters: Clusters | None = None
    hindsight: Hindsight | None = None
    places: PlaceFigures | None = None
    closed: tuple[Closed, ...] = ()
    streets: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 4), dtype=np.float32))

    @property
    def title(self) -> str:
        """The scenario's title in the language in force."""
        return self.scenario.title

    @property
    def notices(self) -> tuple[str, ...]:
        """What a reader must be told first: a made-up city, costs without a source."""
        return tuple(self.scenario.notices)

    @property
    def covered_before(self) -> NDArray[np.bool_]:
        """(n_formats, n_demand) whether an outlet of today reaches the demand point, be it for some of its people."""
        return np.asarray(self.share_before > 0)

    @property
    def covered_after(self) -> NDArray[np.bool_]:
        """The same with the new outlets, at the end of the last phase."""
        return np.asarray(self.share_after > 0)

    @property
    def summary(self) -> dict[str, Any]:
        """What summary.json says: figures in people and money, ids, versions, the files read."""
        return summarise(self)

    @property
    def clustering(self) -> dict[str, Any] | None:
        """People covered as the clusters tell it and on the points, side by side; None without clusters."""
        return error_of_clusters(self)

    def format_name(self, identity: str) -> str:
        """Name of a format in the language in force."""
        names = next(format.names for format in self.inputs.formats if format.id == identity)
        return names.get(language(), identity)

    def department(self, identity: str) -> str:
        """Name, in the language in force, of the department that answers for a format; "" where nobody says."""
        found = next(format.department for format in self.inputs.formats if format.id == identity)
        return found.get(language(), "")


def make(
    found: Stock, model: Model, outcome: Outcome, journal: Journal, hindsight: Hindsight | None = None
) -> Plan:
    """The plan of an outcome: ids again, figures before and after, checked by certificate and rules.

    Raises VerificationError when value, bound, limits or rules do not hold; such a plan is never written."""
    evidence = evidence_of(found, model, outcome)
    figures = check(model, outcome, evidence)
    return unchecked(found, model, outcome, journal, evidence, figures.certified_bound, hindsight)


def evidence_of(found: Stock, model: Model, outcome: Outcome) -> Evidence:
    """All that bears on an outcome, as the certificate holds it."""
    missing = found.scenario.settings.missing
    return gather(found.inputs, found.coverage, found.gaps, missing, model, outcome)


def unchecked(
    found: Stock,
    model: Model,
    outcome: Outcome,
    journal: Journal,
    evidence: Evidence,
    certified_bound: float = math.nan,
    hindsight: Hindsight | None = None,
) -> Plan:
    """The figures of an outcome that need not obey the rules: to be shown, never to be written."""
    inputs, coverage = found.inputs, found.coverage
    every_option = options_for_sale(coverage, model)
    new = outcome.selection[~model.option_keep[outcome.selection]]
    chosen, options = every_option[outcome.selection], every_option[new]
    today, coverage = coverage.today_share, settled(coverage, np.setdiff1d(chosen, options))
    opened = project_list(inputs, coverage, options, model.option_phase[new])
    seats = figures_of(evidence, coverage)
    opened = with_places(opened, evidence, seats, options)
    overfull = _overfull(inputs, opened)
    for warning in overfull:
        journal.note(tr("warning: {text}", text=warning))
    shape, every = found.demand.weight.shape, np.arange(len(coverage.option_cost), dtype=np.int32)
    before = coverage.served_before
    after = np.maximum(before, served_by(coverage, options))
    return Plan(
        scenario=found.scenario,
        inputs=inputs,
        weights=found.demand,
        coverage=coverage,
        gaps=found.gaps,
        outcome=outcome,
        opened=opened,
        share_before=frozen(today.reshape(shape)),
        share_after=frozen(after.reshape(shape)),
        reachable=frozen(np.maximum(before, served_by(coverage, every)).reshape(shape)),
        certified_bound=certified_bound,
        evidence=evidence,
        warnings=tuple(dict.fromkeys((*found.warnings, *overfull))),
        files=_files(found),
        journal=journal,
        clusters=found.clusters,
        hindsight=hindsight,
        places=seats,
        closed=closed_outlets(inputs, coverage, chosen, after, opened),
        streets=found.travel.streets,
    )


def _files(found: Stock) -> dict[str, str]:
    """SHA-256 of every file the plan rests on, under its path as seen from the scenario's folder."""
    folder = Path(found.scenario.path).resolve().parent
    digests = {Path(path): digest for path, digest in (found.inputs.files | found.travel.files).items()}
    for path in map(Path, found.scenario.files):
        with path.open("rb") as stream:
            digests[path] = hashlib.file_digest(stream, "sha256").hexdigest()
    return {_seen_from(folder, Path(path)): digest for path, digest in digests.items()}


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()


def _overfull(inputs: Inputs, opened: tuple[Opened, ...]) -> list[Problem]:
    return [
        Problem(
            Place(where=tr("site {site}", site=site)),
            tr(
                "the new outlets need {needed:,.0f} m2, the site has {there:,.0f} m2",
                needed=needed,
                there=there,
            ),
            tr("Limit how many formats open at one site, or give the site's true area."),
            "warning",
        )
        for site, needed, there in overfull_sites(inputs, opened)
    ]
