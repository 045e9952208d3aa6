"""siting new: from a city's own files to a scenario that runs, and what is said when the files do not fit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from siting import scenario
from siting.cli import main
from siting.errors import Problems
from siting.scenario.source import parse, plain
from siting.starter.writing import as_yaml
from tests.cli import small_extract

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up town's files, and the working directory beside them."""
    monkeypatch.chdir(tmp_path)
    small_extract.write_osm(tmp_path / "town.osm")
    small_extract.write_csv(tmp_path / "people.csv")
    return tmp_path


def new(*words: str, osm: str = "town.osm", population: str = "people.csv", folder: str = "first") -> int:
    return main(["new", folder, "--osm", osm, "--population", population, "--lang", "en", *words])


def settings(folder: Path) -> scenario.schema.Settings:  # type: ignore[name-defined]
    return scenario.load(folder).settings


def test_a_first_scenario_runs_as_it_stands(town: Path, capfd: Capture) -> None:
    assert new() == 0
    said = capfd.readouterr().out
    assert "written: first" in said
    assert "49 demand points, 4,900 people" in said
    assert "next: siting solve first" in said
    assert main(["solve", "first", "--lang", "en", "-o", "run"]) == 0
    plan = capfd.readouterr().out
    assert "The costs are illustrative" in plan
    assert "nobody has surveyed them" in plan
    assert main(["verify", "run", "--lang", "en"]) == 0


def test_what_was_found_and_what_was_assumed_is_written(town: Path, capfd: Capture) -> None:
    assert new("--name", "小城", "--budget", "2e6", "--currency", "EUR") == 0
    made = settings(town / "first")
    assert (made.name, made.budget, made.currency, made.illustrative_costs) == ("小城", 2e6, "EUR", True)
    assert made.demand.file == "../people.csv"
    assert (made.demand.columns.x, made.demand.columns.people, made.demand.crs) == (
        "lon",
        "people",
        "EPSG:4326",
    )
    assert made.demand.groups == {"elderly": "elderly"}
    assert made.sites.propose.count == 20
    assert made.outlets[0].osm_tags == "default"
    assert "assumed: lon and lat are degrees in WGS-84" in capfd.readouterr().out


def test_formats_are_planned_whose_outlets_are_mapped_and_whose_group_is_known(
    town: Path, capfd: Capture
) -> None:
    assert new("--formats", "basic,elderly_care") == 0
    planned = [one.id for one in scenario.load(town / "first").formats]
    assert {"convenience_store", "supermarket", "pharmacy", "hair_salon", "elderly_care"} == set(planned)
    text = (town / "first" / "scenario.yaml").read_text(encoding="utf-8")
    assert "# laundry: the extract has none: probably not mapped\n  # - {id: laundry" in text
    assert "# car wash: nothing says where its people live: car owners" in text
    assert "left out: laundry (the extract has none: probably not mapped)" in capfd.readouterr().out


def test_a_town_without_outlets_is_planned_for_and_that_is_said(town: Path, capfd: Capture) -> None:
    small_extract.write_osm(town / "town.osm", outlets=[])
    assert new() == 0
    assert "the plan takes the city for empty" in capfd.readouterr().out
    assert "has no outlets" in scenario.load(town / "first").notices[0]
    assert len(scenario.load(town / "first").formats) > 10


def test_people_outside_the_streets_are_left_out_and_counted(town: Path, capfd: Capture) -> None:
    small_extract.write_cells(town / "cells.geojson")
    assert new(population="cells.geojson") == 0
    said = capfd.readouterr().out
    assert "planned for: the box that the streets cover" in said
    assert "outside the clip -" in said
    made = settings(town / "first")
    assert made.demand.clip.file == "area.geojson"
    assert (made.demand.columns.id, made.demand.columns.people) == ("编号", "常住人口")
    assert made.demand.crs is None


