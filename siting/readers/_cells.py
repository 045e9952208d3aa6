"""The cells of a raster with people, collected window by window, and what is said of all the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.errors import Place, Problems
from siting.language import tr
from siting.readers._grid import Grid
from siting.readers._table import Table, Tally

Numbers = NDArray[np.float64]
Marks = NDArray[np.bool_]
EVERYBODY = 1e10


@dataclass(slots=True)
class Cells:
    """Row, column and people of the cells where people live, and counts of those where none do.

    kind: the raster's number type. scale, offset: people = number * scale + offset, as its tags say."""

    kind: np.dtype[Any]
    scale: float
    offset: float
    rows: list[NDArray[np.int32]] = field(default_factory=list)
    columns: list[NDArray[np.int32]] = field(default_factory=list)
    people: list[Numbers] = field(default_factory=list)
    total: float = 0.0
    filled: int = 0
    nobody: int = 0
    below: dict[float, int] = field(default_factory=dict)
    first: dict[str, tuple[int, int, float]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    below_sum: float = 0.0

    def add(self, numbers: NDArray[Any], missing: Marks, row: int, column: int) -> None:
        """The cells of a window whose first cell stands at row and column. missing: marked as no data."""
        people = numbers.astype(np.float64)
        if self.scale != 1.0 or self.offset != 0.0:
            people = people * self.scale + self.offset
        known = ~(missing | np.isnan(people))
        if self.kind.kind in "iu" and self.kind.itemsize > 1:
            self._odd("full", known & (numbers == np.iinfo(self.kind).max), people, row, column)
        infinite = np.isinf(people)
        self._odd("infinite", known & infinite, people, row, column)
        below = known & (people < 0) & ~infinite
        if below.any():
            self._below(people[below])
            self._odd("below", below, people, row, column)
        lived_in = known & (people > 0)
        found_rows, found_columns = np.nonzero(lived_in)
        values = people[found_rows, found_columns]
        self.rows.append((found_rows + row).astype(np.int32))
        self.columns.append((found_columns + column).astype(np.int32))
        self.people.append(values)
        self.total += float(values.sum())
        self.filled += len(values)
        self.nobody += int((known & (people == 0)).sum())

    def _below(self, people: Numbers) -> None:
        self.below_sum += float(people.sum())
        if len(self.below) <= 1:
            values, counts = np.unique(people, return_counts=True)
            for value, count in zip(values[:2].tolist(), counts[:2].tolist(), strict=True):
                self.below[value] = self.below.get(value, 0) + count

    def _odd(self, what: str, marks: Marks, people: Numbers, row: int, column: int) -> None:
        found_rows, found_columns = np.nonzero(marks)
        if len(found_rows):
            self.counts[what] = self.counts.get(what, 0) + len(found_rows)
            down, right = int(found_rows[0]), int(found_columns[0])
            self.first.setdefault(what, (down + row, right + column, float(people[down, right])))

    def table(
        self, path: Path, grid: Grid, crs: str | None, beside: tuple[Path, ...], *, windowed: bool
    ) -> Table:
        """The cells with people, in the order in which they were read; their ids are "row/column"."""
        import pandas as pd
        import pyarrow as pa
        import pyarrow.compute as pc

        row, column = _joined(self.rows, np.int32), _joined(self.columns, np.int32)
        ids = pc.binary_join_element_wise(
            *(pc.cast(pa.array(numbers), pa.string()) for numbers in (row, column)), "/"
        )
        frame = pd.DataFrame(
            {
                "id": pd.array(ids, dtype=pd.ArrowDtype(pa.string())),
                "row": row,
                "column": column,
                "people": _joined(self.people, np.float64),
            }
        )
        tally = Tally(self.total, self.filled + self.nobody, self.nobody)
        return Table(
            path,
            frame,
            crs=crs,
            xy=grid.centres(row, column),
            grid=grid,
            id_column="id",
            tally=tally,
            windowed=windowed,
            beside=beside,
        )

    def report(self, place: Place, problems: Problems) -> None:
        """What cannot be people. Negative numbers that are all the same, and whole, are the mark of "no data" that
        the file forgot to declare: a warning. Any others would change the total in silence: an error."""
        self._report_below(place, problems)
        if self.counts.get("infinite"):
            message = tr(
                "{count} cells are infinite, the first is {cell}",
                count=self.counts["infinite"],
                cell=self._first("infinite"),
            )
            problems.error(place, message)
        if self.counts.get("full"):
            message = tr(
                "{count} cells hold {number}, the largest number that {kind} has: no data, or cut off",
                count=self.counts["full"],
                number=f"{np.iinfo(self.kind).max:,}",
                kind=self.kind.name,
            )
            hint = tr("The first is {cell}. Declare it as the file's nodata value.", cell=self._first("full"))
            problems.error(place, message, hint)
        elif self.total > EVERYBODY:
            message = tr("{people} people: more than live on Earth", people=f"{self.total:.4g}")
            hint = tr("Is it a band of people, and its nodata value declared?")
            problems.error(place, message, hint)

    def _report_below(self, place: Place, problems: Problems) -> None:
        count = self.counts.get("below", 0)
        if not count:
            return
        lowest = min(self.below)
        if len(self.below) == 1 and lowest == round(lowest):
            message = tr(
                "{count} cells hold {number:g}, which the file does not declare as no data; nobody is counted there",
                count=count,
                number=lowest,
            )
            problems.warn(place, message)
            return
        message = tr(
            "{count} cells are below 0, {people:,.6g} people together; the first is {cell}",
            count=count,
            people=self.below_sum,
            cell=self._first("below"),
        )
        hint = tr("Nobody can tell what they stand for: mend the file, or declare them as no data.")
        problems.error(place, message, hint)

    def _first(self, what: str) -> str:
        row, column, value = self.first[what]
        return tr("{row}/{column} with {value:g}", row=row, column=column, value=value)


def _joined(parts: list[NDArray[Any]], kind: Any) -> NDArray[Any]:
    joined: NDArray[Any] = np.concatenate(parts) if parts else np.empty(0, dtype=kind)
    parts.clear()
    return joined
