"""The keys under sites: where an outlet may open."""

from __future__ import annotations

from pydantic import Field

from siting.language import mark
from siting.scenario.layers import CIRCLE, COLUMNS, NAME, Layer, NonNegative, PointColumns, Word


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


class Sites(Layer):
    """Where an outlet may open."""

    columns: SiteColumns = Field(default=SiteColumns(), description=COLUMNS)
    site_cost: NonNegative | None = Field(
        default=None,
        description=mark("money for a site itself, paid once however many formats open there"),
    )
    source: Word | None = Field(
        default=None, description=mark("whose money pays for the sites themselves, for budgets by source")
    )
