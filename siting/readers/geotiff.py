"""Population grids: one band of a GeoTIFF, read window by window; a row for every cell where people live."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from siting.errors import Place, Problems
from siting.language import mark, tr
from siting.readers._cells import Cells
from siting.readers._grid import Grid
from siting.readers._table import Table
from siting.readers._window import Box, Window, whole, window_of
from siting.scenario.schema import Layer

ABOUT = mark("population grids: .tif, .tiff, .vrt; a point for every cell where people live")
SUFFIXES = (".tif", ".tiff", ".vrt")
READS_BANDS = True
CELLS_AT_ONCE = 4_000_000
CACHE_MB = 32
MOST_ROWS = 10_000_000


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """The cells with people: columns id ("row/column"), row, column and people; xy are their centres.

    1. Rows and columns count from 0 at the corner where the file begins, as GDAL's do.
    2. People are what the band says, with its scale and offset; the band is `layer.band`, or the only one.
    3. Nobody is counted in cells that the file marks as no data (value, mask or alpha band) or that are not a number.
       The same holds for a whole negative number that all negative cells share: a mark of "no data" that the file
       forgot to declare, and a warning says so. Other cells below 0 are an error.
    4. Cells with 0 people make no row; `Table.tally` counts them.
    A raster that was not georeferenced, has several bands and none named, or more than 10 million cells with people
    is an error. Numbers of people per km2 look like numbers of people: no reader can tell them apart."""
    return _read(path, layer, place, problems, None)


def read_within(
    path: Path, layer: Layer, place: Place, problems: Problems, within: Callable[[str | None], Box | None]
) -> Table | None:
    """The same, of the cells that touch a box alone; no other part of the file is read.

    within: the CRS that the file states -> the box in the coordinates of the file, or None after a problem."""
    return _read(path, layer, place, problems, within)


def _read(
    path: Path,
    layer: Layer,
    place: Place,
    problems: Problems,
    within: Callable[[str | None], Box | None] | None,
) -> Table | None:
    import rasterio

    try:
        with warnings.catch_warnings(), rasterio.Env(GDAL_CACHEMAX=CACHE_MB):
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            # GDAL would take a text table with columns x and y for a raster, so the format is said.
            with rasterio.open(path, driver="VRT" if path.suffix.lower() == ".vrt" else "GTiff") as source:
                return _table(path, source, layer, place, problems, within)
    except rasterio.errors.RasterioError as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=_reason(fault)))
        return None


def _reason(fault: Exception) -> str:
    return str(fault.__cause__ or fault)


def _table(
    path: Path,
    source: Any,
    layer: Layer,
    place: Place,
    problems: Problems,
    within: Callable[[str | None], Box | None] | None,
) -> Table | None:
    band = _band(source, getattr(layer, "band", None), path, place, problems)
    if band is None or not _placed(path, source, problems):
        return None
    grid = Grid(tuple(source.transform)[:6], source.height, source.width)
    crs = _crs(source)
    window = whole(grid)
    if within is not None:
        box = within(crs)
        found = None if box is None else window_of(grid, box, path, crs, place, problems)
        if found is None:
            return None
        window = found
    cells = Cells(np.dtype(source.dtypes[band - 1]), source.scales[band - 1], source.offsets[band - 1])
    for part in _parts(window, source.block_shapes[band - 1]):
        numbers = source.read(band, window=part.slices, masked=True)
        cells.add(numbers.data, np.ma.getmaskarray(numbers), part.row, part.column)
        if cells.filled > MOST_ROWS:
            _report_too_many(path, place, problems)
            return None
    cells.report(Place(path), problems)
    if not cells.filled:
        problems.error(
            Place(path), tr("nobody lives in any of {count} cells read", count=window.rows * window.columns)
        )
        return None
    beside = tuple(Path(name) for name in source.files if Path(name) != path)
    return cells.table(path, grid, crs, beside, windowed=window != whole(grid))


def _band(source: Any, asked: int | None, path: Path, place: Place, problems: Problems) -> int | None:
    """The band asked for, or the only one."""
    said = ", ".join(
        f"{number} {name}" if name else str(number) for number, name in enumerate(source.descriptions, 1)
    )
    hint = tr("Its bands: {bands}.", bands=said)
    if asked is None and source.count > 1:
        message = tr("'{file}' has {count} bands, and 'band' names none", file=path.name, count=source.count)
        problems.error(place, message, hint)
        return None
    band = asked or 1
    if band > source.count:
        problems.error(place, tr("'{file}' has no band {band}", file=path.name, band=band), hint)
        return None
    if np.dtype(source.dtypes[band - 1]).kind not in "iuf":
        problems.error(
            place, tr("band {band} of '{file}' holds no numbers of people", band=band, file=path.name)
        )
        return None
    return band


def _placed(path: Path, source: Any, problems: Problems) -> bool:
    """Whether the file says where its cells are."""
    transform = source.transform
    if not transform.is_identity and transform.determinant != 0:
        return True
    hint = tr("Georeference it, or warp it by its control points, with a GIS.")
    problems.error(Place(path), tr("does not say where its cells lie"), hint)
    return False


def _crs(source: Any) -> str | None:
    """A code where one is certain, else WKT; None where the file states no CRS."""
    if not source.crs:
        return None
    authority = source.crs.to_authority(confidence_threshold=100)
    return ":".join(authority) if authority else str(source.crs.to_wkt())


def _parts(window: Window, block: tuple[int, int]) -> Iterator[Window]:
    """The window in whole blocks of the file where a block is no more than is read in one go; else in rows of it."""
    high = max(1, CELLS_AT_ONCE // max(1, window.columns) // block[0]) * block[0]
    if high * block[1] > CELLS_AT_ONCE:
        high = max(1, CELLS_AT_ONCE // block[1])
    wide = max(block[1], CELLS_AT_ONCE // high // block[1] * block[1])
    return window.cut(high, wide)


def _report_too_many(path: Path, place: Place, problems: Problems) -> None:
    message = tr("'{file}' has people in more than {count:,} cells", file=path.name, count=MOST_ROWS)
    hint = tr("Name the area that is planned for in demand.clip, or bring a coarser grid.")
    problems.error(place, message, hint)