def test_an_area_of_ones_own_takes_the_place_of_the_box(town: Path) -> None:
    small_extract.write_cells(town / "cells.geojson")
    assert new("--area", "cells.geojson") == 0
    assert settings(town / "first").demand.clip.file == "../cells.geojson"
    assert not (town / "first" / "area.geojson").exists()


def test_files_are_copied_where_that_is_wanted(town: Path) -> None:
    assert new("--copy") == 0
    assert (town / "first" / "data" / "town.osm").read_bytes() == (town / "town.osm").read_bytes()
    made = settings(town / "first")
    assert (made.demand.file, made.travel.network.file) == ("data/people.csv", "data/town.osm")
    (town / "people.csv").unlink()
    assert main(["check", "first"]) == 0


def test_paths_lead_from_the_scenario_to_the_files_wherever_one_works(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (town / "数据").mkdir()
    (town / "elsewhere").mkdir()
    for name in ("town.osm", "people.csv"):
        (town / name).rename(town / "数据" / name)
    monkeypatch.chdir(town / "elsewhere")
    folder = f"..{'/'}规划 2026"
    assert new(osm="../数据/town.osm", population=str(town / "数据" / "people.csv"), folder=folder) == 0
    assert settings(town / "规划 2026").demand.file == "../数据/people.csv"
    monkeypatch.chdir(town)
    assert main(["check", "规划 2026"]) == 0


def test_an_excel_table_in_a_projected_system(town: Path, capfd: Capture) -> None:
    book = openpyxl.Workbook()
    book.active.append(["x", "y", "总人口"])  # type: ignore[union-attr]
    for x_m, y_m, people in small_extract.places():
        book.active.append([593_800 + x_m, 4_073_150 + y_m, people])  # type: ignore[union-attr]
    book.save(town / "people.xlsx")
    assert new(population="people.xlsx") == 2
    assert "nothing says which coordinate system" in capfd.readouterr().err
    assert new("--crs", "EPSG:32650", population="people.xlsx") == 0
    assert settings(town / "first").demand.crs == "EPSG:32650"


def test_a_grid_of_people_wider_than_the_streets_is_read_where_they_are(town: Path, capfd: Capture) -> None:
    import rasterio

    west, north = small_extract.lonlat(-3000, 4000)
    cell = (0.0022, 0.0018)  # degrees: 200 m
    form = rasterio.transform.from_origin(west, north, *cell)
    people = np.full((2, 40, 40), 7.5, dtype=np.float32)
    options = {
        "driver": "GTiff",
        "width": 40,
        "height": 40,
        "count": 2,
        "dtype": "float32",
        "crs": "EPSG:4326",
    }
    with rasterio.open(town / "people.tif", "w", transform=form, **options) as raster:
        raster.write(people)
    assert new(population="people.tif") == 2
    assert "has 2 bands" in capfd.readouterr().err
    assert new("--band", "2", population="people.tif") == 0
    made = settings(town / "first").demand
    assert (made.band, made.crs, made.clip.file) == (2, None, "area.geojson")
    area = 1240 * small_extract.EAST_M * 1240 * small_extract.NORTH_M / (cell[0] * cell[1])
    said = capfd.readouterr().out
    assert f"planned for {7.5 * area:,.0f} people" in said


def test_coordinates_in_gcj02_are_said_to_be_so(town: Path) -> None:
    assert new("--crs", "gcj02") == 0
    assert settings(town / "first").demand.crs == "gcj02"
    assert "assumed:" not in (town / "first" / "scenario.yaml").read_text(encoding="utf-8")


def test_shares_and_cohorts_are_known_by_their_names(town: Path) -> None:
    lines = ["lon,lat,人口,0-59,60+,age_0_3"]
    for x_m, y_m, people in small_extract.places():
        lon, lat = small_extract.lonlat(x_m, y_m)
        lines.append(f"{lon},{lat},{people},{people * 0.8:g},{people * 0.2:g},0.05")
    (town / "people.csv").write_text("\n".join(lines), encoding="utf-8")
    assert new("--formats", "childcare") == 0
    made = settings(town / "first")
    assert made.demand.groups["age_0_3"].share == "age_0_3"
    assert made.demand.ages == {}, "two cohorts are too few to be sure"


def test_an_extract_that_states_no_box_is_as_large_as_its_streets(town: Path) -> None:
    small_extract.write_osm(town / "town.osm", bounds=False)
    assert new() == 0
    assert "clip" not in settings(town / "first").demand.model_fields_set


@pytest.mark.parametrize(
    ("header", "words", "said"),
    [
        ("lon,lat,people,pop,note", (), "several columns may hold the people: people, pop"),
        ("lon,lat,heads,elderly,note", (), "no column is known to hold the people"),
        ("lon,lat,heads,elderly,note", ("--people", "head"), "there is no column 'head'"),
        ("a,b,people,elderly,note", (), "no columns that are known to hold coordinates"),
        ("a,b,people,elderly,note", ("--x", "a"), "--x and --y go together"),
        ("lon,lat,people,elderly,note", ("--x", "lat", "--y", "lon"), "x is the longitude"),
        ("lon,lat,people,elderly,note", ("--crs", "EPSG:99999"), "--crs"),
        ("lon,lat,people,elderly,note", ("--crs", "plane"), "need places on Earth"),
        ("lon,lat,people,elderly,note", ("--formats", "basik"), "Did you mean 'basic'?"),
        ("lon,lat,people,elderly,note", ("--formats", "childcare"), "no format can be planned"),
        ("lon,lat,people,elderly,note", ("--formats", ","), "names no format"),
        ("lon,lat,people,elderly,note", ("--area", "people.csv"), "has no areas"),
        ("lon,lat,people,elderly,note", ("--name", "a/b"), "cannot be the name of a folder"),
    ],
)
def test_what_is_unclear_is_asked_for_and_nothing_is_written(
    town: Path, capfd: Capture, header: str, words: tuple[str, ...], said: str
) -> None:
    small_extract.write_csv(town / "people.csv", header)
    assert new(*words) == 2
    assert said in capfd.readouterr().err
    assert not (town / "first").exists()


def test_named_columns_settle_what_was_unclear(town: Path) -> None:
    small_extract.write_csv(town / "people.csv", "a,b,heads,elderly,note")
    assert new("--people", "heads", "--x", "a", "--y", "b", "--crs", "EPSG:4326") == 0
    assert settings(town / "first").demand.columns.people == "heads"


def test_exchanged_files_are_recognised(town: Path, capfd: Capture) -> None:
    assert new(osm="people.csv", population="town.osm") == 2
    assert "Are --osm and --population exchanged?" in capfd.readouterr().err


def test_files_of_two_cities_are_recognised(town: Path, capfd: Capture) -> None:
    small_extract.write_csv(town / "people.csv", move_m=50_000)
    assert new() == 2
    said = capfd.readouterr().err
    assert "lives where the streets are" in said
    assert "118.0" in said
    assert "118.6" in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("town.osm", "lon,lat\n1,2\n", "cannot be read"),
        ("town.osm", '<osm version="0.6"><node id="1" lat="36.8" lon="118.0"/></osm>', "has no streets"),
        (
            "town.osm",
            '<osm version="0.6"><bounds minlat="36.8" minlon="118" maxlat="37" maxlon="119"/></osm>',
            "has no streets",
        ),
        ("people.csv", "", "is empty"),
        ("people.csv", "lon,lat,people\n", "has no rows"),
        ("people.csv", "lon,lat,people\n118.051,36.801,-5\n", "must be >= 0"),
        ("people.csv", "lon,lat,people\n36.801,118.051,5\n", "exchanged"),
    ],
)
def test_broken_files_are_named(town: Path, capfd: Capture, name: str, content: str, said: str) -> None:
    (town / name).write_text(content, encoding="utf-8")
    assert new() == 2
    assert said in capfd.readouterr().err
    assert not (town / "first").exists()


