"""The keys under demand: where people live, and how many of which group."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from siting.language import mark
from siting.scenario.layers import CIRCLE, COLUMNS, Layer, PointColumns, Strict, Word, shape


class Share(Strict):
    """People of a group as a share of everyone at a demand point."""

    share: Word = Field(description=mark("column with shares between 0 and 1"))


Group = Annotated[
    Annotated[str, Tag("<plain>")] | Annotated[Share, Tag("<block>")],
    Discriminator(shape),
]


class DemandColumns(PointColumns):
    """Columns of the demand's file."""

    people: Word = Field(default="people", description=mark("column with the people of each demand point"))
    circle: Word | None = Field(default=None, description=CIRCLE)


class Demand(Layer):
    """Where people live."""

    columns: DemandColumns = Field(default=DemandColumns(), description=COLUMNS)
    groups: dict[str, Group] = Field(
        default={}, description=mark("name of a group -> column with its people, or {share: column}")
    )
