"""A question solved on clusters: what it is worth on the points, held against every selection there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siting import clustered, clustering, plan
from siting.certificate import recompute
from siting.demand import Demand
from siting.errors import InputError
from siting.journal import Journal
from siting.language import in_language
from siting.outcome import Dual, Watch
from siting.plan.evidence import gather
from siting.scenario.clusters import Clusters
from siting.strategies._run import run_strategy
from tests.models import brute_force
from tests.small_city import city, format_input, random_city
from tests.small_plan import question, stock

METHODS = [("kmeans", 8), ("kmeans", 1), ("bisecting_kmeans", 15), ("grid", 600.0), ("hdbscan", 900.0)]
many = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def clusters_of(found: Any, method: str, size: float, seed: int = 0) -> clustering.Clusters:
    points = found.inputs
    return clustering.cluster(method, points.demand.xy_m, points.people, size, seed, points.demand_circle)


def gathered(found: Any, clusters: clustering.Clusters) -> Any:
    fewer = clustered.city_of(clusters, found.inputs, found.demand, found.coverage)
    return type(found)(**{**vars(found), **dict(zip(("inputs", "demand", "coverage"), fewer, strict=True))})


def solved(found: Any, clusters: clustering.Clusters, strategy: str, missing: str = "people") -> Any:
    """The clusters' outcome and question, and both of the points."""
    asked, points = question(gathered(found, clusters)), question(found)
    answer = run_strategy(strategy, asked, Watch(0.5), 0, "scipy_highs")
    return answer, asked, clustered.brought_back(answer, asked, points, clusters, Watch()), points


@pytest.mark.parametrize("missing", ["people", "circle"])
@pytest.mark.parametrize(("method", "size"), METHODS)
@many
@given(seed=st.integers(0, 10_000), strategy=st.sampled_from(["greedy", "greedy_swap", "exact", "decompose"]))
def test_no_selection_is_worth_more_than_the_bound(
    tmp_path_factory: pytest.TempPathFactory, method: str, size: float, missing: str, seed: int, strategy: str
) -> None:
    found = stock(random_city(seed, n_sites=3), tmp_path_factory.mktemp("city"), missing)
    clusters = clusters_of(found, method, size)
    answer, _, outcome, points = solved(found, clusters, strategy)
    best = brute_force(points)
    assert best is not None
    assert outcome.value == points.objective.value(points, answer.selection) <= best <= outcome.bound
    assert outcome.stop != "optimal" or outcome.value == best
    assert outcome.stop != "gap_reached"
    assert (outcome.trace[-1].incumbent, outcome.trace[-1].bound) == (outcome.value, outcome.bound)
    evidence = gather(found.inputs, found.coverage, found.gaps, missing, points, outcome)  # type: ignore[arg-type]
    certified = recompute(evidence).certified_bound
    assert best <= certified
    assert certified == pytest.approx(outcome.bound, rel=1e-6, abs=1.0)
    made = plan.make(replace_in(found, clusters=clusters), points, outcome, Journal())
    assert made.covered_after.shape == found.demand.weight.shape


def replace_in(found: Any, **given: Any) -> Any:
    return type(found)(**{**vars(found), **given})


