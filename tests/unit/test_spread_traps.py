"""Published totals and places with what goes wrong in offices: other units, sums among the rows, holes in a layer."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from siting.errors import InputError
from tests.census_town import BUILDINGS, CENSUS
from tests.unit.test_population_spread import refused, said, town


def test_a_feature_without_an_outline_is_named(tmp_path: Path) -> None:
    with refused("buildings.geojson: feature 6: 1 features without geometry"):
        town(
            tmp_path, buildings={**BUILDINGS, "b6": (shapely.Polygon(), {"floors": 1, "use": "residential"})}
        )


def test_storeys_that_are_no_numbers_are_not_called_unsaid_as_well(tmp_path: Path) -> None:
    houses = {name: (shape, {**told, "floors": "6层"}) for name, (shape, told) in BUILDINGS.items()}
    with pytest.raises(InputError) as caught:
        town(tmp_path, buildings=houses)
    assert "'6层' is not a number (5 cells" in str(caught.value)
    assert "state no storeys" not in str(caught.value)


def test_more_storeys_than_any_building_has_are_said(tmp_path: Path) -> None:
    houses = {**BUILDINGS, "b1": (BUILDINGS["b1"][0], {"floors": 1800, "use": "residential"})}
    assert "1 buildings state more than 200 storeys" in said(town(tmp_path, buildings=houses))
    assert "storeys" not in said(town(tmp_path))


def test_a_sum_among_the_rows_is_recognised_and_is_no_area(tmp_path: Path) -> None:
    city = town(tmp_path, census=[*CENSUS, ("合计", "", 1701, 251, 1000, 450)])
    assert "1 rows have no area and are left out, with 1,701 people: 合计" in said(city)
    assert "Is it the sum of the others?" in said(city)
    assert [(step.what, step.people) for step in city.population[:2]] == [
        ("published in 4 rows", 3402),
        ("published for areas without an outline", -1701),
    ]
    city = town(tmp_path, census=[*CENSUS, ("370304", "", 5, 1, 2, 2)])
    assert "Is it the sum of the others?" not in said(city)


def test_totals_in_ten_thousands_are_doubted(tmp_path: Path) -> None:
    small = [CENSUS[0], *((row[0], row[1], int(row[2]) / 1e4, *row[3:]) for row in CENSUS[1:])]
    assert "no whole numbers, and no area has more than 0.1 people" in said(town(tmp_path, census=small))
    assert "ten thousands (万人)" in said(town(tmp_path, census=small))
    large = [CENSUS[0], *((row[0], row[1], int(row[2]) * 1.5, *row[3:]) for row in CENSUS[1:])]
    assert "no whole numbers" not in said(town(tmp_path, census=large))


def test_a_layer_without_areas_is_said_to_be_empty(tmp_path: Path) -> None:
    with refused("demand.totals.file: 'areas.geojson' has no rows"):
        town(tmp_path, {"demand.totals.columns": {"people": "pop"}, "demand.totals.table": None}, areas={})


def test_lines_without_length_are_said_and_refused_where_there_is_no_other(tmp_path: Path) -> None:
    changes = {"demand.spread": "street_length", "demand.columns": {"id": "id"}}
    dot = shapely.LineString([(100, 100), (100, 100)])
    ways = {f"l{x}": (shapely.LineString([(x, 10), (x + 100, 10)]), {}) for x in (500, 1500, 2500)}
    city = town(tmp_path, changes, buildings={**ways, "dot": (dot, {})})
    assert "feature 4: 1 of 4 lines have no length and are left out: dot" in said(city)
    assert city.people.sum() == pytest.approx(1701)
    with refused("1 of 1 lines have no length"):
        town(tmp_path, changes, buildings={"dot": (dot, {})})
