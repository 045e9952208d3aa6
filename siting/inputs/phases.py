"""When outlets may open, and from when people live where they do."""

from __future__ import annotations

import numpy as np

from siting import readers
from siting.errors import Problems
from siting.inputs.types import Phases, Positions, frozen, one_phase
from siting.language import LANGUAGES, tr
from siting.parts import suggestion
from siting.readers import Table, few
from siting.scenario import Scenario


def phases_of(scenario: Scenario) -> Phases:
    """The phases of a scenario, in order of time; a nameless one where it has none."""
    said = scenario.settings.phases
    if not said:
        return one_phase()
    names = [one.name or one.id for one in said]
    return Phases(
        ids=tuple(one.id for one in said),
        names=tuple(
            dict.fromkeys(LANGUAGES, name) if isinstance(name, str) else dict(name.items()) for name in names
        ),
        years=frozen(np.array([one.years for one in said], dtype=np.float64)),
        budgets=frozen(np.array([np.nan if one.budget is None else one.budget for one in said])),
        carry_over=scenario.settings.carry_over is not False,
    )


def arrivals_of(scenario: Scenario, table: Table, phases: Phases, problems: Problems) -> Positions | None:
    """(n_demand,) position of the phase from which the people of each row live there; None without the column.

    An empty cell means the first phase. Unknown phases are an error, with the known one nearest to the first."""
    column = scenario.settings.demand.columns.phase
    if column is None or readers.missing(table, column, problems):
        return None
    position = {identity: number for number, identity in enumerate(phases.ids)} | {"": 0}
    texts, which = np.unique(readers.texts(table, column).astype(str), return_inverse=True)
    unknown = [text for text in texts.tolist() if text not in position]
    if unknown:
        row = int(np.flatnonzero(np.isin(texts, unknown)[which])[0])
        message = tr("unknown phases: {names}", names=few([f"'{text}'" for text in unknown]))
        problems.error(table.place(row, column), message, suggestion(unknown[0], list(phases.ids)))
        return None
    found = np.array([position[text] for text in texts.tolist()], dtype=np.int32)[which]
    return frozen(found) if found.any() else None
