"""Published totals to dwellings: what a planner's files give, what is refused, what is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin
from shapely import box

import siting
from siting import inputs, scenario
from siting.errors import InputError, Problems
from siting.inputs import Inputs
from siting.parts import load
from siting.scenario.totals_checks import OSM_ENDINGS
from tests.census_town import AREAS, BUILDINGS, CENSUS, features, write_town

ROUND = {"demand.totals.whole": True}


def town(folder: Path, changes: Mapping[str, Any] | None = None, **files: Any) -> Inputs:
    return inputs.read(scenario.load(write_town(folder, changes, **files)), Problems())


def people(city: Inputs, group: str = "people") -> dict[str, float]:
    return dict(zip(city.demand.ids.tolist(), city.groups[group].tolist(), strict=True))


def said(city: Inputs) -> str:
    return "\n".join(str(warning) for warning in city.warnings)


@contextmanager
def refused(*words: str) -> Iterator[None]:
    with pytest.raises(InputError) as caught:
        yield
    for word in words:
        assert word in str(caught.value), str(caught.value)


def test_floor_area_is_footprint_times_levels_and_totals_are_kept(tmp_path: Path) -> None:
    """370301: 60,000 + 40,000 + 40,000 m2 of floor for 1000 people."""
    found = people(town(tmp_path))
    assert found == pytest.approx({"b1": 3000 / 7, "b2": 2000 / 7, "b3": 2000 / 7, "b4": 501, "b5": 200})


def test_footprint_and_equal_spread(tmp_path: Path) -> None:
    bare = {"demand.columns.levels": None}
    found = people(town(tmp_path, {"demand.spread": "footprint", **bare}))
    assert found == pytest.approx({"b1": 1000 / 6, "b2": 4000 / 6, "b3": 1000 / 6, "b4": 501, "b5": 200})
    found = people(town(tmp_path, {"demand.spread": "equal", **bare}))
    assert found == pytest.approx({"b1": 1000 / 3, "b2": 1000 / 3, "b3": 1000 / 3, "b4": 501, "b5": 200})


def test_a_column_of_floor_areas_goes_before_outlines(tmp_path: Path) -> None:
    floors = {"b1": 100.0, "b2": 300.0, "b3": None, "b4": 1.0, "b5": 1.0}
    houses = {name: (shape, {**told, "area": floors[name]}) for name, (shape, told) in BUILDINGS.items()}
    city = town(
        tmp_path,
        {"demand.columns": {"id": "id", "levels": "floors", "floor_area_m2": "area"}},
        buildings=houses,
    )
    assert people(city)["b3"] == pytest.approx(1000 * 40_000 / 40_400)
    with refused("feature 3, column 'area'", "1 of 5 buildings state no floor area"):
        town(tmp_path, {"demand.columns": {"id": "id", "floor_area_m2": "area"}}, buildings=houses)


def test_people_of_a_grid_are_scaled_to_the_totals(tmp_path: Path) -> None:
    """The dasymetric way: 30 of 40 people in the grid become 750 of 1000."""
    houses = {"g1": (shapely.Point(10, 10), {"people": 30}), "g2": (shapely.Point(20, 20), {"people": 10})}
    houses |= {"g3": (shapely.Point(1500, 10), {"people": 2}), "g4": (shapely.Point(2500, 10), {"people": 5})}
    grid = {"demand.spread": "people", "demand.columns": {"id": "id"}}
    city = town(tmp_path, grid, buildings=houses)
    assert people(city) == {"g1": 750, "g2": 250, "g3": 501, "g4": 200}
    assert "36.2 times those of the places in all, but far more or fewer in 1 areas: 370302 (250)" in said(
        city
    )


def test_cells_of_a_raster_are_scaled_to_the_totals(tmp_path: Path) -> None:
    """50 m cells from (-50, 1050) down: row 5, column 5 lies in 370301; the last one outside of all areas."""
    cells = np.zeros((20, 70), dtype="float32")
    cells[5, 5], cells[5, 6], cells[3, 30], cells[3, 50], cells[0, 69] = 30, 10, 20, 10, 7
    corner = (540_000.0, 4_072_000.0)
    form = {"driver": "GTiff", "count": 1, "dtype": "float32", "height": 20, "width": 70, "crs": "EPSG:4548"}
    where = from_origin(corner[0] - 50, corner[1] + 1050, 50, 50)
    with rasterio.open(tmp_path / "people.tif", "w", transform=where, **form) as raster:
        raster.write(cells, 1)
    here = dict.fromkeys(("demand.totals.crs", "sites.crs"), "EPSG:4548") | {"sites.columns": None}
    file = {
        "demand.file": "people.tif",
        "demand.crs": None,
        "demand.columns": None,
        "demand.spread": "people",
    }
    areas = {code: shapely.transform(shape, lambda xy: xy + corner) for code, shape in AREAS.items()}
    path = write_town(tmp_path, {**file, **here, "crs": None, "sites.file": "sites.geojson"}, areas=areas)
    (tmp_path / "sites.geojson").write_text(features([(shapely.Point(corner), {})]), encoding="utf-8")
    city = inputs.read(scenario.load(path), Problems())
    assert people(city) == {"3/30": 501, "3/50": 200, "5/5": 750, "5/6": 250}
    assert city.demand.xy_m[2] == pytest.approx(np.add(corner, (225, 775)))


def test_whole_persons_add_up_to_the_person(tmp_path: Path) -> None:
    found = people(town(tmp_path, ROUND))
    assert found == {"b1": 428, "b2": 286, "b3": 286, "b4": 501, "b5": 200}


def test_land_use_weighs_dwellings_and_a_value_without_factor_is_an_error(tmp_path: Path) -> None:
    use = {"demand.columns": {"id": "id", "levels": "floors", "land_use": "use"}}
    city = town(tmp_path, {**use, "demand.land_use": {"residential": 1.0, "shop": 0.5, "office": 0}})
    assert people(city) == pytest.approx({"b1": 500, "b2": 1000 / 3, "b3": 500 / 3, "b4": 501, "b5": 200})
    assert "no row has the land use 'office'" in said(city)
    with refused("feature 3, column 'use'", "'shop' (1)"):
        town(tmp_path, {**use, "demand.land_use": {"residential": 1.0}})


def test_missing_levels_need_a_default_which_is_said(tmp_path: Path) -> None:
    houses = {name: (shape, {**told, "floors": told["floors"]}) for name, (shape, told) in BUILDINGS.items()}
    houses["b2"] = (BUILDINGS["b2"][0], {"floors": None})
    houses["b3"] = (BUILDINGS["b3"][0], {"floors": 0})
    with refused("2 of 5 buildings state no storeys", "demand.default_levels"):
        town(tmp_path, buildings=houses)
    city = town(tmp_path, {"demand.default_levels": 2.5}, buildings=houses)
    assert "2 of 5 buildings state no storeys; default_levels is taken for them: 2.5" in said(city)
    assert people(city) == pytest.approx(
        {"b1": 1000 * 6 / 18.5, "b2": 10_000 / 18.5, "b3": 2500 / 18.5, "b4": 501, "b5": 200}
    )


def test_groups_and_cohorts_of_the_areas_are_kept_per_area(tmp_path: Path) -> None:
    ages = {"0-14": "0-14", "15-59": "15-59", "60+": "60+"}
    city = town(
        tmp_path, {"demand.ages": ages, "formats": [{"id": "elderly_care"}, {"id": "bakery"}], **ROUND}
    )
    assert people(city, "elderly") == {"b1": 86, "b2": 57, "b3": 57, "b4": 150, "b5": 100}
    own = town(tmp_path, {"demand.groups": {"young": "0-14"}})
    assert people(own, "young") == pytest.approx(
        {"b1": 600 / 7, "b2": 400 / 7, "b3": 400 / 7, "b4": 51, "b5": 0}
    )


def test_a_group_that_the_places_have_too_follows_their_pattern_within_its_total(tmp_path: Path) -> None:
    """All 200 old people of 370301 in b1 and b3, 1 : 3; b4 holds them all; b5 knows none, and takes its area's."""
    old = {"b1": 1, "b2": 0, "b3": 3, "b4": 7, "b5": 0}
    houses = {name: (shape, {**told, "60+": old[name]}) for name, (shape, told) in BUILDINGS.items()}
    city = town(tmp_path, {"demand.groups": {"elderly": "60+"}}, buildings=houses)
    assert people(city, "elderly") == pytest.approx({"b1": 50, "b2": 0, "b3": 150, "b4": 150, "b5": 100})


