"""Demand: how much each demand point counts for each format."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.inputs import Floats, Inputs, frozen


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """weight: (n_formats, n_demand) people of the format's group at each demand point.

    value: (n_formats,) what one of these people counts in the objective."""

    weight: Floats
    value: Floats


def estimate(inputs: Inputs) -> Demand:
    """Demand as the groups of the scenario give it: weight[f, i] = people of f's group at point i."""
    weight = np.stack([inputs.groups[format.group] for format in inputs.formats])
    value = np.array([format.weight for format in inputs.formats], dtype=np.float64)
    return Demand(frozen(weight), frozen(value))
