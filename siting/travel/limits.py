"""How far each format, and each origin, has to look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from siting import parts
from siting.errors import Problems
from siting.inputs import Floats, FormatInput, Inputs, frozen
from siting.language import tr

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


def limits(scenario: Scenario, inputs: Inputs, unit: Literal["m", "min"], problems: Problems) -> Limits:
    """Cutoffs in the unit of the travel.

    In metres: cutoff_m, or cutoff_min times the walking speed of the format's group. In minutes (a ready
    table): cutoff_min; a cutoff in metres is then an error."""
    speed = _speeds(scenario, inputs, problems)
    if unit == "min":
        for position, format in enumerate(inputs.formats):
            if format.cutoff_min is None:
                place = scenario.place("formats", position)
                message = tr("format '{id}' has a cutoff in metres, but the travel table is in minutes", id=format.id)
                problems.error(place, message, tr("Give cutoff_min, or a table with metres."))
        limit = np.array([np.nan if f.cutoff_min is None else f.cutoff_min for f in inputs.formats], float)
        speed = np.full(len(limit), np.nan)
    else:
        limit = np.array([_metres(f, v) for f, v in zip(inputs.formats, speed, strict=True)], float)
    site = np.where(inputs.site_admits, limit[None, :], -np.inf).max(axis=1, initial=-np.inf)
    outlet = limit[inputs.outlet_format]
    return Limits(unit, frozen(limit), frozen(speed), frozen(site), frozen(outlet))


def _metres(format: FormatInput, speed_m_per_min: float) -> float:
    if format.cutoff_m is not None:
        return format.cutoff_m
    assert format.cutoff_min is not None
    return format.cutoff_min * speed_m_per_min


def _speeds(scenario: Scenario, inputs: Inputs, problems: Problems) -> Floats:
    """(n_formats,) metres a minute that the format's group walks."""
    settings = scenario.settings.travel
    for group in settings.group_speed_m_per_min:
        if group not in inputs.groups:
            place = scenario.place("travel", "group_speed_m_per_min", group)
            problems.error(place, parts.unknown(tr("demand group"), group, inputs.groups))
    by_group = settings.group_speed_m_per_min
    return np.array([by_group.get(f.group, settings.speed_m_per_min) for f in inputs.formats], float)
