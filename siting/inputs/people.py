"""The demand layer: who lives where."""

from __future__ import annotations

import numpy as np

from siting import readers
from siting.errors import Problems
from siting.inputs.types import Floats, frozen
from siting.language import tr
from siting.readers import Table
from siting.scenario import Scenario, schema

EVERYONE = "people"
# Groups are often modelled shares of modelled people: rounding must not make them an error.
ROUNDING = 1e-6


def read_groups(table: Table, scenario: Scenario, problems: Problems) -> dict[str, Floats]:
    """People of each group at each demand point: (n_demand,) each, "people" for everyone first.

    Errors: a negative, empty or infinite number; a group that is larger than everyone at its point; a share
    beyond 0 to 1; nobody anywhere. Points where nobody lives are kept."""
    settings = scenario.settings.demand
    people = _counts(table, settings.columns.people, problems)
    if people is None:
        return {EVERYONE: np.zeros(len(table))}
    if len(people) and np.isfinite(people).all() and not people.sum() > 0:
        problems.error(table.place(column=settings.columns.people), tr("nobody lives anywhere: all are 0"))
    groups = {EVERYONE: frozen(people)}
    for name, said in settings.groups.items():
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
    return groups


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
    if group is None:
        return None
    rows = np.flatnonzero(group > people * (1.0 + ROUNDING) + ROUNDING)
    if len(rows):
        row = int(rows[0])
        message = tr(
            "{group} people in the group, but only {people} in all ({count} rows)",
            group=f"{group[row]:g}",
            people=f"{people[row]:g}",
            count=len(rows),
        )
        problems.error(table.place(row, said), message)
    return np.minimum(group, people)
