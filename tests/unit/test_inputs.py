"""From a scenario's files to Inputs: what is read, what is refused, what is left out and named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from siting import crs, inputs, scenario
from siting.errors import InputError, Problems
from siting.inputs import Inputs, areas

DEMAND = "id,x,y,people,old\n00123,0,0,100,10\n00124,100,0,50,50\n00125,200,0,0,0\n"
SITES = """id,x,y,name,kind,area,formats,rent
A,0,0,老厂房,plant,500,药店|bakery,5
B,200,0,铺面,shop,100,bakery,6
"""
SITE_COLUMNS = ", name: name, kind: kind, area_m2: area, formats: formats"
OUTLETS = "id,x,y,kind\np1,0,0,药店\np2,100,0,chemist\np3,100,0,cafe_tea\n"

BASE = """
name: 小城
demand:
  file: 居民.csv
  crs: plane
  columns: {id: id, x: x, y: y}
  groups: {elderly: old}
sites:
  file: sites.csv
  crs: plane
  columns: {id: id, x: x, y: y, name: name, kind: kind, area_m2: area, formats: formats}
outlets:
  - file: outlets.csv
    crs: plane
    columns: {id: id, x: x, y: y, format: kind}
    format_values: {chemist: pharmacy}
travel: {plane: {}}
formats:
  - {id: pharmacy, area_m2: 80, cost: {fixed: 10, per_m2: 2, column: rent}}
  - {id: bakery, demand: elderly, area_m2: 50}
budget: 1000
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    for name, text in {
        "居民.csv": DEMAND,
        "sites.csv": SITES,
        "outlets.csv": OUTLETS,
        "scenario.yaml": BASE,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def change(city: Path, *changes: tuple[str, str], file: str = "scenario.yaml") -> Path:
    path = city / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return city


def read(city: Path) -> Inputs:
    return inputs.read(scenario.load(city), Problems())


def errors(city: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(city)
    return [str(problem) for problem in caught.value.problems]


def warnings(found: Inputs) -> list[str]:
    return [str(warning) for warning in found.warnings]


def test_a_city_is_read_whole(city: Path) -> None:
    found = read(city)
    assert found.demand.ids.tolist() == ["00123", "00124", "00125"]
    assert found.demand.xy_m.tolist() == [[0, 0], [100, 0], [200, 0]]
    assert found.demand.lonlat is None
    assert found.people.tolist() == [100, 50, 0]
    assert {name: group.tolist() for name, group in found.groups.items()} == {
        "people": [100, 50, 0],
        "elderly": [10, 50, 0],
    }
    assert found.sites.names.tolist() == ["老厂房", "铺面"]
    assert found.site_kind.tolist() == ["plant", "shop"]
    assert found.site_area_m2.tolist() == [500, 100]
    assert found.site_admits.tolist() == [[True, True], [False, True]]
    np.testing.assert_array_equal(found.option_cost, [[10 + 2 * 80 + 5, 0], [np.nan, 0]])
    assert found.outlets.ids.tolist() == ["p1", "p2"]
    assert found.outlet_format.tolist() == [0, 0]
    assert [one.id for one in found.formats] == ["pharmacy", "bakery"]
    assert found.crs == "plane"
    assert len(found.circles) == 0
    assert found.demand_circle.tolist() == [-1, -1, -1]
    assert found.warnings == ()


def test_arrays_are_read_only(city: Path) -> None:
    found = read(city)
    arrays = [
        found.people,
        found.demand.xy_m,
        found.demand.ids,
        found.site_admits,
        found.option_cost,
        found.outlet_format,
        found.demand_circle,
        found.site_circle,
        found.outlet_circle,
        found.site_kind,
        found.site_area_m2,
        *found.groups.values(),
    ]
    assert not any(array.flags.writeable for array in arrays)


def test_every_file_read_is_hashed(city: Path) -> None:
    files = read(city).files
    assert sorted(Path(name).name for name in files) == ["outlets.csv", "sites.csv", "居民.csv"]
    for name, digest in files.items():
        assert digest == hashlib.sha256(Path(name).read_bytes()).hexdigest()


def test_without_an_id_column_ids_are_row_numbers(city: Path) -> None:
    change(city, ("columns: {id: id, x: x, y: y}\n  groups", "columns: {x: x, y: y}\n  groups"))
    assert read(city).demand.ids.tolist() == ["1", "2", "3"]


def test_row_numbers_of_several_outlet_files_carry_the_file_name(city: Path) -> None:
    (city / "药店.csv").write_text("x,y\n0,0\n1,1\n", encoding="utf-8")
    change(
        city,
        ("travel:", "  - {file: 药店.csv, crs: plane, format: pharmacy, columns: {x: x, y: y}}\ntravel:"),
    )
    found = read(city)
    assert found.outlets.ids.tolist() == ["p1", "p2", "药店:1", "药店:2"]
    assert found.outlet_format.tolist() == [0, 0, 0, 0]


def test_all_problems_come_at_once_with_their_places(city: Path) -> None:
    change(city, ("00124,100,0,50,50", '00123,,0,"1,000",'), file="居民.csv")
    change(city, ("药店|bakery", "pharmcy"), ("bakery,6", "bakery,-6"), file="sites.csv")
    found = errors(city)
    assert [error.split(": ")[0] for error in found] == [*["居民.csv:3"] * 4, "sites.csv:2", "sites.csv:3"]
    words = [
        "column 'x': is empty",
        "id '00123' stands twice, first at line 2",
        "'1,000' is not a number",
        "column 'old': is empty",
        "Did you mean 'pharmacy'?",
        "'-6' must be >= 0",
    ]
    for error, said in zip(found, words, strict=True):
        assert said in error


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("100,10", "-1,0", "'-1' must be >= 0"),
        ("100,10", "inf,10", "'inf' is not a number"),
        ("100,10", "１００,10", "Full-width"),
        ("100,10", ",10", "column 'people': is empty"),
        ("100,10", "100,101", "101 people in the group, but only 100 in all"),
        ("id,x,y,people", "id,x,y,poeple", "Did you mean 'poeple'?"),
        ("id,x", "code,x", "there is no column 'id'"),
        ("00124", "00123", "stands twice, first at line 2"),
        ("00124,", ",", "the id is empty"),
        ("00124,100", "00124,nan", "'nan' is not a number"),
    ],
)
def test_wrong_demand_is_an_error(city: Path, old: str, new: str, words: str) -> None:
    change(city, (old, new), file="居民.csv")
    assert any(words in error and error.startswith("居民.csv") for error in errors(city))


