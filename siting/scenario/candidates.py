"""The keys under sites: where an outlet may open."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from siting.language import mark
from siting.scenario.layers import (
    CIRCLE,
    COLUMNS,
    NAME,
    NonNegative,
    OptionalLayer,
    PointColumns,
    Positive,
    Strict,
    Word,
)


class SiteColumns(PointColumns):
    """Columns of the sites' file."""

    name: Word | None = Field(default=None, description=NAME)
    kind: Word | None = Field(
        default=None, description=mark("column with the kind of site: vacant plant, warehouse ...")
    )
    area_m2: Word | None = Field(
        default=None, description=mark("column with the floor area in square metres")
    )
    circle: Word | None = Field(default=None, description=CIRCLE)
    district: Word | None = Field(
        default=None,
        description=mark("column with the district's name or id; the circle's district when absent"),
    )
    site_cost: Word | None = Field(
        default=None,
        description=mark("column with money for the site itself; an empty cell means the key site_cost"),
    )
    source: Word | None = Field(
        default=None,
        description=mark(
            "column with whose money pays for the site itself; an empty cell means the key source"
        ),
    )
    formats: Word | None = Field(
        default=None,
        description=mark(
            "column with the formats a site admits, separated by | ; or ,; every format when absent"
        ),
    )


class Propose(Strict):
    """Sites proposed where people live and nothing is near: places to look for a space, not surveyed spaces."""

    count: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description=mark("most sites to propose"))
    spacing_m: Positive = Field(
        default=150.0,
        description=mark(
            "proposed sites keep at least so many metres from each other and from those of file"
        ),
    )
    detour: Annotated[float, Field(ge=1, allow_inf_nan=False)] | None = Field(
        default=None,
        description=mark(
            "metres walked for each metre of the straight line, while proposing; when absent that of the travel, "
            "and 1.3 for a street network"
        ),
    )
    kind: Word = Field(default="proposed", description=mark("kind of site that proposals carry in the plan"))
    formats: list[Word] | None = Field(
        default=None, min_length=1, description=mark("formats that proposals admit; every format when absent")
    )


class Sites(OptionalLayer):
    """Where an outlet may open: the sites of a file, proposed ones, or both."""

    columns: SiteColumns = Field(default=SiteColumns(), description=COLUMNS)
    propose: Propose | None = Field(
        default=None,
        description=mark(
            "sites proposed where people live and nothing is near, instead of a file or beside it"
        ),
    )
    site_cost: NonNegative | None = Field(
        default=None,
        description=mark("money for a site itself, paid once however many formats open there"),
    )
    source: Word | None = Field(
        default=None, description=mark("whose money pays for the sites themselves, for budgets by source")
    )
