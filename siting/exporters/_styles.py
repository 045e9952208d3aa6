"""How plan.gpkg looks in QGIS: QML styles in the file's own `layer_styles` table, read on opening."""

from __future__ import annotations

import colorsys
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from siting.exporters._layers import GEOMETRY
from siting.exporters._names import column_names
from siting.language import tr
from siting.plan import Plan

# Red, amber, green would fail colour-blind readers: grey short, orange new, blue there already.
SHORT, NEW, THERE = "130,130,130,255", "230,97,1,255", "94,130,180,255"
# ColorBrewer's sequential blues-greens, five classes (C. Brewer, colorbrewer2.org).
FIFTHS = ("246,239,247,255", "189,201,225,255", "103,169,207,255", "28,144,153,255", "1,108,89,255")
GOLDEN_ANGLE = 0.618033988749895

TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""
CONTENTS = """
INSERT INTO gpkg_contents (table_name, data_type, identifier)
VALUES ('layer_styles', 'attributes', 'layer_styles')
"""
STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
  styleName, styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '')
"""


@dataclass(frozen=True, slots=True)
class Look:
    """A marker: its size in metres on the ground, kept between least and most millimetres on paper.

    up_to_scale: drawn only when the map is at least this large (1:up_to_scale); 0 = always."""

    shape: str
    size_m: float
    least_mm: float
    most_mm: float
    stroke: str
    stroke_mm: float
    up_to_scale: int = 0


STAR = Look("star", 150.0, 1.8, 4.5, "0,0,0,255", 0.2)
SQUARE = Look("square", 30.0, 0.6, 2.0, "255,255,255,255", 0.1, up_to_scale=30_000)
DOT = Look("circle", 30.0, 0.35, 1.8, "0,0,0,0", 0.0)


@dataclass(frozen=True, slots=True)
class Style:
    """A way of drawing a layer. The first style of a layer is the one it opens with."""

    layer: str
    name: str
    qml: str


def add_styles(plan: Plan, path: Path, layers: set[str]) -> None:
    """Puts the styles of these layers into the GeoPackage."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(TABLE)
        database.execute(CONTENTS)
        seen: set[str] = set()
        for style in styles(plan):
            if style.layer in layers:
                first = style.layer not in seen
                seen.add(style.layer)
                database.execute(STYLE, (style.layer, GEOMETRY, style.name, style.qml, first, style.name))


def styles(plan: Plan) -> list[Style]:
    """Every style: outlets by format, demand in all and by format, circles after and before, links."""
    return [
        Style("new_outlets", tr("new outlets by format"), _outlets(plan, STAR, "format_name")),
        Style("existing_outlets", tr("outlets of today by format"), _outlets(plan, SQUARE, "")),
        Style("demand", tr("what the plan brings"), _demand_in_all(plan)),
        *_demand_by_format(plan),
        Style("circles", tr("share in reach after the plan"), _circles("percent_after")),
        Style("circles", tr("share in reach before the plan"), _circles("percent_before")),
        Style("links", tr("to the nearest new outlet"), _render("lines.qml.j2", stroke=NEW)),
    ]


def _outlets(plan: Plan, look: Look, label_column: str) -> str:
    entries = [
        {"value": format.id, "label": plan.format_name(format.id), "fill": colour(number)}
        for number, format in enumerate(plan.inputs.formats)
    ]
    return _categories("format", entries, look, label_column)


def _demand_in_all(plan: Plan) -> str:
    expression = (
        'CASE WHEN "formats_after" > "formats_before" THEN \'new\' '
        f"WHEN \"formats_before\" = {len(plan.inputs.formats)} THEN 'there' ELSE 'short' END"
    )
    texts = (tr("short of a format, nothing new"), tr("has every format already"), tr("gains a format"))
    return _categories(expression, _states(texts), DOT, "")


def _demand_by_format(plan: Plan) -> list[Style]:
    entries = _states((tr("short"), tr("in reach today"), tr("newly in reach")))
    found = []
    for identity, name in column_names(format.id for format in plan.inputs.formats).items():
        before, after = (_quoted(f"{name}_{when}") for when in ("before", "after"))
        expression = f"CASE WHEN {before} THEN 'there' WHEN {after} THEN 'new' ELSE 'short' END"
        found.append(Style("demand", plan.format_name(identity), _categories(expression, entries, DOT, "")))
    return found


def _states(texts: tuple[str, str, str]) -> list[dict[str, str]]:
    values, fills = ("short", "there", "new"), (SHORT, THERE, NEW)
    return [
        {"value": value, "label": label, "fill": fill}
        for value, label, fill in zip(values, texts, fills, strict=True)
    ]


def _circles(attribute: str) -> str:
    entries = [
        {"lower": low, "upper": low + 20, "label": f"{low}-{low + 20} %", "fill": fill}
        for low, fill in zip(range(0, 100, 20), FIFTHS, strict=True)
    ]
    return _render("shares.qml.j2", attribute=attribute, entries=entries)


def _categories(attribute: str, entries: list[dict[str, str]], look: Look, label_column: str) -> str:
    return _render(
        "categories.qml.j2", attribute=attribute, entries=entries, look=look, label_column=label_column
    )


def _render(template: str, **values: Any) -> str:
    """Ids and names are data, never markup: everything is escaped."""
    loader = jinja2.PackageLoader("siting.exporters", "styles")
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template(template).render(**values)


def _quoted(column: str) -> str:
    """A column's name as it stands in a QGIS expression."""
    return '"' + column.replace('"', '""') + '"'


def colour(number: int) -> str:
    """A colour that differs from those of the numbers near it: hues a golden angle apart, three shades."""
    hue = (0.58 + number * GOLDEN_ANGLE) % 1.0
    lightness = (0.42, 0.55, 0.33)[number % 3]
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, 0.65)
    return ",".join(str(round(255 * part)) for part in (red, green, blue)) + ",255"
