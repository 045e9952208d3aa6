"""Ways to draw life circles of one city: connected, within bounds, how far to walk to the middle, how long it takes.

    python benchmarks/circles.py [SCENARIO] [--set KEY=VALUE ...] [--only NAME ...] [--seeds 3] [--limit-s 300]

SCENARIO asks for drawn circles (circles.draw); the synthetic Zhangdian when absent. Every way gets the same graph of
spots, the largest connected piece of it, and the same number of circles. The first four rows are siting's own steps,
one added to the other; the others are spopt's (`pip install spopt`), asked as its users would, by coordinates, and with
the fewest people where it takes that. Each runs in a process of its own, ended after --limit-s CPU seconds. Ways to the
middle are measured along the streets, for all in the same manner. CPU seconds are of the cut alone, code compiled.
Prints a Markdown table: with several seeds the mean of each figure, of `within` the least."""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from siting import inputs, networks, scenario
from siting.circles import partition
from siting.circles.bounds import Bounds
from siting.circles.graph import Graph
from siting.circles.spread import scattered
from siting.circles.streets import OnStreets, on_streets
from siting.errors import Problems

ROOT = Path(__file__).resolve().parents[1]
WALK_M = 1_125.0  # 15 minutes at 75 m a minute


@dataclass(frozen=True, slots=True)
class Task:
    """A piece to cut. people: (n,) of each spot."""

    graph: Graph
    bounds: Bounds
    count: int


def voronoi(task: Task, seed: int) -> np.ndarray:
    graph, rng = task.graph, np.random.default_rng([seed, 0])
    starts = scattered(graph.indptr, graph.indices, graph.length_m, graph.people, rng.random(task.count))
    return partition._nearest(graph, starts, np.zeros(task.count))


def handicaps(task: Task, seed: int) -> np.ndarray:
    return partition._begun(task.graph, task.count, np.random.default_rng([seed, 0]))


def cold(task: Task, seed: int) -> np.ndarray:
    partition.HEAT = 0.0
    return whole(task, seed)


def whole(task: Task, seed: int) -> np.ndarray:
    return partition.partition(task.graph, task.bounds, 0.0, seed).circle


def spopt(name: str, **given: Any) -> Callable[[Task, int], np.ndarray]:
    def cut(task: Task, seed: int) -> np.ndarray:
        import geopandas
        import spopt.region
        from libpysal.weights import W

        graph, at = task.graph, task.graph.xy_m
        spans = zip(graph.indptr[:-1], graph.indptr[1:], strict=True)
        beside = {k: graph.indices[a:b].tolist() for k, (a, b) in enumerate(spans)}
        frame = geopandas.GeoDataFrame(
            {"x": at[:, 0], "y": at[:, 1], "people": graph.people}, geometry=geopandas.points_from_xy(*at.T)
        )
        weights = W(beside, silence_warnings=True)
        asked = dict(given)
        if name == "RegionKMeansHeuristic":
            model = spopt.region.RegionKMeansHeuristic(at, task.count, weights, seed=seed)
        elif name == "MaxPHeuristic":
            np.random.seed(seed)  # noqa: NPY002
            model = spopt.region.MaxPHeuristic(
                frame, weights, ["x", "y"], "people", task.bounds.least, **asked
            )
        else:
            if name == "AZP":
                asked["random_state"] = seed
            model = getattr(spopt.region, name)(frame, weights, ["x", "y"], n_clusters=task.count, **asked)
        model.solve()
        return np.unique(np.asarray(model.labels_), return_inverse=True)[1].astype(np.int32)

    return cut


WAYS: dict[str, Callable[[Task, int], np.ndarray]] = {
    "nearest start along the streets": voronoi,
    "+ handicaps": handicaps,
    "+ exchange, only for the better": cold,
    "+ exchange, at random first (siting)": whole,
    "spopt WardSpatial": spopt("WardSpatial"),
    "spopt Skater": spopt("Skater"),
    "spopt RegionKMeans": spopt("RegionKMeansHeuristic"),
    "spopt AZP": spopt("AZP"),
    "spopt MaxP": spopt("MaxPHeuristic", max_iterations_construction=10),
}
COMPILED = tuple(WAYS)[:4]


