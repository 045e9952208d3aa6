"""Columns that street tables share: lengths, and whether a street is one-way for people on foot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.errors import Problems
from siting.inputs import Floats
from siting.language import tr

YES = ("true", "yes", "t", "y", "1", "是")
NO = ("false", "no", "f", "n", "0", "否", "")


def lengths(table: readers.Table, column: str | None, problems: Problems) -> Floats:
    """(n_rows,) metres, nan everywhere when no column is named; anything but a number >= 0 is an error."""
    if column is None or readers.missing(table, column, problems):
        return np.full(len(table), np.nan)
    return readers.numbers(table, column, problems, lowest=0.0)


def yes_or_no(table: readers.Table, column: str | None, problems: Problems) -> NDArray[np.bool_]:
    """(n_rows,) what the column says, false when none is named; an empty cell means no."""
    if column is None or readers.missing(table, column, problems):
        return np.zeros(len(table), bool)
    words = np.array([str(word).lower() for word in readers.texts(table, column)], dtype=object)
    yes = np.isin(words, YES)
    wrong = np.flatnonzero(~yes & ~np.isin(words, NO))
    if len(wrong):
        message = tr("'{word}' is neither yes nor no ({count} rows)", word=words[wrong[0]], count=len(wrong))
        problems.error(table.place(int(wrong[0]), column), message, tr("Write true or false."))
    return yes
