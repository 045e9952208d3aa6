"""The formats of a scenario, each filled in from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from siting.scenario.schema import Cost


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedFormat:
    """A format as planned: what the scenario says, else what the catalogue says.

    index: position in the scenario's list, so that `scenario.place("formats", index, ...)` finds it.
    names: "en" and "zh", always both. tier: "basic", "quality", "terminal" or "other".
    Exactly one of cutoff_min (minutes of walking) and cutoff_m (metres) is given.
    group: demand group, "people" for everyone. weight: what one person of the group counts.
    area_m2: floor area of an outlet, nan where unknown. cost: of opening one, see `schema.Cost`.
    max_cost: money; max_new, min_new: outlets; None = no limit."""

    id: str
    index: int
    names: dict[str, str]
    tier: str
    cutoff_min: float | None
    cutoff_m: float | None
    group: str
    weight: float
    area_m2: float
    cost: Cost
    max_cost: float | None
    max_new: int | None
    min_new: int | None
