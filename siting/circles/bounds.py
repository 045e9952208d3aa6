"""How many people a circle should have, and how many circles that makes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats


@dataclass(frozen=True, slots=True)
class Bounds:
    """people: wanted in a circle; least, most: what a circle may have, both included. least <= people <= most."""

    people: float
    least: float
    most: float

    def outside(self, people: Floats) -> Floats:
        """People missing to the least, or beyond the most, of each circle; 0 within the bounds."""
        return np.maximum(0.0, np.maximum(self.least - people, people - self.most))

    def within(self, people: Floats) -> NDArray[np.bool_]:
        """Whether each circle is within the bounds; a millionth of a person is rounding."""
        return np.asarray(self.outside(people) <= 1e-6)

    def how_many(self, spots: Floats) -> int:
        """Circles for one connected piece, given the people of each of its spots.

        As many as bring the mean next to what is wanted and within the bounds. Where no number does (28,000 people
        and 15,000 to 25,000 in a circle), the one that misses the bounds by less. A spot with more people than a
        circle may have makes one of its own."""
        alone = spots > self.most
        rest = float(spots[~alone].sum())
        if alone.any() and rest < self.least / 2:
            return int(alone.sum())
        return int(alone.sum()) + min(self._shares(rest), max(1, int((~alone).sum())))

    def aim(self, spots: Floats, count: int) -> float:
        """Mean people of a circle, those left out that are a single spot with more people than a circle may have."""
        alone = spots > self.most
        circles = count - int(alone.sum())
        return float(spots[~alone].sum()) / circles if circles else float(spots.sum()) / count

    def _shares(self, people: float) -> int:
        fewest, largest = math.ceil(people / self.most - 1e-9), math.floor(people / self.least + 1e-9)
        wished = max(1, math.floor(people / self.people + 0.5))
        if fewest <= largest:
            return min(max(wished, fewest), largest)
        if largest < 1:
            return 1
        too_many = people / largest - self.most
        too_few = self.least - people / fewest
        return largest if too_many <= too_few else fewest
