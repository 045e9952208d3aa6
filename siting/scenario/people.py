"""The keys under demand: where people live, and how many of which group."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from siting.language import mark
from siting.scenario.clusters import Clusters
from siting.scenario.layers import (
    CIRCLE,
    COLUMNS,
    Layer,
    NonNegative,
    PointColumns,
    Positive,
    Strict,
    Word,
    shape,
)
from siting.scenario.totals import Spread, Totals

GroupWeight = Annotated[float, Field(ge=1, le=1_000_000, allow_inf_nan=False)]
Band = Annotated[int, Field(ge=1, le=65_535)]


class Share(Strict):
    """People of a group as a share of everyone at a demand point."""

    share: Word = Field(description=mark("column with shares between 0 and 1"))


Group = Annotated[
    Annotated[str, Tag("<plain>")] | Annotated[Share, Tag("<block>")],
    Discriminator(shape),
]


def _number_or_column(value: object) -> str:
    """Tells a number from the name of a column, so that errors speak of the one that was meant."""
    return "<column>" if isinstance(value, str) else "<number>"


HouseholdSize = Annotated[
    Annotated[float, Field(ge=1, le=20), Tag("<number>")] | Annotated[Word, Tag("<column>")],
    Discriminator(_number_or_column),
]


class YearColumns(Strict):
    """Columns of a table of single years of age."""

    age: Word = Field(default="age", description=mark("column with the age in completed years: 0, 1, 2 ..."))
    share: Word = Field(
        default="share",
        description=mark("column with the people of that age, or their share; only ratios count"),
    )


class SingleYears(Layer):
    """How many there are of each year of age, by which a cohort is split where a group begins or ends inside it."""

    columns: YearColumns = Field(default=YearColumns(), description=COLUMNS)


class DemandColumns(PointColumns):
    """Columns of the demand's file."""

    people: Word = Field(default="people", description=mark("column with the people of each demand point"))
    circle: Word | None = Field(default=None, description=CIRCLE)
    phase: Word | None = Field(
        default=None,
        description=mark(
            "column with the id of the phase from which the people live there (new estates); empty: from the first"
        ),
    )
    floor_area_m2: Word | None = Field(
        default=None, description=mark("column with the floor area of each building, all storeys together")
    )
    levels: Word | None = Field(
        default=None, description=mark("column with the storeys of each building, for spread: floor_area")
    )
    land_use: Word | None = Field(
        default=None, description=mark("column with the value that land_use has a factor for")
    )


class Clip(Layer):
    """The areas that are planned for; people outside of them are left out."""


class Demand(Layer):
    """Where people live."""

    columns: DemandColumns = Field(default=DemandColumns(), description=COLUMNS)
    band: Band | None = Field(
        default=None, description=mark("band of a GeoTIFF with the people; needed where it has several")
    )
    clip: Clip | None = Field(
        default=None,
        description=mark(
            "areas that are planned for: points inside of them, and cells and areas by their share"
        ),
    )
    groups: dict[str, Group] = Field(
        default={}, description=mark("name of a group -> column with its people, or {share: column}")
    )
    group_weights: dict[str, GroupWeight] = Field(
        default={},
        description=mark(
            "group -> what one of its people counts beside others in the objective, in every format that they use"
        ),
    )
    ages: dict[str, Word] = Field(
        default={},
        description=mark(
            "cohort (0-4, 7, 85+) -> column with its people; the groups of the catalogue that are ages follow"
        ),
    )
    single_years: SingleYears | None = Field(
        default=None,
        description=mark("people by year of age, for splitting cohorts; evenly by year when absent"),
    )
    people_per_household: HouseholdSize | None = Field(
        default=None,
        description=mark("people of a household, a number or a column; the group households follows"),
    )
    totals: Totals | None = Field(
        default=None, description=mark("published people of areas, spread over the places of the file")
    )
    spread: Spread | None = Field(
        default=None,
        description=mark(
            "what the people of an area are spread by over the places in it: people (a grid or points that have "
            "some already), floor_area, footprint, street_length or equal"
        ),
    )
    default_levels: Positive | None = Field(
        default=None, description=mark("storeys of a building that states none, for spread: floor_area")
    )
    land_use: dict[str, NonNegative] = Field(
        default={},
        description=mark(
            "value of columns.land_use -> factor of a place's size; of an OpenStreetMap building or street: of its "
            "kind, over the shipped factors"
        ),
    )
    records: bool = Field(
        default=False,
        description=mark("every row is one person (or household) and counts 1; no column of people"),
    )
    clusters: Clusters | None = Field(
        default=None,
        description=mark(
            "points that stand together while a plan is sought; its error on the points is reported"
        ),
    )
