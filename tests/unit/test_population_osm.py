"""Buildings and streets of OpenStreetMap as places for published totals."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from siting import inputs, scenario
from siting.errors import InputError, Problems
from siting.inputs import Inputs
from siting.population.dwellings import footprint_m2
from siting.population.dwellings_osm import read_buildings
from siting.population.osm_kinds import kind_of, kinds, levels_of
from siting.population.streets import cut, lines_cut
from siting.population.streets_osm import kinds as street_kinds
from siting.population.streets_osm import read_streets
from tests.census_town import write_town

EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)


def way(number: int, corners: list[tuple[float, float]], tags: dict[str, str], *, closed: bool = True) -> str:
    """A way with nodes of its own; corners in units of 0.0001 degrees (about 11 m) from 0, 0."""
    nodes = [
        f'<node id="{number * 100 + k}" lon="{x / 1e4}" lat="{y / 1e4}"/>' for k, (x, y) in enumerate(corners)
    ]
    refs = [number * 100 + k for k in range(len(corners))] + ([number * 100] if closed else [])
    said = "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
    return (
        "\n".join(nodes)
        + f'\n<way id="{number}">'
        + "".join(f'<nd ref="{r}"/>' for r in refs)
        + said
        + "</way>"
    )


def house(number: int, x: float, tags: dict[str, str], wide: float = 2) -> str:
    return way(number, [(x, 1), (x + wide, 1), (x + wide, 3), (x, 3)], tags)


OSM = "\n".join(
    (
        '<osm version="0.6">',
        house(1, 10, {"building": "apartments", "building:levels": "5"}),
        house(2, 20, {"building": "yes"}),
        house(3, 30, {"building": "yes", "amenity": "school"}),
        house(4, 40, {"building": "church"}),
        house(5, 50, {"building": "cottage", "height": "9 m"}),
        house(6, 60, {"building": "house"}, wide=4),
        way(7, [(70, 1), (72, 1), (72, 3)], {"building": "yes"}, closed=False),
        way(8, [(80, 0), (90, 0), (90, 10), (80, 10)], {}),
        way(9, [(83, 3), (87, 3), (87, 7), (83, 7)], {}),
        way(20, [(0, 0), (100, 0)], {"highway": "residential"}, closed=False),
        way(21, [(0, 8), (100, 8)], {"highway": "service"}, closed=False),
        way(22, [(0, 9), (100, 9)], {"highway": "primary", "tunnel": "yes"}, closed=False),
        way(23, [(100, 0), (101, 0)], {"highway": "living_street"}, closed=False),
        '<relation id="30"><member type="way" ref="8" role="outer"/><member type="way" ref="9" role="inner"/>',
        '<tag k="type" v="multipolygon"/><tag k="building" v="apartments"/></relation></osm>',
    )
)
AREAS = {"west": shapely.box(-0.001, -0.001, 0.0045, 0.003), "east": shapely.box(0.0045, -0.001, 0.02, 0.003)}
CENSUS = [("code", "pop"), ("west", 100), ("east", 300)]
OSM_TOWN = {
    "crs": None,
    "demand.file": "town.osm",
    "demand.crs": None,
    "demand.columns": None,
    "demand.totals.crs": None,
    "sites.crs": "EPSG:4326",
    "travel": {"great_circle": {}},
}


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "town.osm"
    path.write_text(OSM, encoding="utf-8")
    return path


def town(folder: Path, changes: dict[str, Any] | None = None) -> Inputs:
    path = write_town(folder, {**OSM_TOWN, **(changes or {})}, areas=AREAS, census=CENSUS)
    (folder / "town.osm").write_text(OSM, encoding="utf-8")
    (folder / "sites.csv").write_text("id,x,y\ns1,0.001,0.0\n", encoding="utf-8")
    return inputs.read(scenario.load(path), Problems())


def people(city: Inputs) -> dict[str, float]:
    return dict(zip(city.demand.ids.tolist(), city.people.tolist(), strict=True))


def test_buildings_come_with_kind_levels_and_floor_area(extract: Path) -> None:
    problems = Problems()
    table = read_buildings(extract, {}, None, EVERYWHERE, problems)
    assert table is not None
    found = {row["id"]: row for row in table.frame.to_dict("records")}
    assert {
        name: (row["kind"], round(row["floor_area_m2"] / row["footprint_m2"], 9))
        for name, row in found.items()
    } == {
        "w1": ("apartments", 5.0),
        "w2": ("yes", 2.0),
        "w5": ("yes", 3.0),
        "w6": ("house", 2.0),
        "r30": ("apartments", 5.0),
    }
    assert found["w1"]["footprint_m2"] == pytest.approx(22.26 * 22.11, rel=1e-3)
    assert found["r30"]["footprint_m2"] == pytest.approx((100 - 16) * 11.132 * 11.057, rel=1e-3)
    said = "\n".join(str(warning) for warning in problems.warnings)
    assert (
        "7 buildings: 2 of kinds that nobody lives in are left out (amenity=school (1), church (1))" in said
    )
    assert "5 of the others lie around the areas, 2 of them state their storeys" in said
    assert "1 buildings of unknown kinds count as building=yes: cottage (1)" in said
    assert "1 buildings are no closed outlines and are left out: w7" in said


def test_a_point_of_a_building_with_a_court_lies_in_it_and_the_box_keeps_others_out(extract: Path) -> None:
    table = read_buildings(extract, {}, None, (0.008, -1, 1, 1), Problems())
    assert table is not None
    assert table.frame["id"].tolist() == ["r30"]
    assert table.xy is not None
    x, y = (table.xy[0] * 1e4).tolist()
    assert 80 < x < 90
    assert not (83 < x < 87 and 3 < y < 7)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"building": "apartments", "amenity": "kindergarten"}, "apartments"),
        ({"building": "yes", "amenity": "pub"}, "yes"),
        ({"building": "yes", "shop": "mall"}, "shop=mall"),
        ({"building": "cottage", "tourism": "hotel"}, "tourism=hotel"),
        ({"building": "cottage"}, "yes"),
        ({"building": "no"}, "no"),
    ],
)
def test_the_building_tag_goes_first_where_it_says_something(tags: dict[str, str], kind: str) -> None:
    assert kind_of(tags) == kind


@pytest.mark.parametrize(
    ("tags", "levels"),
    [
        ({"building:levels": "6"}, 6.0),
        ({"building:levels": "3.5"}, 3.5),
        ({"building:levels": "4;5"}, 4.0),
        ({"building:levels": "0", "height": "12"}, 4.0),
        ({"building:levels": "many", "height": "10 m"}, 3.0),
        ({"height": "2"}, 1.0),
        ({"height": "35'"}, math.nan),
        ({}, math.nan),
    ],
)
def test_storeys_are_read_or_follow_from_the_height(tags: dict[str, str], levels: float) -> None:
    assert levels_of(tags) == pytest.approx(levels, nan_ok=True)


def test_storeys_of_ten_neighbours_go_before_the_shipped_ones(tmp_path: Path) -> None:
    tall = [house(n, 10 * n, {"building": "apartments", "building:levels": str(n)}) for n in range(10, 20)]
    text = "\n".join(('<osm version="0.6">', house(1, 5, {"building": "apartments"}), *tall, "</osm>"))
    (tmp_path / "tall.osm").write_text(text, encoding="utf-8")
    for default, expected in ((None, 14.5), (8.0, 8.0)):
        table = read_buildings(tmp_path / "tall.osm", {}, default, EVERYWHERE, Problems())
        assert table is not None
        row = table.frame.iloc[0]
        assert row["floor_area_m2"] / row["footprint_m2"] == pytest.approx(expected)


def test_the_shipped_tables_are_complete() -> None:
    for (key, value), (factor, levels) in kinds().items():
        assert factor in (0.0, 1.0), (key, value)
        assert (levels > 0) == (factor > 0), (key, value)
    assert kinds()[("building", "yes")] == (1.0, 2.0)
    assert set(street_kinds().values()) == {0.0, 1.0}


def test_totals_reach_buildings_and_empty_areas_their_streets(tmp_path: Path) -> None:
    floor = people(town(tmp_path))
    assert sorted(floor) == ["r30", "w1", "w2", "w5", "w6"]
    assert floor["w1"] / floor["w2"] == pytest.approx(2.5, rel=1e-6)
    assert floor["w1"] + floor["w2"] == pytest.approx(100)
    equal = people(
        town(tmp_path, {"demand.spread": "equal", "demand.land_use": {"apartments": 3, "church": 1}})
    )
    assert equal == pytest.approx({"w1": 60, "w2": 20, "w4": 20, "w5": 60, "w6": 60, "r30": 180})
    none = {"demand.land_use": {"yes": 0, "apartments": 0}, "demand.totals.empty": "streets"}
    filled = people(town(tmp_path, none))
    assert filled["w6"] == 300
    along = {name: value for name, value in filled.items() if name.startswith("w20:")}
    assert sum(along.values()) == pytest.approx(100)
    assert len(along) == 10, "500 m of the street lie in the west"
    with pytest.raises(InputError, match="100 people have no place"):
        town(tmp_path, {**none, "demand.totals.empty": "error"})
    nobody = {"demand.land_use": {"yes": 0, "apartments": 0, "house": 0}}
    assert sum(people(town(tmp_path, {**none, **nobody})).values()) == pytest.approx(400)
    with pytest.raises(InputError, match="none of 0 places lies in an area"):
        town(tmp_path, nobody)


def test_streets_are_cut_in_pieces_and_those_without_frontage_left_out(extract: Path) -> None:
    problems = Problems()
    table = read_streets(extract, {}, EVERYWHERE, problems)
    assert table is not None
    assert table.frame["id"].tolist() == [f"w20:{k}" for k in range(1, 23)] + ["w23:1"]
    assert table.frame["length_m"].sum() == pytest.approx(101 * 11.132, rel=1e-3)
    assert "2 streets that people live along, in 23 pieces around the areas, 1 km" in str(
        problems.warnings[0]
    )
    with_service = read_streets(extract, {"service": 0.5, "alley": 1.0}, EVERYWHERE, problems)
    assert with_service is not None
    assert set(with_service.frame["factor"]) == {0.5, 1.0}
    assert "no street is of the kind alley" in "\n".join(str(warning) for warning in problems.warnings)


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "broken.osm").write_text("<osm", encoding="utf-8")
    for read in (
        lambda problems: read_buildings(tmp_path / "broken.osm", {}, None, EVERYWHERE, problems),
        lambda problems: read_streets(tmp_path / "broken.osm", {}, EVERYWHERE, problems),
    ):
        problems = Problems()
        assert read(problems) is None
        assert "broken.osm: cannot be read" in str(problems.errors[0])


def test_pieces_share_a_line_evenly_and_stand_on_it() -> None:
    """A bent line of 30 + 90 m in two pieces of 60 m; one of 10 m; one without length; a multiline."""
    lines = [
        shapely.LineString([(0, 0), (30, 0), (30, 90)]),
        shapely.LineString([(5, 5), (15, 5)]),
        shapely.LineString([(7, 7), (7, 7)]),
        shapely.MultiLineString([[(0, 0), (0, 50)], [(10, 0), (10, 100)]]),
    ]
    found = lines_cut(np.array(lines, dtype=object), "plane")
    assert found.line.tolist() == [0, 0, 1, 3, 3, 3]
    assert found.number.tolist() == [1, 2, 1, 1, 2, 3]
    assert found.length_m.tolist() == [60, 60, 10, 50, 50, 50]
    assert found.xy.tolist() == [[30, 0], [30, 60], [10, 5], [0, 25], [10, 25], [10, 75]]
    assert len(cut(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), "plane").xy) == 0


def test_footprints_do_not_depend_on_the_coordinates_they_are_given_in() -> None:
    """A hectare near Zibo, in metres of its zone and in degrees."""
    from siting.crs import to_lonlat

    square = shapely.box(500_000, 4_070_000, 500_100, 4_070_100)
    degrees = shapely.transform(square, lambda xy: to_lonlat(xy, "EPSG:4548"))
    sizes = [
        float(footprint_m2(np.array([shape], dtype=object), crs)[0])
        for shape, crs in ((square, "EPSG:4548"), (degrees, "EPSG:4326"))
    ]
    assert sizes[0] == pytest.approx(10_000, rel=1e-3)
    assert sizes[1] == pytest.approx(sizes[0], rel=1e-7)
