"""How the cells of a raster lie on the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grid:
    """The affine transform of a raster: x = a column + b row + c, y = d column + e row + f.

    Row and column 0, 0 are the outer corner of the first cell, halves are centres of cells; so a rotated or skewed
    raster needs no rule of its own. rows, columns: how many cells the raster has."""

    transform: tuple[float, float, float, float, float, float]
    rows: int
    columns: int

    def xy(self, row: Numbers, column: Numbers) -> Numbers:
        """(n, 2) coordinates of places given by row and column, which may be fractions."""
        a, b, c, d, e, f = self.transform
        return np.stack([a * column + b * row + c, d * column + e * row + f], axis=-1)

    def rows_columns(self, xy: Numbers) -> Numbers:
        """(n, 2) row and column of coordinates: the inverse of `xy`."""
        a, b, c, d, e, f = self.transform
        x, y = xy[..., 0] - c, xy[..., 1] - f
        return np.stack([a * y - d * x, e * x - b * y], axis=-1) / (a * e - b * d)

    def centres(self, row: Numbers, column: Numbers) -> Numbers:
        """(n, 2) centres of cells."""
        return self.xy(row + 0.5, column + 0.5)

    def outlines(self, row: Numbers, column: Numbers) -> NDArray[np.object_]:
        """The cells as shapely polygons: rectangles, or parallelograms where the raster is skewed."""
        import shapely

        around = ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0))
        corners = [self.xy(row + down, column + right) for down, right in around]
        return np.asarray(shapely.polygons(np.stack(corners, axis=1)), dtype=object)
