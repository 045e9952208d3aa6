"""People in chunks: merged as they come, solved as one question."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

import siting
from siting.errors import InputError, RefusedError
from siting.outcome import Watch
from siting.streaming import Chunk, gather

XY = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [5.0, 0.0], [9.0, 0.0]])
PEOPLE = np.array([10.0, 20.0, 40.0, 30.0, 7.0])
SITES = [[1.0, 0.0], [4.0, 0.0], [20.0, 0.0]]


def test_the_street_by_hand() -> None:
    """Reach 1 around x = 1 serves 70 people, around x = 4 serves 30, 20 serves nobody; 9 is out of reach."""
    found = gather([(XY, PEOPLE)], SITES, 1.0)
    assert (found.points, found.people) == (5, 107.0)
    assert found.covers.weight.tolist() == [70.0, 30.0]
    one = siting.maximal_covering([(XY, PEOPLE)], SITES, 1.0, cost=1.0, budget=1)
    assert (one.selection.tolist(), one.value, one.bound, one.stop) == ([0], 70.0, 70.0, "optimal")
    dear = siting.maximal_covering([(XY, PEOPLE)], SITES, [1.0, 1.0, 5.0], cost=[9.0, 2.0, 0.0], budget=8)
    assert (dear.selection.tolist(), dear.value) == ([1], 30.0)


def test_a_reach_is_closed_and_a_detour_shortens_it() -> None:
    xy, people = np.array([[3.0, 4.0]]), np.ones(1)
    assert gather([(xy, people)], [[0.0, 0.0]], 5.0).covers.n_rows == 1
    assert gather([(xy, people)], [[0.0, 0.0]], np.nextafter(5.0, 0)).covers.n_rows == 0
    assert gather([(xy, people)], [[0.0, 0.0]], 5.0, detour=1.01).covers.n_rows == 0


def test_however_people_are_cut_into_chunks_and_with_any_number_of_threads() -> None:
    rng = np.random.default_rng(4)
    xy, people = rng.uniform(0, 30, (200_000, 2)), rng.integers(1, 101, 200_000) * 1.0
    sites = rng.uniform(0, 30, (20, 2))

    def pieces(size: int) -> Iterator[Chunk]:
        for begin in range(0, len(xy), size):
            yield xy[begin : begin + size], people[begin : begin + size]

    plans = [
        siting.maximal_covering(pieces(size), sites, 6.0, 1.0, 4, time_limit_s=20)
        for size in (200_000, 70_001)
    ]
    assert plans[0].value == plans[1].value
    assert plans[0].stop == "optimal"
    near = np.hypot(*(xy[:, None] - sites[plans[0].selection][None]).transpose(2, 0, 1)) <= 6.0
    assert plans[0].value == people[near.any(axis=1)].sum()
    alone, together = (gather(pieces(50_000), sites, 6.0, n_threads=n).covers for n in (1, 3))
    assert sorted(alone.weight) == sorted(together.weight)


def test_nobody_and_no_sites() -> None:
    assert siting.maximal_covering([], SITES, 1.0, 1.0, 2).value == 0
    assert siting.maximal_covering([(XY, PEOPLE)], np.empty((0, 2)), 1.0, 1.0, 2).value == 0


@pytest.mark.parametrize(
    ("xy", "people", "said"),
    [
        (XY, PEOPLE[:3], "chunk 1.*not"),
        (np.where(XY == 9, np.nan, XY), PEOPLE, "chunk 1.*row 4"),
        (XY, -PEOPLE, "chunk 1.*row 0"),
    ],
)
def test_a_chunk_that_is_none_is_named(xy: np.ndarray, people: np.ndarray, said: str) -> None:
    with pytest.raises(InputError, match=said):
        gather([(XY, PEOPLE), (xy, people)], SITES, 1.0)


@pytest.mark.parametrize(
    ("sites", "reach", "cost", "said"),
    [
        ([[0.0, np.inf]], 1.0, 1.0, "sites_xy"),
        (SITES, [1.0, 2.0], 1.0, "reach.*3"),
        (SITES, -1.0, 1.0, "reach"),
        (SITES, 1.0, -1.0, "cost"),
        (SITES, 1.0, [1.0, 2.0], "cost"),
    ],
)
def test_what_does_not_fit_the_sites_is_named(sites: object, reach: object, cost: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        siting.maximal_covering([(XY, PEOPLE)], sites, reach, cost, 1)  # type: ignore[arg-type]


def test_a_chunk_for_a_list_of_chunks_is_named() -> None:
    with pytest.raises(InputError, match="chunk 0"):
        siting.maximal_covering((XY, PEOPLE), SITES, 1.0, 1.0, 1)  # type: ignore[arg-type]


def test_every_wrong_number_is_named() -> None:
    with pytest.raises(InputError) as caught:
        siting.maximal_covering(
            [(XY, PEOPLE)], SITES, 1.0, 1.0, float("nan"), gap=-1, time_limit_s=-1, seed=-1
        )
    assert [problem.place.where for problem in caught.value.problems] == [
        "budget",
        "gap",
        "time_limit_s",
        "seed",
    ]


def test_an_unknown_strategy_and_no_time_are_said() -> None:
    with pytest.raises(RefusedError, match="strategy"):
        siting.maximal_covering([(XY, PEOPLE)], SITES, 1.0, 1.0, 1, strategy="wishing")
    watch = Watch()
    watch.interrupt()
    assert siting.maximal_covering([(XY, PEOPLE)], SITES, 1.0, 1.0, 1, watch=watch).value <= 70
