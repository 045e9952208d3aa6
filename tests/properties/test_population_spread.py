"""Totals are kept: whatever the sizes, the areas and the groups, against a twin in plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting import inputs, scenario
from siting.errors import Problems
from siting.population.spread import spread_group, spread_people
from siting.population.totals import whole_totals
from siting.population.whole import largest_remainders
from tests.census_town import AREAS, write_town

KEPT = 1e-9
SIZES = st.one_of(
    st.just(0.0),
    st.floats(1e-3, 1e6),
    st.floats(min_value=1e-300, max_value=1e300),
    st.sampled_from([1.0, 50.0]),
)
AMOUNTS = st.one_of(st.just(0.0), st.floats(1e-9, 100.0))


@st.composite
def spreads(draw: st.DrawFn, *, whole: bool) -> tuple[Any, Any, Any]:
    """Sizes of places, the area of each, and the people of each area, of which every one with people has a place."""
    n_areas = draw(st.integers(1, 6))
    area = draw(st.lists(st.integers(0, n_areas - 1), min_size=1, max_size=60))
    size = np.array([draw(SIZES) for _ in area])
    number = st.integers(0, 100_000) if whole else st.one_of(st.just(0.0), st.floats(1e-6, 1e7))
    totals = np.array([float(draw(number)) for _ in range(n_areas)])
    area = np.array(area, dtype=np.int64)
    has_place = np.bincount(area, size > 0.0, n_areas) > 0.0
    return size, area, np.where(has_place, totals, 0.0)


def sums(values: Any, area: Any, n_areas: int) -> list[float]:
    """Sums per area, each rounded once."""
    return [math.fsum(values[area == number].tolist()) for number in range(n_areas)]


def by_hand(size: Sequence[float], area: Sequence[int], totals: Sequence[float]) -> list[Fraction]:
    """Exact shares of the totals."""
    together = [Fraction() for _ in totals]
    for one, number in zip(size, area, strict=True):
        together[number] += Fraction(one)
    return [
        Fraction(totals[number]) * Fraction(one) / together[number] if together[number] else Fraction()
        for one, number in zip(size, area, strict=True)
    ]


def capped_by_hand(pattern: Sequence[float], most: Sequence[float], total: float) -> list[Fraction]:
    """min(most, factor * pattern) by filling one place after another; what is left goes to the others by `most`."""
    found = [Fraction() for _ in most]
    left, open_places = Fraction(total), [i for i in range(len(most)) if pattern[i] > 0 and most[i] > 0]
    while open_places and left:
        factor = left / sum(Fraction(pattern[i]) for i in open_places)
        full = [i for i in open_places if factor * Fraction(pattern[i]) >= Fraction(most[i])]
        for i in full or open_places:
            found[i] = Fraction(most[i]) if full else factor * Fraction(pattern[i])
            left -= found[i]
        open_places = [i for i in open_places if i not in full] if full else []
    others = [i for i in range(len(most)) if not (pattern[i] > 0 and most[i] > 0)]
    room = sum((Fraction(most[i]) for i in others), Fraction())
    for i in others if room and left > 0 else ():
        found[i] = left * Fraction(most[i]) / room
    return found


@settings(deadline=None)
@given(spreads(whole=False))
def test_totals_are_kept_to_rounding_and_shares_are_those_of_the_sizes(case: tuple[Any, Any, Any]) -> None:
    size, area, totals = case
    found = spread_people(size, area, totals)
    assert sums(found, area, len(totals)) == pytest.approx(totals.tolist(), rel=KEPT, abs=0)
    exact = by_hand(size.tolist(), area.tolist(), totals.tolist())
    assert found.tolist() == pytest.approx([float(share) for share in exact], rel=1e-9, abs=1e-200)
    assert (found[size == 0.0] == 0.0).all()


@settings(deadline=None)
@given(spreads(whole=True))
def test_whole_persons_are_within_one_of_their_share_and_add_up_to_the_person(
    case: tuple[Any, Any, Any],
) -> None:
    size, area, totals = case
    found = spread_people(size, area, totals, whole=True)
    assert (found == np.round(found)).all()
    assert sums(found, area, len(totals)) == totals.tolist()
    exact = np.array([float(share) for share in by_hand(size.tolist(), area.tolist(), totals.tolist())])
    assert (np.abs(found - exact) < 1.0 + 1e-6).all()


@settings(deadline=None)
@given(spreads(whole=True))
def test_no_remainder_that_was_rounded_up_is_smaller_than_one_rounded_down(
    case: tuple[Any, Any, Any],
) -> None:
    size, area, totals = case
    found = spread_people(size, area, totals, whole=True)
    exact = by_hand(size.tolist(), area.tolist(), totals.tolist())
    for number in range(len(totals)):
        here = [i for i in range(len(found)) if area[i] == number]
        up = [exact[i] % 1 for i in here if found[i] > exact[i]]
        down = [exact[i] % 1 for i in here if found[i] <= exact[i]]
        assert not up or not down or float(min(up)) >= float(max(down)) - 1e-6


@settings(deadline=None)
@given(spreads(whole=False), st.data())
def test_groups_are_kept_and_never_larger_than_everyone(
    case: tuple[Any, Any, Any], data: st.DataObject
) -> None:
    size, area, totals = case
    everyone = spread_people(size, area, totals)
    most = np.bincount(area, everyone, len(totals))
    wanted = most * np.array([data.draw(st.floats(0.0, 1.0)) for _ in totals])
    pattern = np.array([data.draw(SIZES) for _ in area]) if data.draw(st.booleans()) else everyone
    group = spread_group(pattern, everyone, area, wanted)
    assert sums(group, area, len(totals)) == pytest.approx(wanted.tolist(), rel=KEPT, abs=1e-200)
    assert (group >= 0.0).all()
    assert (group <= everyone * (1.0 + 1e-12)).all()


@settings(deadline=None)
@given(spreads(whole=True), st.data())
def test_whole_groups_are_kept_to_the_person_under_everyone(
    case: tuple[Any, Any, Any], data: st.DataObject
) -> None:
    size, area, totals = case
    everyone = spread_people(size, area, totals, whole=True)
    wanted = np.array([float(data.draw(st.integers(0, int(total)))) for total in totals])
    pattern = np.array([data.draw(SIZES) for _ in area]) if data.draw(st.booleans()) else everyone
    group = spread_group(pattern, everyone, area, wanted, whole=True)
    assert (group == np.round(group)).all()
    assert sums(group, area, len(totals)) == wanted.tolist()
    assert ((group >= 0.0) & (group <= everyone)).all()


@settings(deadline=None)
@given(
    st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=12),
    st.floats(0.0, 1.0),
)
def test_a_group_with_a_pattern_is_the_one_filled_by_hand(
    places: list[tuple[float, float]], share: float
) -> None:
    pattern, most = (np.array(column) for column in zip(*places, strict=True))
    total = math.fsum(most.tolist()) * share
    found = spread_group(pattern, most, np.zeros(len(places), dtype=np.int64), np.array([total]))
    expected = [float(value) for value in capped_by_hand(pattern.tolist(), most.tolist(), total)]
    assert found.tolist() == pytest.approx(expected, rel=1e-7, abs=1e-7)


@settings(deadline=None)
@given(spreads(whole=True), st.data())
def test_estimated_groups_become_whole_and_the_city_keeps_its_sum(
    case: tuple[Any, Any, Any], data: st.DataObject
) -> None:
    totals = case[2]
    exact = totals * np.array([data.draw(st.floats(0.0, 1.0)) for _ in totals])
    found = whole_totals(exact, totals)
    assert found.sum() == np.round(exact.sum())
    assert (np.abs(found - exact) < 1.0 + 1e-6).all()
    assert (found <= totals).all()


def test_persons_for_equal_places_are_scattered_and_not_the_first_rows() -> None:
    """100 persons for 1000 buildings alike: every tenth of the rows has about a tenth of them."""
    found = spread_people(np.ones(1000), np.zeros(1000, dtype=np.int64), np.array([100.0]), whole=True)
    assert found.sum() == 100
    assert found.max() == 1
    assert found.reshape(10, 100).sum(axis=1) == pytest.approx(np.full(10, 10), abs=2)


def test_a_pattern_that_is_next_to_nothing_cannot_break_a_total() -> None:
    """The second place has so little pattern that the factor for it would overflow."""
    one, most = np.zeros(2, dtype=np.int64), np.array([1.0, 2.0])
    assert spread_group(np.array([1.0, 2.2e-313]), most, one, np.array([1.5])).tolist() == [1.0, 0.5]


def test_what_cannot_be_taken_is_an_error_and_not_lost() -> None:
    one = np.zeros(1, dtype=np.int64)
    with pytest.raises(ValueError, match="no place to put them"):
        spread_people(np.zeros(1), one, np.array([5.0]))
    with pytest.raises(ValueError, match="cannot take its total"):
        largest_remainders(np.array([3.0]), one, np.array([3.0]), np.array([2.0]))


COLUMNS = {"people": {"id": "id", "people": "people"}, "floor_area": {"id": "id", "levels": "floors"}}


@st.composite
def buildings(draw: st.DrawFn, *, lines: bool) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Places anywhere in and around the town; lines where streets are meant, else houses."""
    found = {}
    for number in range(draw(st.integers(1, 12))):
        x, y = draw(st.integers(-500, 3500)), draw(st.integers(1, 990))
        wide = draw(st.integers(1, 300))
        shape = (
            shapely.LineString([(x, y), (x + wide, y + 5)]) if lines else shapely.box(x, y, x + wide, y + 5)
        )
        told = {"floors": draw(st.integers(1, 30)), "people": draw(st.integers(0, 500))}
        found[f"b{number}"] = (shape, told)
    return found


