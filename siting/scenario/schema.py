"""The keys of scenario.yaml: what may stand there, of what type and unit. Strict: anything else is an error.

Types are taken as written: text is no number, true is not 1. The descriptions are shown to planners
(as hints, and by editors through the JSON Schema)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from siting.language import mark
from siting.scenario.candidates import SiteColumns, Sites
from siting.scenario.goal import MinCoverage, MinCoverageEntry
from siting.scenario.layers import (
    CircleColumns,
    CirclesLayer,
    Count,
    File,
    IsPath,
    Layer,
    NonNegative,
    OutletColumns,
    Outlets,
    Positive,
    Strict,
    Text,
    Word,
    shape,
)
from siting.scenario.people import Demand, DemandColumns, Share
from siting.scenario.ways import Network, NetworkColumns, Straight, Table, Travel

__all__ = [
    "CircleColumns",
    "CirclesLayer",
    "Cost",
    "Count",
    "Demand",
    "DemandColumns",
    "File",
    "Format",
    "IsPath",
    "Layer",
    "MinCoverage",
    "Network",
    "NetworkColumns",
    "NonNegative",
    "OutletColumns",
    "Outlets",
    "Positive",
    "Settings",
    "Share",
    "SiteColumns",
    "Sites",
    "Solve",
    "Straight",
    "Strict",
    "Table",
    "Text",
    "Travel",
    "Word",
]


class Cost(Strict):
    """Opening cost of an outlet = fixed + per_m2 * area_m2 of the format + column + column_per_m2 * area_m2.

    The columns are columns of the sites' file."""

    fixed: NonNegative = Field(default=0.0, description=mark("money for an outlet"))
    per_m2: NonNegative = Field(
        default=0.0, description=mark("money for each square metre of the format's area_m2")
    )
    column: Word | None = Field(
        default=None, description=mark("column of the sites with money for an outlet there")
    )
    column_per_m2: Word | None = Field(
        default=None,
        description=mark("column of the sites with money for each square metre of the format's area_m2"),
    )


CostEntry = Annotated[
    Annotated[NonNegative, Tag("<plain>")] | Annotated[Cost, Tag("<block>")],
    Discriminator(shape),
]


class Format(Strict):
    """A kind of outlet. What is absent comes from the catalogue, when the catalogue knows the id."""

    id: Word = Field(description=mark("id of a catalogue format, or a new one"))
    name: Text | None = Field(default=None, description=mark("name, or {en: ..., zh: ...}"))
    tier: Literal["basic", "quality", "terminal", "other"] | None = Field(
        default=None, description=mark("basic, quality, terminal or other")
    )
    cutoff_min: Positive | None = Field(
        default=None, description=mark("longest walk in minutes, itself included")
    )
    cutoff_m: Positive | None = Field(
        default=None, description=mark("longest walk in metres, itself included")
    )
    demand: Word | None = Field(default=None, description=mark("demand group, or 'people' for everyone"))
    weight: NonNegative = Field(default=1.0, description=mark("what one person reached counts"))
    cost: CostEntry = Field(
        default=0.0, description=mark("money to open an outlet, or a table of fixed and per-area costs")
    )
    source: Word | None = Field(
        default=None,
        description=mark("whose money opens its outlets (public, market ...), for budgets by source"),
    )
    area_m2: Positive | None = Field(
        default=None, description=mark("floor area of an outlet in square metres")
    )
    max_cost: NonNegative | None = Field(default=None, description=mark("most money for the format"))
    max_new: Count | None = Field(default=None, description=mark("most new outlets of the format"))
    min_new: Count | None = Field(default=None, description=mark("fewest new outlets of the format"))


FormatEntry = Annotated[
    Annotated[Word, Tag("<plain>")] | Annotated[Format, Tag("<block>")],
    Discriminator(shape),
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
    circles: CirclesLayer | None = Field(default=None, description=mark("life circles as areas"))
    travel: Travel = Field(description=mark("how people get there"))
    formats: list[FormatEntry] = Field(min_length=1, description=mark("kinds of outlet that are planned"))
    missing: Literal["people", "circle"] = Field(
        default="people",
        description=mark("what counts as missing: people out of reach, or a format's absence from a circle"),
    )
    objective: Word = Field(default="max_coverage", description=mark("objective part"))
    min_coverage: MinCoverageEntry | None = Field(
        default=None,
        description=mark(
            "for min_cost: share of the people now out of reach that the plan must reach; when absent, all whom "
            "any site can reach"
        ),
    )
    budget: NonNegative | None = Field(default=None, description=mark("money for all new outlets together"))
    rules: list[dict[str, Any]] = Field(
        default=[], description=mark("what the plan must respect; each: {rule: <part>, ...}")
    )
    solve: Solve = Field(default=Solve(), description=mark("how the question is solved"))
    overrides: dict[str, dict[str, Any]] = Field(
        default={}, description=mark("named variants: dotted key -> value")
    )
