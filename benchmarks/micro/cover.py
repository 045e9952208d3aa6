"""How fast the coverage kernels are, and what HiGHS needs for the same relaxation, in one run.

    python benchmarks/micro/cover.py [--demand 20000] [--sites 1400] [--formats 12] [--admitted 0.3]
                                     [--side-m 16000] [--budget 0.1] [--seed 0] [--highs-s 60] [--polish-s 2]

A clustered city (`city.py`), one money budget of the given share of all costs. Every kernel runs once to
compile and is timed the second time. HiGHS (through SciPy, interior point and dual simplex) solves the linear
relaxation on the same merged rows within --highs-s seconds each; its time is a ratio of ours."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from city import make_city
from scipy.optimize import linprog
from scipy.sparse import bmat, csr_matrix, eye

from siting.cover.anneal import improve
from siting.cover.covers import Covers, Limits, limits
from siting.cover.greedy import best_greedy
from siting.cover.interior_point import relax
from siting.cover.merge import merge
from siting.cover.price import charged, scarcity_price
from siting.cover.rounding import best_rounding
from siting.cover.search import copied, empty, value
from siting.cover.swap import swap


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = run()
    return time.perf_counter() - began, found


def twice(name: str, run: Callable[[], Any]) -> tuple[float, Any]:
    """The second run's time and result; prints it."""
    timed(run)
    seconds, found = timed(run)
    print(f"{name:<28}{seconds:9.3f} s", end="")
    return seconds, found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--demand", type=float, default=20_000)
    parser.add_argument("--sites", type=int, default=1_400)
    parser.add_argument("--formats", type=int, default=12)
    parser.add_argument("--admitted", type=float, default=0.3, help="share of the sites a format may use")
    parser.add_argument("--side-m", type=float, default=16_000.0)
    parser.add_argument("--budget", type=float, default=0.1, help="share of all costs")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--highs-s", type=float, default=60.0, help="0 leaves HiGHS out")
    parser.add_argument("--polish-s", type=float, default=2.0)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    city = make_city(
        int(given.demand), given.sites, given.formats, given.side_m, given.admitted, seed=given.seed
    )
    print(f"{len(city.weight)} rows, {len(city.cost)} options, {len(city.indices)} pairs")
    stock = limits(csr_matrix(city.cost[None]), np.array([given.budget * city.cost.sum()]))
    _, merged = twice("merge", lambda: merge(city.indptr, city.indices, city.weight, len(city.cost)))
    covers = merged.covers
    print(f"   {covers.n_rows} rows, {len(covers.row_options)} pairs")
    heuristics(covers, stock, given.polish_s, given.seed)
    if given.highs_s > 0:
        against_highs(covers, stock, given.highs_s)


def heuristics(covers: Covers, stock: Limits, polish_s: float, seed: int) -> None:
    _, relaxation = twice("interior point", lambda: relax(covers, stock))
    print(f"   bound {relaxation.bound:.1f}, {relaxation.steps} steps")
    gap = lambda search: f"   gap {100 * (1 - value(covers, search) / relaxation.bound):.3f} %"
    price = scarcity_price(stock)
    _, plan = twice("greedy", lambda: best_greedy(covers, stock, empty(covers, stock), (price,)))
    print(gap(plan), f"{len(plan.selection)} outlets")
    _, better = twice("swap", lambda: swapped(covers, stock, plan, price))
    print(gap(better))
    charges = charged(stock, relaxation.limit_price)
    _, better = twice("rounding", lambda: best_rounding(covers, stock, relaxation.x, charges))
    print(gap(better))
    ends = time.perf_counter() + polish_s
    go_on = lambda search: time.perf_counter() < ends
    improve(covers, stock, better, charges, np.random.default_rng(seed), go_on)
    print(f"{'annealing':<28}{polish_s:9.3f} s{gap(better)}")


def swapped(covers: Covers, stock: Limits, plan: Any, price: Any) -> Any:
    search = copied(plan)
    swap(covers, stock, search, price)
    return search


def against_highs(covers: Covers, stock: Limits, most_s: float) -> None:
    """HiGHS' two ways on the relaxation, as ratios of ours, in wall clock."""
    ours, _ = timed(lambda: relax(covers, stock))
    scale = covers.weight.max()
    ones, shape = np.ones(len(covers.row_options)), (covers.n_rows, covers.n_options)
    reach = csr_matrix((ones, covers.row_options, covers.row_start), shape=shape)
    costs = csr_matrix((stock.amount, stock.which, stock.start), shape=(covers.n_options, len(stock.limit))).T
    rows = bmat([[-reach, eye(covers.n_rows)], [costs, None]], format="csr")
    side = np.concatenate((np.zeros(covers.n_rows), stock.limit))
    worth = np.concatenate((np.zeros(covers.n_options), -covers.weight / scale))
    for method in ("highs-ipm", "highs-ds"):
        options = {"time_limit": most_s}
        seconds, found = timed(
            lambda method=method, options=options: linprog(
                worth, A_ub=rows, b_ub=side, bounds=(0.0, 1.0), method=method, options=options
            )
        )
        end = f"value {-found.fun * scale:.1f}" if found.status == 0 else "no value within its time"
        print(f"{method:<28}{seconds:9.3f} s   {seconds / ours:.1f} times our {ours:.2f} s, {end}")


if __name__ == "__main__":
    main()