def test_nobody_anywhere_is_an_error(city: Path) -> None:
    change(city, ("100,10", "0,0"), ("50,50", "0,0"), file="居民.csv")
    assert "nobody lives anywhere" in errors(city)[0]


def test_shares_make_groups(city: Path) -> None:
    change(city, ("elderly: old", "elderly: {share: old}"))
    change(city, ("100,10", "100,0.25"), ("50,50", "50,1"), file="居民.csv")
    assert read(city).groups["elderly"].tolist() == [25, 50, 0]
    change(city, ("0.25", "25"), file="居民.csv")
    assert "'25' must be between 0 and 1" in errors(city)[0]


@pytest.mark.parametrize("file", ["居民.csv", "sites.csv"])
def test_a_layer_without_rows_is_an_error(city: Path, file: str) -> None:
    header = (city / file).read_text(encoding="utf-8").splitlines()[0]
    (city / file).write_text(header + "\n", encoding="utf-8")
    assert f"'{file}' has no rows" in errors(city)[0]


def test_no_outlets_are_fine_with_a_warning(city: Path) -> None:
    (city / "outlets.csv").write_text("id,x,y,kind\n", encoding="utf-8")
    found = read(city)
    assert len(found.outlets) == 0
    assert found.outlets.xy_m.shape == (0, 2)
    assert "'outlets.csv' has no rows" in warnings(found)[0]


def test_one_file_may_be_demand_and_sites(city: Path) -> None:
    change(
        city,
        ("file: sites.csv", "file: 居民.csv"),
        (SITE_COLUMNS, ""),
        (", column: rent", ""),
    )
    found = read(city)
    assert found.sites.ids.tolist() == found.demand.ids.tolist()
    assert found.site_admits.all()
    assert len(found.files) == 2


