"""Proposed sites against a plain greedy that weighs every place again each time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.inputs.proposed import Need, propose

NOWHERE = np.empty((0, 2))


def plain(
    xy: np.ndarray, need: Need, earlier: np.ndarray, count: int, spacing_m: float
) -> tuple[list[int], list[float]]:
    """Positions and worths, by the rules of the docstring, one Python loop after the other."""
    side_m = min(spacing_m, need.reach_m.min() / 2)
    points = stand_ins(xy, need.people.sum(axis=0), side_m)
    people = {point: short_people(xy, need, side_m, point) for point in points}
    times = {point: np.zeros(len(need.reach_m)) for point in points}

    def away(one: int, place: np.ndarray) -> float:
        return float(np.hypot(*(xy[one] - place)))

    def reached_by(place: np.ndarray) -> None:
        for point in points:
            times[point] += away(point, place) <= need.reach_m

    def worth(place: int) -> float:
        return sum(
            float((people[point] * 0.5 ** times[point])[away(point, xy[place]) <= need.reach_m].sum())
            for point in points
        )

    for place in earlier:
        reached_by(place)
    free = [p for p in points if people[p].sum() and all(away(p, at) >= spacing_m for at in earlier)]
    chosen: list[int] = []
    worths: list[float] = []
    while free and len(chosen) < count:
        values = [worth(place) for place in free]
        best = free[int(np.argmax(values))]
        if max(values) <= 0:
            break
        chosen.append(best)
        worths.append(max(values))
        reached_by(xy[best])
        free = [place for place in free if away(place, xy[best]) >= spacing_m]
    return chosen, worths


def cell_of(xy: np.ndarray, weight: np.ndarray, side_m: float) -> list[tuple[int, int]]:
    low = xy[weight > 0].min(axis=0)
    return [(int((y - low[1]) // side_m), int((x - low[0]) // side_m)) for x, y in xy]


def stand_ins(xy: np.ndarray, weight: np.ndarray, side_m: float) -> list[int]:
    """The point of each cell that is nearest to the middle of its people, cells from the south-west."""
    cells = cell_of(xy, weight, side_m)
    found = []
    for cell in sorted({cell for cell, people in zip(cells, weight, strict=True) if people > 0}):
        mine = [k for k in range(len(xy)) if cells[k] == cell and weight[k] > 0]
        middle = sum(weight[k] * xy[k] for k in mine) / sum(weight[k] for k in mine)
        found.append(min(mine, key=lambda k: (np.hypot(*(xy[k] - middle)), k)))
    return found


def short_people(xy: np.ndarray, need: Need, side_m: float, point: int) -> np.ndarray:
    """(n_formats,) people of the point's cell, 0 for formats that it reaches today."""
    weight = need.people.sum(axis=0)
    cells = cell_of(xy, weight, side_m)
    mine = [k for k in range(len(xy)) if cells[k] == cells[point] and weight[k] > 0]
    total = need.people[:, mine].sum(axis=1)
    for place, format in zip(need.outlets_xy_m, need.outlet_format, strict=True):
        if np.hypot(*(xy[point] - place)) <= need.reach_m[format]:
            total[format] = 0.0
    return total


def city(seed: int, n: int = 60) -> tuple[np.ndarray, Need]:
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 2000, (n, 2)).astype(float)
    people = rng.integers(0, 2**6, (3, n)) * (rng.random(n) < 0.8)
    outlets = rng.integers(0, 2000, (4, 2)).astype(float)
    need = Need(
        people.astype(float), np.array([300.0, 500.0, 300.0]), outlets, rng.integers(0, 3, 4).astype(np.int32)
    )
    return xy, need


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("spacing_m", [90.0, 400.0, 700.0])
def test_the_same_places_as_the_plain_greedy(seed: int, spacing_m: float) -> None:
    xy, need = city(seed)
    earlier = xy[:3] + 5.0 if seed % 2 else NOWHERE
    expected, _ = plain(xy, need, earlier, 12, spacing_m)
    assert propose(xy, need, earlier, 12, spacing_m).tolist() == expected
    assert expected


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), spacing_m=st.floats(50, 900), count=st.integers(1, 30))
def test_proposals_keep_their_distance_and_are_never_more_than_asked_for(
    seed: int, spacing_m: float, count: int
) -> None:
    xy, need = city(seed, 80)
    at = propose(xy, need, NOWHERE, count, spacing_m)
    assert len(at) <= count
    apart = np.hypot(*(xy[at][:, None] - xy[at]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    assert (apart >= spacing_m).all()
    assert (need.people[:, at].sum(axis=0) > 0).all()
    assert at.tolist() == propose(xy, need, NOWHERE, count, spacing_m).tolist()
    assert at[: count // 2].tolist() == propose(xy, need, NOWHERE, count // 2, spacing_m).tolist()


def test_worths_only_shrink() -> None:
    xy, need = city(3)
    _, worths = plain(xy, need, NOWHERE, 30, 100.0)
    assert worths == sorted(worths, reverse=True)


def test_people_in_reach_of_an_outlet_ask_for_nothing() -> None:
    xy = np.array([[0.0, 0.0], [5000.0, 0.0]])
    need = Need(
        np.array([[1000.0, 10.0]]), np.array([400.0]), np.array([[100.0, 0.0]]), np.zeros(1, np.int32)
    )
    assert propose(xy, need, NOWHERE, 5, 150.0).tolist() == [1]


def test_dense_places_get_several_and_sparse_ones_are_not_forgotten() -> None:
    block = np.stack(np.meshgrid(np.arange(0, 1000, 100.0), np.arange(0, 1000, 100.0)), axis=-1).reshape(
        -1, 2
    )
    xy = np.concatenate([block, [[9000.0, 0.0]]])
    people = np.concatenate([np.full(100, 50.0), [400.0]])[None]
    need = Need(people, np.array([300.0]), NOWHERE, np.empty(0, np.int32))
    at = propose(xy, need, NOWHERE, 12, 150.0)
    assert 100 in at
    assert (at < 100).sum() == 11


def test_nobody_and_nowhere_give_no_proposals() -> None:
    need = Need(np.zeros((1, 2)), np.array([300.0]), NOWHERE, np.empty(0, np.int32))
    assert not len(propose(np.zeros((2, 2)), need, NOWHERE, 5, 150.0))
    need = Need(np.ones((1, 2)), np.array([300.0]), NOWHERE, np.empty(0, np.int32))
    assert not len(propose(np.full((2, 2), np.nan), need, NOWHERE, 5, 150.0))


@pytest.mark.parametrize(("spacing_m", "reach_m"), [(1e-9, 500.0), (150.0, 1e-9)])
def test_the_smallest_numbers_take_no_longer_than_others(spacing_m: float, reach_m: float) -> None:
    """With cells as small as they say, rows times columns would not fit into a whole number of 64 bits."""
    xy = np.random.default_rng(7).uniform(0.0, 3000.0, (60, 2))
    need = Need(np.ones((1, 60)), np.array([reach_m]), NOWHERE, np.empty(0, dtype=np.int32))
    at = propose(xy, need, NOWHERE, 5, spacing_m)
    assert len(set(at.tolist())) == 5
