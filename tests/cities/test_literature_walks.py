"""Proven values of p-medians, p-centers and backup coverage, reached and proven again.

Together they take about half a minute of one quiet core; benchmarks/pmed.py proves all twenty graphs."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from siting.objectives import backup_coverage, combined, min_walk, min_worst_walk
from siting.outcome import Outcome, Watch
from siting.scenario.goal import Goal
from siting.strategies._run import answered
from tests.literature import (
    Instance,
    centers,
    fewest_sites,
    instance,
    medians,
    pmed,
    swain_medians,
    walking,
)
from tests.models import coverage_model
from tests.walks import asking

SMALL = [f"pmed{number}" for number in range(1, 11)]
FAST = [*SMALL[:5], "pmed10"]


def _solved(found: Instance, p: int, objective: str) -> Outcome:
    asked = {"min_walk": min_walk, "min_worst_walk": min_worst_walk}[objective].bind()
    return answered("auto", walking(found, p, asked), Watch(time_limit_s=120), 0, "scipy_highs")


@pytest.mark.parametrize("name", FAST)
def test_medians_of_beasleys_graphs(shared: Path, name: str) -> None:
    (known,) = medians(shared / "instances", [name])
    outcome = _solved(pmed(shared / "instances", name), known.p, "min_walk")
    assert (outcome.value, outcome.bound, outcome.stop) == (known.value, known.value, "optimal")
    assert len(outcome.selection) <= known.p


@pytest.mark.parametrize("name", SMALL)
def test_centers_of_beasleys_graphs(shared: Path, name: str) -> None:
    (known,) = centers(shared / "instances", [name])
    outcome = _solved(pmed(shared / "instances", name), known.p, "min_worst_walk")
    assert (outcome.value, outcome.bound, outcome.stop) == (known.value, known.value, "optimal")
    assert len(outcome.selection) <= known.p


def test_the_last_of_repeated_edges_counts(shared: Path) -> None:
    """With the shortest of them pmed1 would be at 5718."""
    numbers = np.array((shared / "instances/orlib_pmed/pmed1.txt").read_text().split(), dtype=np.int64)
    ends = [tuple(sorted(edge)) for edge in numbers[3:].reshape(-1, 3)[:, :2].tolist()]
    assert len(ends) == numbers[1] > len(set(ends))
    assert medians(shared / "instances", ["pmed1"])[0].value == 5819


def test_swains_medians(shared: Path) -> None:
    folder = shared / "instances"
    known = swain_medians(folder)
    assert len(known) == 9
    for one in known:
        outcome = _solved(instance(folder, "swain"), one.p, "min_walk")
        assert outcome.value == pytest.approx(one.value, abs=6e-5), one
        assert outcome.bound == outcome.value
        assert outcome.stop == "optimal"


def test_san_francisco_median_and_center(shared: Path) -> None:
    city = instance(shared / "instances", "spopt_sf")
    median, center = _solved(city, 4, "min_walk"), _solved(city, 4, "min_worst_walk")
    assert median.value == median.bound == pytest.approx(2848268129.7145104, rel=1e-12)
    assert median.value / city.weight.sum() == pytest.approx(2982.1268579890657, rel=1e-12)
    assert center.value == center.bound == pytest.approx(7403.063811, abs=1e-6)
    assert median.stop == center.stop == "optimal"


@pytest.mark.parametrize(
    ("cutoff", "sites", "share", "well_known"),
    [(8000.0, 3, 68.29268292682927, 69.756), (5000.0, 8, 70.73170731707317, 81.463)],
)
def test_a_tract_with_one_store_in_reach_has_no_backup(
    shared: Path, cutoff: float, sites: int, share: float, well_known: float
) -> None:
    """A well-known package counts tracts that a single store can reach as backed up. All tracts that any store reaches
    are covered, with the fewest stores for that; among those plans, most tracts have a backup."""
    city = instance(shared / "instances", "spopt_sf")
    reach = city.reach(cutoff)
    goals = [Goal(objective="max_coverage"), Goal(objective="backup_coverage")]
    question = coverage_model(reach, np.ones(len(reach)), None, ("count", {"max": sites}))
    question = asking(question, combined.bind(goals, "lexicographic"))
    outcome = answered("auto", question, Watch(), 0, "scipy_highs")
    assert outcome.stop == "optimal"
    assert outcome.goals[0].value == reach.any(axis=1).sum()
    assert 100 * outcome.value / len(reach) == pytest.approx(share)
    everything = [
        (reach[:, chosen].sum(axis=1) >= 2).sum()
        for chosen in map(list, combinations(range(reach.shape[1]), sites))
        if (reach[:, chosen].any(axis=1) == reach.any(axis=1)).all()
    ]
    assert outcome.value == outcome.bound == max(everything)
    alone = (reach.sum(axis=1) == 1).sum()
    assert 100 * (outcome.value + alone) / len(reach) == pytest.approx(well_known, abs=5e-4)


def test_most_backup_of_any_three_stores(shared: Path) -> None:
    city = instance(shared / "instances", "spopt_sf")
    reach = city.reach(5000.0)
    question = asking(coverage_model(reach, city.weight, None, ("count", {"max": 3})), backup_coverage.bind())
    outcome = answered("auto", question, Watch(), 0, "scipy_highs")
    everything = [
        city.weight[reach[:, list(chosen)].sum(axis=1) >= 2].sum()
        for chosen in combinations(range(reach.shape[1]), 3)
    ]
    assert outcome.value == outcome.bound == max(everything)


def test_cheapest_cover_by_way_of_two_goals(shared: Path) -> None:
    """Most people first, then the fewest sites: the set covering problem."""
    folder = shared / "instances"
    goals = [Goal(objective="max_coverage"), Goal(objective="min_cost")]
    for name, cutoff, fewest in [one for one in fewest_sites(folder) if one[0] in ("swain", "spopt_sf")]:
        found = instance(folder, name)
        question = asking(
            coverage_model(found.reach(cutoff), found.weight), combined.bind(goals, "lexicographic")
        )
        outcome = answered("auto", question, Watch(), 0, "scipy_highs")
        assert (outcome.value, outcome.bound, outcome.stop) == (fewest, fewest, "optimal"), (name, cutoff)
