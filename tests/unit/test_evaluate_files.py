"""A plan made by hand, read from every kind of file: what its lines mean, and what stays as it is today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import siting
from siting import scenario
from siting.decide import of_scenario
from siting.decide.basis import Basis
from siting.decide.evaluate.file import read
from siting.decide.evaluate.options import given
from siting.decide.evaluate.types import Given
from siting.errors import InputError, Problems
from siting.exporters import run_folder
from siting.verify import verify_run
from tests.cli import small_city
from tests.differential.test_closures import closing

PHASES = [
    {"id": "2024", "name": {"en": "first", "zh": "一期"}, "budget": 3000},
    {"id": "2025", "name": {"en": "second", "zh": "二期"}, "budget": 3000},
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    return of_scenario(scenario.load(small_city.write(tmp_path_factory.mktemp("city"))))


@pytest.fixture(scope="module")
def phased(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    path = small_city.write(tmp_path_factory.mktemp("phased"))
    return of_scenario(scenario.load(path, sets=[f"phases={json.dumps(PHASES)}", "budget=null"]))


def plan(path: Path, basis: Basis, layer: str | None = None, within_m: float = 50.0) -> Given:
    problems = Problems()
    found = read(path, layer, problems)
    problems.stop_on_errors()
    assert found is not None
    return given(found, basis, within_m, problems)


def opens(basis: Basis, found: Given) -> list[tuple[str, str, str]]:
    asked, inputs = basis.question, basis.inputs
    return [
        (
            str(inputs.sites.ids[asked.option_site[one]]),
            inputs.formats[asked.option_format[one]].id,
            inputs.phases.ids[asked.option_phase[one]],
        )
        for one in found.selection
    ]


SAME = {("s1", "bakery", ""), ("s3", "canteen", "")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        "site,format\ns1,bakery\ns3,canteen\n",
        "备注;业态;候选点\n手工;Bakery;s1\n手工;ＣＡＮＴＥＥＮ;s3\n",
        "Format\tremark\tSite\nbakery\t\ts1\ncanteen\t\ts3\n",
    ],
)
def test_a_table_is_read_whatever_its_signs_and_headings(
    city: Basis, tmp_path: Path, text: str, encoding: str
) -> None:
    (tmp_path / "plan.csv").write_bytes(text.encode(encoding))
    assert set(opens(city, plan(tmp_path / "plan.csv", city))) == SAME


def sheet(path: Path, rows: list[list[Any]], title: str = "plan") -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_titles_may_stand_above_the_table_of_a_sheet(city: Basis, tmp_path: Path) -> None:
    rows = [["项目清单"], [], ["候选点", "业态"], ["s1", "bakery"], ["s3", "canteen"]]
    path = sheet(tmp_path / "plan.xlsx", rows)
    assert set(opens(city, plan(path, city))) == SAME
    rows[3][0] = "s7"
    with pytest.raises(InputError, match=r"plan\.xlsx:4: column '候选点': unknown site 's7'"):
        plan(sheet(path, rows), city)


def test_a_sheet_without_a_format_says_so(city: Basis, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no column 'format'"):
        plan(sheet(tmp_path / "plan.xlsx", [["site", "what"], ["s1", "bakery"]]), city)


def points(path: Path, places: list[tuple[float, float, str]], **more: Any) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"format": format} | more,
            "geometry": {"type": "Point", "coordinates": [x, y]},
        }
        for x, y, format in places
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_points_without_a_site_are_the_nearest_that_admits_the_format(city: Basis, tmp_path: Path) -> None:
    path = points(tmp_path / "plan.geojson", [(3, 4, "bakery"), (1000, -40, "canteen")])
    assert set(opens(city, plan(path, city))) == SAME
    with pytest.raises(InputError) as caught:
        plan(path, city, within_m=4.0)
    said = [str(one) for one in caught.value.problems]
    assert len(said) == 2
    assert "no site that admits 'bakery' lies within 4 m; the nearest, s1, is 5 m away" in said[0]


def test_points_in_degrees_are_found_in_the_city_s_metres(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    path = small_city.write(folder)
    small_city.to_degrees(folder)
    basis = of_scenario(scenario.load(path))
    file = points(
        tmp_path / "plan.geojson", [(118.0001, 36.8, "bakery"), (118 + 1000 / 89_000, 36.8001, "canteen")]
    )
    assert set(opens(basis, plan(file, basis))) == SAME


def test_of_a_map_of_all_outlets_those_of_today_are_passed_over(city: Basis, tmp_path: Path) -> None:
    path = points(tmp_path / "plan.geojson", [(0, 0, "bakery")], status="new")
    text = json.loads(path.read_text(encoding="utf-8"))
    text["features"].append(json.loads(json.dumps(text["features"][0])))
    text["features"][1]["properties"]["status"] = "existing"
    path.write_text(json.dumps(text), encoding="utf-8")
    assert opens(city, plan(path, city)) == [("s1", "bakery", "")]


def test_phases_go_by_id_and_by_name(phased: Basis, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("site,format,phase\ns1,bakery,2024\ns3,canteen,二期\n", encoding="utf-8")
    assert set(opens(phased, plan(path, phased))) == {("s1", "bakery", "2024"), ("s3", "canteen", "2025")}


def test_a_phase_is_asked_for_where_there_are_some_and_left_aside_where_not(
    city: Basis, phased: Basis, tmp_path: Path
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(
        "site,format,phase\ns1,bakery,2024\ns3,canteen,2030\ns2,bakery,\ns1,bakery,2025\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        plan(path, phased)
    said = [str(one) for one in caught.value.problems]
    assert [text.split(":")[1] for text in said] == ["3", "4", "5"]
    assert "unknown phase '2030'" in said[0]
    assert "the phase is missing. Known: 2024, 2025" in said[1]
    assert "stands twice, first at line 2" in said[2]
    path.write_text("site,format\ns1,bakery\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"there is no column 'phase'\. The scenario's phases: 2024, 2025"):
        plan(path, phased)
    path.write_text("site,format,phase\ns1,bakery,2024\n", encoding="utf-8")
    found = plan(path, city)
    assert opens(city, found) == [("s1", "bakery", "")]
    assert "no phases" in str(found.warnings[0])


def test_outlets_of_today_stay_unless_a_line_closes_or_replaces_them(tmp_path: Path) -> None:
    case = closing(3)
    scenario_file = case.write(tmp_path / "town")
    may_close = [name for name, _, format in case.outlets if format in ("shop", "market")]
    path = tmp_path / "plan.csv"
    path.write_text("site,format\ns1,market\n", encoding="utf-8")
    found = siting.evaluate(scenario_file, path, changes=0)
    assert found.given.closes == ()
    assert not found.plan.closed
    first, second = may_close[:2]
    path.write_text(f"site,format,closes\nreplace:{first},locker,\n{second},,yes\n", encoding="utf-8")
    found = siting.evaluate(scenario_file, path)
    assert set(found.given.closes) == {first, second} == {one.outlet for one in found.plan.closed}
    assert found.search is not None
    assert len(found.search.changes) > 0
    found.write(tmp_path / "run")
    verify_run(tmp_path / "run")
    again = siting.evaluate(scenario_file, tmp_path / "run", changes=0)
    assert np.array_equal(again.given.selection, found.given.selection)
    assert again.value == found.value
    path.write_text("site,format,closes\no99,shop,yes\n", encoding="utf-8")
    with pytest.raises(InputError, match="'o99' is no outlet of today that may close"):
        siting.evaluate(scenario_file, path)


def test_the_workbook_tells_which_outlets_close(tmp_path: Path) -> None:
    scenario_file = closing(3).write(tmp_path / "town")
    best = siting.solve(scenario_file)
    assert best.closed
    run_folder.write(best, tmp_path / "run")
    for name in ("projects.xlsx", "plan.gpkg", "projects.csv"):
        found = siting.evaluate(scenario_file, tmp_path / "run" / name, against=tmp_path / "run", changes=0)
        assert found.given.closes == tuple(one.outlet for one in best.closed)
        assert found.distance is not None
        assert found.distance.nothing_better
