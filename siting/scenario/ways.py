"""The keys under travel: how people get there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from siting.language import mark
from siting.scenario.layers import CRS, LAYER, IsPath, Layer, Positive, Strict, Word


class NetworkColumns(Strict):
    """Columns of a street network's tables."""

    node: Word = Field(default="id", description=mark("column with the node's id"))
    x: Word = Field(default="x", description=mark("column with the node's easting or longitude"))
    y: Word = Field(default="y", description=mark("column with the node's northing or latitude"))
    from_node: Word = Field(default="from", description=mark("column with the edge's first node"))
    to_node: Word = Field(default="to", description=mark("column with the edge's last node"))
    length_m: Word | None = Field(
        default=None,
        description=mark(
            "column with the edge's length in metres; measured from the coordinates when absent"
        ),
    )
    oneway: Word | None = Field(
        default=None, description=mark("column that is true where walking is allowed from -> to only")
    )


class Network(Strict):
    """A street network: one file, or nodes and edges."""

    file: Annotated[str | None, IsPath()] = Field(
        default=None, min_length=1, description=mark(".osm.pbf, .graphml, .gpkg, or the edges' .csv")
    )
    nodes: Annotated[str | None, IsPath()] = Field(
        default=None, min_length=1, description=mark("the nodes' .csv, beside an edges' .csv")
    )
    layer: Word | None = Field(default=None, description=LAYER)
    reader: Word | None = Field(
        default=None, description=mark("network part; chosen by the file's ending when absent")
    )
    crs: Word | None = Field(default=None, description=CRS)
    columns: NetworkColumns = Field(default=NetworkColumns(), description=mark("columns of the tables"))
    min_component_nodes: int | None = Field(
        default=None,
        ge=1,
        description=mark(
            "fragments smaller than this are ignored; by default a thousandth of the largest, at most 100"
        ),
    )


class Table(Layer):
    """A ready table of travel: one row a pair; a pair that is missing is unreachable."""

    from_site: Word = Field(default="from", description=mark("column with the id of the site"))
    to_demand: Word = Field(default="to", description=mark("column with the id of the demand point"))
    minutes: Word | None = Field(default=None, description=mark("column with minutes of walking"))
    metres: Word | None = Field(default=None, description=mark("column with metres of walking"))
    from_outlets: bool = Field(
        default=False, description=mark("the table also holds rows from the ids of existing outlets")
    )


class Straight(Strict):
    """Straight lines, times a detour factor."""

    detour: Annotated[float, Field(ge=1, allow_inf_nan=False)] = Field(
        default=1.0, description=mark("metres walked for each metre of the straight line")
    )


class Travel(Strict):
    """How people get there: exactly one of network, table, plane, great_circle."""

    network: Network | None = Field(default=None, description=mark("a street network"))
    table: Table | None = Field(default=None, description=mark("a ready table of minutes or metres"))
    plane: Straight | None = Field(default=None, description=mark("straight lines on a plane"))
    great_circle: Straight | None = Field(default=None, description=mark("great circles on the globe"))
    speed_m_per_min: Positive = Field(default=75.0, description=mark("walking speed in metres per minute"))
    group_speed_m_per_min: dict[str, Positive] = Field(
        default={}, description=mark("demand group -> its own walking speed in metres per minute")
    )
    snap_m: Positive = Field(
        default=250.0,
        description=mark(
            "a point farther than this many metres from every street is named in the report and left out"
        ),
    )
    snap_to: Literal["edge", "node"] = Field(default="edge", description=mark("what points are joined to"))
    snap_leg: Literal["counted", "ignored"] = Field(
        default="counted", description=mark("whether the way from a point to its street counts")
    )
