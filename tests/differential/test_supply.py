"""Upgrades, stand-ins and mobile points against the words of the scenario, pair by pair and plan by plan."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from siting import pipeline
from siting.model import Model
from tests.supply_town import Option, Town, town


def posed(case: Town, folder: Path) -> tuple[list[Option], Model]:
    """The options of the model, by ids, and the model."""
    found = pipeline.gaps(case.write(folder))
    model = pipeline.pose(found)
    sites, formats = found.inputs.sites.ids, [one.id for one in found.inputs.formats]
    pairs = zip(model.option_site.tolist(), model.option_format.tolist(), strict=True)
    return [(str(sites[site]), formats[format]) for site, format in pairs], model


@pytest.mark.parametrize("seed", range(8))
def test_options_are_those_of_the_scenario_and_any_plan_is_worth_what_it_serves(
    seed: int, tmp_path: Path
) -> None:
    case = town(seed)
    options, model = posed(case, tmp_path)
    assert sorted(options) == sorted(case.serves())

    rng = np.random.default_rng(seed)
    for size in (0, 1, 1, 1, 2, 2, 3, 4, len(options)):
        chosen = np.sort(rng.choice(len(options), size, replace=False)).astype(np.int32)
        worth = model.objective.value(model, chosen)
        assert worth == pytest.approx(case.gained([options[k] for k in chosen]))


@pytest.mark.parametrize("seed", range(4))
def test_the_plan_is_the_best_of_all_that_the_budget_buys(seed: int, tmp_path: Path) -> None:
    case = town(seed)
    options, model = posed(case, tmp_path)
    affordable = [
        [options[k] for k in some]
        for size in range(7)
        for some in combinations(range(len(options)), size)
        if model.cost[list(some)].sum() <= 6
    ]
    best = max(case.gained(some) for some in affordable)
    plan = pipeline.solve(tmp_path / "scenario.yaml")
    assert plan.outcome.value == pytest.approx(best)
    assert plan.outcome.stop == "optimal"
    assert case.gained([(each.site, each.format) for each in plan.opened]) == pytest.approx(best)


FULL_M, LEAST = 60.0, 0.25


def fading(way_m: float, cutoff_m: float) -> float:
    """What a person counts at this walk; nobody counts less than at the format's own cutoff, however far the way."""
    if way_m <= FULL_M:
        return 1.0
    return 1.0 - (1.0 - LEAST) * min(1.0, (way_m - FULL_M) / (cutoff_m - FULL_M))


def faded(case: Town, opened: list[Option]) -> float:
    """The objective with decay: of the people of a point and format, the nearest who serves them, part by part."""
    serving = [*case.serves_at(opened), *case.today_at()]
    total = 0.0
    for home, _, people in case.homes:
        for name, entry in case.formats().items():
            found = [reach[home, name] for reach in serving if (home, name) in reach]
            below = 0.0
            for top in sorted({share for share, _ in found}):
                way = min(way for share, way in found if share >= top)
                worth = fading(way, entry["cutoff_m"]) * (top - below)
                total += people * entry.get("weight", 1.0) * worth
                below = top
    return total


@pytest.mark.parametrize("seed", range(4))
def test_coverage_that_fades_counts_the_nearest_of_each_part(seed: int, tmp_path: Path) -> None:
    case = town(seed, decay={"full_m": FULL_M, "least": LEAST, "step_m": 0})
    options, model = posed(case, tmp_path)
    rng = np.random.default_rng(seed)
    for size in (0, 1, 2, 3, len(options)):
        chosen = np.sort(rng.choice(len(options), size, replace=False)).astype(np.int32)
        worth = model.objective.value(model, chosen)
        assert worth == pytest.approx(faded(case, [options[k] for k in chosen]))