def test_a_group_that_only_the_places_have_is_a_share_of_the_people_there(tmp_path: Path) -> None:
    old = {"b1": 0.5, "b2": 0.0, "b3": 0.1, "b4": 0.2, "b5": 1.0}
    houses = {name: (shape, {**told, "old": old[name]}) for name, (shape, told) in BUILDINGS.items()}
    city = town(tmp_path, {"demand.groups": {"elderly": {"share": "old"}}}, buildings=houses)
    assert people(city, "elderly") == pytest.approx(
        {"b1": 1500 / 7, "b2": 0, "b3": 200 / 7, "b4": 100.2, "b5": 200}
    )
    with refused("the group 'elderly' counts people at the places, but the areas do not have it"):
        town(tmp_path, {"demand.groups": {"elderly": "old"}}, buildings=houses)
    with refused("census.xlsx", "there is no column 'nobody'"):
        town(tmp_path, {"demand.groups": {"elderly": "nobody"}}, buildings=houses)


def test_counts_at_the_places_of_a_grid_keep_their_share(tmp_path: Path) -> None:
    houses = {
        "g1": (shapely.Point(10, 10), {"people": 30, "old": 3}),
        "g2": (shapely.Point(20, 9), {"people": 10, "old": 5}),
    }
    houses |= {
        "g3": (shapely.Point(1500, 10), {"people": 2, "old": 0}),
        "g4": (shapely.Point(2500, 10), {"people": 5, "old": 5}),
    }
    grid = {"demand.spread": "people", "demand.columns": {"id": "id"}, "demand.groups": {"elderly": "old"}}
    assert people(town(tmp_path, grid, buildings=houses), "elderly") == pytest.approx(
        {"g1": 75, "g2": 125, "g3": 0, "g4": 200}
    )