@many
@given(seed=st.integers(0, 10_000))
def test_the_city_of_clusters_is_the_one_made_by_hand(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    found = stock(random_city(seed), tmp_path_factory.mktemp("city"))
    clusters = clusters_of(found, "kmeans", 9)
    town = gathered(found, clusters)
    by_hand: dict[int, list[float]] = {}
    for point, number in enumerate(clusters.membership.tolist()):
        by_hand.setdefault(number, [0.0, 0.0])
        for place, name in enumerate(("people", "elderly")):
            by_hand[number][place] += found.inputs.groups[name][point]
    assert [by_hand[number] for number in range(len(clusters))] == np.stack(
        [town.inputs.groups[name] for name in ("people", "elderly")], axis=1
    ).tolist()
    n_points, n_clusters = len(found.inputs.demand), len(clusters)
    for format in range(3):
        for number, medoid in enumerate(clusters.medoid.tolist()):
            row, of_medoid = format * n_clusters + number, format * n_points + medoid
            for name in ("indices", "travel"):
                mine, theirs = getattr(town.coverage, name), getattr(found.coverage, name)
                assert (
                    mine[slice(*town.coverage.indptr[row : row + 2])].tolist()
                    == theirs[slice(*found.coverage.indptr[of_medoid : of_medoid + 2])].tolist()
                )
            assert town.coverage.covered_before[row] == found.coverage.covered_before[of_medoid]
            assert town.inputs.demand_circle[number] == found.inputs.demand_circle[medoid]


@pytest.mark.parametrize("strategy", ["greedy_swap", "exact", "decompose"])
def test_as_many_clusters_as_points_change_nothing(tmp_path: Path, strategy: str) -> None:
    found = stock(random_city(4), tmp_path)
    clusters = clusters_of(found, "kmeans", 60)
    answer, asked, outcome, points = solved(found, clusters, strategy)
    assert asked.weight.tolist() == points.weight.tolist()
    assert outcome.value == answer.value
    assert outcome.selection.tolist() == answer.selection.tolist()
    if answer.dual is not None and not len(answer.dual.cut_price):
        np.testing.assert_allclose(outcome.dual.row, answer.dual.row)
    made = plan.make(replace_in(found, clusters=clusters), points, outcome, Journal())
    figures = replace_plan(made, {"method": "kmeans", "k": 60}).clustering
    assert figures is not None
    assert figures["covered_after_error"] == figures["newly_covered_error"] == 0.0
    assert figures["clusters"] == figures["points"] == 60


def asking(case: Any, asked: dict[str, Any]) -> Any:
    """The scenario with clusters asked for."""
    want = case.settings.demand.model_copy(update={"clusters": Clusters(**asked)})
    return replace(case, settings=case.settings.model_copy(update={"demand": want}))


def replace_plan(made: plan.Plan, asked: dict[str, Any]) -> plan.Plan:
    return replace(made, scenario=asking(made.scenario, asked))


def test_places_without_coordinates_cannot_be_clustered(tmp_path: Path) -> None:
    found = stock(random_city(4), tmp_path)
    case, inputs = asking(found.scenario, {"method": "kmeans", "k": 3}), found.inputs
    assert len(clustered.make(case, inputs)) >= 3
    nowhere = replace(inputs, demand=replace(inputs.demand, xy_m=np.full((60, 2), np.nan)))
    with in_language("en"), pytest.raises(InputError, match="need demand points with coordinates"):
        clustered.make(case, nowhere)


def test_two_houses_as_one_claim_people_who_are_out_of_reach(tmp_path: Path) -> None:
    """Ten people at 0 m and nine at 100 m stand together at 0 m; the site at -450 m reaches 500 m."""
    inputs = city(
        demand=[[0.0, 0.0], [100.0, 0.0]],
        people=[10, 9],
        sites=[[-450.0, 0.0], [550.0, 0.0]],
        formats=(format_input("market", 500.0),),
        cost=20_000.0,
    )
    found = stock(inputs, tmp_path)
    clusters = clusters_of(found, "grid", 1000.0)
    answer, _, outcome, points = solved(found, clusters, "exact")
    assert (answer.value, answer.bound, answer.stop) == (19.0, 19.0, "optimal")
    assert (outcome.value, outcome.selection.tolist()) == (10.0, [0])
    assert outcome.bound >= brute_force(points) == 10.0
    made = plan.make(replace_in(found, clusters=clusters), points, outcome, Journal())
    figures = replace_plan(made, {"method": "grid", "cell_m": 1000.0}).clustering
    assert figures is not None
    everybody = {
        "covered_after_claimed": 19.0,
        "covered_after_true": 10.0,
        "covered_after_error": 9.0,
        "covered_after_error_percent": 90.0,
        "newly_covered_claimed": 19.0,
        "newly_covered_true": 10.0,
        "newly_covered_error": 9.0,
        "newly_covered_error_percent": 90.0,
    }
    assert figures == {
        "method": "grid",
        "cell_m": 1000.0,
        "points": 2,
        "clusters": 1,
        **everybody,
        "formats": {"market": everybody},
    }


def test_what_one_person_counts_is_the_mean_of_a_cluster() -> None:
    clusters = clustering.gathered(np.zeros((3, 2)), np.ones(3), np.array([0, 0, 1]))
    weight = np.array([[3.0, 1.0, 2.0], [0.0, 0.0, 4.0]])
    town = city(demand=[[0, 0]] * 3, people=[3, 1, 4], sites=[[0, 0]], formats=(format_input("a", 9.0),))
    value = np.array([[1.0, 5.0, 7.0], [2.0, 3.0, 4.0]])
    assert clustered.values_of(clusters, Demand(weight, value), clusters.sums(weight)).tolist() == [
        [2.0, 7.0],
        [0.0, 4.0],
    ]
    for plain in (np.array([1.0, 2.0]), np.array([[1.0], [2.0]])):
        kept = clustered.values_of(clusters, Demand(weight, plain), clusters.sums(weight))
        assert kept.tolist() == plain.tolist()
    assert len(town.demand) == 3


def test_the_bound_holds_and_is_of_use_whatever_the_prices_are(tmp_path: Path) -> None:
    found = stock(random_city(7), tmp_path)
    clusters = clusters_of(found, "grid", 500.0)
    answer, asked, _, points = solved(found, clusters, "greedy")
    everybody = float(points.weight[np.diff(points.indptr) > 0].sum())
    best = run_strategy("exact", points, Watch(10.0), 0, "scipy_highs").value
    bare = clustered.brought_back(replace(answer, dual=None), asked, points, clusters, Watch())
    assert best <= bare.bound <= 0.8 * everybody
    absurd = Dual(np.full(asked.n_rows, 1e9), np.full(1, -5.0))
    held = clustered.brought_back(replace(answer, dual=absurd), asked, points, clusters, Watch())
    assert best <= held.bound <= everybody


def test_a_better_plan_known_from_elsewhere_is_kept(tmp_path: Path) -> None:
    found = stock(random_city(7), tmp_path)
    clusters = clusters_of(found, "kmeans", 2)
    answer, asked, outcome, points = solved(found, clusters, "greedy")
    best = run_strategy("exact", points, Watch(10.0), 0, "scipy_highs")
    assert best.value > outcome.value, "clusters this coarse cost something"
    too_much = np.arange(points.n_options, dtype=np.int32)
    kept = clustered.brought_back(answer, asked, points, clusters, Watch(), [too_much, best.selection])
    assert kept.selection.tolist() == best.selection.tolist()
    assert kept.value == best.value <= kept.bound


@pytest.mark.parametrize(
    ("stop", "value", "bound", "gap", "said"),
    [
        ("optimal", 90.0, 100.0, 0.05, "finished"),
        ("gap_reached", 90.0, 100.0, 0.05, "finished"),
        ("finished", 90.0, 100.0, 0.05, "finished"),
        ("time_limit", 90.0, 100.0, 0.05, "time_limit"),
        ("interrupted", 90.0, 100.0, 0.2, "gap_reached"),
        ("optimal", 90.0, 100.0, 0.1, "gap_reached"),
        ("time_limit", 100.0, 100.0, 0.0, "optimal"),
    ],
)
def test_what_is_called_proven_is_proven_on_the_points(
    stop: Any, value: float, bound: float, gap: float, said: str
) -> None:
    assert clustered.stop_of(stop, value, bound, gap) == said
