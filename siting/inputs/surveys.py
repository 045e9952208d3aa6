"""The surveys of a scenario, read and checked row by row; circles are found later, since they may be drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.errors import Problems
from siting.inputs.layers import FIRST_FEW, Files, text_column
from siting.inputs.names import ELSEWHERE, format_names
from siting.inputs.types import Floats, FormatInput, Ids, Positions, Survey, frozen
from siting.language import tr
from siting.readers import Table, few
from siting.scenario import schema

UNPLANNED = -1
# Only how factors compare counts; beyond this, several of them multiply to more than a number can hold.
LARGEST_FACTOR = 1e6


def read_surveys(files: Files, formats: Sequence[FormatInput]) -> tuple[Survey, ...]:
    """Every survey, in order; those with errors are left out.

    Errors: an unknown format; an empty circle; a circle and format twice; a share beyond 0 to 1 (kind weight:
    0 to a million); respondents that are negative, missing, or 0 with a share. Rows of formats that the scenario does
    not plan are left out with a warning."""
    found = [
        _survey(files, number, settings, formats)
        for number, settings in enumerate(files.scenario.settings.surveys)
    ]
    return tuple(survey for survey in found if survey is not None)


def _survey(
    files: Files, number: int, settings: schema.Survey, formats: Sequence[FormatInput]
) -> Survey | None:
    table, problems = files.table(settings, "surveys", number), files.problems
    if table is None:
        return None
    if not len(table):
        place = files.scenario.place("surveys", number, "file")
        problems.error(place, tr("'{file}' has no rows", file=table.path.name))
        return None
    errors = len(problems.errors)
    columns = settings.columns
    circle = None if columns.circle is None else text_column(table, columns.circle, problems)
    format = _formats(table, columns.format, formats, problems)
    respondents = _respondents(table, columns.respondents, problems)
    share = _shares(table, settings, respondents, problems)
    if len(problems.errors) > errors:
        return None
    if circle is not None:
        _report_empty(table, columns.circle or "", circle, problems)
    _report_twice(table, columns.format, circle, format, problems)
    if len(problems.errors) > errors:
        return None
    kept = np.flatnonzero(format != UNPLANNED)
    _say_what_is_left_out(table, columns.format, format, problems)
    return Survey(
        number=number,
        kind=settings.kind,
        min_respondents=settings.min_respondents,
        circle=None if circle is None else frozen(circle[kept]),
        format=frozen(format[kept]),
        share=frozen(share[kept]),
        respondents=frozen(respondents[kept]),
        place=files.scenario.place("surveys", number, "file"),
        table=table,
        rows=frozen(kept),
    )


def _formats(table: Table, column: str, formats: Sequence[FormatInput], problems: Problems) -> Positions:
    """(n_rows,) position of each row's format, UNPLANNED where the scenario does not plan it."""
    if readers.missing(table, column, problems):
        return np.full(len(table), UNPLANNED, dtype=np.int32)
    names = format_names(formats)
    words, which = np.unique(readers.texts(table, column).astype(str), return_inverse=True)
    positions = np.full(len(words), UNPLANNED, dtype=np.int32)
    for number, word in enumerate(words.tolist()):
        found = names.find(word)
        if found is None:
            rows = np.flatnonzero(which == number)
            close = names.suggestion(word)
            hint = tr("Did you mean '{name}'?", name=close) if close else ""
            message = tr("unknown format '{word}' ({count} rows)", word=word, count=len(rows))
            problems.error(table.place(int(rows[0]), column), message, hint)
        elif found != ELSEWHERE:
            positions[number] = found
    return positions[which]


def _respondents(table: Table, column: str | None, problems: Problems) -> Floats:
    """(n_rows,) respondents; nan where the survey gives none."""
    if column is None or readers.missing(table, column, problems):
        return np.full(len(table), np.nan)
    return readers.numbers(table, column, problems, lowest=0.0)


def _shares(table: Table, settings: schema.Survey, respondents: Floats, problems: Problems) -> Floats:
    """(n_rows,) the shares as given; 0 where nobody answered, who cannot have said anything."""
    column = settings.columns.share
    if readers.missing(table, column, problems):
        return np.zeros(len(table))
    nobody = respondents == 0
    share = readers.numbers(table, column, problems, lowest=0.0, empty=np.nan)
    void = readers.texts(table, column) == ""
    _report(table, column, void & ~nobody, tr("is empty, but somebody answered"), problems)
    _report(
        table,
        column,
        ~void & nobody,
        tr("stands beside 0 respondents"),
        problems,
        tr("Leave the share empty where nobody answered."),
    )
    if settings.kind == "weight":
        rule = tr("must be at most {most:,.0f}", most=LARGEST_FACTOR)
        _report(table, column, share > LARGEST_FACTOR, rule, problems)
    else:
        rule = tr("must be between 0 and 1")
        hint = tr("Write shares as 0.85, not as 85 %.")
        _report(table, column, share > 1.0, rule, problems, hint)
    return np.where(np.isnan(share), 0.0, share)


def _report_empty(table: Table, column: str, circle: Ids, problems: Problems) -> None:
    hint = tr("A survey of the whole city names no column circle.")
    _report(table, column, circle == "", tr("the circle is empty"), problems, hint)


def _report_twice(
    table: Table, column: str, circle: Ids | None, format: Positions, problems: Problems
) -> None:
    """An error for each of the first few pairs of circle and planned format that stand twice."""
    first: dict[tuple[str, int], int] = {}
    again = []
    for row, one in enumerate(format.tolist()):
        key = ("" if circle is None else str(circle[row]), one)
        if one != UNPLANNED and first.setdefault(key, row) != row:
            again.append((row, first[key]))
    hint = tr("Which column holds the circle? Name it under columns.circle.") if circle is None else ""
    for row, before in again[:FIRST_FEW]:
        message = tr("circle and format stand twice, first at {first}", first=table.row_name(before))
        if circle is None:
            message = tr("the format stands twice, first at {first}", first=table.row_name(before))
        problems.error(table.place(row, column), message, hint)
    if len(again) > FIRST_FEW:
        problems.error(
            table.place(column=column), tr("{count} more rows stand twice", count=len(again) - FIRST_FEW)
        )


def _say_what_is_left_out(table: Table, column: str, format: Positions, problems: Problems) -> None:
    rows = np.flatnonzero(format == UNPLANNED)
    if len(rows):
        names = list(dict.fromkeys(readers.texts(table, column)[rows].tolist()))
        message = tr(
            "{count} rows are of formats that the scenario does not plan: {formats}",
            count=len(rows),
            formats=few(names),
        )
        problems.warn(table.place(int(rows[0]), column), message)


def _report(
    table: Table, column: str, at: NDArray[np.bool_], rule: str, problems: Problems, hint: str = ""
) -> None:
    rows = np.flatnonzero(at)
    if len(rows):
        cell = readers.texts(table, column)[rows[0]]
        message = tr("{cell} {rule} ({count} rows)", cell=f"'{cell}'", rule=rule, count=len(rows))
        problems.error(table.place(int(rows[0]), column), message, hint)