def test_estimated_groups_are_rounded_to_persons_and_that_is_said(tmp_path: Path) -> None:
    shares = [(*CENSUS[0], "share"), *((*row, 0.125) for row in CENSUS[1:])]
    city = town(tmp_path, {"demand.groups": {"kids": {"share": "share"}}, **ROUND}, census=shares)
    kids = people(city, "kids")
    assert sum(kids.values()) == round(1701 / 8)
    assert all(value == int(value) <= people(city)[name] for name, value in kids.items())
    assert "'kids' is no whole number in 1 areas, and is rounded there: 212.62 -> 213 people" in said(city)


def test_an_area_with_people_and_no_place_is_an_error_or_a_point(tmp_path: Path) -> None:
    houses = {name: BUILDINGS[name] for name in ("b1", "b4")}
    with refused("demand.totals.empty", "1 areas with 200 people have no place", "370303 (200)"):
        town(tmp_path, buildings=houses)
    city = town(tmp_path, {"demand.totals.empty": "point"}, buildings=houses)
    assert people(city) == {"b1": 1000, "b4": 501, "area:370303": 200}
    assert (
        "1 areas have no place; their 200 people (11.8% of all) stand at one point in each: 370303"
        in said(city)
    )
    assert shapely.Point(city.demand.xy_m[2]).within(AREAS["370303"])
    assert [step.places for step in city.population] == [2, 1, 3]


def test_places_whose_sizes_are_all_0_are_no_places(tmp_path: Path) -> None:
    use = {"demand.columns": {"id": "id", "levels": "floors", "land_use": "use"}}
    houses = {**BUILDINGS, "b5": (BUILDINGS["b5"][0], {"floors": 2, "use": "shop"})}
    with refused("370303 (200)"):
        town(tmp_path, {**use, "demand.land_use": {"residential": 1, "shop": 0}}, buildings=houses)


def test_places_outside_all_areas_are_left_out_and_counted(tmp_path: Path) -> None:
    houses = {**BUILDINGS, "far": (box(5000, 0, 5010, 10), {"floors": 1, "use": "shop"})}
    city = town(tmp_path, buildings=houses)
    assert "far" not in people(city)
    assert "1 of 6 places lie outside all areas of the totals and are left out: far" in said(city)
    assert [(step.people, step.places) for step in city.population][:2] == [(1701.0, 6), (0.0, -1)]
    with refused("none of 1 places lies in an area of the totals"):
        town(tmp_path, buildings={"far": houses["far"]})


def test_slivers_of_overlap_are_said_and_areas_over_areas_refused(tmp_path: Path) -> None:
    wider = {**AREAS, "370302": box(999, 0, 2000, 1000)}
    houses = {**BUILDINGS, "edge": (box(999.2, 10, 999.8, 11), {"floors": 1, "use": "shop"})}
    city = town(tmp_path, areas=wider, buildings=houses)
    assert "1 pairs of areas overlap; places there count for the first: 370301 / 370302 (0.1%)" in said(city)
    assert "1 places lie in two areas or more and count for the first" in said(city)
    assert sum(people(city).values()) == pytest.approx(1701)
    nested = {**AREAS, "370303": box(0, 0, 3000, 1000)}
    with refused("areas lie over each other: 370301 / 370303 (100.0%)", "count twice"):
        town(tmp_path, areas=nested)


