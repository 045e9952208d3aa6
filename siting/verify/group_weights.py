"""What belonging to groups counts, from the people of plan.gpkg and the weights of scenario.resolved.yaml.

Plain arithmetic, written anew: nothing here comes from `siting.demand`. Which ages a group means is the catalogue's
to say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.catalogue import groups
from siting.exporters._read_run import Run
from siting.verify.city import City

OLDEST = 200


def group_values(run: Run, town: City) -> NDArray[np.float64]:
    """(n_formats, n_demand) 1, and for each group what it counts above 1 times the share who belong to it."""
    weights = (run.scenario.get("demand") or {}).get("group_weights") or {}
    everybody = np.where(town.people > 0, town.people, 1.0)
    found = np.ones((len(town.columns), len(town.people)))
    for row, users in enumerate(run.evidence.format_group.tolist()):
        for name, weight in weights.items():
            ages, theirs = _ages(name), _ages(str(users))
            if users == name or (ages and theirs and theirs <= ages):
                share = np.ones(len(town.people))
            elif ages and theirs and not theirs & ages:
                share = np.zeros(len(town.people))
            else:
                share = town.groups[name] / everybody
            found[row] += (float(weight) - 1.0) * share
    return found


def _ages(group: str) -> set[int]:
    """Every year of age of a group that is one of ages; else empty."""
    known = groups().get(group)
    if known is None or known.kind != "ages":
        return set()
    return set(range(known.age_from or 0, OLDEST if known.age_to is None else known.age_to))
