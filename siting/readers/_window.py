"""Which part of a raster is read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from siting import crs as systems
from siting.errors import Place, Problems
from siting.language import tr
from siting.readers._grid import Grid

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """Cells from a first row and column on."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def slices(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """As rasterio takes it."""
        return (self.row, self.row + self.rows), (self.column, self.column + self.columns)

    def cut(self, rows: int, columns: int) -> Iterator[Window]:
        """Pieces that end where multiples of `rows` and `columns` of the whole raster end."""
        for top, below in _spans(self.row, self.rows, rows):
            for left, right in _spans(self.column, self.columns, columns):
                yield Window(top, left, below - top, right - left)


def _spans(first: int, length: int, step: int) -> list[tuple[int, int]]:
    inner = range((first // step + 1) * step, first + length, step)
    edges = [first, *inner, first + length]
    return list(itertools.pairwise(edges))


def whole(grid: Grid) -> Window:
    """Every cell."""
    return Window(0, 0, grid.rows, grid.columns)


def window_of(
    grid: Grid, box: Box, path: Path, crs: str | None, place: Place, problems: Problems
) -> Window | None:
    """The cells that a box (west, south, east, north) touches; an error, and None, when it touches none."""
    west, south, east, north = box
    corners = grid.rows_columns(np.array([[west, south], [west, north], [east, south], [east, north]]))
    low = np.maximum(np.floor(corners.min(axis=0)), 0)
    high = np.minimum(np.ceil(corners.max(axis=0)), (grid.rows, grid.columns))
    if (low < high).all():
        (row, column), (below, right) = low.astype(int).tolist(), high.astype(int).tolist()
        return Window(row, column, below - row, right - column)
    ends = grid.xy(
        np.array([0.0, 0.0, grid.rows, grid.rows]), np.array([0.0, grid.columns, 0.0, grid.columns])
    )
    message = tr(
        "the clip lies outside of '{file}': the clip {clip}, the grid {grid}, in the coordinates of the grid",
        file=path.name,
        clip=extent(*box),
        grid=extent(*ends.min(axis=0), *ends.max(axis=0)),
    )
    faults = systems.check(ends, crs) if crs is not None and systems.why_not(crs) is None else []
    hint = (
        f"{faults[0].message}. {faults[0].hint}"
        if faults
        else tr("Is one of the two in another CRS than it says?")
    )
    problems.error(place, message, hint)
    return None


def extent(west: float, south: float, east: float, north: float) -> str:
    """A box in words."""
    return tr(
        "x {west:.6g} to {east:.6g}, y {south:.6g} to {north:.6g}",
        west=west,
        east=east,
        south=south,
        north=north,
    )
