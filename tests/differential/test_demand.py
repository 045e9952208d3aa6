"""Demand with rates and surveys against loops that anybody can read; and plans for it against trying everything."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import demand
from siting.exporters import run_folder
from siting.inputs import Inputs, Survey
from siting.outcome import Watch
from siting.strategies import exact
from siting.verify import verify_run
from tests.small_city import random_city, survey
from tests.small_plan import planned, question, stock

KINDS = ("needs", "satisfaction", "weight")


def surveyed(seed: int, **given: Any) -> Inputs:
    """A random city with up to three random surveys and random rates."""
    random = np.random.default_rng(seed)
    made = random_city(seed, **given)
    formats = tuple(
        replace(one, rate=float(rate))
        for one, rate in zip(made.formats, random.uniform(0.1, 1, 3), strict=True)
    )
    asked = tuple(_survey(random, number) for number in range(int(random.integers(1, 4))))
    return replace(made, formats=formats, surveys=asked)


def _survey(random: np.random.Generator, number: int) -> Survey:
    whole_city = random.random() < 0.25
    pairs = [(circle, format) for circle in (range(1) if whole_city else range(4)) for format in range(3)]
    pairs = [pair for pair in pairs if random.random() < 0.6]
    respondents = random.integers(0, 90, len(pairs)).astype(float)
    share = np.where(respondents > 0, random.random(len(pairs)), 0.0)
    return survey(
        number,
        None if whole_city else [f"c{circle}" for circle, _ in pairs],
        [format for _, format in pairs],
        share,
        respondents,
        kind=str(random.choice(KINDS)),
        min_respondents=int(random.integers(0, 60)),
    )


def by_hand(made: Inputs) -> tuple[list[list[float]], list[list[float]]]:
    """Weight and value of every format and demand point, one after the other."""
    weight, value = [], []
    for number, format in enumerate(made.formats):
        weight.append([float(people) * format.rate for people in made.groups[format.group]])
        value.append([])
        for circle in made.demand_circle.tolist():
            counts = format.weight
            for asked in made.surveys:
                counts *= factor(asked, number, "" if circle < 0 else f"c{circle}")
            value[-1].append(counts)
    return weight, value


def factor(asked: Survey, format: int, circle: str) -> float:
    answers = []
    for row in range(len(asked.format)):
        if asked.format[row] == format and asked.respondents[row] > 0:
            share = float(asked.share[row])
            said = 1 - share if asked.kind == "satisfaction" else share
            answers.append(
                ("" if asked.circle is None else asked.circle[row], float(asked.respondents[row]), said)
            )
    if not answers:
        return 1.0
    mean = sum(n * said for _, n, said in answers) / sum(n for _, n, _ in answers)
    least = 0 if asked.kind == "weight" else asked.min_respondents
    for where, n, said in answers:
        if where == circle and circle:
            return (n * said + least * mean) / (n + least)
    return mean


@pytest.mark.parametrize("seed", range(40))
def test_demand_is_what_the_loops_say(seed: int) -> None:
    made = surveyed(seed)
    need = demand.estimate(made)
    weight, value = by_hand(made)
    np.testing.assert_allclose(need.weight, weight, rtol=1e-12)
    np.testing.assert_allclose(np.broadcast_to(need.value, need.weight.shape), value, rtol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_merged_rows_count_what_their_people_count(seed: int, tmp_path: Path) -> None:
    """The best plan of all that the budget allows, by trying every one, is the one that the merged rows give."""
    made = surveyed(seed, n_demand=80, n_sites=5)
    found = stock(made, tmp_path)
    asked = question(found, 9_000.0)
    weight, value = by_hand(made)
    worth = (np.array(weight) * np.array(value)).ravel()
    best = max(_covered(found, asked, worth, chosen) for chosen in _affordable(asked.cost, 9_000.0))
    outcome = exact.solve(asked, Watch(60.0), seed=0, backend="scipy_highs")
    assert outcome.value == pytest.approx(best)


def _affordable(cost: Any, budget: float) -> Any:
    for size in range(len(cost) + 1):
        some = [
            chosen for chosen in combinations(range(len(cost)), size) if cost[list(chosen)].sum() <= budget
        ]
        yield from some
        if not some:
            return


def _covered(found: Any, asked: Any, worth: Any, chosen: tuple[int, ...]) -> float:
    """Worth of the raw coverage's rows that the options reach and no outlet of today does."""
    coverage = found.coverage
    keys = {(int(asked.option_site[k]), int(asked.option_format[k])) for k in chosen}
    total = 0.0
    for row in range(len(worth)):
        reached = coverage.indices[coverage.indptr[row] : coverage.indptr[row + 1]].tolist()
        opened = any((int(coverage.option_site[k]), int(coverage.option_format[k])) in keys for k in reached)
        total += worth[row] * (opened and not coverage.covered_before[row])
    return total


@pytest.mark.parametrize("missing", ["people", "circle"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_with_surveys_is_verified_from_its_files(seed: int, missing: str, tmp_path: Path) -> None:
    made = planned(surveyed(seed, n_outlets=6), tmp_path / "city", missing)
    folder = run_folder.write(made, tmp_path / "run")
    assert verify_run(folder)
    weight, value = by_hand(surveyed(seed, n_outlets=6))
    worth = np.array(weight) * np.array(value)
    for number, figures in enumerate(made.summary["formats"].values()):
        assert figures["value_total"] == pytest.approx(worth[number].sum())
        assert figures["value_after"] == pytest.approx(worth[number][made.covered_after[number]].sum())
        assert figures["weight_total"] == pytest.approx(sum(weight[number]))