def test_a_missing_file_and_another_are_told_at_once(town: Path, capfd: Capture) -> None:
    assert new(osm="towm.osm", population="none.csv") == 2
    said = capfd.readouterr().err
    assert "'towm.osm' does not exist" in said
    assert "'none.csv' does not exist" in said


def test_an_existing_scenario_is_never_written_over(town: Path, capfd: Capture) -> None:
    (town / "first").mkdir()
    (town / "first" / "scenario.yaml").write_text("name: mine\n", encoding="utf-8")
    assert new() == 2
    assert "it stays as it is" in capfd.readouterr().err
    assert (town / "first" / "scenario.yaml").read_text(encoding="utf-8") == "name: mine\n"


def test_no_other_file_is_written_over_either(town: Path, capfd: Capture) -> None:
    (town / "first" / "data").mkdir(parents=True)
    (town / "first" / "data" / "people.csv").write_text("mine", encoding="utf-8")
    assert new("--copy") == 2
    assert "people.csv: is there already" in capfd.readouterr().err
    left = [path.name for path in (town / "first").rglob("*") if path.is_file()]
    assert left == ["people.csv"], "what was written before is taken away again"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--budget", "nan"), "--budget: is not a finite number"),
        (("--budget", "inf"), "--budget: is not a finite number"),
        (("--currency", " "), "--currency: is empty"),
        (("--band", "2"), "--population: band is for grids; 'people.csv' is none"),
        (("--layer", "2020"), "--population: layer is for files of several layers or sheets; 'people.csv'"),
    ],
)
def test_what_no_scenario_could_hold_is_refused_before_anything_is_written(
    town: Path, capfd: Capture, words: tuple[str, str], said: str
) -> None:
    assert new(*words) == 2
    assert said in capfd.readouterr().err
    assert not (town / "first").exists()


