"""The share of all people in reach, as a small part of an objective that counts something else."""

from __future__ import annotations

import numpy as np

from siting.inputs import Floats, Positions
from siting.model import Model, cover_variables, covered
from siting.program import Program


def counted(model: Model) -> Floats:
    """(n_rows,) weight of rows that nothing reaches today; 0 for the others, which are in `everybody_in_reach`."""
    return np.where(model.row_outlets == 0, model.weight, 0.0)


def everybody(model: Model) -> float:
    """All people times what they count, in every phase as often as it has years."""
    return float((model.city.worth.sum(axis=(1, 2)) * model.city.years).sum())


def city_share(model: Model, selection: Positions) -> float:
    """People in reach times what they count, of all people; 0 to 1, and 0 where nobody counts."""
    whole = everybody(model)
    gained = np.where(covered(model, selection), counted(model), 0.0).sum()
    return (_today(model) + float(gained)) / whole if whole > 0 else 0.0


def write_city_share(model: Model, program: Program, factor: float) -> None:
    """Adds factor * city_share to the objective of a program."""
    whole = everybody(model)
    if whole <= 0:
        return
    z, weight = cover_variables(model, program), counted(model)
    rows = np.flatnonzero((z >= 0) & (weight > 0))
    program.reward(z[rows], factor * weight[rows] / whole)
    program.offset += factor * _today(model) / whole


def _today(model: Model) -> float:
    return float((model.city.worth_reached.sum(axis=(1, 2)) * model.city.years).sum())
