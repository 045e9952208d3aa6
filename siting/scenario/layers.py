"""The keys of the files that a scenario names, and what all keys are made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from siting.language import mark


class IsPath:
    """Marks a key whose text is a path, relative to the YAML file that says it."""


def shape(value: object) -> str:
    """Tells a block from a plain value, where a key takes either; keeps errors to the one that was meant."""
    return "<block>" if isinstance(value, dict | BaseModel) else "<plain>"


Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Word = Annotated[str, Field(min_length=1)]
File = Annotated[str, Field(min_length=1), IsPath()]
OptionalFile = Annotated[str | None, IsPath()]
Text = Annotated[
    Annotated[str, Tag("<plain>")]
    | Annotated[dict[Literal["en", "zh"], str], Field(min_length=1), Tag("<block>")],
    Discriminator(shape),
]


COLUMNS = mark("columns of the file")
NAME = mark("column with the name")
CIRCLE = mark("column with the circle's id; found by location when absent and circles are given")
CRS = mark("'EPSG:<code>', 'gcj02', 'bd09' or 'plane'; the layer's own when it carries one")
DISTRICT = mark("column with the district's name or id")
PATH = mark("path of the file, relative to the scenario file")
LAYER = mark("layer or sheet, where a file holds several")


class Strict(BaseModel):
    """Base of every block: unknown keys are errors, values never change, no type is bent into another."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class OptionalLayer(Strict):
    """A file of points or areas that something else may stand in for."""

    file: OptionalFile = Field(default=None, min_length=1, description=PATH)
    layer: Word | None = Field(default=None, description=LAYER)
    reader: Word | None = Field(
        default=None, description=mark("reader part; chosen by the file's ending when absent")
    )
    encoding: Word | None = Field(
        default=None, description=mark("text encoding; UTF-8 and GB18030 are told apart when absent")
    )
    crs: Word | None = Field(default=None, description=CRS)


class Layer(OptionalLayer):
    """A file of points or areas, and the columns that matter."""

    file: File = Field(description=PATH)


class PointColumns(Strict):
    """Columns that every file of points may have."""

    id: Word | None = Field(
        default=None, description=mark("column with the id; the row's number when absent")
    )
    x: Word | None = Field(
        default=None, description=mark("column with easting or longitude, where the layer has no geometry")
    )
    y: Word | None = Field(
        default=None, description=mark("column with northing or latitude, where the layer has no geometry")
    )


class OutletColumns(PointColumns):
    """Columns of an outlets' file."""

    name: Word | None = Field(default=None, description=NAME)
    format: Word | None = Field(
        default=None, description=mark("column with the format's id, or with a value of format_values")
    )
    places: Word | None = Field(
        default=None, description=mark("column with the places of each outlet, for formats that have places")
    )


class Outlets(Layer):
    """Outlets that exist today; their format comes from exactly one of format, columns.format, osm_tags."""

    columns: OutletColumns = Field(default=OutletColumns(), description=COLUMNS)
    format: Word | None = Field(default=None, description=mark("every outlet of the file is of this format"))
    format_values: dict[str, Word] = Field(
        default={}, description=mark("value of the format column -> id of the format")
    )
    osm_tags: Annotated[str | None, IsPath()] = Field(
        default=None,
        min_length=1,
        description=mark("'default', or a CSV of format,key,value; for OpenStreetMap files"),
    )
