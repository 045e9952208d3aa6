"""plan.gpkg: the plan as map layers, with styles inside, for QGIS and ArcGIS.

GeoPackage 1.2, which old and new programs read without complaint (https://www.geopackage.org/spec120/)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from siting.exporters import _frames
from siting.exporters._styles import GEOMETRY, add_styles
from siting.language import mark, tr
from siting.plan import Plan

ABOUT = mark("the plan as map layers that QGIS opens styled: outlets, demand, circles, links")
FILE = "plan.gpkg"
VERSION = "1.2"


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
    try:
        for name, (frame, geometry_type, about) in layers.items():
            _add_layer(path, name, frame, geometry_type, " ".join([about, *plan.notices]))
        add_styles(plan, path, set(layers))
        _check_whole(path, {name: len(frame) for name, (frame, _, _) in layers.items()})
    except (DataSourceError, DataLayerError, FeatureError, sqlite3.Error) as error:
        raise OSError(str(error)) from error


def _add_layer(path: Path, name: str, frame: pandas.DataFrame, geometry_type: str, about: str) -> None:
    options = {"DESCRIPTION": about, "FID": "fid"}
    geometry = {}
    if geometry_type:
        options["GEOMETRY_NAME"] = GEOMETRY
        geometry = {"geometry_type": geometry_type, "promote_to_multi": geometry_type.startswith("Multi")}
    pyogrio.write_dataframe(
        frame,
        path,
        layer=name,
        driver="GPKG",
        dataset_options={} if path.exists() else {"VERSION": VERSION},
        layer_options=options,
        use_arrow=True,
        **geometry,
    )


def _check_whole(path: Path, lengths: dict[str, int]) -> None:
    """GDAL may meet a full disk while closing a file, and then says nothing."""
    with closing(sqlite3.connect(path)) as database:
        for name, length in lengths.items():
            (found,) = database.execute(f"SELECT count(*) FROM {name}").fetchone()
            if found != length:
                raise OSError(
                    tr(
                        "{layer}: {found} of {length} features were written",
                        layer=name,
                        found=found,
                        length=length,
                    )
                )
