"""Map layers and workbooks: ids stay text, the CRS is the file's, faults are problems with place and hint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from siting import readers
from siting.errors import Place, Problems
from siting.readers import Table
from siting.scenario.schema import Layer, Outlets

HERE = Place(Path("scenario.yaml"), 3, 9, "demand.file")


def read(path: Path, **options: Any) -> tuple[Table | None, Problems]:
    problems = Problems()
    return readers.read(path, Layer(file=path.name, **options), HERE, problems), problems


def good(path: Path, **options: Any) -> Table:
    table, problems = read(path, **options)
    assert not problems.errors, problems.errors
    assert table is not None
    return table


def homes(crs: str | None = "EPSG:4490") -> geopandas.GeoDataFrame:
    columns = {
        "编号": ["00123", "00124", "00125"],
        "number": pd.array([1, None, 3], dtype="Int64"),
        "people": [1.5, np.nan, 3.0],
    }
    points = shapely.points([[118.01, 36.81], [118.02, 36.82], [118.03, 36.83]])
    return geopandas.GeoDataFrame(columns, geometry=points, crs=crs)


def write(frame: geopandas.GeoDataFrame, path: Path, **options: Any) -> Path:
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, **options)
    return path


@pytest.mark.parametrize("name", ["居民.gpkg", "homes.geojson", "homes.parquet"])
def test_ids_stay_text_and_whole_numbers_stay_whole(tmp_path: Path, name: str) -> None:
    frame = homes("OGC:CRS84" if name.endswith("json") else "EPSG:4490")
    table = good(write(frame, tmp_path / name))
    assert readers.texts(table, "编号").tolist() == ["00123", "00124", "00125"]
    assert readers.texts(table, "number").tolist() == ["1", "", "3"]
    problems = Problems()
    np.testing.assert_array_equal(readers.numbers(table, "people", problems, empty=0.0), [1.5, 0.0, 3.0])
    np.testing.assert_allclose(
        readers.coordinates(table, None, None, problems), [[118.01, 36.81], [118.02, 36.82], [118.03, 36.83]]
    )
    assert not problems.errors


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_the_crs_is_the_one_the_file_states(tmp_path: Path) -> None:
    assert good(write(homes(), tmp_path / "a.gpkg")).crs == "EPSG:4490"
    assert good(write(homes(), tmp_path / "a.parquet")).crs == "EPSG:4490"
    assert good(write(homes(None), tmp_path / "b.gpkg")).crs is None
    assert good(write(homes(None), tmp_path / "b.parquet")).crs is None


def test_geojson_without_a_crs_member_is_wgs84_and_with_one_is_what_it_says(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"id": "1"},
        "geometry": {"type": "Point", "coordinates": [118, 36]},
    }
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": [feature]}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(collection), encoding="utf-8")
    assert good(path).crs == "OGC:CRS84"
    collection["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}
    path.write_text(json.dumps(collection), encoding="utf-8")
    assert good(path).crs == "EPSG:4548"


def test_texts_that_look_like_dates_stay_text(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"id": text}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
        for text in ("2024-01-02", "2024/01/03")
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert readers.texts(good(path), "id").tolist() == ["2024-01-02", "2024/01/03"]


def test_a_file_of_several_layers_wants_one_named(tmp_path: Path) -> None:
    path = write(homes(), tmp_path / "city.gpkg", layer="homes")
    write(homes(), path, layer="places")
    table, problems = read(path)
    assert table is None
    assert "homes, places" in str(problems.errors[0])
    assert problems.errors[0].place == HERE
    table, problems = read(path, layer="home")
    assert table is None
    assert "Did you mean 'homes'?" in str(problems.errors[0])
    assert len(good(path, layer="places")) == 3


def test_areas_are_reduced_to_a_point_inside_them(tmp_path: Path) -> None:
    ring = shapely.Polygon([(0, 0), (10, 0), (10, 1), (1, 1), (1, 10), (0, 10)])
    frame = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[ring], crs="EPSG:4548")
    xy = readers.coordinates(good(write(frame, tmp_path / "a.gpkg")), None, None, Problems())
    assert xy is not None
    assert ring.contains(shapely.Point(xy[0]))


def test_features_without_geometry_are_an_error(tmp_path: Path) -> None:
    frame = homes()
    frame.loc[1, "geometry"] = None
    table = good(write(frame, tmp_path / "a.gpkg"))
    problems = Problems()
    readers.coordinates(table, None, None, problems)
    assert str(problems.errors[0]) == "a.gpkg: feature 2: 1 features without geometry"


def test_rows_of_map_layers_are_called_features(tmp_path: Path) -> None:
    table = good(write(homes(), tmp_path / "a.gpkg"))
    problems = Problems()
    readers.numbers(table, "people", problems)
    assert str(problems.errors[0]) == "a.gpkg: feature 2, column 'people': is empty"


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.parquet", "a.xlsx", "a.osm.pbf"])
def test_broken_files_are_problems_not_tracebacks(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"this is not what the ending says \x00\x01\x02" * 20)
    problems = Problems()
    layer = Outlets(file=name, osm_tags="default") if name.endswith("pbf") else Layer(file=name)
    assert readers.read(path, layer, HERE, problems) is None
    assert len(problems.errors) == 1
    assert "cannot be read" in str(problems.errors[0])
    assert "Traceback" not in str(problems.errors[0])


def test_a_cut_off_geopackage_is_a_problem(tmp_path: Path) -> None:
    path = write(homes(), tmp_path / "a.gpkg")
    path.write_bytes(path.read_bytes()[:40_000])
    table, problems = read(path)
    assert table is None
    assert problems.errors


def test_geojson_in_gb18030_is_a_problem_not_garbage(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [118, 36]}
    feature = {"type": "Feature", "properties": {"id": "幸福里"}, "geometry": point}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    path = tmp_path / "a.geojson"
    path.write_bytes(text.encode("gb18030"))
    table, problems = read(path)
    assert table is None
    assert "UTF8" in str(problems.errors[0])


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def test_sheets_keep_texts_and_whole_numbers(tmp_path: Path) -> None:
    rows = [["编号", "number", "人口", "mixed"], ["00123", 1, 12.5, "x"], ["00124", None, 7, 5]]
    table = good(book(tmp_path / "居民.xlsx", {"人口": rows, "空": []}))
    assert readers.texts(table, "编号").tolist() == ["00123", "00124"]
    assert readers.texts(table, "number").tolist() == ["1", ""]
    assert readers.texts(table, "mixed").tolist() == ["x", "5"]
    assert readers.numbers(table, "人口", Problems()).tolist() == [12.5, 7.0]


def test_a_workbook_of_several_filled_sheets_wants_one_named(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"demand": [["id"], [1]], "sites": [["id"], [2], [3]]})
    table, problems = read(path)
    assert table is None
    assert "demand, sites" in str(problems.errors[0])
    assert len(good(path, layer="sites")) == 2


def test_faults_in_a_sheet_name_its_row(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[], ["id", "people"], ["a", 1], [None, None], ["b", "1,234"]]
    table = good(book(tmp_path / "a.xlsx", {"s": rows}))
    problems = Problems()
    readers.numbers(table, "people", problems)
    assert str(problems.errors[0]).startswith("a.xlsx:5: column 'people': '1,234' is not a number")


def test_numbers_that_excel_keeps_as_text_are_read_when_they_are_plain(tmp_path: Path) -> None:
    table = good(book(tmp_path / "a.xlsx", {"s": [["n"], ["12"], [3]]}))
    assert readers.numbers(table, "n", Problems()).tolist() == [12.0, 3.0]


def test_osm_files_give_outlets_only(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_text("<osm version='0.6'/>", encoding="utf-8")
    table, problems = read(path)
    assert table is None
    assert "osm_tags: default" in str(problems.errors[0])
    csv_path = tmp_path / "a.csv"
    csv_path.write_text("id\n1\n", encoding="utf-8")
    problems = Problems()
    assert readers.read(csv_path, Outlets(file="a.csv", osm_tags="default"), HERE, problems) is None
    assert "osm_tags is for OpenStreetMap files" in str(problems.errors[0])
