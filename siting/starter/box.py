"""A box on Earth, in degrees."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting import crs as systems
from siting import readers
from siting.inputs import Floats


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees WGS-84."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, lonlat: Floats) -> Box:
        """The box around (n, 2) places."""
        west, south = np.nanmin(lonlat, axis=0).tolist()
        east, north = np.nanmax(lonlat, axis=0).tolist()
        return cls(west, south, east, north)

    def __str__(self) -> str:
        return f"{self.west:.3f} {self.south:.3f} {self.east:.3f} {self.north:.3f}"

    def holds(self, lonlat: Floats) -> NDArray[np.bool_]:
        """(n,) which of (n, 2) places lie inside or on the edge."""
        low, high = np.array([self.west, self.south]), np.array([self.east, self.north])
        return np.asarray(((lonlat >= low) & (lonlat <= high)).all(axis=1), dtype=np.bool_)

    def contains(self, other: Box) -> bool:
        """Whether all of the other box lies inside."""
        corners = np.array([[other.west, other.south], [other.east, other.north]])
        return bool(self.holds(corners).all())

    def shared(self, other: Box) -> Box | None:
        """What both cover, None where that is nothing."""
        west, south = max(self.west, other.west), max(self.south, other.south)
        east, north = min(self.east, other.east), min(self.north, other.north)
        return Box(west, south, east, north) if west <= east and south <= north else None

    def edge(self, steps: int = 8) -> Floats:
        """(4 steps, 2) places along the edge, anticlockwise, so that a bent image of the box is still held by them."""
        along = np.linspace(0.0, 1.0, steps, endpoint=False)
        x, y = self.west + along * (self.east - self.west), self.south + along * (self.north - self.south)
        east, west = np.full(steps, self.east), np.full(steps, self.west)
        south, north = np.full(steps, self.south), np.full(steps, self.north)
        back_x, back_y = (
            self.east - along * (self.east - self.west),
            self.north - along * (self.north - self.south),
        )
        sides = [(x, south), (east, y), (back_x, north), (west, back_y)]
        return np.concatenate([np.stack(side, axis=1) for side in sides])

    def around(self, crs: str) -> readers.Box:
        """The box around this one in the coordinates of a CRS."""
        xy = systems.to_working(self.edge(), systems.WGS84, crs)
        west, south = xy.min(axis=0).tolist()
        east, north = xy.max(axis=0).tolist()
        return west, south, east, north

    def geojson(self) -> str:
        """The box as a GeoJSON file of one area."""
        ring = [
            [self.west, self.south],
            [self.east, self.south],
            [self.east, self.north],
            [self.west, self.north],
        ]
        area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        feature = {"type": "Feature", "properties": {}, "geometry": area}
        return json.dumps({"type": "FeatureCollection", "features": [feature]}, indent=1) + "\n"