def test_formats_of_the_catalogue_that_are_not_planned_are_passed_over(city: Path) -> None:
    change(city, ("药店|bakery", "pharmacy; 便民超市类"), file="sites.csv")
    assert "unknown format '便民超市类'" in errors(city)[0]
    change(city, ("pharmacy; 便民超市类", "pharmacy；便利店、Bakery"), file="sites.csv")
    assert read(city).site_admits.tolist() == [[True, True], [False, True]]


def test_sites_too_small_for_a_format_are_counted(city: Path) -> None:
    change(city, ("plant,500", "plant,79"), file="sites.csv")
    found = read(city)
    assert found.site_admits.tolist() == [[False, True], [False, True]]
    assert "1 sites are smaller than the 80 m2 that 'pharmacy' needs: A" in warnings(found)[0]
    assert "no site admits 'pharmacy'" in warnings(found)[1]
    assert warnings(found)[1].startswith("scenario.yaml:19:5: formats[0]")


def test_a_site_of_unknown_size_admits(city: Path) -> None:
    change(city, ("plant,500", "plant,"), file="sites.csv")
    found = read(city)
    assert np.isnan(found.site_area_m2[0])
    assert found.site_admits[0, 0]


def test_sites_that_admit_nothing_are_counted(city: Path) -> None:
    change(city, ("100,bakery", "100,"), file="sites.csv")
    assert "1 sites admit no format of the scenario: B" in warnings(read(city))[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("bakery,5", "bakery,-5", "column 'rent': '-5' must be >= 0"),
        ("bakery,5", "bakery,", "column 'rent': the cost is empty (1 rows)"),
        ("bakery,5", "bakery,five", "'five' is not a number"),
        ("formats,rent", "formats,rents", "Did you mean 'rents'?"),
        ("plant,500", "plant,-1", "'-1' must be >= 0"),
    ],
)
def test_wrong_sites_are_errors(city: Path, old: str, new: str, words: str) -> None:
    change(city, (old, new), file="sites.csv")
    found = errors(city)
    assert len(found) == 1
    assert words in found[0]


def test_a_cost_is_needed_only_where_the_format_may_open(city: Path) -> None:
    change(city, ("bakery,6", "bakery,"), file="sites.csv")
    assert np.isnan(read(city).option_cost[1, 0])


def test_a_price_per_m2_multiplies_the_format_area(city: Path) -> None:
    change(city, ("{fixed: 10, per_m2: 2, column: rent}", "{column_per_m2: rent}"))
    assert read(city).option_cost[0, 0] == 5 * 80


def test_unknown_outlet_values_are_listed_with_counts(city: Path) -> None:
    change(city, ("p3,100,0,cafe_tea", "p3,0,0,网吧\np4,0,0,网吧\np5,0,0,"), file="outlets.csv")
    found = read(city)
    assert found.outlets.ids.tolist() == ["p1", "p2"]
    assert "3 outlets are of no known format and are left out: '网吧' (2), '' (1)" in warnings(found)[0]


def test_an_outlet_file_without_any_planned_format_is_named(city: Path) -> None:
    (city / "outlets.csv").write_text("id,x,y,kind\np1,0,0,cafe_tea\n", encoding="utf-8")
    found = read(city)
    assert len(found.outlets) == 0
    assert "no outlet of 'outlets.csv' is of a format of the scenario" in warnings(found)[0]


def test_one_outlet_may_serve_two_formats_but_each_once(city: Path) -> None:
    change(city, ("p2,100,0,chemist", "p1,0,0,bakery"), file="outlets.csv")
    assert read(city).outlets.ids.tolist() == ["p1", "p1"]
    change(city, ("p1,0,0,bakery", "p1,0,0,chemist"), file="outlets.csv")
    assert "id 'p1' stands twice, first at line 2" in errors(city)[0]


def test_missing_files_suggest_their_neighbours(city: Path) -> None:
    change(city, ("file: sites.csv", "file: site.csv"))
    [error] = errors(city)
    assert error.startswith("scenario.yaml:9:9: sites.file")
    assert "sites.csv" in error


