"""The keys of what may change besides new outlets at sites: upgrades and closings of today's outlets, mobile points."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from siting.language import mark
from siting.scenario.layers import (
    CIRCLE,
    COLUMNS,
    NAME,
    Count,
    Layer,
    NonNegative,
    PointColumns,
    Positive,
    Strict,
    Word,
    shape,
)

Part = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Money = Annotated[
    Annotated[NonNegative, Tag("<plain>")] | Annotated[dict[str, NonNegative], Tag("<block>")],
    Discriminator(shape),
]
COST = mark("money for each format, one sum for all or {format: money}")
SITE_COST = mark("money paid once, however many of the formats open there")
PAYER = mark("whose money pays for it, for budgets by source; the source of each format when absent")


class Chosen(Strict):
    """Outlets of today: those that every key given here lets through."""

    formats: list[Word] | None = Field(
        default=None, min_length=1, description=mark("only outlets of these formats")
    )
    ids: list[Word] | None = Field(
        default=None, min_length=1, description=mark("only outlets with these ids")
    )
    circles: list[Word] | None = Field(
        default=None, min_length=1, description=mark("only outlets in these circles")
    )
    districts: list[Word] | None = Field(
        default=None, min_length=1, description=mark("only outlets in circles of these districts")
    )


class Upgrade(Strict):
    """Outlets of today that may gain formats, reach farther, or have more places, each for less than a new outlet.

    Every outlet chosen becomes a site of its own in the plan, called upgrade:<id of the outlet>."""

    outlets: Chosen = Field(description=mark("which outlets of today"))
    gains: list[Word] = Field(default=[], description=mark("formats that such an outlet may offer besides"))
    cutoff_min: Positive | None = Field(
        default=None,
        description=mark("longest walk in minutes to the outlet's own format once it is upgraded"),
    )
    cutoff_m: Positive | None = Field(
        default=None,
        description=mark("longest walk in metres to the outlet's own format once it is upgraded"),
    )
    more_places: Positive | None = Field(
        default=None, description=mark("places that the outlet's own format gains, for formats with places")
    )
    cost: Money = Field(description=COST)
    site_cost: NonNegative = Field(default=0.0, description=SITE_COST)
    source: Word | None = Field(default=None, description=PAYER)
    kind: Word = Field(default="upgrade", description=mark("kind of site that these carry in the plan"))
    area_m2: Positive | None = Field(
        default=None, description=mark("floor area in square metres that is free for what an outlet gains")
    )


class MobileColumns(PointColumns):
    """Columns of a file of mobile points: rows with the same id are stops of one of them."""

    id: Word = Field(default="id", description=mark("column with the mobile point's id; a row for each stop"))
    name: Word | None = Field(default=None, description=NAME)
    circle: Word | None = Field(default=None, description=CIRCLE)


class Mobile(Layer):
    """Mobile points that may open: a van that stops at several places brings its formats to all of them."""

    columns: MobileColumns = Field(default=MobileColumns(), description=COLUMNS)
    formats: list[Word] = Field(min_length=1, description=mark("formats that such a point brings"))
    cutoff_min: Positive | None = Field(
        default=None, description=mark("longest walk to a stop in minutes; that of the format when absent")
    )
    cutoff_m: Positive | None = Field(
        default=None, description=mark("longest walk to a stop in metres; that of the format when absent")
    )
    share: Part = Field(
        default=1.0,
        description=mark("share of the people near a stop whom it serves: it is there only part of the time"),
    )
    cost: Money = Field(description=COST)
    site_cost: NonNegative = Field(default=0.0, description=SITE_COST)
    source: Word | None = Field(default=None, description=PAYER)
    kind: Word = Field(default="mobile", description=mark("kind of site that these carry in the plan"))


class Closure(Strict):
    """Outlets of today that the plan may close: to save money, or to open something else in their place."""

    outlets: Chosen = Field(description=mark("which outlets of today may close"))
    saves: NonNegative = Field(default=0.0, description=mark("money that each closing frees for the plan"))
    max: Count | None = Field(default=None, description=mark("most of these outlets that the plan may close"))
    becomes: list[Word] = Field(
        default=[], description=mark("formats that may open in a closed outlet's place")
    )
    cost: Money | None = Field(default=None, description=COST)
    site_cost: NonNegative = Field(default=0.0, description=SITE_COST)
    source: Word | None = Field(default=None, description=PAYER)
    kind: Word = Field(
        default="replacement",
        description=mark("kind of site that a closed outlet's place carries in the plan"),
    )
    area_m2: Positive | None = Field(
        default=None, description=mark("floor area in square metres of a closed outlet's place")
    )
