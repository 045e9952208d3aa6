"""What a report tells of the rows of results.csv: best known values, gaps to them, medians, profiles, growth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

import numpy as np

Row = Mapping[str, Any]
NAN = float("nan")
PROVEN_GAP, GOOD_GAP = 1e-4, 1e-3
BOUND_TOLERANCE = 1e-6


def question(row: Row) -> tuple[str, str, str]:
    """Suite, instance, seed: rows with equal ones were asked the same."""
    return row["suite"], row["instance"], row["seed"]


def with_best(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows with `best` (the best value anybody found, or the proven one) and `to_best`, (best - value) / best.

    `refuted`: the row's bound lies below a plan that was checked, so it is no bound."""
    rows = list(rows)
    best: dict[tuple[str, str, str], float] = {}
    for row in rows:
        for value in (row["value"], row["known"]):
            if math.isfinite(value):
                best[question(row)] = max(value, best.get(question(row), value))
    told = []
    for row in rows:
        most = best.get(question(row), NAN)
        refuted = row["bound"] < most - BOUND_TOLERANCE * abs(most)
        to_best = (most - row["value"]) / most if most else 0.0
        told.append({**row, "best": most, "to_best": to_best, "refuted": refuted})
    return told


def middle(rows: Iterable[Row], name: str) -> float:
    """Median of the figures that there are."""
    values = [row[name] for row in rows if math.isfinite(row[name])]
    return median(values) if values else NAN


def seconds_until(row: Row, trace: Iterable[Row], name: str) -> float:
    """Wall clock of the whole process until it was proven ("proven": own gap at most PROVEN_GAP) or found ("good":
    value within GOOD_GAP of the best known), inf if never. Start-up and building are counted; where there is no trace,
    all of the run is."""

    def reached(incumbent: float, bound: float) -> bool:
        if name == "proven":
            return not row["refuted"] and abs(bound - incumbent) <= PROVEN_GAP * abs(bound)
        return bool(incumbent >= row["best"] * (1 - GOOD_GAP))

    if not reached(row["value"], row["bound"]):
        return math.inf
    before = row["wall_s"] - row["solve_s"]
    moments = (point["seconds"] for point in trace if reached(point["incumbent"], point["bound"]))
    return float(min(row["wall_s"], before + next(moments, math.inf)))


def profile(seconds: Mapping[str, Mapping[Any, float]]) -> dict[str, list[tuple[float, float]]]:
    """Performance profiles (Dolan and More 2002, DOI 10.1007/s101070100263): for each strategy, the steps (tau, share
    of questions solved within tau times the fastest's seconds). seconds: strategy -> question -> seconds or inf.

    A question that nobody solves counts for nobody; one that a strategy was not asked counts as not solved."""
    questions = {each for mine in seconds.values() for each in mine}
    fastest = {each: min(mine.get(each, math.inf) for mine in seconds.values()) for each in questions}
    steps = {}
    for strategy, mine in seconds.items():
        ratios = sorted(
            mine.get(each, math.inf) / fastest[each] for each in questions if fastest[each] < math.inf
        )
        reached = [
            (ratio, (number + 1) / len(questions)) for number, ratio in enumerate(ratios) if ratio < math.inf
        ]
        steps[strategy] = reached
    return steps


def growth(sizes: Iterable[float], seconds: Iterable[float]) -> tuple[float, float]:
    """(exponent b, constant a) of seconds = a * size ** b, by least squares of the logarithms."""
    exponent, constant = np.polyfit(np.log(list(sizes)), np.log(list(seconds)), 1)
    return float(exponent), float(np.exp(constant))