ZHANGDIAN = np.array([[118.05, 36.80], [118.06, 36.80], [118.06, 36.81]])


def geographic(city: Path, lonlat: np.ndarray, name: str, file: str) -> None:
    """Writes the layer's file anew at these places, and states the CRS in the scenario."""
    lines = (city / file).read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines]
    for row, (x, y) in zip(rows[1:], lonlat, strict=False):
        row[1], row[2] = repr(float(x)), repr(float(y))
    (city / file).write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    indent = "    " if file == "outlets.csv" else "  "
    change(city, (f"file: {file}\n{indent}crs: plane", f"file: {file}\n{indent}crs: {name}"))


@pytest.fixture
def real_city(city: Path) -> Path:
    geographic(city, ZHANGDIAN, "EPSG:4490", "居民.csv")
    geographic(city, crs.wgs84_to_gcj02(ZHANGDIAN), "gcj02", "sites.csv")
    geographic(city, crs.wgs84_to_bd09(ZHANGDIAN), "bd09", "outlets.csv")
    return city


def test_layers_in_different_systems_meet_in_one_working_crs(real_city: Path) -> None:
    found = read(real_city)
    assert found.crs == "EPSG:4548"
    np.testing.assert_allclose(found.sites.xy_m, found.demand.xy_m[:2], atol=1e-6)
    np.testing.assert_allclose(found.outlets.xy_m, found.demand.xy_m[:2], atol=1e-6)
    np.testing.assert_allclose(found.outlets.lonlat, ZHANGDIAN[:2], atol=1e-12)
    assert np.hypot(*(found.demand.xy_m[1] - found.demand.xy_m[0])) == pytest.approx(892, abs=2)


def test_a_stated_working_crs_is_used(real_city: Path) -> None:
    change(real_city, ("name: 小城", "name: 小城\ncrs: EPSG:32650"))
    assert read(real_city).crs == "EPSG:32650"


@pytest.mark.parametrize(
    ("working", "words"),
    [
        ("EPSG:4490", "in degrees"),
        ("EPSG:3857", "changes distances"),
        ("EPSG:1", "no coordinate system"),
        ("plane", "mixes with no other"),
    ],
)
def test_a_wrong_working_crs_is_an_error(real_city: Path, working: str, words: str) -> None:
    change(real_city, ("name: 小城", f"name: 小城\ncrs: {working}"))
    assert any(words in error for error in errors(real_city))


def test_a_layer_without_crs_is_an_error_that_lists_the_choices(real_city: Path) -> None:
    change(real_city, ("\n  crs: gcj02", ""))
    [error] = errors(real_city)
    assert error.startswith("scenario.yaml:9:9: sites.file: 'sites.csv' states no coordinate system")
    assert "gcj02" in error


def test_a_plane_mixes_with_nothing(real_city: Path) -> None:
    change(real_city, ("crs: gcj02", "crs: plane"))
    assert any("'plane' mixes with no other coordinate system" in error for error in errors(real_city))


def test_a_plane_for_all_need_be_said_once(city: Path) -> None:
    change(city, ("crs: plane", ""), ("name: 小城", "name: 小城\ncrs: plane"))
    assert read(city).crs == "plane"


def test_degrees_for_metres_exchanged_axes_and_far_places_are_errors(real_city: Path) -> None:
    change(real_city, ("crs: EPSG:4490", "crs: EPSG:4326"))
    wrong = {
        "exchanged": ZHANGDIAN[:, ::-1],
        "beyond 180 degrees": np.array([[500000.0, 4e6]] * 3),
        "km from the middle of the demand: 00125": np.vstack([ZHANGDIAN[:2], [[0.0, 0.0]]]),
    }
    rows = [line.split(",") for line in (real_city / "居民.csv").read_text(encoding="utf-8").splitlines()]
    for words, lonlat in wrong.items():
        for row, (x, y) in zip(rows[1:], lonlat, strict=True):
            row[1], row[2] = str(x), str(y)
        (real_city / "居民.csv").write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
        assert any(words in error for error in errors(real_city)), words


