"""Cohort columns of a table (places, or areas) into people of each group, controlled to everyone's number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.catalogue import CatalogueGroup
from siting.errors import Problems
from siting.language import tr
from siting.population.ages import Band, cut_bands, group_counts
from siting.readers import Table
from siting.scenario.ages import parse_band

if TYPE_CHECKING:
    from siting.scenario import Scenario

Floats = NDArray[np.float64]

# Each cohort may have been rounded to a whole person: half a person a cohort is no contradiction.
ROUNDING_PEOPLE = 0.5
TOTAL_TOLERANCE = 0.01


def cohort_groups(
    table: Table,
    people: Floats,
    groups: Mapping[str, CatalogueGroup],
    years: Floats | None,
    scenario: Scenario,
    problems: Problems,
) -> dict[str, Floats]:
    """People of each of the groups at each row: name -> (n,); nothing after an error.

    people: (n,) everyone at each row. years: as in `ages.group_counts`; empty after an error.

    1. The cohorts of a row add up to its people within half a person a cohort, those of all rows within that and
       1 %; else an error with both numbers.
    2. They are scaled to add up exactly. Where all are 0 although people live there, the mean of all rows counts.
    3. A warning names every group that rests on a split cohort."""
    bands, cohorts = _read(table, scenario, problems)
    if not bands or not np.isfinite(people).all() or (years is not None and not len(years)):
        return {}
    if _contradicts(table, people, cohorts, problems):  # RULE 1
        return {}
    try:
        counts = group_counts(_controlled(table, people, cohorts, problems), bands, groups, years)
    except ValueError as error:
        problems.error(scenario.place("demand", "single_years"), str(error))
        return {}
    _say_what_is_split(bands, groups, years is not None, scenario, problems)
    return counts


def _read(table: Table, scenario: Scenario, problems: Problems) -> tuple[list[Band], Floats]:
    """The cohorts and (n, n_bands) their people; no bands after an error."""
    bands, columns = [], []
    errors = len(problems.errors)
    for text, column in scenario.settings.demand.ages.items():
        band = parse_band(text)
        if band is not None and not readers.missing(table, column, problems):
            bands.append(band)
            columns.append(readers.numbers(table, column, problems, lowest=0.0))
    if len(problems.errors) > errors or not bands:
        return [], np.zeros((len(table), 0))
    return bands, np.stack(columns, axis=1)


def _contradicts(table: Table, people: Floats, cohorts: Floats, problems: Problems) -> bool:
    """Whether cohorts and people are not the same people; an error says where and by how much."""
    sums = cohorts.sum(axis=1)
    slack = ROUNDING_PEOPLE * cohorts.shape[1]
    wrong = np.flatnonzero(np.abs(sums - people) > slack + 1e-6 * people)
    total, all_cohorts = float(people.sum()), float(sums.sum())
    hint = ""
    if total > 2.0 * len(people) and all_cohorts <= 1.001 * len(people):
        hint = tr("These seem to be shares: demand.ages takes people, all ages from 0 to an open end.")
    if len(wrong):
        row = int(wrong[0])
        message = tr(
            "the cohorts add up to {sum}, but {people} people live there ({count} of {total} rows differ by more "
            "than rounding, {slack:g} people)",
            sum=f"{sums[row]:,.10g}",
            people=f"{people[row]:,.10g}",
            count=len(wrong),
            total=len(people),
            slack=slack,
        )
        problems.error(table.place(row), message, hint)
    elif abs(all_cohorts - total) > TOTAL_TOLERANCE * total + slack or all_cohorts == 0 < total:
        message = tr(
            "the cohorts of all rows add up to {sum}, but {people} people live there",
            sum=f"{all_cohorts:,.10g}",
            people=f"{total:,.10g}",
        )
        problems.error(table.place(), message, hint)
    else:
        return False
    return True


def _controlled(table: Table, people: Floats, cohorts: Floats, problems: Problems) -> Floats:
    """RULE 2: (n, n_bands) cohorts that add up to the people of their row."""
    sums = cohorts.sum(axis=1)
    unknown = np.flatnonzero((sums == 0) & (people > 0))
    if len(unknown):
        message = tr(
            "{count} rows have people ({people:,.0f}) but only empty cohorts; the ages of all rows together are "
            "taken for them",
            count=len(unknown),
            people=float(people[unknown].sum()),
        )
        problems.warn(table.place(int(unknown[0])), message)
    exact = sums == people
    scale = np.divide(people, sums, out=np.zeros(len(sums)), where=sums > 0)
    found: Floats = np.where(exact[:, None], cohorts, cohorts * scale[:, None])
    mean = cohorts.sum(axis=0) / max(float(sums.sum()), np.finfo(np.float64).tiny)
    found[unknown] = people[unknown, None] * mean
    return found


def _say_what_is_split(
    bands: list[Band],
    groups: Mapping[str, CatalogueGroup],
    by_year: bool,
    scenario: Scenario,
    problems: Problems,
) -> None:
    """RULE 3."""
    how = tr("by demand.single_years") if by_year else tr("evenly by year of age")
    for name, group in groups.items():
        cut = cut_bands(bands, group)
        if cut:
            message = tr(
                "the group '{group}' rests on a split cohort: {bands}, {how}",
                group=name,
                bands=", ".join(band.name for band in cut),
                how=how,
            )
            problems.warn(scenario.place("demand", "ages"), message)