def test_a_folder_whose_name_no_scenario_can_have_needs_another(town: Path, capfd: Capture) -> None:
    assert new(folder="a:b") == 2
    assert "--name: 'a:b' cannot be the name of a folder" in capfd.readouterr().err
    assert not (town / "a:b").exists()
    assert new("--name", "ab", folder="a:b") == 0


def test_people_who_are_nobody_are_not_searched_elsewhere(town: Path, capfd: Capture) -> None:
    (town / "people.csv").write_text("lon,lat,people\n118.055,36.805,0\n", encoding="utf-8")
    assert new() == 2
    said = capfd.readouterr().err
    assert "people.csv: column 'people': nobody lives anywhere: all are 0" in said
    assert "of one city" not in said


def test_nothing_stays_when_the_copying_is_broken_off(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.copyfileobj", broken_off)
    (town / "mine").mkdir()
    for folder in ("first", "mine/deep/first"):
        assert new("--copy", folder=folder) == 130
    assert sorted(path.name for path in town.iterdir()) == ["mine", "people.csv", "town.osm"]
    assert not any((town / "mine").iterdir())


def test_a_check_that_is_broken_off_leaves_the_scenario_and_says_so(
    town: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("siting.commands.check", broken_off)
    assert new(folder="my town") == 130
    said = capfd.readouterr().err
    assert "the scenario stays as it was written. Next: siting check 'my town'" in said
    assert "nothing was written" not in said
    assert (town / "my town" / "scenario.yaml").exists()


def _area(path: Path, kind: str, *corners_m: tuple[float, float]) -> None:
    places = [small_extract.lonlat(*corner) for corner in corners_m]
    shape = {"type": kind, "coordinates": [places] if kind == "Polygon" else places}
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shape}), encoding="utf-8")


