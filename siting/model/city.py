"""City: what rules and objectives may ask of a city beyond the rows and options of a model."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Grading, Positions

Roles = NDArray[np.int8]


def _nobody() -> Floats:
    return np.zeros((1, 1, 0))


def _no_roles() -> Roles:
    return np.zeros(0, dtype=np.int8)


def _no_positions() -> Positions:
    return np.zeros(0, dtype=np.int32)


def _no_numbers() -> Floats:
    return np.zeros(0)


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """Index = position, as in `Labels`.

    people, reached: (n_phases, n_circles + 1, n_formats) people of the format's group who use it, and those of them
    whom an outlet of today reaches; the last circle stands for everything outside. worth, worth_reached: the same
    people times what one of them counts. outlets: (n_circles + 1,
    n_formats) outlets of today. circle_district: (n_circles,), -1 where not said. years: (n_phases,) how long each
    phase lasts. format_tiers: (n_formats,) "basic", "quality", "terminal" or "other".
    outlet_format, outlet_circle: (n_outlets,); outlet_xy_m: (n_outlets, 2). outlet_places: (n_outlets,) people whom an
    outlet of today can take, nan where there is no limit; empty where no format has places.
    site_area_m2: (n_sites,), nan where unknown; site_kind, site_circle: (n_sites,); site_xy_m: (n_sites, 2).
    site_outlet: (n_sites,) outlet of today that a site upgrades, keeps or replaces, -1 for a new place;
    site_role: (n_sites,) as in Inputs. Both empty where every place is new.
    grading: how circles are graded, None where they are not. cutoffs, per_minute: (n_formats,) travel at each format's
    cutoff, and of a minute's walk, in the unit of the model's travel; empty where not known."""

    people: Floats
    reached: Floats
    outlets: NDArray[np.int64]
    circle_district: Positions
    years: Floats
    format_tiers: tuple[str, ...]
    outlet_format: Positions
    outlet_circle: Positions
    outlet_xy_m: Floats
    site_area_m2: Floats
    site_kind: Positions
    site_circle: Positions
    site_xy_m: Floats
    worth: Floats = field(default_factory=_nobody)
    worth_reached: Floats = field(default_factory=_nobody)
    grading: Grading | None = None
    outlet_places: Floats = field(default_factory=_no_numbers)
    site_outlet: Positions = field(default_factory=_no_positions)
    site_role: Roles = field(default_factory=_no_roles)
    cutoffs: Floats = field(default_factory=_no_numbers)
    per_minute: Floats = field(default_factory=_no_numbers)

    @property
    def n_phases(self) -> int:
        """At least one."""
        return len(self.years)


def nowhere() -> City:
    """A city of which nothing is known."""
    none, numbers = np.zeros(0, dtype=np.int32), np.zeros(0)
    people = np.zeros((1, 1, 0))
    return City(
        people=people,
        reached=people,
        outlets=np.zeros((1, 0), dtype=np.int64),
        circle_district=none,
        years=np.ones(1),
        format_tiers=(),
        outlet_format=none,
        outlet_circle=none,
        outlet_xy_m=np.zeros((0, 2)),
        site_area_m2=numbers,
        site_kind=none,
        site_circle=none,
        site_xy_m=np.zeros((0, 2)),
    )
