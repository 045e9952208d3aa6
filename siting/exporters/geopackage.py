"""plan.gpkg: the plan as map layers, with styles inside, for QGIS and ArcGIS."""

from __future__ import annotations

from pathlib import Path

import pandas

from siting.exporters import _frames, _layers
from siting.exporters._styles import add_styles
from siting.language import mark, tr
from siting.plan import Plan

ABOUT = mark("the plan as map layers that QGIS opens styled: outlets, demand, circles, links")
FILE = "plan.gpkg"


def write(plan: Plan, path: Path) -> None:
    """Layers circles, links, demand, existing_outlets and new_outlets, and their styles.

    Circles without areas become a table without geometry. Every layer's description carries the notices of
    the scenario. Raises OSError when the file cannot be written, whatever GDAL or SQLite call it."""
    layers = {
        "circles": (_frames.circles(plan), "MultiPolygon", tr("circles, people in reach before and after")),
        "links": (
            _frames.links(plan),
            "LineString",
            tr("from people newly reached to their nearest new outlet"),
        ),
        "demand": (
            _frames.demand(plan),
            "Point",
            tr("people, and which formats they reach before and after"),
        ),
        "existing_outlets": (_frames.existing_outlets(plan), "Point", tr("outlets of today")),
        "new_outlets": (_frames.new_outlets(plan), "Point", tr("outlets that the plan opens")),
    }
    if plan.inputs.circles.polygons is None:
        circles, _, about = layers["circles"]
        layers["circles"] = (pandas.DataFrame(circles.drop(columns="geometry")), "", about)
    with _layers.writing():
        for name, (frame, geometry_type, about) in layers.items():
            _layers.add_layer(path, name, frame, geometry_type, " ".join([about, *plan.notices]))
        add_styles(plan, path, set(layers))
        _layers.check_whole(path, {name: len(frame) for name, (frame, _, _) in layers.items()})
