"""A column of a table as text or as numbers; whatever is not one of these is reported, never guessed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting import parts
from siting.errors import Problems
from siting.language import tr
from siting.readers._table import FIRST_FEW, Table

NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"


def has(table: Table, column: str) -> bool:
    """Whether the table has the column."""
    return column in table.frame.columns


def missing(table: Table, column: str, problems: Problems) -> bool:
    """True, and an error with a suggestion, when the table lacks the column."""
    if has(table, column):
        return False
    known = [str(name) for name in table.frame.columns]
    close = parts.did_you_mean(column, known)
    hint = (
        tr("Did you mean '{name}'?", name=close)
        if close
        else tr("Columns: {names}.", names=", ".join(known) or tr("none"))
    )
    problems.error(table.place(), tr("there is no column '{column}'", column=column), hint)
    return True


def texts(table: Table, column: str) -> NDArray[np.object_]:
    """The column as text without surrounding blanks, "" where empty; whole numbers without ".0"."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.fill_null(_as_text(_arrow(table, column), pa, pc), "")
    return np.asarray(text.to_numpy(zero_copy_only=False), dtype=object)


def numbers(
    table: Table,
    column: str,
    problems: Problems,
    *,
    lowest: float = -np.inf,
    highest: float = np.inf,
    empty: float | None = None,
) -> NDArray[np.float64]:
    """The column as numbers; nan where a cell is not one, which is an error of its own.

    lowest, highest: the closed range allowed. empty: what an empty cell means; None makes it an error.
    Thousands separators, decimal commas, full-width digits, units and "nan" are errors, never read as
    something else."""
    result, wrong, empties = _parsed(_arrow(table, column))
    infinite = ~wrong & ~empties & ~np.isfinite(result)
    _report(table, column, wrong, tr("is not a number"), problems, _number_hint(table, column, wrong))
    _report(table, column, infinite, tr("is not a finite number"), problems)
    result[infinite] = np.nan
    if empty is None:
        _report(table, column, empties, tr("is empty"), problems)
    else:
        result[empties] = empty
    outside = np.isfinite(result) & ~empties & ((result < lowest) | (result > highest))
    rule = tr("must be >= {lowest}", lowest=f"{lowest:g}")
    if np.isfinite(highest):
        rule = tr("must be between {lowest} and {highest}", lowest=f"{lowest:g}", highest=f"{highest:g}")
    _report(table, column, outside, rule, problems)
    return result


def _parsed(values: Any) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Numbers, nan where there is none; which cells hold something else; which are empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
    if any(is_kind(values.type) for is_kind in kinds):
        found = pc.cast(values, pa.float64())
        void, wrong = pc.is_null(found), np.zeros(len(values), dtype=bool)
    else:
        text = _as_text(values, pa, pc)
        void = pc.fill_null(pc.equal(text, ""), True)
        good = pc.fill_null(pc.match_substring_regex(text, NUMBER), False)
        wrong = ~_bools(pc.or_(good, void))
        found = pc.cast(pc.if_else(good, text, None), pa.float64())
    result = np.array(pc.fill_null(found, np.nan).to_numpy(zero_copy_only=False), dtype=np.float64)
    return result, wrong, _bools(void)


def coordinates(table: Table, x: str | None, y: str | None, problems: Problems) -> NDArray[np.float64] | None:
    """(n, 2) coordinates as the file has them: columns x and y, or the geometry's points.

    Areas and lines are reduced to a point inside them. None when the table has neither; `problems`
    then says so, as it does for empty geometry."""
    if x is not None or y is not None:
        if x is None or y is None:
            problems.error(table.place(), tr("columns x and y go together; only one is named"))
            return None
        if missing(table, x, problems) | missing(table, y, problems):
            return None
        return np.stack([numbers(table, x, problems), numbers(table, y, problems)], axis=1)
    if table.xy is not None:
        return table.xy
    if table.geometry is None:
        known = ", ".join(str(name) for name in table.frame.columns)
        hint = tr("Name the columns x and y in the scenario. Columns: {names}.", names=known)
        problems.error(table.place(), tr("the file has no geometry"), hint)
        return None
    return _inside(table, table.geometry, problems)


def placed(table: Table) -> NDArray[np.bool_]:
    """(n,) whether the file itself, not its columns, says where a row is."""
    import shapely

    if table.xy is not None:
        return np.asarray(np.isfinite(table.xy).all(axis=1))
    if table.geometry is None:
        return np.zeros(len(table), dtype=bool)
    return np.asarray(~(shapely.is_missing(table.geometry) | shapely.is_empty(table.geometry)))


def _inside(table: Table, geometry: NDArray[np.object_], problems: Problems) -> NDArray[np.float64]:
    import shapely

    void = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    rows = np.flatnonzero(void)
    if len(rows):
        problems.error(table.place(int(rows[0])), tr("{count} features without geometry", count=len(rows)))
    points = np.where(shapely.get_type_id(geometry) == 0, geometry, shapely.point_on_surface(geometry))
    points[void] = None  # an empty point has no coordinates to ask for
    return np.stack([shapely.get_x(points), shapely.get_y(points)], axis=1)


def _arrow(table: Table, column: str) -> Any:
    import pyarrow as pa

    values = pa.array(table.frame[column], from_pandas=True)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _as_text(values: Any, pa: Any, pc: Any) -> Any:
    if pa.types.is_floating(values.type):
        whole = pc.fill_null(pc.equal(pc.round(values), values), True)
        if pc.all(whole).as_py() and not pc.any(pc.is_inf(values)).as_py():
            values = pc.cast(values, pa.int64())
    if pa.types.is_null(values.type):
        return pc.cast(values, pa.string())
    text = values if pa.types.is_string(values.type) else pc.cast(values, pa.string())
    return pc.utf8_trim_whitespace(text)


def _bools(values: Any) -> NDArray[np.bool_]:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=bool)


def _report(
    table: Table, column: str, at: NDArray[np.bool_], rule: str, problems: Problems, hint: str = ""
) -> None:
    rows = np.flatnonzero(at)
    if not len(rows):
        return
    cell = texts(table, column)[rows[0]]
    message = f"'{cell}' {rule}" if cell else rule
    if len(rows) > 1:
        more = ", ".join(table.row_name(int(row)) for row in rows[1:FIRST_FEW])
        message = tr("{message} ({count} cells, also {rows})", message=message, count=len(rows), rows=more)
    problems.error(table.place(int(rows[0]), column), message, hint)


def _number_hint(table: Table, column: str, wrong: NDArray[np.bool_]) -> str:
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return ""
    cell = texts(table, column)[rows[0]]
    if any(character.isdigit() and not character.isascii() for character in cell):
        return tr("Full-width or other digits: write 0-9.")
    if "," in cell or "，" in cell or " " in cell:
        return tr("Write numbers without thousands separators and with a decimal point: 1234.5.")
    return ""
