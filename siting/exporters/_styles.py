"""How plan.gpkg looks in QGIS: QML styles in the file's own `layer_styles` table, read on opening."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from siting.exporters._layers import GEOMETRY
from siting.exporters._names import column_names
from siting.exporters._qml import (
    CROSS,
    DISC,
    DOT,
    SQUARE,
    STAR,
    Entry,
    Look,
    fills,
    markers,
    render,
    rgba,
    shares,
)
from siting.language import language, tr
from siting.plan import Plan
from siting.report.palette import EXISTING, FIFTHS, LOST, NEW, SHORT, THERE, colour
from siting.scenario.grades_checks import NONE

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
class Style:
    """A way of drawing a layer. The first style of a layer is the one it opens with."""

    layer: str
    name: str
    qml: str


def add_styles(plan: Plan, path: Path, layers: set[str]) -> None:
    """Puts the styles of these layers into the GeoPackage."""
    put_styles(path, [style for style in styles(plan) if style.layer in layers])


def put_styles(path: Path, styles: Iterable[Style]) -> None:
    """Puts styles into a GeoPackage that has none."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(TABLE)
        database.execute(CONTENTS)
        seen: set[str] = set()
        for style in styles:
            first = style.layer not in seen
            seen.add(style.layer)
            database.execute(STYLE, (style.layer, GEOMETRY, style.name, style.qml, first, style.name))


def styles(plan: Plan) -> list[Style]:
    """Every style: outlets by format, phase and what closes, demand in all and by format, circles, links."""
    return [
        Style("new_outlets", tr("new outlets by format"), _by_format(plan, STAR, "format_name")),
        *_by_phase(plan),
        *_closing(plan),
        Style("existing_outlets", tr("outlets of today by format"), _by_format(plan, SQUARE, "")),
        Style("demand", tr("what the plan brings"), _demand_in_all(plan)),
        *_demand_by_format(plan),
        Style("circles", tr("share in reach after the plan"), shares("percent_after", FIFTHS)),
        Style("circles", tr("share in reach before the plan"), shares("percent_before", FIFTHS)),
        *_by_grade(plan),
        Style("links", tr("to the nearest new outlet"), render("lines.qml.j2", stroke=rgba(NEW))),
    ]


def _by_format(plan: Plan, look: Look, label_column: str) -> str:
    entries = [
        Entry(format.id, plan.format_name(format.id), colour(number))
        for number, format in enumerate(plan.inputs.formats)
    ]
    return markers("format", entries, look, label_column)


def _by_phase(plan: Plan) -> list[Style]:
    """Earlier is darker."""
    phases = plan.inputs.phases
    if not phases.named:
        return []
    shades, last = FIFTHS[:0:-1], max(len(phases.ids) - 1, 1)
    entries = [
        Entry(identity, names.get(language(), identity), shades[number * (len(shades) - 1) // last])
        for number, (identity, names) in enumerate(zip(phases.ids, phases.names, strict=True))
    ]
    return [Style("new_outlets", tr("new outlets by phase"), markers("phase", entries, DISC, "format_name"))]


def _closing(plan: Plan) -> list[Style]:
    """Those that stay and those that close, told apart by shape as well; the layer opens so."""
    if not plan.closed:
        return []
    entries = [
        Entry("closes", tr("closes"), LOST, CROSS),
        Entry("stays", tr("stays"), EXISTING),
    ]
    expression = "CASE WHEN \"closes\" THEN 'closes' ELSE 'stays' END"
    return [
        Style(
            "existing_outlets",
            tr("outlets of today: which close"),
            markers(expression, entries, replace(SQUARE, up_to_scale=0)),
        )
    ]


def _demand_in_all(plan: Plan) -> str:
    lost = 'WHEN "formats_after" < "formats_before" THEN \'lost\' ' if plan.closed else ""
    expression = (
        f'CASE {lost}WHEN "formats_after" > "formats_before" THEN \'new\' '
        f"WHEN \"formats_before\" = {len(plan.inputs.formats)} THEN 'there' ELSE 'short' END"
    )
    texts = (tr("short of a format, nothing new"), tr("has every format already"), tr("gains a format"))
    return markers(expression, [*_states(texts), *_lost(plan, tr("loses a format"))], DOT)


def _demand_by_format(plan: Plan) -> list[Style]:
    texts = (tr("short"), tr("in reach today"), tr("newly in reach"))
    entries = [*_states(texts), *_lost(plan, tr("in reach today only"))]
    found = []
    for identity, name in column_names(format.id for format in plan.inputs.formats).items():
        before, after = (quoted(f"{name}_{when}") for when in ("before", "after"))
        lost = f"WHEN {before} AND NOT {after} THEN 'lost' " if plan.closed else ""
        expression = f"CASE {lost}WHEN {before} THEN 'there' WHEN {after} THEN 'new' ELSE 'short' END"
        found.append(Style("demand", plan.format_name(identity), markers(expression, entries, DOT)))
    return found


def _states(texts: tuple[str, str, str]) -> list[Entry]:
    values, colours = ("short", "there", "new"), (SHORT, THERE, NEW)
    return [Entry(*one) for one in zip(values, texts, colours, strict=True)]


def _lost(plan: Plan, text: str) -> list[Entry]:
    """Only where something closes can anything be lost."""
    return [Entry("lost", text, LOST)] if plan.closed else []


def _by_grade(plan: Plan) -> list[Style]:
    """From the lowest grade, which is palest; grey below it."""
    grading = plan.inputs.grading
    if grading is None:
        return []
    levels = zip(grading.ids, grading.names, _steps(len(grading.ids)), strict=True)
    entries = [
        Entry(NONE, tr("none"), SHORT),
        *(Entry(identity, names.get(language(), identity), fill) for identity, names, fill in levels),
    ]
    return [
        Style("circles", tr("grades after the plan"), fills("grade_after", entries)),
        Style("circles", tr("grades before the plan"), fills("grade_before", entries)),
    ]


def _steps(count: int) -> list[str]:
    """So many colours from pale to dark; of more than there are, neighbours share one."""
    steps = FIFTHS[1:]
    return [steps[round((len(steps) - 1) * (k + 1) / count)] for k in range(count)]


def quoted(column: str) -> str:
    """A column's name as it stands in a QGIS expression."""
    return '"' + column.replace('"', '""') + '"'
