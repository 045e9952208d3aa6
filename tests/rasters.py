"""Rasters written for tests: small grids of people in any number type, CRS and position."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import Affine

METRES = "EPSG:32650"
WEST, NORTH = 500_000.0, 4_000_000.0


def write_raster(
    path: Path,
    people: Any,
    *,
    crs: Any = METRES,
    transform: Affine | None = None,
    cell: float = 100.0,
    nodata: float | None = None,
    mask: Any = None,
    **options: Any,
) -> Path:
    """A GeoTIFF of one band, or of several where people has three axes; its north-west corner at WEST, NORTH."""
    bands = np.atleast_3d(np.asarray(people).T).T
    if transform is None:
        transform = Affine(cell, 0.0, WEST, 0.0, -cell, NORTH)
    profile = {"count": len(bands), "height": bands.shape[1], "width": bands.shape[2], "dtype": bands.dtype}
    with rasterio.open(
        path, "w", driver="GTiff", crs=crs, transform=transform, nodata=nodata, **profile, **options
    ) as file:
        file.write(bands)
        if mask is not None:
            file.write_mask(np.asarray(mask, dtype=bool))
    return path
