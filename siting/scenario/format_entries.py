"""The keys of one entry of formats: a kind of outlet, or a preset that stands for several."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from siting.language import mark
from siting.scenario.layers import Count, NonNegative, Positive, Strict, Text, Word, shape

CUTOFF_MIN = mark("longest walk in minutes, itself included")
CUTOFF_M = mark("longest walk in metres, itself included")
GROUP = mark("demand group, or 'people' for everyone")
RATE = mark("share of the group that uses the format")
WEIGHT = mark("what one person reached counts")
COST = mark("money to open an outlet, or a table of fixed and per-area costs")
SOURCE = mark("whose money opens its outlets (public, market ...), for budgets by source")
DEPARTMENT = mark(
    "department that answers for its outlets: an id of the catalogue, a name, or {en: ..., zh: ...}; "
    "the catalogue's when absent"
)
KINDS = mark("kinds of site that admit the format; absent = every kind")
MAX_COST = mark("most money for the format")
MAX_NEW = mark("most new outlets of the format")
MIN_NEW = mark("fewest new outlets of the format")
PLACES = mark(
    "places of a new outlet, for formats that can be full: people are then assigned to outlets within reach"
)
PLACES_TODAY = mark("places of an outlet of today whose own are not given; those of a new outlet when absent")
MIN_DEMAND = mark("fewest people whom a new outlet must have as customers, each person one outlet's, to open")
SERVES = mark(
    "other formats whose people an outlet of this one serves in part, within its own cutoff: {format: share}"
)
Rate = Annotated[float, Field(gt=0, le=1)]


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
    cutoff_min: Positive | None = Field(default=None, description=CUTOFF_MIN)
    cutoff_m: Positive | None = Field(default=None, description=CUTOFF_M)
    demand: Word | None = Field(default=None, description=GROUP)
    rate: Rate = Field(default=1.0, description=RATE)
    weight: NonNegative = Field(default=1.0, description=WEIGHT)
    cost: CostEntry = Field(default=0.0, description=COST)
    source: Word | None = Field(
        default=None,
        description=SOURCE,
    )
    department: Text | None = Field(default=None, description=DEPARTMENT)
    kinds: list[Word] | None = Field(default=None, min_length=1, description=KINDS)
    area_m2: Positive | None = Field(
        default=None, description=mark("floor area of an outlet in square metres")
    )
    serves: dict[str, Rate] = Field(default={}, description=SERVES)
    places: NonNegative | None = Field(default=None, description=PLACES)
    places_today: NonNegative | None = Field(default=None, description=PLACES_TODAY)
    min_demand: Positive | None = Field(default=None, description=MIN_DEMAND)
    max_cost: NonNegative | None = Field(default=None, description=MAX_COST)
    max_new: Count | None = Field(default=None, description=MAX_NEW)
    min_new: Count | None = Field(default=None, description=MIN_NEW)


class Preset(Strict):
    """The formats of a preset (`siting list presets`); what is said here is said of each of them.

    An entry of the list that names one of its formats is laid over it."""

    preset: Word = Field(description=mark("basic, quality, or a pair such as old_and_young (一老一小)"))
    without: list[Word] = Field(default=[], description=mark("formats of the preset that are left out"))
    cutoff_min: Positive | None = Field(default=None, description=CUTOFF_MIN)
    cutoff_m: Positive | None = Field(default=None, description=CUTOFF_M)
    demand: Word | None = Field(default=None, description=GROUP)
    rate: Rate = Field(default=1.0, description=RATE)
    weight: NonNegative = Field(default=1.0, description=WEIGHT)
    cost: CostEntry = Field(default=0.0, description=COST)
    source: Word | None = Field(default=None, description=SOURCE)
    department: Text | None = Field(default=None, description=DEPARTMENT)
    kinds: list[Word] | None = Field(default=None, min_length=1, description=KINDS)
    max_cost: NonNegative | None = Field(default=None, description=MAX_COST)
    max_new: Count | None = Field(default=None, description=MAX_NEW)
    min_new: Count | None = Field(default=None, description=MIN_NEW)


def _kind(value: object) -> str:
    """Tells a preset from a format, where both are blocks."""
    if isinstance(value, Preset) or (isinstance(value, dict) and "preset" in value):
        return "<preset>"
    return shape(value)


FormatEntry = Annotated[
    Annotated[Word, Tag("<plain>")] | Annotated[Format, Tag("<block>")] | Annotated[Preset, Tag("<preset>")],
    Discriminator(_kind),
]
