"""The keys of scenario.yaml: what may stand there, of what type and unit. Strict: anything else is an error."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Text = str | dict[Literal["en", "zh"], str]


class Strict(BaseModel):
    """Base of every block: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Layer(Strict):
    """A file of points or areas, and the columns that matter."""

    file: str = Field(description="path, relative to the scenario file")
    layer: str | None = Field(None, description="layer or sheet, where a file holds several")
    reader: str | None = Field(None, description="reader part; chosen by the file's ending when absent")
    encoding: str | None = Field(None, description="text encoding; UTF-8 and GB18030 are told apart when absent")
    crs: str | None = Field(None, description="'EPSG:<code>', 'gcj02', 'bd09' or 'plane'; a layer's own CRS when it carries one")


class Share(Strict):
    """People of a group as a share of everyone at a demand point."""

    share: str = Field(description="column with shares between 0 and 1")


class DemandColumns(Strict):
    id: str | None = None
    x: str | None = Field(None, description="easting or longitude; not needed when the layer has geometry")
    y: str | None = Field(None, description="northing or latitude")
    people: str = "people"
    circle: str | None = Field(None, description="circle id; found by location when absent and circles are given")


class Demand(Layer):
    """Where people live. groups: name -> column with people of the group, or {share: column}."""

    columns: DemandColumns = DemandColumns()
    groups: dict[str, str | Share] = {}


class SiteColumns(Strict):
    id: str | None = None
    x: str | None = None
    y: str | None = None
    name: str | None = None
    kind: str | None = None
    area_m2: str | None = None
    circle: str | None = None
    formats: str | None = Field(None, description="formats the site admits, separated by | ; or ,; every format when absent")


class Sites(Layer):
    """Where an outlet may open."""

    columns: SiteColumns = SiteColumns()


class OutletColumns(Strict):
    id: str | None = None
    x: str | None = None
    y: str | None = None
    name: str | None = None
    format: str | None = Field(None, description="column with the format's id, or a value of format_values")


class Outlets(Layer):
    """Outlets that exist today: one format for the whole file, a column, or OSM tags."""

    columns: OutletColumns = OutletColumns()
    format: str | None = Field(None, description="every outlet of the file is of this format")
    format_values: dict[str, str] = Field({}, description="value of the format column -> format id")
    osm_tags: str | None = Field(None, description="'default', or a CSV of format,key,value; for OpenStreetMap files")


class CircleColumns(Strict):
    id: str | None = None
    name: str | None = None


class CirclesLayer(Layer):
    """Life circles as areas."""

    columns: CircleColumns = CircleColumns()


class NetworkColumns(Strict):
    node: str = "id"
    x: str = "x"
    y: str = "y"
    from_node: str = "from"
    to_node: str = "to"
    length_m: str | None = Field(None, description="edge length; measured from the coordinates when absent")
    oneway: str | None = Field(None, description="column that is true where walking is allowed from -> to only")


class Network(Strict):
    """A street network. One file, or nodes and edges."""

    file: str | None = Field(None, description=".osm.pbf, .graphml, .gpkg, or the edges' .csv")
    nodes: str | None = Field(None, description="the nodes' .csv, beside an edges' .csv")
    layer: str | None = None
    reader: str | None = None
    crs: str | None = None
    columns: NetworkColumns = NetworkColumns()
    min_component_nodes: int | None = Field(None, ge=1, description="fragments smaller than this are ignored; by default 0.1 % of the largest, at most 100")


class Table(Layer):
    """A ready table of travel: one row a pair; a pair that is missing is unreachable."""

    from_site: str = "from"
    to_demand: str = "to"
    minutes: str | None = None
    metres: str | None = None
    from_outlets: bool = Field(False, description="the table also holds rows from the ids of existing outlets")


class Straight(Strict):
    """Straight lines, times a detour factor."""

    detour: Annotated[float, Field(ge=1, allow_inf_nan=False)] = 1.0


class Travel(Strict):
    """How people get there: exactly one of network, table, plane, great_circle."""

    network: Network | None = None
    table: Table | None = None
    plane: Straight | None = None
    great_circle: Straight | None = None
    speed_m_per_min: Positive = 75.0
    group_speed_m_per_min: dict[str, Positive] = {}
    snap_m: Positive = Field(250.0, description="a point farther than this from every street is named in the report and left out")
    snap_to: Literal["edge", "node"] = "edge"
    snap_leg: Literal["counted", "ignored"] = "counted"

    @model_validator(mode="after")
    def one_kind(self) -> Travel:
        given = [k for k in ("network", "table", "plane", "great_circle") if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError("exactly one of network, table, plane, great_circle")
        return self


class Cost(Strict):
    """Opening cost of an outlet = fixed + per_m2 * area_m2 of the format + column + column_per_m2 * area_m2.

    The columns are columns of the sites' file."""

    fixed: NonNegative = 0.0
    per_m2: NonNegative = 0.0
    column: str | None = None
    column_per_m2: str | None = None


class Format(Strict):
    """A kind of outlet. What is absent comes from the catalogue, when the catalogue knows the id."""

    id: str
    name: Text | None = None
    cutoff_min: Positive | None = None
    cutoff_m: Positive | None = None
    demand: str | None = Field(None, description="demand group, or 'people' for everyone")
    weight: NonNegative = Field(1.0, description="what one person reached counts")
    cost: NonNegative | Cost = 0.0
    area_m2: Positive | None = None
    max_cost: NonNegative | None = Field(None, description="most money for the format")
    max_new: int | None = Field(None, ge=0, description="most new outlets of the format")
    min_new: int | None = Field(None, ge=0, description="fewest new outlets of the format")


class Solve(Strict):
    """How the question is solved; the command line's options lie over it."""

    strategy: str = "auto"
    backend: str = "scipy_highs"
    gap: NonNegative = Field(0.001, description="stop when the proven gap is at most this")
    time_limit_s: Positive = 120.0
    seed: int = Field(0, ge=0)


class Settings(Strict):
    """A scenario: who lives where, what there is, what may open, and what the plan may cost."""

    extends: str | None = None
    name: str
    title: Text | None = None
    synthetic: bool = Field(False, description="the city is made up; said wherever a person meets it")
    illustrative_costs: bool = Field(False, description="the costs have no source; said wherever a person meets them")
    notices: list[Text] = []
    currency: str = "CNY"
    crs: str | None = Field(None, description="projected working CRS, 'EPSG:<code>' or 'plane'; estimated from the demand when absent")
    demand: Demand
    sites: Sites
    outlets: list[Outlets] = []
    circles: CirclesLayer | None = None
    travel: Travel
    formats: list[str | Format] = Field(min_length=1)
    missing: Literal["people", "circle"] = Field("people", description="what counts as missing: people out of reach, or a format's absence from a circle")
    objective: str = "max_coverage"
    budget: NonNegative | None = Field(None, description="money for all new outlets together")
    rules: list[dict[str, Any]] = Field([], description="each: {rule: <part>, ...}")
    solve: Solve = Solve()
    overrides: dict[str, dict[str, Any]] = Field({}, description="named variants: dotted key -> value")
