"""What `siting new` makes of names, numbers and boxes, without a file being written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting import crs
from siting.errors import Problems
from siting.readers import Table
from siting.starter.box import Box
from siting.starter.columns import Columns, guess
from siting.starter.offer import Offer, offers, usual_budget
from siting.starter.outlines import outlines_of
from siting.starter.wish import Wish

WISH = Wish(Path("new"), Path("city.osm"), Path("people.csv"))


def guessed(*names: str, rows: int = 2) -> tuple[Columns, Problems]:
    problems = Problems()
    frame = pd.DataFrame({name: [f"{10 * row + 1}" for row in range(rows)] for name in names})
    return guess(Table(Path("people.csv"), frame), WISH, problems), problems


MEAN_PEOPLE = ["people", "POP", "pop_2020", "pop2020", "Population", "total_population", "tot_pop", "P_2018"]
MEAN_PEOPLE += [
    "pop-sum",
    "residents",
    "人口",
    "常住人口",
    "总人口",
    "人口数",
    "居民",
    "常住人口总数",
    "总人数",
]


@pytest.mark.parametrize("name", [*MEAN_PEOPLE, "population total"])
def test_names_that_mean_people(name: str) -> None:
    columns, problems = guessed("lon", "lat", name)
    assert (columns.people, problems.errors) == (name, [])


@pytest.mark.parametrize(
    "name", ["popularity", "households", "人口密度", "pop_density", "elderly", "age", "p1"]
)
def test_names_that_do_not(name: str) -> None:
    columns, problems = guessed("lon", "lat", name)
    assert columns.people is None
    assert "no column is known to hold the people" in str(problems.errors[0])


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("lon", "lat"), ("lon", "lat", True)),
        (("LNG", "Lat"), ("LNG", "Lat", True)),
        (("经度", "纬度"), ("经度", "纬度", True)),
        (("X", "Y"), ("X", "Y", False)),
        (("easting", "northing"), ("easting", "northing", False)),
    ],
)
def test_names_that_mean_places(names: tuple[str, str], found: tuple[str, str, bool]) -> None:
    columns, problems = guessed("people", *names)
    assert (columns.x, columns.y, columns.degrees) == found
    assert not problems.errors


def test_two_pairs_of_places_are_asked_about() -> None:
    _, problems = guessed("people", "lon", "lat", "x", "y")
    assert "several pairs of columns may hold the coordinates: lon, lat; x, y" in str(problems.errors[0])


def test_an_id_is_one_only_when_it_names_each_row() -> None:
    assert guessed("people", "lon", "lat", "id")[0].id == "id"
    problems = Problems()
    frame = pd.DataFrame(
        {"lon": [1.0, 2.0], "lat": [1.0, 2.0], "people": [1, 2], "id": ["a", "a"], "code": ["b", "c"]}
    )
    assert guess(Table(Path("people.csv"), frame), WISH, problems).id == "code"


def test_groups_are_known_by_exact_names_and_cohorts_by_at_least_three() -> None:
    columns, _ = guessed("lon", "lat", "people", "elderly", "3岁以下婴幼儿", "old", "0-14", "15-64", "65+")
    assert columns.groups == {"elderly": "elderly", "age_0_3": "3岁以下婴幼儿"}
    assert columns.ages == {"0-14": "0-14", "15-64": "15-64", "65+": "65+"}
    assert guessed("lon", "lat", "people", "1", "2")[0].ages == {}


def states(asked: str, outlets: dict[str, int], groups: tuple[str, ...] = ()) -> dict[str, str]:
    found = offers(asked, Counter(outlets), 100_000, groups, Problems())
    return {one.shipped.id: one.state for one in found}


def test_hardly_mapped_formats_are_left_out_unless_they_are_named() -> None:
    outlets = {"pharmacy": 18, "laundry": 1}
    assert states("pharmacy,laundry", outlets) == {"pharmacy": "planned", "laundry": "planned"}
    found = states("basic", outlets)
    assert (found["pharmacy"], found["laundry"], found["car_wash"]) == ("planned", "not_mapped", "no_group")
    assert states("basic,洗染店", outlets)["laundry"] == "planned"


def test_where_nothing_is_mapped_well_what_is_mapped_at_all_is_planned() -> None:
    found = states("basic", {"pharmacy": 1})
    assert [name for name, state in found.items() if state == "planned"] == ["pharmacy"]


def test_where_nothing_is_mapped_everything_is_planned_whose_people_are_known() -> None:
    found = states("一老一小,一店一早", {}, ("elderly",))
    assert found == {
        "community_canteen": "planned",
        "elderly_care": "planned",
        "childcare": "no_group",
        "convenience_store": "planned",
        "breakfast_shop": "planned",
    }


def test_the_budget_pays_for_the_outlets_that_it_names() -> None:
    problems = Problems()
    planned: list[Offer] = offers("convenience_store,pharmacy", Counter(), 100_000, (), problems)
    money, count = usual_budget(planned, 100_000)
    mean = sum(one.cost for one in planned) / 2
    assert count == 10
    assert mean * count <= money <= 1.1 * mean * count
    assert f"{money:.0f}"[2:].strip("0") == ""


SOUTH_NORTH = st.floats(-60, 60)
LON = st.floats(-170, 170)


@settings(max_examples=40, deadline=None)
@given(LON, SOUTH_NORTH, st.floats(0.001, 2), st.floats(0.001, 2), st.floats(0, 1), st.floats(0, 1))
def test_what_a_box_holds_lies_in_the_box_around_it_in_any_system(
    west: float, south: float, wide: float, high: float, along: float, up: float
) -> None:
    box = Box(west, south, west + wide, south + high)
    place = np.array([[west + along * wide, south + up * high]])
    assert box.holds(place).all()
    working = crs.estimate_working(place)
    x0, y0, x1, y1 = box.around(working)
    margin = 0.01 * max(x1 - x0, y1 - y0)
    x, y = crs.to_working(place, "EPSG:4326", working)[0]
    assert x0 - margin <= x <= x1 + margin
    assert y0 - margin <= y <= y1 + margin


def test_boxes_share_what_both_cover() -> None:
    one, other = Box(0, 0, 2, 2), Box(1, 1, 3, 3)
    assert one.shared(other) == Box(1, 1, 2, 2)
    assert one.shared(Box(5, 5, 6, 6)) is None
    assert one.contains(Box(0, 0, 1, 2))
    assert not one.contains(other)
    area = shapely.from_geojson(one.geojson())
    assert shapely.area(area) == 4


def test_areas_are_as_wide_as_those_that_half_of_the_people_live_in() -> None:
    """1,000 people in 100 m squares, 1,200 in one of 2 km: more than half live in the large one."""
    small = [shapely.box(500_000 + 100 * k, 4_000_000, 500_100 + 100 * k, 4_000_100) for k in range(10)]
    large = shapely.box(500_000, 4_001_000, 502_000, 4_003_000)
    table = Table(Path("a.gpkg"), pd.DataFrame({"n": range(11)}), np.array([*small, large], dtype=object))
    found = outlines_of(table, np.array([100.0] * 10 + [1200.0]), "EPSG:32650")
    assert found is not None
    assert found.width_m == pytest.approx(2000, rel=0.01)
    assert found.coarse
    degrees = crs.to_lonlat(np.array([[499_990.0, 3_999_990.0], [501_000.0, 4_004_000.0]]), "EPSG:32650")
    assert degrees is not None
    half = Box(*degrees[0].tolist(), *degrees[1].tolist())
    assert found.cut_by(half) == pytest.approx(1200 / 2200)
