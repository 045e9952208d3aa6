"""What every reader returns: rows as the file has them, and how to point at one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.errors import Place
from siting.language import tr

FIRST_FEW = 5


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of a file.

    frame: pandas.DataFrame without geometry. geometry: shapely objects (None where a feature has
    none), or None when the file has no geometry at all. crs: the CRS the file itself states
    ("EPSG:4490", or WKT), or None. line_of: row position -> line of the file counted from 1, for files
    with lines; asked only when there is something to report."""

    path: Path
    frame: Any
    geometry: NDArray[np.object_] | None = None
    crs: str | None = None
    line_of: Callable[[int], int] | None = None

    def __len__(self) -> int:
        return len(self.frame)

    def row_name(self, row: int) -> str:
        """What a person calls the row: "line 14" of a text or sheet, "feature 14" of a map layer."""
        if self.line_of is not None:
            return tr("line {number}", number=self.line_of(row))
        return tr("feature {number}", number=row + 1)

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Where a row, a column or a cell stands."""
        spots = [tr("column '{column}'", column=column)] if column else []
        line = None
        if row is not None and self.line_of is not None:
            line = self.line_of(row)
        elif row is not None:
            spots.insert(0, self.row_name(row))
        return Place(self.path, line, None, ", ".join(spots))


def few(ids: Iterable[str]) -> str:
    """The first few ids in a row, and an ellipsis when there are more."""
    named = list(ids)
    shown = ", ".join(named[:FIRST_FEW])
    return f"{shown}, …" if len(named) > FIRST_FEW else shown
