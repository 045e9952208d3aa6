"""The keys of scenario.yaml: what may stand there, of what type and unit. Strict: anything else is an error.

Types are taken as written: text is no number, true is not 1. The descriptions are shown to planners
(as hints, and by editors through the JSON Schema)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from siting.language import mark
from siting.scenario.candidates import Propose, SiteColumns, Sites
from siting.scenario.circles import CircleColumns, CirclesLayer, Draw
from siting.scenario.format_entries import Cost, Format, FormatEntry, Preset
from siting.scenario.goal import Backup, Decay, Goal, MinCoverage, MinCoverageEntry, Prefer, Worst
from siting.scenario.grades import GradeLevel, Grades
from siting.scenario.layers import (
    Count,
    File,
    IsPath,
    Layer,
    NonNegative,
    OptionalLayer,
    OutletColumns,
    Outlets,
    Positive,
    Strict,
    Text,
    Word,
)
from siting.scenario.people import Demand, DemandColumns, Share
from siting.scenario.phases import Phase
from siting.scenario.supply import Chosen, Closure, Mobile, MobileColumns, Upgrade
from siting.scenario.surveys import Survey, SurveyColumns
from siting.scenario.ways import Network, NetworkColumns, Straight, Table, Travel

__all__ = [
    "Backup",
    "Chosen",
    "CircleColumns",
    "CirclesLayer",
    "Closure",
    "Cost",
    "Count",
    "Decay",
    "Demand",
    "DemandColumns",
    "Draw",
    "File",
    "Format",
    "Goal",
    "GradeLevel",
    "Grades",
    "IsPath",
    "Layer",
    "MinCoverage",
    "Mobile",
    "MobileColumns",
    "Network",
    "NetworkColumns",
    "NonNegative",
    "OptionalLayer",
    "OutletColumns",
    "Outlets",
    "Phase",
    "Positive",
    "Prefer",
    "Preset",
    "Propose",
    "Settings",
    "Share",
    "SiteColumns",
    "Sites",
    "Solve",
    "Straight",
    "Strict",
    "Survey",
    "SurveyColumns",
    "Table",
    "Text",
    "Travel",
    "Upgrade",
    "Word",
]


class Solve(Strict):
    """How the question is solved; the command line's options lie over it."""

    strategy: Word = Field(default="auto", description=mark("strategy part"))
    backend: Word = Field(
        default="scipy_highs", description=mark("backend part, where a strategy needs a solver")
    )
    gap: NonNegative = Field(
        default=0.001, description=mark("stop when the proven gap is at most this (0.01 = 1 %)")
    )
    time_limit_s: Positive = Field(default=120.0, description=mark("stop after this many seconds"))
    seed: int = Field(default=0, ge=0, le=2**63 - 1, description=mark("seed of everything random"))
    explain_time_s: NonNegative = Field(
        default=30.0,
        description=mark("when no plan is possible: seconds to look for the reason and for what would work"),
    )
    hindsight: bool = Field(
        default=True,
        description=mark("with phases: plan one phase at a time as well, and say what that would have lost"),
    )


class Settings(Strict):
    """A scenario: who lives where, what there is, what may open, and what the plan may cost."""

    extends: Annotated[str | None, IsPath()] = Field(
        default=None, min_length=1, description=mark("another scenario that this one is laid over")
    )
    name: Word = Field(description=mark("short name; also the name of the run folder"))
    title: Text | None = Field(default=None, description=mark("title of the plan, or {en: ..., zh: ...}"))
    synthetic: bool = Field(
        default=False, description=mark("the city is made up; said wherever a person meets it")
    )
    illustrative_costs: bool = Field(
        default=False, description=mark("the costs have no source; said wherever a person meets them")
    )
    notices: list[Text] = Field(default=[], description=mark("what every reader of the plan has to know"))
    currency: Word = Field(default="CNY", description=mark("currency of all costs"))
    crs: Word | None = Field(
        default=None,
        description=mark(
            "projected working CRS, 'EPSG:<code>' or 'plane'; estimated from the demand when absent"
        ),
    )
    demand: Demand = Field(description=mark("where people live"))
    sites: Sites = Field(description=mark("where an outlet may open"))
    outlets: list[Outlets] = Field(default=[], description=mark("outlets that exist today"))
    upgrades: list[Upgrade] = Field(
        default=[], description=mark("what outlets of today may gain, for less than a new one costs")
    )
    closures: list[Closure] = Field(
        default=[], description=mark("outlets of today that the plan may close or replace; none when absent")
    )
    mobile: list[Mobile] = Field(
        default=[], description=mark("mobile points that may open, each with its stops")
    )
    circles: CirclesLayer | None = Field(default=None, description=mark("life circles, from a file or drawn"))
    surveys: list[Survey] = Field(
        default=[], description=mark("surveys of residents' needs or satisfaction, by circle and format")
    )
    travel: Travel = Field(description=mark("how people get there"))
    formats: list[FormatEntry] = Field(min_length=1, description=mark("kinds of outlet that are planned"))
    missing: Literal["people", "circle"] = Field(
        default="people",
        description=mark("what counts as missing: people out of reach, or a format's absence from a circle"),
    )
    grades: Grades | None = Field(
        default=None,
        description=mark("grades of circles by the formats that are there, before and after the plan"),
    )
    objective: Word = Field(default="max_coverage", description=mark("objective part"))
    min_coverage: MinCoverageEntry | None = Field(
        default=None,
        description=mark(
            "for min_cost: share of the people now out of reach that the plan must reach; when absent, all whom "
            "any site can reach"
        ),
    )
    decay: Decay | None = Field(
        default=None,
        description=mark("for max_coverage: how coverage fades with the walk; not at all when absent"),
    )
    backup: Backup | None = Field(
        default=None,
        description=mark("for backup_coverage: what one outlet in reach counts, and a second one"),
    )
    prefer: Prefer | None = Field(default=None, description=mark("for prefer: what kinds of site count"))
    worst: Worst | None = Field(
        default=None,
        description=mark(
            "for max_worst_circle: the worst circle, all formats together, or the worst circle and format; circle when "
            "absent"
        ),
    )
    goals: list[Goal] | None = Field(
        default=None, min_length=1, description=mark("for combined: the goals, the most important one first")
    )
    combine: Literal["weighted", "lexicographic"] | None = Field(
        default=None,
        description=mark("for combined: add the goals up by their weights, or reach one after the other"),
    )
    budget: NonNegative | None = Field(default=None, description=mark("money for all new outlets together"))
    phases: list[Phase] | None = Field(
        default=None, description=mark("when outlets open, in order of time; all at once when absent")
    )
    carry_over: bool | None = Field(
        default=None,
        description=mark(
            "whether the next phases may spend what a phase leaves of its budget; true when absent"
        ),
    )
    rules: list[dict[str, Any]] = Field(
        default=[], description=mark("what the plan must respect; each: {rule: <part>, ...}")
    )
    solve: Solve = Field(default=Solve(), description=mark("how the question is solved"))
    overrides: dict[str, dict[str, Any]] = Field(
        default={}, description=mark("named variants: dotted key -> value")
    )