@pytest.mark.parametrize("spread", ["people", "floor_area", "footprint", "street_length", "equal"])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_every_path_from_files_keeps_the_totals_of_areas_and_groups(
    spread: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The people of every area are counted anew, by where the points stand."""
    whole = data.draw(st.booleans())
    people = data.draw(st.lists(st.integers(0, 50_000), min_size=3, max_size=3).filter(any))
    old = [data.draw(st.integers(0, number)) for number in people]
    census = [("code", "pop", "old"), *zip(AREAS, people, old, strict=True)]
    changes = {
        "demand.spread": spread,
        "demand.columns": COLUMNS.get(spread, {"id": "id"}),
        "demand.groups": {"elderly": "old"},
        "demand.totals.whole": whole,
        "demand.totals.empty": "point",
    }
    places = data.draw(buildings(lines=spread == "street_length"))
    inside = [shape for shape, _ in places.values() if shape.bounds[0] >= 100 and shape.bounds[2] <= 2900]
    if not inside:
        places["in"] = (
            shapely.LineString([(10, 10), (60, 10)])
            if spread == "street_length"
            else shapely.box(10, 10, 20, 20),
            {"floors": 1, "people": 1},
        )
    path = write_town(tmp_path_factory.mktemp("town"), changes, buildings=places, census=census)
    city = inputs.read(scenario.load(path), Problems())
    x = city.demand.xy_m[:, 0]
    area = np.clip(np.ceil(x / 1000.0) - 1, 0, 2).astype(int)  # a place on an edge counts for the first
    for group, totals in (("people", people), ("elderly", old)):
        counts = city.groups[group]
        assert sums(counts, area, 3) == pytest.approx(totals, rel=0.0 if whole else KEPT, abs=0.0)
        assert (counts <= city.people * (1.0 + 1e-12)).all()
        assert not whole or (counts == np.round(counts)).all()
    assert city.population[-1].people == pytest.approx(sum(people), rel=KEPT)
