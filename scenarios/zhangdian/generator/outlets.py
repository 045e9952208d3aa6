"""Outlets that exist today: along streets, near people, and more than a fair share in the centre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.formats import STANDING
from generator.land import Floats
from generator.places import Places, beside, draw_spread
from generator.rounding import Whole
from siting.catalogue import formats as catalogue

# Formats whose outlets take 40 to 90 people each.
WITH_PLACES = ("childcare",)


@dataclass(frozen=True, eq=False)
class Outlets:
    """xy_m: (n, 2) map metres; format: (n,) catalogue ids, by format; places: (n,), 0 where unlimited."""

    xy_m: Floats
    format: list[str]
    places: Whole


def place_outlets(places: Places, people_total: int, rng: np.random.Generator) -> Outlets:
    """Counts by the catalogue's people per outlet times the supply assumed for the format."""
    on_street = np.isin(places.kind, ["arterial", "branch", "village"])
    formats, xy = [], []
    for name, standing in STANDING.items():
        count = round(standing.supply * people_total / catalogue()[name].people_per_outlet)
        lively = places.people * (0.12 + places.centrality) ** standing.pull
        chosen = draw_spread(places.xy_m, lively * on_street, count, standing.apart_m, rng)
        xy.append(beside(places.xy_m[chosen], rng))
        formats += [name] * count
    limited = np.isin(formats, WITH_PLACES)
    places = np.where(limited, 5 * rng.integers(8, 19, len(formats)), 0)
    return Outlets(np.vstack(xy), formats, places.astype(np.int64))
