"""How fast bounded shortest ways are found, against others, in one run.

    python benchmarks/micro/travel.py [--nodes 204000] [--origins 5000] [--limit-m 1250] [--peer FILE]

A synthetic street graph: a jittered grid with a part of its streets missing, 200,000 nodes and 500,000
directed edges. Every way finds the nodes within 1,250 m of the same 5,000 origins, on all processors it can
use. Times are the best of `--repeat` warm runs; ratios are what counts, since all ran on the same machine in
the same minutes. `--peer FILE` names a Python file with a function numba_bd(graph, origins, limit_m, threads)
to compare with."""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra as scipy_dijkstra

from siting.networks import Network
from siting.networks._build import network
from siting.travel import doors, threads
from siting.travel.dijkstra import search
from siting.travel.snap import grid, snap

SPACING_M = 56.5


def street_graph(n_nodes: int, n_streets: int, seed: int) -> Network:
    """A jittered grid of about n_nodes nodes and n_streets streets, both ways walkable."""
    rng = np.random.default_rng(seed)
    side = int(np.sqrt(n_nodes))
    row, column = np.divmod(np.arange(side * side), side)
    xy_m = np.stack([column, row], axis=1) * SPACING_M + rng.normal(0, 0.15 * SPACING_M, (side * side, 2))
    right = np.flatnonzero(column < side - 1)
    up = np.flatnonzero(row < side - 1)
    tail, head = np.concatenate([right, up]), np.concatenate([right + 1, up + side])
    kept = np.sort(rng.permutation(len(tail))[:n_streets])
    tail, head = tail[kept], head[kept]
    straight_m = np.hypot(*(xy_m[head] - xy_m[tail]).T)
    length_m = straight_m * rng.uniform(1.0, 1.2, len(tail))
    return network(xy_m, tail, head, length_m, np.zeros(len(tail), bool))


@dataclass(frozen=True)
class Time:
    """Seconds on the clock, and of processors: the second says more where a machine is shared."""

    wall_s: float
    cpu_s: float


def timed(run: Callable[[], Any], repeat: int = 1) -> tuple[Time, Any]:
    """The best of some runs, and what the last one returned."""
    walls, cpus, result = [], [], None
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), time.process_time()
        result = run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Time(min(walls), min(cpus)), result


def own(streets: Network, origins: NDArray[np.int64], limit_m: float, n_threads: int) -> Callable[[], int]:
    """Demand at every node, sites at the origins: the whole way through snapping is made ready before."""
    lookup = grid(streets, "node")
    arcs = doors.turned_round(streets)
    homes = doors.of_demand(streets, snap(streets.node_xy_m, lookup, 1.0), True)
    at = snap(streets.node_xy_m[origins], lookup, 1.0)
    starts = doors.of_origins(streets, at, np.full(len(origins), limit_m), True)
    return lambda: len(search(arcs, homes, starts, n_threads).indices)


def as_matrix(streets: Network) -> csr_matrix:
    first, second = streets.edge_nodes.T
    ends = np.concatenate([first, second]), np.concatenate([second, first])
    length_m = np.concatenate([streets.forward_m, streets.backward_m])
    return csr_matrix((length_m, ends), shape=(streets.n_nodes, streets.n_nodes))


def scipys(graph: csr_matrix, origins: NDArray[np.int64], limit_m: float) -> int:
    """SciPy returns dense rows, so it is asked for a hundred origins at a time."""
    blocks = np.array_split(origins, max(1, len(origins) // 100))
    return sum(
        int(np.isfinite(scipy_dijkstra(graph, indices=block, limit=limit_m)).sum()) for block in blocks
    )


def pandanas(streets: Network) -> Any:
    """A pandana network, made ready for queries."""
    import pandana
    import pandas as pd

    first, second = streets.edge_nodes.T
    x, y = (pd.Series(column) for column in streets.node_xy_m.T)
    length_m = pd.DataFrame({"m": streets.forward_m})
    return pandana.Network(x, y, pd.Series(first), pd.Series(second), length_m, twoway=True)


def load(path: Path) -> Any:
    """The peer's module, run from a copy: nothing is written beside the original."""
    copy = Path(tempfile.mkdtemp(prefix="siting-peer-")) / path.name
    shutil.copy(path, copy)
    spec = importlib.util.spec_from_file_location(f"peer_{path.stem}", copy)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description="bounded shortest ways, own and others")
    parser.add_argument("--nodes", type=int, default=204_000)
    parser.add_argument("--streets", type=int, default=250_000)
    parser.add_argument("--origins", type=int, default=5_000)
    parser.add_argument("--limit-m", type=float, default=1_250.0)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--scipy-share", type=int, default=10, help="time every n-th origin with SciPy")
    parser.add_argument("--peer", type=Path, help="file with numba_bd(graph, origins, limit_m, threads)")
    args = parser.parse_args()

    streets = street_graph(args.nodes, args.streets, seed=1)
    origins = np.random.default_rng(2).choice(streets.n_nodes, args.origins, replace=False)
    graph, n_threads = as_matrix(streets), threads.available()
    print(
        f"{streets.n_nodes} nodes, {2 * streets.n_edges} directed edges, {len(origins)} origins, "
        f"{args.limit_m:g} m, {n_threads} threads"
    )

    run = own(streets, origins, args.limit_m, n_threads)
    print(f"first call, compiled or from the cache: {timed(run)[0].wall_s:.2f} s")
    rows = [("siting", *timed(run, args.repeat))]
    if args.peer is None or not args.peer.is_file():
        print("peer file: skipped, none given (--peer FILE)")
    else:
        peer = load(args.peer)

        def ask_peer() -> int:
            return sum(len(part[1]) for part in peer.numba_bd(graph, origins, args.limit_m, n_threads))

        ask_peer()
        rows.append((args.peer.name, *timed(ask_peer, args.repeat)))
    some = origins[:: args.scipy_share]
    took, count = timed(lambda: scipys(graph, some, args.limit_m))
    scale = len(origins) / len(some)
    rows.append(("scipy", Time(took.wall_s * scale, took.cpu_s * scale), int(count * scale)))
    try:
        ready, pandana = timed(lambda: pandanas(streets))
        print(f"pandana took {ready.wall_s:.1f} s to prepare, not counted below")
        asked = timed(lambda: len(pandana.nodes_in_range(list(origins), args.limit_m)))
        rows.append(("pandana", *asked))
    except ImportError:
        print("pandana: skipped, it is not installed (pip install pandana)")
    print(f"{'':12s} {'wall s':>8s} {'x siting':>9s} {'CPU s':>8s} {'x siting':>9s} {'pairs':>9s}")
    base = rows[0][1]
    for name, took, count in rows:
        ratios = took.wall_s / base.wall_s, took.cpu_s / base.cpu_s
        print(f"{name:12s} {took.wall_s:8.3f} {ratios[0]:9.2f} {took.cpu_s:8.3f} {ratios[1]:9.2f} {count:9d}")


if __name__ == "__main__":
    main()
