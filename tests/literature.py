"""Instances of the literature as models, with their proven values; conventions stand in the instances' README."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import shortest_path

from siting.model import Model, Objective
from siting.model.city import nowhere
from tests.models import coverage_model

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


def fewest_sites(folder: Path) -> list[tuple[str, float, int]]:
    """(instance, cutoff, fewest sites that reach everyone whom any reaches): every proven value of the LSCP."""
    plane = [
        ("swain", float(row["S"]), int(float(row["value"])))
        for row in _table(folder / "swain" / "known_values.csv")
        if row["model"] == "LSCP"
    ]
    cities = [
        (row["instance"], float(row["R"]), int(float(row["value"])))
        for row in _table(folder / "sjc" / "known_values.csv")
        if row["model"] == "LSCP"
    ]
    return [*plane, *cities, ("spopt_sf", 5000.0, 8)]


@dataclass(frozen=True)
class SetCovering:
    """start, options: rows by options, CSR; cost: (n_options,); value: the proven least cost."""

    name: str
    start: NDArray[np.int64]
    options: NDArray[np.int32]
    cost: Floats
    value: float

    def reach(self) -> NDArray[np.bool_]:
        """(n_rows, n_options)."""
        table = np.zeros((len(self.start) - 1, len(self.cost)), dtype=bool)
        table[np.repeat(np.arange(len(table)), np.diff(self.start)), self.options] = True
        return table


def set_coverings(folder: Path) -> list[SetCovering]:
    """Beasley's set covering instances, in the order of their table."""
    return [
        _set_covering(folder / "orlib_scp" / f"{row['instance']}.txt", float(row["computed"]))
        for row in _table(folder / "orlib_scp" / "known_values.csv")
    ]


def _set_covering(path: Path, value: float) -> SetCovering:
    """Rows, options, the costs; then for each row how many options reach it, and which, counted from 1."""
    numbers = np.array(path.read_text(encoding="ascii").split(), dtype=np.int64)
    n_rows, n_options = numbers[:2]
    spot, start, options = 2 + n_options, [0], []
    for _ in range(n_rows):
        end = spot + 1 + numbers[spot]
        options.append(np.sort(numbers[spot + 1 : end] - 1))
        start.append(start[-1] + len(options[-1]))
        spot = end
    entries = np.concatenate(options).astype(np.int32)
    cost = numbers[2 : 2 + n_options].astype(np.float64)
    return SetCovering(path.stem, np.array(start), entries, cost, value)


@dataclass(frozen=True)
class Median:
    """A p-median with its least sum of weighted distances, or a p-center with its least longest distance."""

    instance: str
    p: int
    value: float


def pmed(folder: Path, name: str) -> Instance:
    """Beasley's graph: distances between all its nodes, each a point of weight one and a site.

    Undirected; where an edge is repeated, the last one counts."""
    numbers = np.array((folder / "orlib_pmed" / f"{name}.txt").read_text(encoding="ascii").split(), np.int64)
    n_nodes, n_edges = int(numbers[0]), int(numbers[1])
    length = {
        (min(one, other), max(one, other)): far
        for one, other, far in numbers[3 : 3 + 3 * n_edges].reshape(-1, 3).tolist()
    }
    ends = np.array(list(length)) - 1
    graph = csr_matrix(
        (list(length.values()), (ends[:, 0], ends[:, 1])), shape=(n_nodes, n_nodes), dtype=float
    )
    return Instance(shortest_path(graph, directed=False), np.ones(n_nodes))


def medians(folder: Path, names: Iterable[str]) -> list[Median]:
    """Least sums of distances of Beasley's graphs."""
    return _beasley(folder, names, "pmedian_opt")


def centers(folder: Path, names: Iterable[str]) -> list[Median]:
    """Least longest distances of Beasley's graphs."""
    return _beasley(folder, names, "pcenter_opt")


def _beasley(folder: Path, names: Iterable[str], column: str) -> list[Median]:
    wanted = set(names)
    rows = _table(folder / "orlib_pmed" / "known_values.csv")
    return [
        Median(row["instance"], int(row["p"]), float(row[column]))
        for row in rows
        if row["instance"] in wanted
    ]


def swain_medians(folder: Path) -> list[Median]:
    """To four digits."""
    rows = _table(folder / "swain" / "known_values.csv")
    return [Median("swain", int(row["p"]), float(row["value"])) for row in rows if row["model"] == "PMEDIAN"]


def walking(found: Instance, p: int, objective: Objective) -> Model:
    """The question which p sites are best where distances count, however long."""
    reach = np.isfinite(found.distance)
    question = coverage_model(reach, found.weight, None, ("count", {"max": p}), objective=objective)
    return replace(question, travel=found.distance[reach], city=nowhere())


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
