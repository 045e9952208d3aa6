"""What the people of a place count where some groups count more than others: the old, children."""

from __future__ import annotations

import numpy as np

from siting.catalogue import groups as catalogue
from siting.inputs import Floats, Inputs

EVERYONE = "people"


def group_factors(inputs: Inputs) -> Floats:
    """(n_formats, n_demand) what one person who uses the format counts for belonging to groups.

        factor[f, i] = 1 + sum_g (weight of g - 1) * s[g, f, i]

    s: the share of those who use f at i who belong to g. Where f is for everyone: people of g over all people of i.
    Where f is for a group of its own: 1 if that is g, or lies within g by its ages; 0 if no age belongs to both; else
    as of all people of i, since nobody counted how many belong to both. So a format for g counts with the weight of g
    itself, and whoever belongs to several groups counts more for each of them."""
    found = np.ones((len(inputs.formats), len(inputs.people)))
    for name, weight in inputs.group_weights.items():
        here = np.divide(
            inputs.groups[name], inputs.people, out=np.zeros(len(inputs.people)), where=inputs.people > 0
        )
        for number, format in enumerate(inputs.formats):
            both = overlap(format.group, name)
            found[number] += (weight - 1.0) * (here if both is None else both)
    return found


def overlap(group: str, other: str) -> float | None:
    """The share of a group who belong to the other as well: 1, 0, or None where ages do not tell."""
    if group == other:
        return 1.0
    one, two = catalogue().get(group), catalogue().get(other)
    if group == EVERYONE or one is None or two is None or one.kind != "ages" or two.kind != "ages":
        return None
    (first, last), (low, high) = ((each.age_from or 0, each.age_to or np.inf) for each in (one, two))
    if low <= first and last <= high:
        return 1.0
    return 0.0 if last <= low or high <= first else None
