"""Clusters: everybody is in one, nobody is counted twice, and the same seed gives the same ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from siting import clustering, parts
from siting.clustering import cluster, gathered, kmeans
from siting.clustering._places import one_thread
from siting.errors import RefusedError

METHODS = parts.names("clustering")
SIZES = {"k": 7, "cell_m": 300.0, "min_people": 120.0}


def size_of(method: str) -> float:
    return SIZES[parts.load("clustering", method).KEY]


def city(seed: int, n: int = 200) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    middles = rng.uniform(0, 3000, (4, 2))
    xy = middles[rng.integers(0, 4, n)] + rng.normal(0, 150, (n, 2)) + [4.0e5, 4.0e6]
    return xy, rng.integers(0, 40, n).astype(float)


cities = st.builds(city, st.integers(0, 10_000), st.integers(1, 60)).filter(lambda c: c[1].sum() > 0)
quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def test_the_methods_are_those_that_the_scenario_names() -> None:
    assert METHODS == ("bisecting_kmeans", "grid", "hdbscan", "kmeans")


@pytest.mark.parametrize("method", METHODS)
@quick
@given(made=cities, circles=st.integers(1, 4))
def test_everybody_is_in_one_cluster_and_sums_are_kept(method: str, made: Any, circles: int) -> None:
    xy, people = made
    circle = np.arange(len(xy)) % circles - 1
    found = cluster(method, xy, people, size_of(method), 3, circle)
    assert found.membership.shape == (len(xy),)
    assert sorted(set(found.membership.tolist())) == list(range(len(found)))
    groups = np.stack([people, people * 0.1, np.sqrt(people)])
    np.testing.assert_allclose(found.sums(groups).sum(axis=1), groups.sum(axis=1), rtol=1e-9)
    for number in range(len(found)):
        members = np.flatnonzero(found.membership == number)
        assert found.medoid[number] in members
        assert len(set(circle[members].tolist())) == 1
        assert found.sums(people)[number] == pytest.approx(people[members].sum(), rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
@quick
@given(made=cities)
def test_the_medoid_is_the_inhabited_member_with_the_least_squared_distances(method: str, made: Any) -> None:
    xy, people = made
    found = cluster(method, xy, people, size_of(method))
    for number in range(len(found)):
        members = np.flatnonzero(found.membership == number)
        weight = people[members] if people[members].any() else np.ones(len(members))
        apart = ((xy[members][:, None] - xy[members][None]) ** 2).sum(axis=2)
        cost = np.where(weight > 0, apart @ weight, np.inf)
        chosen = cost[members.tolist().index(found.medoid[number])]
        assert chosen <= cost.min() + 1e-6 * (1 + cost[np.isfinite(cost)].max())


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_clusters_on_any_number_of_threads(method: str) -> None:
    xy, people = city(5, 3000)
    found = []
    for threads in (1, 2, 1):
        with threadpool_limits(limits=threads):
            found.append(cluster(method, xy, people, 40 if size_of(method) == 7 else size_of(method), 11))
    assert found[0].membership.tolist() == found[1].membership.tolist() == found[2].membership.tolist()
    assert found[0].medoid.tolist() == found[1].medoid.tolist()


def test_the_threads_of_others_are_as_before() -> None:
    __import__("sklearn.cluster")
    before = [pool["num_threads"] for pool in threadpool_info()]
    with one_thread():
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
    assert [pool["num_threads"] for pool in threadpool_info()] == before


@pytest.mark.parametrize("method", ["kmeans", "bisecting_kmeans"])
def test_the_seed_decides(method: str) -> None:
    xy, people = city(1, 500)
    one, other = (cluster(method, xy, people, 20, seed).membership for seed in (0, 2**63 - 1))
    assert one.tolist() != other.tolist()


@pytest.mark.parametrize("method", ["kmeans", "bisecting_kmeans"])
@pytest.mark.parametrize("k", [1, 2, 30, 199])
def test_k_clusters_are_found_where_there_are_so_many_places(method: str, k: int) -> None:
    xy, _ = city(2)
    assert len(cluster(method, xy, np.ones(200), k)) == k


@pytest.mark.parametrize("method", ["kmeans", "bisecting_kmeans"])
@pytest.mark.parametrize("k", [200, 201, 10**9])
def test_as_many_clusters_as_places_leave_everybody_where_they_are(method: str, k: int) -> None:
    xy, people = city(2)
    found = cluster(method, xy, people, k)
    assert found.membership.tolist() == found.medoid.tolist() == list(range(200))


@pytest.mark.parametrize("method", ["kmeans", "bisecting_kmeans"])
def test_people_of_one_house_stay_together_where_houses_are_no_more_than_k(method: str) -> None:
    houses = np.array([[0.0, 0.0], [500.0, 0.0], [0.0, 900.0]])
    which = np.arange(30) % 3
    found = cluster(method, houses[which], np.ones(30), 5)
    assert found.membership.tolist() == which.tolist()
    assert found.medoid.tolist() == [0, 1, 2]


@pytest.mark.parametrize("method", ["kmeans", "bisecting_kmeans"])
def test_places_where_nobody_lives_move_no_cluster(method: str) -> None:
    xy, people = city(3, 120)
    people[people == 0] = 1.0
    far = np.concatenate([xy, xy[:50] + 5000.0])
    alone = cluster(method, xy, people, 12)
    among = cluster(method, far, np.concatenate([people, np.zeros(50)]), 12)
    assert among.membership[:120].tolist() == alone.membership.tolist()
    assert among.medoid.tolist() == alone.medoid.tolist()


def test_people_pull_the_centres_of_k_means() -> None:
    xy = np.array([[0.0, 0.0], [100.0, 0.0], [200.0, 0.0], [330.0, 0.0]])
    assert cluster("kmeans", xy, np.array([1.0, 1.0, 1.0, 1.0]), 2).membership[2] == 0
    assert cluster("kmeans", xy, np.array([99.0, 1.0, 99.0, 1.0]), 2).membership.tolist() == [0, 0, 1, 1]


def test_k_means_puts_every_place_into_the_nearest_centre_in_batches_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    xy, people = city(4, 2000)
    people += 1.0
    spread = []
    for most in (kmeans.MOST_PAIRS, 100):
        monkeypatch.setattr(kmeans, "MOST_PAIRS", most)
        found = cluster("kmeans", xy, people, 25)
        total = found.sums(people)
        centre = np.stack([found.sums(people * axis) / total for axis in xy.T], axis=1)
        away = ((xy - centre[found.membership]) ** 2).sum(axis=1)
        spread.append(float(people @ away))
        assert len(found) > 15
    assert max(spread) <= 1.2 * min(spread), "about as tight"


def test_a_grid_is_made_of_squares_that_do_not_move() -> None:
    xy = np.array([[0.0, 0.0], [99.9, 99.9], [100.0, 0.0], [-0.1, 0.0], [250.0, 10.0]])
    assert cluster("grid", xy, np.ones(5), 100.0).membership.tolist() == [0, 0, 1, 2, 3]
    assert cluster("grid", xy[1:], np.ones(4), 100.0).membership.tolist() == [0, 1, 2, 3]


def test_dense_places_stand_together_and_scattered_ones_keep_themselves() -> None:
    rng = np.random.default_rng(0)
    village = rng.normal(0, 20, (40, 2))
    hamlet = rng.normal(0, 20, (40, 2)) + 500.0
    farms = np.array([[2000.0, 0.0], [0.0, 2500.0], [9000.0, 0.0]])
    xy = np.concatenate([village, hamlet, farms])
    found = cluster("hdbscan", xy, np.ones(83), 30.0)
    people = found.sums(np.ones(83))
    assert len({*found.membership[80:].tolist()}) == 3
    assert not {*found.membership[80:].tolist()} & {*found.membership[:80].tolist()}
    assert not {*found.membership[:40].tolist()} & {*found.membership[40:80].tolist()}
    assert all(count == 1 or count >= 30 for count in people)
    assert (people >= 30).sum() == 2


@quick
@given(made=cities, least=st.floats(1, 2000))
def test_a_cluster_of_several_has_the_people_asked_for(made: Any, least: float) -> None:
    xy, people = made
    found = cluster("hdbscan", xy, people, least)
    several = np.bincount(found.membership) > 1
    assert (found.sums(people)[several] >= least).all()


def test_an_unknown_method_is_refused_with_a_suggestion() -> None:
    with pytest.raises(RefusedError, match="Did you mean 'kmeans'"):
        cluster("kmens", np.zeros((1, 2)), np.ones(1), 1)


def test_labels_of_ones_own_are_gathered_in_order_of_appearance() -> None:
    xy = np.array([[0.0, 0.0], [10.0, 0.0], [2.0, 0.0], [12.0, 0.0], [3.0, 0.0]])
    found = gathered(xy, np.array([1.0, 0.0, 1.0, 0.0, 1.0]), np.array([9, -4, 9, -4, 9]))
    assert found.membership.tolist() == [0, 1, 0, 1, 0]
    assert found.medoid.tolist() == [2, 1], "nobody lives in the second: its mean counts places"
    assert not found.membership.flags.writeable
    assert clustering.Clusters is type(found)