def test_an_area_of_lines_or_with_nobody_in_it_is_told_before_anything_is_written(
    town: Path, capfd: Capture
) -> None:
    _area(town / "area.geojson", "LineString", (0, 0), (900, 900))
    assert new("--area", "area.geojson") == 2
    assert "--area: 'area.geojson' has no areas" in capfd.readouterr().err
    _area(town / "area.geojson", "Polygon", (0, 0), (20, 0), (20, 20), (0, 20), (0, 0))
    assert new("--area", "area.geojson") == 2
    said = capfd.readouterr().err
    assert "--area: nobody of 'people.csv' lives in the box of 'area.geojson': people 118.051" in said
    assert not (town / "first").exists()


def test_a_folder_that_cannot_be_written(town: Path, capfd: Capture) -> None:
    assert new(folder="people.csv") == 2
    assert "needs a folder of its own" in capfd.readouterr().err
    assert new(folder="people.csv/first") == 2
    assert "people.csv" in capfd.readouterr().err


def test_people_of_areas_too_large_to_walk_in_are_spread_along_the_streets(
    town: Path, capfd: Capture
) -> None:
    small_extract.write_tracts(town / "tracts.geojson")
    assert new(population="tracts.geojson") == 0
    made = settings(town / "first").demand
    assert (made.file, made.spread, made.totals.file) == ("../town.osm", "street_length", "../tracts.geojson")
    assert (made.totals.columns.id, made.totals.columns.people) == ("编号", "常住人口")
    said = capfd.readouterr().out
    assert "the areas are 590 m wide" in said
    assert "planned for 4,000 people" in said


def test_areas_that_the_extract_cuts_stay_points_and_the_spread_is_a_comment(
    town: Path, capfd: Capture
) -> None:
    small_extract.write_tracts(town / "tracts.geojson", move_m=300)
    assert new(population="tracts.geojson") == 0
    made = settings(town / "first").demand
    assert (made.file, made.spread, made.clip.file) == ("../tracts.geojson", None, "area.geojson")
    assert "#   spread: street_length" in (town / "first" / "scenario.yaml").read_text(encoding="utf-8")
    assert "the extract cuts some of them" in capfd.readouterr().out


def test_where_every_house_is_mapped_people_are_spread_by_floor_area(town: Path) -> None:
    houses = [(60.0 + 50 * (k % 22), 60.0 + 50 * (k // 22)) for k in range(484)]
    small_extract.write_osm(town / "town.osm", houses=houses)
    small_extract.write_tracts(town / "tracts.geojson")
    assert new(population="tracts.geojson") == 0
    assert settings(town / "first").demand.spread == "floor_area"


@pytest.mark.parametrize("people", ["table", "cells", "tracts", "cut"])
def test_both_languages_write_the_same_scenario(town: Path, people: str) -> None:
    small_extract.write_cells(town / "cells.geojson").rename(town / "cells")
    small_extract.write_tracts(town / "tracts.geojson").rename(town / "tracts")
    small_extract.write_tracts(town / "cut.geojson", move_m=300).rename(town / "cut")
    if people != "table":
        (town / people).rename(town / "people.geojson")
    file = "people.csv" if people == "table" else "people.geojson"
    made = []
    for language in ("en", "zh"):
        words = ["--osm", "town.osm", "--population", file, "--name", "same", "--lang", language]
        assert main(["new", language, *words]) == 0
        text = (town / language / "scenario.yaml").read_text(encoding="utf-8")
        root = parse(text, None, Problems())
        assert root is not None
        made.append(plain(root))
        assert ("# --- 人口" in text) == (language == "zh")
    assert made[0] == made[1]


TEXTS = [
    "data/town.osm",
    "../数据 2026/人口.csv",
    "a: b",
    "x#y",
    "#x",
    "no",
    "null",
    "12",
    "1e3",
    "0x1F",
    "",
    " a",
]
TEXTS += ["a,b", "{a}", "it's", '"q"', "0-4", "a\\b", "~", "-", "- a", "2026-01-01", "true"]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_survives_yaml(text: str) -> None:
    for document in (f"key: {as_yaml(text)}\n", f"{{key: {as_yaml(text)}, other: 1}}\n"):
        root = parse(document, None, Problems())
        assert root is not None
        assert plain(root)["key"] == text