def test_a_layer_of_another_city_is_an_error_and_a_stray_point_a_warning(real_city: Path) -> None:
    change(real_city, ("crs: gcj02", "crs: EPSG:4326"))
    sites = (real_city / "sites.csv").read_text(encoding="utf-8").splitlines()
    stray = [sites[0], "A,117.0,36.65" + sites[1][sites[1].index(",老") :], sites[2]]
    (real_city / "sites.csv").write_text("\n".join(stray), encoding="utf-8")
    found = read(real_city)
    assert "1 of 2 sites lie more than 50 km from the demand: A" in warnings(found)[0]
    stray[2] = "B,117.1,36.65" + sites[2][sites[2].index(",铺") :]
    (real_city / "sites.csv").write_text("\n".join(stray), encoding="utf-8")
    assert "2 of 2 sites lie more than 50 km from the demand" in errors(real_city)[0]


def test_exchanged_axes_are_found_by_the_company_they_keep(city: Path) -> None:
    """In Europe both axes are valid either way: only the other layers tell."""
    malta = np.array([[14.51, 35.90], [14.50, 35.89], [14.49, 35.88]])
    geographic(city, malta, "EPSG:4326", "居民.csv")
    geographic(city, malta[:, ::-1], "EPSG:4326", "sites.csv")
    geographic(city, malta, "EPSG:4326", "outlets.csv")
    [error] = errors(city)
    assert "2 of 2 sites lie more than 50 km" in error
    assert "exchanged" in error


def test_columns_of_degrees_are_no_plane(city: Path) -> None:
    change(city, ("id,x,y,people", "id,lon,lat,people"), file="居民.csv")
    change(city, ("columns: {id: id, x: x, y: y}\n  groups", "columns: {id: id, x: lon, y: lat}\n  groups"))
    assert "column 'lon': is a longitude or latitude, but the CRS is 'plane'" in errors(city)[0]


def test_a_file_with_another_crs_than_the_scenario_says_is_a_warning(city: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"id": ["a"], "people": [5], "old": [1]}, geometry=shapely.points([[118.05, 36.8]]), crs="EPSG:4326"
    )
    frame.to_file(city / "homes.gpkg")
    change(
        city,
        (
            "file: 居民.csv\n  crs: plane\n  columns: {id: id, x: x, y: y}",
            "file: homes.gpkg\n  columns: {id: id}",
        ),
    )
    geographic(city, ZHANGDIAN, "EPSG:4490", "sites.csv")
    geographic(city, ZHANGDIAN, "EPSG:4490", "outlets.csv")
    assert warnings(read(city)) == []
    change(city, ("file: homes.gpkg", "file: homes.gpkg\n  crs: EPSG:4490"))
    assert warnings(read(city)) == []
    change(city, ("file: homes.gpkg\n  crs: EPSG:4490", "file: homes.gpkg\n  crs: EPSG:4214"))
    assert "states EPSG:4326, the scenario EPSG:4214" in warnings(read(city))[0]


def test_a_travel_table_needs_no_coordinates(city: Path) -> None:
    change(
        city,
        ("travel: {plane: {}}", "travel: {table: {file: t.csv, minutes: minutes}}"),
        ("columns: {id: id, x: x, y: y}\n  groups", "columns: {id: id}\n  groups"),
        ("columns: {id: id, x: x, y: y, name", "columns: {id: id, name"),
        ("columns: {id: id, x: x, y: y, format: kind}", "columns: {id: id, format: kind}"),
    )
    found = read(city)
    assert np.isnan(found.demand.xy_m).all()
    assert found.demand.xy_m.shape == (3, 2)
    assert found.crs == "plane"


