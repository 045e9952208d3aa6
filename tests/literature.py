"""Instances of the literature as models, with their proven values; conventions stand in the instances' README."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Instance:
    """distance: (n_demand, n_sites); weight: (n_demand,)."""

    distance: Floats
    weight: Floats

    def reach(self, cutoff: float) -> NDArray[np.bool_]:
        """Closed: a point at the cutoff is reached."""
        return self.distance <= cutoff


@dataclass(frozen=True)
class Known:
    """Most weight that p sites within the cutoff cover."""

    instance: str
    cutoff: float
    p: int
    value: float


def _on_a_plane(rows: Floats) -> Instance:
    """Every point is demand and site; rows: (n, 3) of x, y, weight."""
    gap = rows[:, None, :2] - rows[None, :, :2]
    return Instance(np.sqrt((gap**2).sum(axis=2)), rows[:, 2])


def swain(folder: Path) -> Instance:
    return _on_a_plane(np.loadtxt(folder / "swain" / "swain.txt", skiprows=1)[:, 1:])


def sjc(folder: Path, name: str) -> Instance:
    return _on_a_plane(np.loadtxt(folder / "sjc" / f"{name}.txt", skiprows=1))


def san_francisco(folder: Path) -> Instance:
    """205 census tracts by 16 stores, from the long table of network distances; a missing pair is out of reach."""
    rows = _table(folder / "spopt_sf" / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    tracts = {row["DestinationName"]: float(row["demand"]) for row in rows}
    stores = sorted({row["name"] for row in rows}, key=lambda name: int(name.removeprefix("Store_")))
    distance = np.full((len(tracts), len(stores)), np.inf)
    for row in rows:
        distance[list(tracts).index(row["DestinationName"]), stores.index(row["name"])] = float(
            row["distance"]
        )
    return Instance(distance, np.array(list(tracts.values())))


def instance(folder: Path, name: str) -> Instance:
    if name == "swain":
        return swain(folder)
    return san_francisco(folder) if name == "spopt_sf" else sjc(folder, name)


def known_values(folder: Path) -> list[Known]:
    """Every proven value of max_coverage."""
    plane = [
        Known("swain", float(row["S"]), int(row["p"]), float(row["value"]))
        for row in _table(folder / "swain" / "known_values.csv")
        if row["model"] == "MCLP"
    ]
    city = [
        Known(row["instance"], float(row["R"]), int(row["p"]), float(row["value"]))
        for row in _table(folder / "sjc" / "known_values.csv")
        if row["model"] == "MCLP"
    ]
    return [*plane, *city, Known("spopt_sf", 5000.0, 4, 875247.0)]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
