"""Layers of a GeoPackage, written by GDAL and checked to be whole.

GeoPackage 1.2, which old and new programs read without complaint (https://www.geopackage.org/spec120/)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pandas
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from siting.language import tr

GEOMETRY = "geom"
VERSION = "1.2"


@contextmanager
def writing() -> Iterator[None]:
    """Raises OSError when a file cannot be written, whatever GDAL or SQLite call it."""
    try:
        yield
    except (DataSourceError, DataLayerError, FeatureError, sqlite3.Error) as error:
        raise OSError(str(error)) from error


def add_layer(path: Path, name: str, frame: pandas.DataFrame, geometry_type: str, about: str) -> None:
    """Adds a layer, or a table without geometry where geometry_type is ""; about: its description."""
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


def check_whole(path: Path, lengths: dict[str, int]) -> None:
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