@contextmanager
def circles(city: Path, polygons: list[shapely.Geometry], name: str = "plane") -> Iterator[None]:
    frame = geopandas.GeoDataFrame({"编号": [f"圈{i}" for i in range(len(polygons))]}, geometry=polygons)
    frame.to_file(city / "circles.gpkg")
    change(city, ("travel:", f"circles: {{file: circles.gpkg, crs: {name}, columns: {{id: 编号}}}}\ntravel:"))
    yield


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_points_are_in_the_first_circle_that_holds_them_or_its_edge(city: Path) -> None:
    polygons = [shapely.box(-50, -50, 100, 50), shapely.box(100, -50, 150, 50), shapely.box(90, -50, 120, 50)]
    with circles(city, polygons):
        found = read(city)
    assert found.circles.ids.tolist() == ["圈0", "圈1", "圈2"]
    assert found.demand_circle.tolist() == [0, 0, -1]
    assert found.site_circle.tolist() == [0, -1]
    assert found.outlet_circle.tolist() == [0, 0]
    said = warnings(found)
    assert any("2 pairs of circles overlap" in warning and "圈0 / 圈2" in warning for warning in said)
    assert any("1 of 3 demand points are in no circle: 00125" in warning for warning in said)


corners = st.tuples(*[st.integers(0, 6)] * 2)
spot_lists = st.lists(corners, min_size=1, max_size=20)


@given(
    st.lists(st.tuples(corners, corners), min_size=1, max_size=5), st.lists(corners, min_size=1, max_size=20)
)
def test_the_join_is_the_one_by_trying_every_circle(
    boxes: list[tuple[tuple[int, int], tuple[int, int]]], spots: list[tuple[int, int]]
) -> None:
    polygons = [shapely.box(*np.minimum(one, other), *(np.maximum(one, other) + 1)) for one, other in boxes]
    names = np.array([str(i) for i in range(len(polygons))], dtype=object)
    outlines = np.array(polygons, dtype=object)
    ids = np.array([str(i) for i in range(len(spots))], dtype=object)
    points = inputs.Points(ids, np.array(spots, dtype=np.float64), None, ids)
    found = areas.circle_by_location(points, inputs.Circles(names, names, outlines))
    tried = [[i for i, one in enumerate(polygons) if one.covers(shapely.Point(spot))] for spot in spots]
    assert found.tolist() == [holding[0] if holding else -1 for holding in tried]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_broken_outlines_are_mended_and_named(city: Path) -> None:
    bow = shapely.Polygon([(-50, -50), (250, 50), (250, -50), (-50, 50)])
    with circles(city, [bow]):
        found = read(city)
    assert "1 circles had outlines that cross themselves and were mended: 圈0" in warnings(found)[0]
    assert found.circles.polygons is not None
    assert shapely.is_valid(found.circles.polygons).all()


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_circle_columns_go_before_location_and_unknown_ids_are_errors(city: Path) -> None:
    with circles(city, [shapely.box(-500, -500, 500, 500), shapely.box(600, 600, 700, 700)]):
        change(city, ("y: y}\n  groups", "y: y, circle: old}\n  groups"))
        change(city, ("100,10", "100,圈1"), ("50,50", "50,"), ("0,0\n", "0,圈9\n"), file="居民.csv")
        found = errors(city)
    assert any("居民.csv:4: column 'old': unknown circle ids (1 rows): 圈9" in error for error in found)


def test_circles_may_be_known_by_their_ids_alone(city: Path) -> None:
    change(city, ("y: y}\n  groups: {elderly: old}", "y: y, circle: circle}\n  groups: {elderly: old}"))
    change(city, ("kind: kind,", "kind: kind, circle: kind,"))
    change(
        city,
        ("people,old", "people,old,circle"),
        ("100,10", "100,10,shop"),
        ("50,50", "50,50,东圈"),
        ("0,0\n", "0,0,\n"),
        file="居民.csv",
    )
    found = read(city)
    assert found.circles.ids.tolist() == ["shop", "东圈", "plant"]
    assert found.circles.polygons is None
    assert found.demand_circle.tolist() == [0, 1, -1]
    assert found.site_circle.tolist() == [2, 0]


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_circles_must_be_areas_in_a_matching_system(city: Path) -> None:
    with circles(city, [shapely.Point(0, 0)]):
        assert "1 circles are not areas" in errors(city)[0]
    change(city, ("circles: {file: circles.gpkg, crs: plane", "circles: {file: circles.gpkg, crs: EPSG:4490"))
    geopandas.GeoDataFrame({"编号": ["1"]}, geometry=[shapely.box(118, 36, 119, 37)]).to_file(
        city / "circles.gpkg"
    )
    assert "'plane' mixes with no other" in errors(city)[0]
