"""Where the made-up city stands: its cores, how central a place is, and the bending of the plan."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

Floats = NDArray[np.float64]

WORKING_CRS = "EPSG:4548"
GEOGRAPHIC_CRS = "EPSG:4490"
CENTRE_M = np.array([592_600.0, 4_076_300.0])
TILT_RAD = np.radians(-3.0)
# x, y, half-width, half-height in metres from the centre; the first is the old town with its extensions.
CORES = np.array(
    [
        [0.0, 0.0, 5_500.0, 4_700.0],
        [-600.0, 7_300.0, 2_300.0, 1_700.0],
        [8_600.0, 3_300.0, 2_300.0, 1_800.0],
        [1_500.0, -7_700.0, 2_300.0, 1_300.0],
        [7_200.0, -3_000.0, 1_500.0, 1_300.0],
    ]
)


def stage_rng(seed: int, stage: str) -> np.random.Generator:
    """A stream of random numbers of its own for each stage."""
    return np.random.default_rng([seed, *stage.encode()])


@dataclass(frozen=True, eq=False)
class Waves:
    """A smooth random surface in about -1..1: a sum of plane waves. k: (n, 2) rad/m, phase: (n,) rad."""

    k: Floats
    phase: Floats

    @staticmethod
    def draw(rng: np.random.Generator, n: int, shortest_m: float, longest_m: float) -> Waves:
        """n waves of random direction, phase and length."""
        length_m = rng.uniform(shortest_m, longest_m, n)
        angle = rng.uniform(0, 2 * np.pi, n)
        k = 2 * np.pi / length_m[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        return Waves(k, rng.uniform(0, 2 * np.pi, n))

    def __call__(self, xy: Floats) -> Floats:
        """(n,) heights at the points xy (n, 2)."""
        waves = np.sin(np.asarray(xy) @ self.k.T + self.phase)
        return waves.sum(axis=1) / np.sqrt(len(self.phase) / 2) / 2


@dataclass(frozen=True, eq=False)
class Land:
    """The ground of the city. outline: the real district's, in the working CRS."""

    outline: shapely.Polygon
    shift: tuple[Waves, Waves]
    edge: Waves
    works: Waves

    def to_map(self, xy: Floats) -> Floats:
        """Plan metres -> projected metres: tilted, and bent by up to about 250 m over several kilometres."""
        xy = np.asarray(xy, dtype=float).reshape(-1, 2)
        bent = xy + 260.0 * np.column_stack([wave(xy) for wave in self.shift])
        cos, sin = np.cos(TILT_RAD), np.sin(TILT_RAD)
        return bent @ np.array([[cos, sin], [-sin, cos]]) + CENTRE_M

    def urbanity(self, xy: Floats) -> Floats:
        """Positive inside the built-up area, larger towards the middle of a core; noisy at its edge."""
        xy = np.asarray(xy, dtype=float).reshape(-1, 2)
        distance = np.hypot(
            (xy[:, None, 0] - CORES[:, 0]) / CORES[:, 2], (xy[:, None, 1] - CORES[:, 1]) / CORES[:, 3]
        )
        return 1.0 - distance.min(axis=1) + 0.22 * self.edge(xy)

    def centrality(self, xy: Floats) -> Floats:
        """1 in the old town, 0 at the edge; the middle of an outlying core has about 0.4."""
        xy = np.asarray(xy, dtype=float).reshape(-1, 2)
        distance_m = np.hypot(xy[:, None, 0] - CORES[:, 0], xy[:, None, 1] - CORES[:, 1])
        peak = np.array([1.0] + [0.45] * (len(CORES) - 1))
        width_m = np.array([3_200.0] + [1_500.0] * (len(CORES) - 1))
        return (peak * np.exp(-((distance_m / width_m) ** 2))).max(axis=1)

    def industry(self, xy: Floats) -> Floats:
        """About -1..1; where works and warehouses gather, more so in the east."""
        xy = np.asarray(xy, dtype=float).reshape(-1, 2)
        return self.works(xy) + np.clip(xy[:, 0] / 9_000, -0.4, 0.6)

    def inside(self, xy: Floats, margin_m: float = 0.0) -> NDArray[np.bool_]:
        """Which plan points lie within the district, at least margin_m from its outline."""
        ground = self.outline.buffer(-margin_m) if margin_m else self.outline
        shapely.prepare(ground)
        at = self.to_map(xy)
        return shapely.contains_xy(ground, at[:, 0], at[:, 1])


def read_land(outline: Path, seed: int) -> Land:
    """The land from the outline file (GeoJSON in degrees) and the seed."""
    feature = json.loads(outline.read_text(encoding="utf-8"))["features"][0]
    lonlat = np.array(feature["geometry"]["coordinates"][0])
    transform = Transformer.from_crs(GEOGRAPHIC_CRS, WORKING_CRS, always_xy=True)
    polygon = shapely.Polygon(np.column_stack(transform.transform(lonlat[:, 0], lonlat[:, 1])))
    rng = stage_rng(seed, "land")
    shift = (Waves.draw(rng, 5, 5_000, 11_000), Waves.draw(rng, 5, 5_000, 11_000))
    return Land(polygon, shift, Waves.draw(rng, 8, 1_500, 5_000), Waves.draw(rng, 6, 2_500, 7_000))
