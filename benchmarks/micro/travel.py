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
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra as scipy_dijkstra

from siting.networks import Network
from siting.networks._build import network
from siting.travel import dijkstra, threads
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


def best_of(repeat: int, run: Callable[[], Any]) -> tuple[float, Any]:
    times, result = [], None
    for _ in range(repeat):
        began = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - began)
    return min(times), result


def own(streets: Network, origins: NDArray[np.int64], limit_m: float, n_threads: int) -> Callable[[], int]:
    """Demand at every node, sites at the origins: the whole way through snapping is made ready before."""
    lookup = grid(streets, "node")
    arcs = dijkstra.turned_round(streets)
    doors = dijkstra.doors(streets, snap(streets.node_xy_m, lookup, 1.0), True)
    at = snap(streets.node_xy_m[origins], lookup, 1.0)
    starts = dijkstra.origins(streets, at, np.full(len(origins), limit_m), True)
    return lambda: len(dijkstra.search(arcs, doors, starts, n_threads).indices)


def as_matrix(streets: Network) -> csr_matrix:
    first, second = streets.edge_nodes.T
    ends = np.concatenate([first, second]), np.concatenate([second, first])
    length_m = np.concatenate([streets.forward_m, streets.backward_m])
    return csr_matrix((length_m, ends), shape=(streets.n_nodes, streets.n_nodes))


def scipys(graph: csr_matrix, origins: NDArray[np.int64], limit_m: float, share: int) -> tuple[float, int]:
    """SciPy returns dense rows: a part of the origins is timed, a row block at a time, and scaled up."""
    some, pairs = origins[:: max(1, share)], 0
    began = time.perf_counter()
    for block in np.array_split(some, max(1, len(some) // 100)):
        pairs += int(np.isfinite(scipy_dijkstra(graph, indices=block, limit=limit_m)).sum())
    scale = len(origins) / len(some)
    return (time.perf_counter() - began) * scale, int(pairs * scale)


def pandanas(streets: Network, origins: NDArray[np.int64], limit_m: float) -> tuple[float, float, int]:
    """pandana: seconds to prepare, seconds to query, pairs."""
    import pandana
    import pandas as pd

    first, second = streets.edge_nodes.T
    node = pd.DataFrame(streets.node_xy_m, columns=["x", "y"])
    began = time.perf_counter()
    net = pandana.Network(
        node.x,
        node.y,
        pd.Series(first),
        pd.Series(second),
        pd.DataFrame({"m": streets.forward_m}),
        twoway=True,
    )
    ready = time.perf_counter()
    found = net.nodes_in_range(list(origins), limit_m)
    return ready - began, time.perf_counter() - ready, len(found)


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
    began = time.perf_counter()
    run()
    print(f"first call, compiled or from the cache: {time.perf_counter() - began:.2f} s")
    own_s, pairs = best_of(args.repeat, run)
    rows = [("siting", own_s, pairs)]
    if args.peer is None or not args.peer.is_file():
        print("peer file: skipped, none given (--peer FILE)")
    else:
        peer = load(args.peer)
        peer.numba_bd(graph, origins[:16], args.limit_m, n_threads)
        peer_s, parts = best_of(args.repeat, lambda: peer.numba_bd(graph, origins, args.limit_m, n_threads))
        rows.append((args.peer.name, peer_s, sum(len(part[1]) for part in parts)))
    rows.append(("scipy", *scipys(graph, origins, args.limit_m, args.scipy_share)))
    try:
        ready_s, query_s, found = pandanas(streets, origins, args.limit_m)
        print(f"pandana took {ready_s:.1f} s to prepare, not counted below")
        rows.append(("pandana", query_s, found))
    except ImportError:
        print("pandana: skipped, it is not installed (pip install pandana)")
    for name, seconds, count in rows:
        print(f"{name:12s} {seconds:8.3f} s  {seconds / own_s:7.2f} x siting  {count:9d} pairs")


if __name__ == "__main__":
    main()