def town(source: str, sets: list[str]) -> tuple[OnStreets, Task, np.ndarray]:
    """The largest connected piece of the city's graph, the streets it lies on, and the people of demand points."""
    case, problems = scenario.load(source, sets=sets), Problems()
    city = inputs.read(case, problems)
    assert case.settings.circles is not None
    draw = case.settings.circles.draw
    assert draw is not None
    ground = on_streets(
        networks.read(case, city.crs, problems), case.settings.travel, city.demand, city.people
    )
    spots = np.flatnonzero(ground.graph.piece == 0).astype(np.int32)
    rank = np.full(len(ground.graph), -1, np.int32)
    rank[spots] = np.arange(len(spots))
    part, bounds = ground.graph.part(spots), Bounds(draw.people, draw.least, draw.most)
    spot = np.where(ground.demand_spot < 0, -1, rank[ground.demand_spot])
    ground = replace(ground, graph=part, demand_spot=spot, node=ground.node[spots])
    return ground, Task(part, bounds, bounds.how_many(part.people)), city.people


def run(limit_s: int, source: str, sets: list[str], way: str, seed: int, answer: Any) -> None:
    """Sends the figures of one run: circles, within, connected, metres, share near, CPU seconds."""
    resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s))
    ground, task, heads = town(source, sets)
    if way in COMPILED:
        WAYS[way](task, seed + 1000)
    began = time.process_time()
    label = WAYS[way](task, seed)
    cpu_s = time.process_time() - began
    graph, count = task.graph, int(label.max()) + 1
    members = [np.flatnonzero(label == k).astype(np.int32) for k in range(count)]
    whole_ones = [int(graph.part(mine).piece.max()) == 0 for mine in members]
    people = np.bincount(label, graph.people, count)
    if all(whole_ones):
        middle = partition._centres(graph, label, count, 64)[0]
        way_m = ground.ways_m(label, middle)
        lived = np.isfinite(way_m)
        walk = float(way_m[lived] @ heads[lived] / heads[lived].sum())
        near = float(heads[lived][way_m[lived] <= WALK_M].sum() / heads[lived].sum())
    else:
        walk = near = float("nan")
    answer.send((count, float(task.bounds.within(people).mean()), np.mean(whole_ones), walk, near, cpu_s))


def in_a_process(limit_s: int, *given: Any) -> tuple[float, ...] | str:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=run, args=(limit_s, *given, there))
    child.start()
    there.close()
    try:
        found: tuple[float, ...] | str = here.recv()
    except EOFError:
        child.join()
        late = child.exitcode in (-signal.SIGXCPU, -signal.SIGKILL)
        found = f"no answer in {limit_s} CPU s" if late else "failed"
    child.join()
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", nargs="?")
    parser.add_argument("--set", dest="sets", action="append", default=[])
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--limit-s", type=int, default=300)
    asked = parser.parse_args(arguments)
    source = asked.scenario or str(ROOT / "scenarios" / "zhangdian")
    sets = asked.sets if asked.scenario else ["circles={draw: {people: 20000}}", *asked.sets]
    print("| way | circles | within bounds | connected | m to the middle | within 15 min | CPU s |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for way in WAYS:
        if asked.only and not any(word in way for word in asked.only):
            continue
        found = [in_a_process(asked.limit_s, source, sets, way, seed) for seed in range(asked.seeds)]
        failed = [each for each in found if isinstance(each, str)]
        if failed:
            print(f"| {way} | {failed[0]} | | | | | |", flush=True)
            continue
        table = np.array(found)
        count, _, joined, walk, near, cpu_s = table.mean(axis=0)
        print(
            f"| {way} | {count:g} | {table[:, 1].min():.1%} | {joined:.0%} | {walk:,.0f} | {near:.1%} | {cpu_s:.2f} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
