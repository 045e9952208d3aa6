"""demand.single_years: people by year of age, by which cohorts are split."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.inputs.layers import Files
from siting.inputs.types import Floats, frozen
from siting.language import tr
from siting.scenario.ages import OLDEST


def read_years(files: Files) -> Floats | None:
    """(n_years,) people of age 0, 1, 2 ..., or their shares; None without demand.single_years, empty after an error.

    Errors: an age that is no whole number from 0 to 130, that stands twice or is left out below the highest; a
    negative, empty or infinite number; all 0."""
    settings, problems = files.scenario.settings.demand.single_years, files.problems
    if settings is None:
        return None
    table, void = files.table(settings, "demand", "single_years"), np.zeros(0)
    if table is None:
        return void
    age, share = settings.columns.age, settings.columns.share
    if readers.missing(table, age, problems) | readers.missing(table, share, problems):
        return void
    before = len(problems.errors)
    ages = readers.numbers(table, age, problems, lowest=0.0, highest=OLDEST)
    weights = readers.numbers(table, share, problems, lowest=0.0)
    if len(problems.errors) > before:
        return void
    broken = np.flatnonzero(ages != np.floor(ages))
    if len(broken):
        problems.error(table.place(int(broken[0]), age), tr("must be a whole number of years"))
        return void
    positions = ages.astype(np.int64)
    counts = np.bincount(positions, minlength=1)
    for wrong, message in (
        (counts > 1, tr("ages stand twice: {ages}", ages=_few(counts > 1))),
        (counts == 0, tr("ages are left out: {ages}", ages=_few(counts == 0))),
    ):
        if wrong.any():
            problems.error(table.place(column=age), message)
            return void
    if not weights.sum() > 0:
        problems.error(table.place(column=share), tr("nobody is of any age: all are 0"))
        return void
    years = np.zeros(len(counts))
    years[positions] = weights
    return np.asarray(frozen(years))


def _few(wrong: NDArray[np.bool_]) -> str:
    return readers.few([str(age) for age in np.flatnonzero(wrong).tolist()])
