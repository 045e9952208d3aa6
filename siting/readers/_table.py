"""What every reader returns: rows as the file has them, and how to point at one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.errors import Place
from siting.language import tr
from siting.readers._grid import Grid

FIRST_FEW = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """What a reader counted that makes no row of everything it read.

    people: of all that was read. places: rows and those left out. nobody: places left out because nobody is there."""

    people: float
    places: int
    nobody: int


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of a file.

    frame: pandas.DataFrame without geometry. geometry: shapely objects (None where a feature has
    none), or None when the file has no geometry at all. crs: the CRS the file itself states
    ("EPSG:4490", or WKT), or None. line_of: row position -> line of the file counted from 1, for files
    with lines; asked only when there is something to report. xy: (n, 2) places of rows whose file has points
    that need no geometry objects. grid: where the rows are cells of a raster (columns row and column), how these
    lie. id_column: the column that holds the ids where a scenario names none. numbers: (n,) positions of the rows
    in the file, when not all of them are here. tally: what the reader counted, where it makes rows of a part only.
    windowed: whether only a window of the file was read. beside: other files that the rows come from."""

    path: Path
    frame: Any
    geometry: NDArray[np.object_] | None = None
    crs: str | None = None
    line_of: Callable[[int], int] | None = None
    xy: NDArray[np.float64] | None = None
    grid: Grid | None = None
    id_column: str | None = None
    numbers: NDArray[np.int64] | None = None
    tally: Tally | None = None
    windowed: bool = False
    beside: tuple[Path, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    def take(self, rows: NDArray[np.int64]) -> Table:
        """The table of some of the rows, which keep their names, lines and numbers."""
        return replace(
            self,
            frame=self.frame.iloc[rows].reset_index(drop=True),
            geometry=None if self.geometry is None else self.geometry[rows],
            xy=None if self.xy is None else self.xy[rows],
            numbers=rows if self.numbers is None else self.numbers[rows],
        )

    def row_numbers(self) -> NDArray[np.int64]:
        """(n,) numbers of the rows in the file, counted from 1."""
        return (np.arange(len(self)) if self.numbers is None else self.numbers) + 1

    def row_name(self, row: int) -> str:
        """What a person calls the row: "line 14" of a text or sheet, "feature 14" of a map layer, "cell 3/7"."""
        if self.grid is not None:
            return tr("cell {id}", id=self.frame[self.id_column].iloc[row])
        number = row if self.numbers is None else int(self.numbers[row])
        if self.line_of is not None:
            return tr("line {number}", number=self.line_of(number))
        return tr("feature {number}", number=number + 1)

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Where a row, a column or a cell stands."""
        spots = [tr("column '{column}'", column=column)] if column else []
        line = None
        if row is not None and self.line_of is not None:
            line = self.line_of(row if self.numbers is None else int(self.numbers[row]))
        elif row is not None:
            spots.insert(0, self.row_name(row))
        return Place(self.path, line, None, ", ".join(spots))


def few(ids: Iterable[str]) -> str:
    """The first few ids in a row, and an ellipsis when there are more."""
    named = list(ids)
    shown = ", ".join(named[:FIRST_FEW])
    return f"{shown}, …" if len(named) > FIRST_FEW else shown
