"""What a plan claims on clusters of demand, and what it covers in truth: method by size, on made-up cities.

    python benchmarks/aggregation.py [CITY ...] [--time-limit S] [--gap G] [--seed N] [--smoke] [-o FILE]

Each row puts the demand points of a city together in one way, seeks a plan on the clusters with the same strategy,
time and gap, and counts the people whom that plan newly reaches: on the clusters (claimed) and on the points (true).
`at random`: the mean error of plans for the same money that nobody optimised.
`lost`: how much less it reaches in truth than the plan found on the points themselves, which are merged where the
same sites reach them, at no error. `proven gap`: of the true value, from the prices of the clusters shared out to
the points. Seconds are of the processor, code compiled before. Prints a Markdown table for each city.

zhangdian: the synthetic district of `scenarios/`, one format, along the streets. plane: towns on a plane, made up
here. --smoke: a small plane alone, in a few seconds."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from siting import clustered, clustering, parts, pipeline
from siting.outcome import Watch, relative_gap
from siting.strategies._run import run_strategy

ROOT = Path(__file__).resolve().parents[1]
STRATEGY, BACKEND, COMPILE_S, BY_CHANCE = "decompose", "scipy_highs", 5.0, 40
GRID = [("grid", cell_m) for cell_m in (800, 400, 200, 100, 50)]
KMEANS = [(method, k) for method in ("kmeans", "bisecting_kmeans") for k in (250, 500, 1000, 2000, 4000)]
WAYS: list[tuple[str, float]] = [*KMEANS, *GRID, ("hdbscan", 500), ("hdbscan", 2000)]
SMOKE: list[tuple[str, float]] = [("kmeans", 40), ("bisecting_kmeans", 40), ("grid", 400), ("hdbscan", 50)]
MARKET = {"id": "vegetable_market", "cost": {"fixed": 300_000, "column": "lump_cost"}}


@dataclass(frozen=True, slots=True)
class Row:
    """One way of putting demand together. claimed, true: people newly reached. value, bound: on the points.

    at_random: mean share of error of plans made by chance."""

    way: str
    places: int
    gather_s: float
    solve_s: float
    at_random: float
    claimed: float
    true: float
    value: float
    bound: float


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cities", nargs="*", metavar="CITY", help="zhangdian, plane; both when absent")
    parser.add_argument("--time-limit", type=float, default=120.0)
    parser.add_argument("--gap", type=float, default=0.002)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        cities = CITIES if not asked.smoke else {"smoke": lambda where: plane(where, 1_000, 50, 5_000.0, 5)}
        text = ""
        for name in asked.cities or cities:
            made = table(name, list(rows(cities[name](Path(folder, name)), asked))) + "\n\n"
            print(made, end="", flush=True)
            text += made
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")
    return 0


def zhangdian(folder: Path) -> pipeline.Stock:
    """Markets alone, where they are missed in the synthetic district; 60 life circles, walks along the streets."""
    alone = {"rules": [], "phases": None, "grades": None, "demand__columns__phase": None}
    return pipeline.gaps(ROOT / "scenarios" / "zhangdian", formats=[MARKET], budget=10_000_000, **alone)


def plane(
    folder: Path, n_demand: int = 100_000, n_sites: int = 2_000, side_m: float = 20_000.0, n_outlets: int = 60
) -> pipeline.Stock:
    """Sixty towns of different size and width, and some people anywhere; sites where people are, of different cost;
    money for so many outlets of the mean cost."""
    rng, folder = np.random.default_rng(1), folder / "city"
    folder.mkdir(parents=True)
    middle, width = rng.uniform(0, side_m, (60, 2)), rng.lognormal(np.log(side_m / 40), 0.5, 60)
    share = rng.dirichlet(np.full(60, 0.7))

    def anywhere(n: int) -> Any:
        town = rng.choice(60, n, p=share)
        xy = middle[town] + rng.normal(0, 1, (n, 2)) * width[town, None]
        lonely = rng.random(n) < 0.15
        xy[lonely] = rng.uniform(0, side_m, (lonely.sum(), 2))
        return np.clip(xy, 0, side_m)

    people = np.maximum(1, rng.lognormal(3.0, 0.8, n_demand).round())
    cost = rng.lognormal(4.0, 0.4, n_sites).round()
    for name, columns in (
        ("demand", np.column_stack([anywhere(n_demand), people])),
        ("sites", np.column_stack([anywhere(n_sites), cost])),
    ):
        head = "x,y,people" if name == "demand" else "x,y,cost"
        np.savetxt(folder / f"{name}.csv", columns, fmt="%.1f", delimiter=",", header=head, comments="")
    scenario = folder / "scenario.yaml"
    scenario.write_text(
        "{name: plane, synthetic: true, crs: plane, travel: {plane: {}},\n"
        " demand: {file: demand.csv, crs: plane, columns: {x: x, y: y}},\n"
        " sites: {file: sites.csv, crs: plane, columns: {x: x, y: y}},\n"
        f" formats: [{{id: market, name: market, cutoff_m: 600, demand: people, cost: {{column: cost}}}}],\n"
        f" budget: {n_outlets * cost.mean():.0f}}}\n",
        encoding="utf-8",
    )
    return pipeline.gaps(scenario)


CITIES = {"zhangdian": zhangdian, "plane": plane}


def rows(found: pipeline.Stock, asked: argparse.Namespace) -> Iterator[Row]:
    """The points themselves first, then every way."""
    question = pipeline.pose(found)
    run_strategy(STRATEGY, question, Watch(COMPILE_S, asked.gap), asked.seed, BACKEND)
    began = _cpu_s()
    best = run_strategy(STRATEGY, question, _watch(asked), asked.seed, BACKEND)
    seconds, reached = _cpu_s() - began, newly(found, question, best.selection)
    points = len(found.inputs.demand)
    yield Row("points, merged", points, 0.0, seconds, 0.0, reached, reached, best.value, best.bound)
    _way(found, question, "kmeans", 2, asked)  # loads what clusters
    for method, size in SMOKE if asked.smoke else WAYS:
        if method != "hdbscan" or points <= parts.load("clustering", method).MOST_PLACES:
            yield _way(found, question, method, size, asked)


def _way(found: pipeline.Stock, question: Any, method: str, size: float, asked: argparse.Namespace) -> Row:
    began = _cpu_s()
    points = found.inputs
    clusters = clustering.cluster(
        method, points.demand.xy_m, points.people, size, asked.seed, points.demand_circle
    )
    city, fewer, reach = clustered.city_of(clusters, points, found.demand, found.coverage)
    town = replace(found, inputs=city, demand=fewer, coverage=reach)
    small = pipeline.pose(town)
    gathered = _cpu_s()
    answer = run_strategy(STRATEGY, small, _watch(asked), asked.seed, BACKEND)
    ended = _cpu_s()
    outcome = clustered.brought_back(answer, small, question, clusters, _watch(asked))
    return Row(
        way=f"{method}, {parts.load('clustering', method).KEY} {size:g}",
        places=len(clusters),
        gather_s=gathered - began,
        solve_s=ended - gathered,
        at_random=_by_chance(found, question, town, small),
        claimed=newly(town, small, answer.selection),
        true=newly(found, question, outcome.selection),
        value=outcome.value,
        bound=outcome.bound,
    )


def _by_chance(found: pipeline.Stock, question: Any, town: pipeline.Stock, small: Any) -> float:
    """Mean of (claimed - true) / true over plans that open options in a random order while the money lasts."""
    rng, budget, errors = np.random.default_rng(0), found.scenario.settings.budget, []
    for _ in range(BY_CHANCE):
        order = rng.permutation(question.n_options)
        selection = order[np.cumsum(question.cost[order]) <= budget]
        true = newly(found, question, selection)
        errors.append((newly(town, small, selection) - true) / true if true else 0.0)
    return float(np.mean(errors))


def newly(found: pipeline.Stock, question: Any, selection: Any) -> float:
    """People whom no outlet of today reaches and the selection does."""
    chosen = np.zeros(question.n_options, bool)
    chosen[selection] = True
    hits = np.concatenate(([0], np.cumsum(chosen[question.indices])))
    covered = hits[question.indptr[1:]] > hits[question.indptr[:-1]]
    people = found.demand.weight[question.row_format, question.row_demand]
    return float(people[covered].sum())


def _watch(asked: argparse.Namespace) -> Watch:
    return Watch(asked.time_limit, asked.gap)


def _cpu_s() -> float:
    """Of this process and of solvers that have ended: a busy machine makes no row longer."""
    return sum(os.times()[:4])


def table(name: str, found: list[Row]) -> str:
    """Markdown; the first row is the plan that the others are held against."""
    lines = [
        f"**{name}**",
        "",
        "| demand stands in | places | gathering CPU s | solving CPU s | claimed | true | error | at random | lost "
        "| proven gap |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    best = found[0].true
    for row in found:
        error = 100 * (row.claimed - row.true) / row.true
        lost = 100 * (best - row.true) / best
        gap = 100 * relative_gap(row.value, row.bound)
        lines.append(
            f"| {row.way} | {row.places:,} | {row.gather_s:.2f} | {row.solve_s:.1f} | {row.claimed:,.0f} "
            f"| {row.true:,.0f} | {error:+.2f} % | {100 * row.at_random:+.2f} % | {lost:+.2f} % | {gap:.2f} % |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