def test_rows_without_an_area_are_left_out_with_their_people(tmp_path: Path) -> None:
    city = town(tmp_path, census=[*CENSUS, ("3703", "全市", 1701, 251, 1000, 450)])
    assert "census.xlsx:5" in said(city)
    assert "1 rows have no area and are left out, with 1,701 people: 3703" in said(city)
    assert [step.people for step in city.population][:2] == [3402.0, -1701.0]
    with refused(
        "census.xlsx", "1 of 3 areas have no row: 370303", "Rows of the table without an area: 370399"
    ):
        town(tmp_path, census=[*CENSUS[:3], ("370399", "南街", 200, 0, 100, 100)])
    with refused("census.xlsx:5", "id '370301' stands twice"):
        town(tmp_path, census=[*CENSUS, CENSUS[1]])


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, "is empty"),
        (-1, "'-1' must be >= 0"),
        ("many", "'many' is not a number"),
        (10.5, "not whole (1 areas)"),
    ],
)
def test_numbers_of_an_area_that_cannot_be_are_refused(tmp_path: Path, number: Any, words: str) -> None:
    with refused("census.xlsx:3", words):
        town(tmp_path, ROUND, census=[*CENSUS[:2], ("370302", "西街", number, 0, 0, 0), CENSUS[3]])


def test_totals_that_are_not_whole_are_kept_where_persons_need_not_be(tmp_path: Path) -> None:
    assert (
        people(town(tmp_path, census=[*CENSUS[:2], ("370302", "", 10.5, 0, 0, 0), CENSUS[3]]))["b4"] == 10.5
    )


def test_numbers_may_stand_with_the_areas(tmp_path: Path) -> None:
    path = write_town(
        tmp_path, {"demand.totals": {"file": "own.geojson", "crs": "plane", "columns": {"people": "pop"}}}
    )
    rows = [(shape, {"pop": 7.0 * n}) for n, shape in enumerate(AREAS.values(), start=1)]
    (tmp_path / "own.geojson").write_text(features(rows), encoding="utf-8")
    found = people(inputs.read(scenario.load(path), Problems()))
    assert (found["b4"], found["b5"]) == (14.0, 21.0)


def test_too_little_floor_for_the_people_is_said(tmp_path: Path) -> None:
    city = town(tmp_path, census=[*CENSUS[:3], ("370303", "", 10_000, 0, 0, 0)])
    assert "1 areas have less than 5 m2 of floor for each person" in said(city)
    assert "370303 (2.0 m2)" in said(city)


def test_lines_are_cut_and_weighted_by_their_length(tmp_path: Path) -> None:
    """370301: 500 m and 100 m of street, in pieces of 50 m; the second half of l1 lies in 370302."""
    streets = {
        "l1": (shapely.LineString([(500, 10), (1000, 10), (1500, 10)]), {"use": "road"}),
        "l2": (shapely.LineString([(100, 500), (200, 500)]), {"use": "road"}),
        "l3": (shapely.LineString([(2100, 500), (2130, 500)]), {"use": "road"}),
    }
    changes = {"demand.spread": "street_length", "demand.columns": {"id": "id"}}
    city = town(tmp_path, changes, buildings=streets)
    found = people(city)
    assert len(found) == 20 + 2 + 1
    assert found["l1:1"] == pytest.approx(1000 / 12)
    assert sum(found[f"l1:{k}"] for k in range(11, 21)) == pytest.approx(501)
    assert found["l3:1"] == 200
    assert city.demand.xy_m[0].tolist() == pytest.approx([525, 10])


