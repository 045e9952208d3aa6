"""How far each format, and each origin, has to look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from siting.inputs import Floats, FormatInput, Inputs, frozen

if TYPE_CHECKING:
    from siting.scenario import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """format, speed_m_per_min: (n_formats,) as in TravelTimes. site, outlet: how far each origin has to look:
    the largest limit of the formats that it admits, or has; -inf where that is none."""

    unit: Literal["m", "min"]
    format: Floats
    speed_m_per_min: Floats
    site: Floats
    outlet: Floats


def limits(scenario: Scenario, inputs: Inputs, unit: Literal["m", "min"]) -> Limits:
    """Cutoffs in the unit of the travel: in metres cutoff_m, or cutoff_min times the walking speed of the
    format's group; in minutes (a ready table) cutoff_min."""
    way = scenario.settings.travel
    by_group = way.group_speed_m_per_min
    speed = np.array([by_group.get(f.group, way.speed_m_per_min) for f in inputs.formats], np.float64)
    if unit == "min":
        speed = np.full(len(inputs.formats), np.nan)
    limit = np.array([_limit(f, v, unit) for f, v in zip(inputs.formats, speed, strict=True)], np.float64)
    site = np.where(inputs.site_admits, limit[None, :], -np.inf).max(axis=1, initial=-np.inf)
    return Limits(unit, frozen(limit), frozen(speed), frozen(site), frozen(limit[inputs.outlet_format]))


def _limit(format: FormatInput, speed_m_per_min: float, unit: Literal["m", "min"]) -> float:
    if unit == "m" and format.cutoff_m is not None:
        return format.cutoff_m
    # a scenario with a table in minutes and a cutoff in metres does not load
    assert format.cutoff_min is not None
    return format.cutoff_min if unit == "min" else format.cutoff_min * speed_m_per_min
