"""What is within walking reach of what, and how far: the types of the travel stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from siting.errors import Problem
from siting.inputs import Floats, Positions

TOLERANCE = 1e-6
"""A way this much longer than a cutoff (metres or minutes) still counts as within it: the order in
which a computer adds the lengths of streets must not decide who is reached."""


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Ways from demand points to origins (sites, or outlets), the pairs within reach only.

    A sparse table, origin by origin (CSR): the pairs of origin j stand at indptr[j]:indptr[j + 1].
    indptr: (n_origins + 1,) int64; indices: (n_pairs,) demand positions, ascending for each origin;
    travel: (n_pairs,) metres or minutes, the way that people walk: from the demand point to the origin.
    A pair that is absent is out of reach."""

    indptr: NDArray[np.int64]
    indices: Positions
    travel: Floats

    @property
    def n_origins(self) -> int:
        """How many sites or outlets."""
        return len(self.indptr) - 1


@dataclass(frozen=True, slots=True, eq=False)
class TravelTimes:
    """How far everybody has to walk, in the unit the city's files speak, so that cutoffs stay exact.

    sites, outlets: pairs up to the largest cutoff that an origin needs (closed: `<= limit + TOLERANCE`);
    a reader compares again with the limit of a format. unit: "m" or "min".
    limit: (n_formats,) cutoff of each format in `unit`: cutoff_m, or cutoff_min times the walking speed of
    the format's group. speed_m_per_min: (n_formats,); nan when the unit is minutes.
    lost_demand, lost_sites, lost_outlets: positions of points too far from every street, which reach
    nothing. cut_off: warnings that name them, and those who reach nothing. files: absolute path -> sha256 of
    every file read for it. option_limit: (n_sites, n_formats) limits where sites have their own, else None.
    streets: (n_pieces, 4) float32, the straight pieces walked on, x, y, x, y in metres; none without a network."""

    sites: Reach
    outlets: Reach
    unit: Literal["m", "min"]
    limit: Floats
    speed_m_per_min: Floats
    lost_demand: Positions
    lost_sites: Positions
    lost_outlets: Positions
    cut_off: tuple[Problem, ...]
    files: dict[str, str]
    option_limit: Floats | None = None
    streets: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 4), dtype=np.float32))
