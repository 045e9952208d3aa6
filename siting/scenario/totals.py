"""The keys under demand.totals: the published people of areas, which are spread over places and kept exactly."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from siting.language import mark
from siting.scenario.layers import COLUMNS, Layer, Strict, Word

Spread = Literal["people", "floor_area", "footprint", "street_length", "equal"]


class TotalsColumns(Strict):
    """Columns of the areas' file."""

    id: Word | None = Field(
        default=None, description=mark("column with the id; the row's number when absent")
    )
    people: Word = Field(default="people", description=mark("column with the people of each area"))


class TotalsTable(Layer):
    """The numbers of the areas in a table of their own: census, yearbook."""

    area: Word = Field(
        description=mark("column with the area's id, as totals.columns.id of the areas has it")
    )
    people: Word = Field(default="people", description=mark("column with the people of each area"))


class Totals(Layer):
    """Areas as polygons with the people that live in each, as published. Every total is kept exactly.

    Groups whose column the areas have (or their table) are kept per area as well."""

    columns: TotalsColumns = Field(default=TotalsColumns(), description=COLUMNS)
    table: TotalsTable | None = Field(
        default=None, description=mark("table with the numbers, where the areas' file has none; joined by id")
    )
    whole: bool = Field(
        default=False, description=mark("whole persons at every place, each total to the person")
    )
    empty: Literal["error", "point", "streets"] = Field(
        default="error",
        description=mark(
            "people of an area with no place in it: an error, one point inside the area, or (for OpenStreetMap "
            "files) along its streets"
        ),
    )
