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
    the largest limit of the formats that it admits, or has; -inf where that is none. option: (n_sites, n_formats)
    limits where sites have their own, else None."""

    unit: Literal["m", "min"]
    format: Floats
    speed_m_per_min: Floats
    site: Floats
    outlet: Floats
    option: Floats | None = None


def limits(scenario: Scenario, inputs: Inputs, unit: Literal["m", "min"]) -> Limits:
    """Cutoffs in the unit of the travel: in metres cutoff_m, or cutoff_min times the walking speed of the
    format's group; in minutes (a ready table) cutoff_min."""
    way = scenario.settings.travel
    by_group = way.group_speed_m_per_min
    speed = np.array([by_group.get(f.group, way.speed_m_per_min) for f in inputs.formats], np.float64)
    if unit == "min":
        speed = np.full(len(inputs.formats), np.nan)
    limit = np.array([_limit(f, v, unit) for f, v in zip(inputs.formats, speed, strict=True)], np.float64)
    option = _own(inputs, limit, speed, unit)
    every = limit[None, :] if option is None else option
    site = np.where(inputs.site_admits, every, -np.inf).max(axis=1, initial=-np.inf)
    return Limits(
        unit, frozen(limit), frozen(speed), frozen(site), frozen(limit[inputs.outlet_format]), option
    )


def _own(inputs: Inputs, limit: Floats, speed_m_per_min: Floats, unit: Literal["m", "min"]) -> Floats | None:
    """(n_sites, n_formats) limits where some sites have their own; None where none has."""
    if inputs.option_cutoff is None:
        return None
    in_minutes = np.array([format.cutoff_min is not None for format in inputs.formats])
    factor = np.where(in_minutes & (unit == "m"), speed_m_per_min, 1.0)
    found: Floats = frozen(np.where(np.isnan(inputs.option_cutoff), limit, inputs.option_cutoff * factor))
    return found


def _limit(format: FormatInput, speed_m_per_min: float, unit: Literal["m", "min"]) -> float:
    if unit == "m" and format.cutoff_m is not None:
        return format.cutoff_m
    # a scenario with a table in minutes and a cutoff in metres does not load
    assert format.cutoff_min is not None
    return format.cutoff_min if unit == "min" else format.cutoff_min * speed_m_per_min
