"""Residential buildings: rows of old walk-ups, towers in new estates, houses in villages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from generator.compounds import Compound
from generator.cuts import Cuts
from generator.land import Floats, Land
from generator.network import Network
from generator.villages import Village

CLEAR_OF_CUTS_M = 30.0
NEAR_STREET_M = 70.0


@dataclass(frozen=True)
class Housing:
    """dx_m, dy_m: spacing of buildings; filled: share of the spots that are built on;
    people, spread: median of people a building in the plan's own unit, and its lognormal spread."""

    dx_m: float
    dy_m: float
    filled: float
    people: float
    spread: float


HOUSING = {
    "old": Housing(62, 41, 0.92, 88, 0.25),
    "estate": Housing(66, 60, 0.88, 150, 0.35),
    "hamlet": Housing(44, 42, 0.85, 42, 0.35),
    "commercial": Housing(80, 70, 0.35, 90, 0.40),
    "institution": Housing(85, 70, 0.22, 75, 0.40),
}
VILLAGE = Housing(0, 0, 0.7, 20, 0.35)


@dataclass(frozen=True, eq=False)
class Dwellings:
    """Residential buildings. xy: (n, 2) plan metres; xy_m: (n, 2) map metres to 0.1 m; use: (n,);
    size: (n,) relative number of people; centrality: (n,) 0..1; compound: (n,), -1 in villages."""

    xy: Floats
    xy_m: Floats
    use: NDArray[np.str_]
    size: Floats
    centrality: Floats
    compound: NDArray[np.int64]

    @property
    def rural(self) -> NDArray[np.bool_]:
        """(n,) which stand in villages."""
        return self.compound < 0


def build_dwellings(
    land: Land,
    compounds: list[Compound],
    villages: list[Village],
    network: Network,
    cuts: Cuts,
    rng: np.random.Generator,
) -> Dwellings:
    """All residential buildings that stand clear of railway and river and near a street."""
    parts = [_in_compound(n, c, rng) for n, c in enumerate(compounds) if c.use in HOUSING]
    parts += [_in_village(v, rng) for v in villages]
    xy = np.vstack([p[0] for p in parts])
    size = np.concatenate([p[1] for p in parts])
    compound = np.concatenate([np.full(len(p[1]), p[2]) for p in parts])
    xy_m = np.round(land.to_map(xy), 1)
    near, _ = cKDTree(street_points(network)).query(xy_m)
    kept = cuts.clear_of(xy[:, 0], xy[:, 1], CLEAR_OF_CUTS_M) & (near <= NEAR_STREET_M)
    use = np.array([compounds[n].use if n >= 0 else "village" for n in compound])
    centrality = land.centrality(xy)
    return Dwellings(xy[kept], xy_m[kept], use[kept], size[kept], centrality[kept], compound[kept])


def street_points(network: Network, step_m: float = 12.0) -> Floats:
    """Points along every street, so that the nearest one tells how far a street is (to about step_m / 2)."""
    a, b = network.xy_m[network.ends[:, 0]], network.xy_m[network.ends[:, 1]]
    pieces = np.maximum(np.ceil(network.length_m / step_m).astype(int), 1)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    t = ((step + 0.5) / pieces[edge])[:, None]
    return np.vstack([network.xy_m, a[edge] + t * (b[edge] - a[edge])])


def _in_compound(number: int, compound: Compound, rng: np.random.Generator) -> tuple[Floats, Floats, int]:
    """Rows of buildings; a building holds more people where the city is denser."""
    plan = HOUSING[compound.use]
    x0, y0, x1, y1 = compound.box
    inset = 30.0
    x = np.arange(x0 + inset, x1 - inset + 1, plan.dx_m)
    y = np.arange(y0 + inset, y1 - inset + 1, plan.dy_m)
    xy = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1).reshape(-1, 2)
    xy = xy[rng.random(len(xy)) < plan.filled]
    xy = xy + rng.uniform(-5, 5, xy.shape)
    # One estate is built at one time: its buildings resemble each other.
    level = plan.people * np.exp(rng.normal(0, plan.spread)) * (0.72 + 0.55 * compound.centrality)
    return xy, level * np.exp(rng.normal(0, 0.18, len(xy))), number


def _in_village(village: Village, rng: np.random.Generator) -> tuple[Floats, Floats, int]:
    """A short row of houses beside most lane crossings."""
    xy = village.grid.reshape(-1, 2)
    xy = xy[rng.random(len(xy)) < VILLAGE.filled]
    xy = xy + rng.uniform(8, 16, xy.shape) * rng.choice([-1.0, 1.0], xy.shape)
    return xy, VILLAGE.people * np.exp(rng.normal(0, VILLAGE.spread, len(xy))), -1
