"""The demand layer: who lives where."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from siting import readers
from siting.errors import Problems
from siting.inputs.layers import Files
from siting.inputs.types import Floats, frozen
from siting.inputs.years import read_years
from siting.language import tr
from siting.population.cohorts import cohort_groups
from siting.readers import Table
from siting.scenario import schema
from siting.scenario.ages import HOUSEHOLDS, groups_in_use

EVERYONE = "people"
# Groups are often modelled shares of modelled people: rounding must not make them an error.
ROUNDING = 1e-6


def read_groups(table: Table, files: Files) -> dict[str, Floats]:
    """People of each group at each demand point: (n_demand,) each, "people" for everyone first.

    Then the groups of demand.groups, and after them those that follow from demand.ages and people_per_household.
    Errors: a negative, empty or infinite number; a group that is larger than everyone at its point; a share
    beyond 0 to 1; nobody anywhere. Points where nobody lives are kept. Of records, every row counts 1."""
    settings, problems = files.scenario.settings.demand, files.problems
    people = np.ones(len(table)) if settings.records else _counts(table, settings.columns.people, problems)
    if people is None:
        return {EVERYONE: np.zeros(len(table))}
    if settings.records and table.grid is not None:
        message = tr("the cells of a grid are no records of people")
        problems.error(files.scenario.place("demand", "records"), message, tr("Leave out records."))
    if len(people) and np.isfinite(people).all() and not people.sum() > 0:
        problems.error(table.place(column=settings.columns.people), tr("nobody lives anywhere: all are 0"))
    return {EVERYONE: frozen(people)} | groups_of(table, people, settings.groups, files)


def groups_of(
    table: Table, people: Floats, named: Mapping[str, str | schema.Share], files: Files
) -> dict[str, Floats]:
    """People of the named groups at each row of a table of places or areas, then of those by age, then households.

    people: (n,) everyone at each row; named: name -> column or share. Errors as of `read_groups`."""
    scenario, problems = files.scenario, files.problems
    groups: dict[str, Floats] = {}
    for name, said in named.items():
        if name == EVERYONE:
            message = tr("the group name '{name}' stands for everyone already", name=EVERYONE)
            problems.error(scenario.place("demand", "groups", name), message)
            continue
        group = _group(table, said, people, problems)
        if group is not None:
            groups[name] = frozen(group)
            if np.isfinite(group).all() and not group.sum() > 0:
                problems.warn(
                    scenario.place("demand", "groups", name), tr("nobody is in the group '{name}'", name=name)
                )
    return groups | _by_age(table, people, files) | _households(table, people, files)


def _by_age(table: Table, people: Floats, files: Files) -> dict[str, Floats]:
    """The groups that follow from cohorts at the places themselves."""
    scenario = files.scenario
    if not scenario.settings.demand.ages:
        return {}
    years = read_years(files)
    found = cohort_groups(table, people, groups_in_use(scenario), years, scenario, files.problems)
    for name, group in found.items():
        if not group.sum() > 0:
            message = tr("nobody is in the group '{name}'", name=name)
            files.problems.warn(scenario.place("demand", "ages"), message)
    return {name: frozen(np.minimum(group, people)) for name, group in found.items()}


def _households(table: Table, people: Floats, files: Files) -> dict[str, Floats]:
    """Households: people by people of a household, which is a number or a column."""
    settings, problems = files.scenario.settings.demand, files.problems
    size = settings.people_per_household
    if size is None or HOUSEHOLDS in settings.groups:
        return {}
    if isinstance(size, float):
        return {HOUSEHOLDS: frozen(people / size)}
    if readers.missing(table, size, problems):
        return {}
    per_place = readers.numbers(table, size, problems, lowest=1.0, highest=20.0, empty=np.nan)
    void = np.flatnonzero(np.isnan(per_place) & (people > 0) & (readers.texts(table, size) == ""))
    if len(void):
        message = tr(
            "the people of a household are not given ({count} rows where people live)", count=len(void)
        )
        problems.error(table.place(int(void[0]), size), message)
    return {HOUSEHOLDS: frozen(np.where(people > 0, people / per_place, 0.0))}


def _counts(table: Table, column: str, problems: Problems) -> Floats | None:
    if readers.missing(table, column, problems):
        return None
    return readers.numbers(table, column, problems, lowest=0.0)


def _group(table: Table, said: str | schema.Share, people: Floats, problems: Problems) -> Floats | None:
    if isinstance(said, schema.Share):
        if readers.missing(table, said.share, problems):
            return None
        return people * readers.numbers(table, said.share, problems, lowest=0.0, highest=1.0)
    group = _counts(table, said, problems)
    return None if group is None else within(table, said, group, people, problems)


def within(table: Table, column: str, group: Floats, people: Floats, problems: Problems) -> Floats:
    """(n,) people of a group, which are no more than everyone; where they are by more than rounding is an error."""
    rows = np.flatnonzero(group > people * (1.0 + ROUNDING) + ROUNDING)
    if len(rows):
        row = int(rows[0])
        message = tr(
            "{group} people in the group, but only {people} in all ({count} rows)",
            group=f"{group[row]:g}",
            people=f"{people[row]:g}",
            count=len(rows),
        )
        problems.error(table.place(row, column), message)
    return np.minimum(group, people)
