"""What is known of a city while its sites are settled, and the fields that sites fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.inputs.types import Circles, Floats, FormatInput, Points, Positions, frozen
from siting.scenario import Scenario

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """The fields of Inputs of the same names, and the scenario that they were read for."""

    scenario: Scenario
    formats: tuple[FormatInput, ...]
    demand: Points
    groups: dict[str, Floats]
    demand_circle: Positions
    outlets: Points
    outlet_format: Positions
    outlet_circle: Positions
    circles: Circles
    outlet_places: Floats | None = None


def joined(one: Fields, other: Fields) -> Fields:
    """The fields of the sites of both, one after the other."""
    found = {name: np.concatenate([one[name], other[name]]) for name in one if name != "sites"}
    first, second = one["sites"], other["sites"]
    lonlat = None
    if first.lonlat is not None and second.lonlat is not None:
        lonlat = frozen(np.concatenate([first.lonlat, second.lonlat]))
    ids, xy_m, names = (
        frozen(np.concatenate([getattr(first, part), getattr(second, part)]))
        for part in ("ids", "xy_m", "names")
    )
    return {"sites": Points(ids, xy_m, lonlat, names), **found}
