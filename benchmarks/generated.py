"""Made-up cities of any size for benchmarks, by the generator that lies beside the project (`../shared/prototypes`).

Clustered people, candidate sites where people are, discs as reach; one format, or several with reaches, weights,
costs and existing outlets of their own under one budget. Nothing of the generator is copied; where it is absent,
`GeneratorMissing` says so."""

from __future__ import annotations

import getpass
import importlib
import os
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BESIDE = Path(__file__).resolve().parents[2] / "shared"
REACHES_M = (400, 500, 600, 800, 1000, 1200)


class GeneratorMissing(RuntimeError):
    """The generator is not on this machine."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Rows by options as CSR (rows format-major), weights, costs; the site and format of each option.

    site_cost: (n_sites,) paid once as soon as anything opens there; zeros where nothing is shared."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weight: Floats
    cost: Floats
    site_cost: Floats
    option_site: NDArray[np.int32]
    option_format: NDArray[np.int32]

    def budget(self, share: float) -> float:
        """That share of all costs, those of the sites included."""
        return share * float(self.cost.sum() + self.site_cost.sum())


@cache
def generator() -> ModuleType:
    """Imported from a copy in the temporary folder, where Numba can keep what it compiles."""
    source = Path(os.environ.get("SITING_SHARED", BESIDE)) / "prototypes" / "generator.py"
    if not source.exists():
        raise GeneratorMissing(f"{source} is not there")
    folder = Path(tempfile.gettempdir(), f"siting-benchmarks-{getpass.getuser()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    copy = folder / "siting_generator.py"
    if not copy.exists() or copy.read_bytes() != source.read_bytes():
        partial = folder / f"{os.getpid()}.part"
        partial.write_bytes(source.read_bytes())
        partial.replace(copy)
    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module("siting_generator")
    finally:
        sys.path.remove(str(folder))


def one_format(
    n_demand: int,
    n_sites: int,
    side_m: float = 30_000.0,
    reach_m: float = 1000.0,
    seed: int = 0,
    unit: bool = False,
) -> Instance:
    """One format; unit: every site costs 1."""
    made = generator().instance(n_demand, n_sites, reach_m, side_m, "clustered", seed, unit)
    sites = np.arange(n_sites, dtype=np.int32)
    return Instance(
        made["ip"], made["ix"], made["w"], made["c"], np.zeros(n_sites), sites, np.zeros_like(sites)
    )


def several_formats(
    n_formats: int,
    n_demand: int,
    n_sites: int,
    side_m: float = 30_000.0,
    seed: int = 0,
    shared_site_cost: bool = False,
    share_open: float = 0.03,
) -> Instance:
    """Several formats at the same sites. A format has a reach, weights and costs of its own, and outlets at a share
    of the sites already: rows that those reach are left out. shared_site_cost: every site costs the mean option's
    cost once."""
    base, rng = one_format(n_demand, n_sites, side_m, 1000.0, seed), np.random.default_rng(seed)
    points = generator().instance(n_demand, n_sites, 1000.0, side_m, "clustered", seed)
    starts, options, weights, costs = [np.zeros(1, np.int64)], [], [], []
    for number in range(n_formats):
        start, reached = generator().cover(points["d"], points["s"], float(rng.choice(REACHES_M)), side_m)
        weight = base.weight * rng.uniform(0.2, 1.0) * np.maximum(0.0, rng.normal(1.0, 0.3, n_demand))
        is_open = np.zeros(n_sites, bool)
        is_open[rng.choice(n_sites, int(share_open * n_sites), replace=False)] = True
        kept = _rows_not_reached(start, reached, is_open)
        lengths = np.diff(start)[kept]
        options.append(reached[np.repeat(kept, np.diff(start))] + np.int32(number * n_sites))
        starts.append(starts[-1][-1] + np.cumsum(lengths))
        weights.append(weight[kept])
        costs.append(base.cost * rng.uniform(0.3, 2.0))
    cost = np.concatenate(costs)
    return Instance(
        np.concatenate(starts),
        np.concatenate(options),
        np.concatenate(weights),
        cost,
        np.full(n_sites, cost.mean() if shared_site_cost else 0.0),
        np.tile(np.arange(n_sites, dtype=np.int32), n_formats),
        np.repeat(np.arange(n_formats, dtype=np.int32), n_sites),
    )


def _rows_not_reached(
    start: NDArray[np.int64], reached: NDArray[np.int32], is_open: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    hits = np.concatenate(([0], np.cumsum(is_open[reached])))
    return np.asarray(hits[start[1:]] == hits[start[:-1]])