def test_a_clip_takes_its_share_after_the_totals_were_spread(tmp_path: Path) -> None:
    path = write_town(tmp_path, {"demand.clip": {"file": "clip.geojson", "crs": "plane"}})
    (tmp_path / "clip.geojson").write_text(features([(box(0, 0, 250, 250), {})]), encoding="utf-8")
    city = inputs.read(scenario.load(path), Problems())
    assert people(city) == pytest.approx({"b1": 3000 / 7})
    assert [round(step.people) for step in city.population] == [1701, -1272, 429]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"demand.totals": None}, "spread needs totals"),
        ({"demand.spread": None}, "totals need spread"),
        ({"demand.spread": "people", "demand.file": "city.osm.pbf"}, "has no people to spread by"),
        (
            {"demand.file": "city.osm", "demand.totals": None, "demand.spread": None},
            "has buildings and streets, but no people",
        ),
        ({"demand.file": "city.osm"}, "an OpenStreetMap file has no columns"),
        ({"demand.columns.levels": None}, "floor_area needs columns.floor_area_m2 or columns.levels"),
        ({"demand.columns.people": "pop"}, "floor_area has no use for columns.people"),
        (
            {"demand.spread": "footprint", "demand.default_levels": 2},
            "default_levels needs spread: floor_area",
        ),
        ({"demand.land_use": {"shop": 0}}, "land_use needs columns.land_use"),
        ({"demand.columns.land_use": "use"}, "columns.land_use needs land_use"),
        ({"demand.columns.land_use": "use", "demand.land_use": {"shop": 0}}, "every factor of land_use is 0"),
        ({"demand.totals.columns": {}}, "totals.table needs totals.columns.id"),
        ({"demand.totals.columns.people": "pop"}, "one place too many"),
        ({"demand.totals.empty": "streets"}, "needs the streets of an OpenStreetMap file"),
        ({"demand.totals.empty": "point", "demand.columns.circle": "c"}, "have no value in columns.circle"),
        ({"demand.spread": "street_length", "demand.columns": {"x": "x"}}, "needs lines, not columns.x"),
        ({"demand.records": True}, "has no use for records"),
        ({"demand.totals.empty": "nearest"}, "demand.totals.empty"),
        ({"demand.totals.reader": "word"}, "unknown reader 'word'"),
    ],
)
def test_keys_that_do_not_go_together_are_told_at_load(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with refused("scenario.yaml:1:", words):
        scenario.load(write_town(tmp_path, changes))


def test_files_that_are_no_areas_or_no_outlines_are_refused(tmp_path: Path) -> None:
    dots = {name: (shape.centroid, told) for name, (shape, told) in BUILDINGS.items()}
    with refused("5 of 5 rows of 'buildings.geojson' are no areas", "a footprint needs outlines"):
        town(tmp_path, buildings=dots)
    with refused("'buildings.geojson' has points; a footprint needs outlines"):
        town(tmp_path, {"demand.columns": {"id": "id", "x": "floors", "y": "floors", "levels": "floors"}})
    with refused("totals need areas; 1 of 3 rows are none: 370302"):
        town(tmp_path, areas={**AREAS, "370302": shapely.Point(1500, 500)})
    with refused("spread: street_length needs lines; 5 of 5 rows"):
        town(tmp_path, {"demand.spread": "street_length", "demand.columns": {"id": "id"}})
    with refused("'plane' mixes with no other coordinate system"):
        degrees = {code: box(117 + n, 36, 118 + n, 37) for n, code in enumerate(AREAS)}
        town(tmp_path, {"demand.totals.crs": "EPSG:4490"}, areas=degrees)


def test_places_without_coordinates_are_refused_under_a_ready_travel_table(tmp_path: Path) -> None:
    table = {"travel": {"table": {"file": "ways.csv", "metres": "m"}}, "demand.spread": "equal"}
    path = write_town(tmp_path, {**table, "demand.file": "homes.csv", "demand.columns": {"id": "id"}})
    (tmp_path / "homes.csv").write_text("id\nh1\n", encoding="utf-8")
    with refused("totals need places with coordinates"):
        inputs.read(scenario.load(path), Problems())


def test_the_town_is_solved_and_its_account_adds_up(tmp_path: Path) -> None:
    """Two bakeries for b4 and b5 and the houses of 370301 within 300 m of (150, 150): the two largest are bought."""
    plan = siting.solve(write_town(tmp_path, ROUND))
    assert plan.summary["stop"] == "optimal"
    assert sorted(one["site"] for one in plan.summary["opened"]) == ["s1", "s2"]
    assert plan.summary["people"]["total"] == 1701


def test_endings_of_openstreetmap_files_are_those_of_their_reader() -> None:
    assert load("readers", "osm_pbf").SUFFIXES == OSM_ENDINGS


def test_arrays_leave_read_only(tmp_path: Path) -> None:
    city = town(tmp_path, ROUND)
    for group in city.groups.values():
        assert not group.flags.writeable
    assert np.isfinite(city.demand.xy_m).all()
