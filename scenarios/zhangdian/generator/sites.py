"""Candidate sites: vacant shops, public rooms, warehouses and plants, and the formats that fit together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.formats import KINDS, Kind
from generator.land import Floats
from generator.places import Places, beside, draw_spread
from siting.catalogue import formats as catalogue

APART_M = {"shop_unit": 130.0, "public_room": 260.0, "warehouse": 350.0, "vacant_plant": 400.0}


@dataclass(frozen=True, eq=False)
class Sites:
    """xy_m: (n, 2) map metres; kind, name: (n,) text; area_m2: (n,); formats: (n,) ids that fit together;
    fitout_cost_per_m2, lump_cost: (n,) CNY, illustrative."""

    xy_m: Floats
    kind: list[str]
    name: list[str]
    area_m2: Floats
    formats: list[list[str]]
    fitout_cost_per_m2: Floats
    lump_cost: Floats


def place_sites(places: Places, rng: np.random.Generator) -> Sites:
    """All candidate sites, grouped by kind."""
    parts = [_of_kind(name, kind, places, rng) for name, kind in KINDS.items()]
    return Sites(
        np.vstack([p.xy_m for p in parts]),
        [k for p in parts for k in p.kind],
        [n for p in parts for n in p.name],
        np.concatenate([p.area_m2 for p in parts]),
        [f for p in parts for f in p.formats],
        np.concatenate([p.fitout_cost_per_m2 for p in parts]),
        np.concatenate([p.lump_cost for p in parts]),
    )


def _weight(name: str, places: Places) -> Floats:
    """How likely a vacant space of the kind is at each place: near people; near works if industrial."""
    people = places.people**0.6
    if name == "shop_unit":
        return people * np.isin(places.kind, ["arterial", "branch", "village"])
    if name == "public_room":
        return people * np.isin(places.kind, ["lane", "branch", "village"])
    return people * np.exp(-places.works_m / 450.0) * np.isin(places.kind, ["arterial", "branch", "lane"])


def _of_kind(name: str, kind: Kind, places: Places, rng: np.random.Generator) -> Sites:
    chosen = draw_spread(places.xy_m, _weight(name, places), kind.count, APART_M[name], rng)
    middle, spread, least, most = kind.area_m2
    area = np.clip(middle * np.exp(rng.normal(0, spread, kind.count)), least, most)
    area = np.round(area / 5) * 5 if middle > 200 else np.round(area)
    dear = (0.85 + 0.4 * places.centrality[chosen]) * np.exp(rng.normal(0, 0.12, kind.count))
    return Sites(
        beside(places.xy_m[chosen], rng),
        [name] * kind.count,
        [f"合成{kind.zh}{n + 1:03d}" for n in range(kind.count)],
        area,
        [fitting(kind, float(size), rng) for size in area],
        np.round(kind.fitout_cost_per_m2 * dear, -1),
        np.round(kind.lump_cost * (0.7 + 0.9 * places.centrality[chosen]), -3),
    )


def fitting(kind: Kind, area_m2: float, rng: np.random.Generator) -> list[str]:
    """Formats that fit into the area all together, by their middle areas in the catalogue.

    Taken in a random order that leans as the kind says; at least one always fits, for every kind admits
    formats smaller than its least area."""
    names = list(kind.formats)
    leaning = np.array([kind.formats[n] for n in names])
    order = np.argsort(-np.log(rng.random(len(names))) / leaning, kind="stable")
    chosen: set[str] = set()
    left_m2 = area_m2
    for n in order:
        needed_m2 = catalogue()[names[n]].area_m2
        if needed_m2 <= left_m2 and len(chosen) < kind.most_formats:
            chosen.add(names[n])
            left_m2 -= needed_m2
    return [name for name in names if name in chosen]
