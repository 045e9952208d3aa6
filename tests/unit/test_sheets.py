"""1 + N + X: sheets of the city, of districts, of circles; needs beside projects; as openpyxl reads them."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import siting
from siting import parts, report, sheets
from siting.errors import InputError
from siting.exporters import answers_csv, needs_csv, plans_folder
from siting.inputs import Circles
from siting.language import in_language
from siting.report import Report
from siting.report.subset import only
from siting.sheets import index
from siting.sheets.ledger import ledger
from siting.sheets.scopes import CIRCLE, CITY, DISTRICT, scopes
from tests.small_city import city, format_input, random_city
from tests.small_plan import opening

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

HOSTILE = (
    "=1+1",
    "a/b:c*?[x]\\d",
    "x" * 60,
    "'quoted'",
    '<b>&"',
    "con",
    "README",
    "readme",
    "生活圈",
    "a\x00b",
)


def town(n: int = 10, **given: Any) -> Any:
    """A row of circles with hostile ids and names, a home, a site and an outlet each; two districts."""
    at = [(400.0 * k, 0.0) for k in range(n)]
    names = np.array(
        [HOSTILE[k % len(HOSTILE)] + ("" if k < len(HOSTILE) else str(k)) for k in range(n)], dtype=object
    )
    districts = np.array(["north: [1]" if k % 2 else "=south" for k in range(n)], dtype=object)
    made = city(
        demand=at,
        people=[100 + k for k in range(n)],
        sites=[(x, 50.0) for x, _ in at],
        formats=(format_input("market", 450.0, area_m2=100.0), format_input("repair", 200.0, tier="quality")),
        outlets=[at[0], at[3]],
        outlet_format=[0, 1],
        demand_circle=range(n),
        site_circle=range(n),
        outlet_circle=[0, 3],
        n_circles=n,
        districts=list(districts),
        cost=1000.0,
        site_cost=50.0,
    )
    circles = Circles(names, names, None, districts)
    duty: Any = {"department": {"en": "commerce bureau", "zh": "商务局"}}
    formats = (dataclasses.replace(made.formats[0], **duty), made.formats[1])
    return dataclasses.replace(made, circles=circles, formats=formats, **given)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report.of_plan(opening(town(), tmp_path_factory.mktemp("town"), [2, 4, 5, 9, 13]))


@pytest.fixture(scope="module")
def book(shown: Report, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return written(shown, tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def folder(shown: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("folder") / "1+N+X"
    plans_folder.render(shown, path)
    return path


def written(shown: Report, folder: Path) -> openpyxl.Workbook:
    path = folder / "sheets.xlsx"
    sheets.write(shown, path)
    return openpyxl.load_workbook(path, data_only=True)


def tables(sheet: Worksheet) -> list[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """Of every table of a sheet its lines, and the totals below it, by its headings."""
    found = []
    for one in sheet.tables.values():
        rows = [[cell.value for cell in row] for row in sheet[one.ref]]
        below = sheet.max_row if (last := sheet[one.ref][-1][0].row) == sheet.max_row else last + 1
        totals = [sheet.cell(below, column + 1).value for column in range(len(rows[0]))]
        lines = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        found.append((lines, dict(zip(rows[0], totals, strict=True))))
    return found


def table(sheet: Worksheet, heading: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    return next(one for one in tables(sheet) if heading in one[0][0])


def near(one: Any, other: float) -> bool:
    return math.isclose(one or 0.0, other, rel_tol=1e-9, abs_tol=1e-6)


def gained(shown: Report) -> float:
    return math.fsum(one["newly_covered"] for one in shown.summary["formats"].values())


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


# Sums


def test_the_city_its_districts_and_its_circles_have_a_sheet_each(
    shown: Report, book: openpyxl.Workbook
) -> None:
    kinds = [one.kind for one in scopes(ledger(shown))]
    assert kinds == [CITY, *[DISTRICT] * 2, *[CIRCLE] * 10]
    assert len(book.sheetnames) == len(kinds) + 4
    for name in book.sheetnames:
        assert 0 < len(name) <= 31
        assert not set("[]:*?/\\") & set(name)
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)


def test_totals_of_the_first_sheet_are_those_of_the_summary(shown: Report, book: openpyxl.Workbook) -> None:
    summary = shown.summary
    money = summary["cost"] - summary["site_cost"]
    for heading in ("District", "Circle"):
        _, total = table(book["sheets"], heading)
        assert near(total["Cost of outlets (CNY)"], money)
        assert near(total["Cost of sites (CNY)"], summary["site_cost"])
        assert near(total["Newly served"], gained(shown))
        assert near(total["Opens"], len(summary["opened"]))
        assert near(total["People"], summary["people"]["total"])


def test_every_sheet_adds_up(shown: Report, book: openpyxl.Workbook) -> None:
    kept = ledger(shown)
    names = book.sheetnames[4:]
    for one, name in zip(scopes(kept), names, strict=True):
        _, needs = table(book[name], "Short today")
        assert near(needs["Newly served"], one.newly)
        assert near(needs["Still short"], one.short[1])
        assert needs["Short today"] == pytest.approx(needs["Newly served"] + needs["Still short"])
        opens = [each for each in tables(book[name]) if "No." in each[0][0]]
        assert len(opens) == bool(one.projects) + bool(one.elsewhere)
        if one.projects:
            assert near(opens[0][1]["Cost in all (CNY)"], sum(one.spent))
        here = math.fsum(each[1]["Newly served here"] for each in opens)
        assert near(here, one.newly), "people who live there, whoever serves them"


def test_the_lists_of_needs_and_projects_name_each_other(shown: Report, folder: Path, tmp_path: Path) -> None:
    needs_csv.render(shown, tmp_path / "needs.csv")
    answers_csv.render(shown, tmp_path / "answers.csv")
    needs, answers = read(tmp_path / "needs.csv"), read(tmp_path / "answers.csv")
    projects = read(folder / "projects.csv")
    assert near(math.fsum(float(one["newly"]) for one in needs), gained(shown))
    assert near(math.fsum(float(one["newly"]) for one in answers), gained(shown))
    links = {(one["need"], one["rank"]) for one in answers}
    assert links == {(one["need"], rank) for one in needs for rank in one["projects"].split("; ") if rank}
    assert len({one["need"] for one in needs}) == len(needs)
    for one in projects:
        mine = [need.removeprefix("'") for need, rank in links if rank == one["rank"]]
        assert sorted(filter(None, one["needs"].removeprefix("'").split("; "))) == sorted(mine)
        assert one["department"] == ("commerce bureau" if one["format"] == "market" else "not said")
    assert {one["area_m2"] for one in projects} == {"100.0", ""}


def test_a_need_says_what_became_of_it(shown: Report) -> None:
    found = {(need.circle, need.format_id): need for need in ledger(shown).needs}
    ids = list(shown.circles.ids)
    assert found[ids[0], "market"].status == "none"
    assert found[ids[2], "market"].status == "answered"
    assert found[ids[8], "repair"].status == "open"
    assert found[ids[8], "repair"].unreachable == 0


# What reads it


def test_a_sheet_prints_on_a4_across_and_its_head_stays(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight in (0, "0")
        assert sheet.auto_filter.ref or sheet.tables


def test_every_sheet_says_that_the_city_is_made_up(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        said = " ".join(str(row[0]) for row in sheet.iter_rows(max_row=3, max_col=1, values_only=True))
        assert "Synthetic" in said
        assert "illustrative" in said


def test_the_first_sheet_leads_to_every_other(book: openpyxl.Workbook) -> None:
    links = [cell.hyperlink.location for row in book["sheets"].iter_rows() for cell in row if cell.hyperlink]
    targets = {link.rsplit("!", 1)[0].strip("'").replace("''", "'") for link in links}
    assert targets == set(book.sheetnames) - {"sheets"}
    said = [cell.value for cell in book["sheets"]["A"] if cell.value]
    assert any("The plan comes to" in str(text) for text in said), "how good the plan is"


def test_headings_of_a_table_differ_in_both_languages_and_nothing_is_a_formula(
    shown: Report, tmp_path: Path
) -> None:
    for language in ("en", "zh"):
        with in_language(language):
            sheets.write(shown, tmp_path / f"{language}.xlsx")
        read = openpyxl.load_workbook(tmp_path / f"{language}.xlsx")
        for sheet in read.worksheets:
            for one in sheet.tables.values():
                heads = [cell.value.casefold() for cell in sheet[one.ref][0]]
                assert len(set(heads)) == len(heads)
            formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
            assert all(str(text).startswith(("=SUBTOTAL(", "=IF(")) for text in formulas)
    with zipfile.ZipFile(tmp_path / "zh.xlsx") as packed:
        assert "商务局" in packed.read("xl/sharedStrings.xml").decode()


def test_the_same_report_gives_the_same_bytes(shown: Report, tmp_path: Path) -> None:
    part = only(shown, circles=[str(shown.circles.ids[3])])
    for name in ("a", "b"):
        sheets.write(part, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_folder_holds_a_workbook_each_whatever_they_are_called(folder: Path) -> None:
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*.xlsx")}
    assert "city.xlsx" in made
    assert sum(name.startswith("districts/") for name in made) == 2
    circles = [name for name in made if name.startswith("circles/")]
    assert len({name.casefold() for name in circles}) == 10
    assert "circles/con.xlsx" not in made, "a device of Windows"
    for name in ("city.xlsx", circles[0]):
        assert openpyxl.load_workbook(folder / name).sheetnames


# Parts, and cities that lack things


def test_a_part_has_the_sheets_of_what_it_shows_and_names_projects_elsewhere(
    shown: Report, tmp_path: Path
) -> None:
    circle = str(shown.circles.ids[3])
    part = only(shown, circles=[circle])
    kept = ledger(part)
    (one,) = scopes(kept)
    (same,) = [each for each in scopes(ledger(shown)) if each.id == circle and each.kind == CIRCLE]
    assert [each["rank"] for each in one.projects] == [each["rank"] for each in same.projects]
    assert [each["rank"] for each in one.elsewhere] == [each["rank"] for each in same.elsewhere]
    assert one.elsewhere
    assert [need.answers for need in one.needs] == [need.answers for need in same.needs]
    assert len(written(part, tmp_path).sheetnames) == 5
    district = str(shown.circles.districts[1])
    kinds = [each.kind for each in scopes(ledger(only(shown, districts=[district])))]
    assert kinds == [DISTRICT, *[CIRCLE] * 5]
    kinds = [each.kind for each in scopes(ledger(only(only(shown, formats=["market"]), circles=[circle])))]
    assert kinds == [CIRCLE]


@pytest.mark.parametrize("chosen", [[], [0, 1, 2, 3]])
def test_a_city_without_circles_or_districts_has_one_sheet(chosen: list[int], tmp_path: Path) -> None:
    inputs = random_city(4)
    nobody = np.full(len(inputs.demand), -1, dtype=np.int32)
    inputs = dataclasses.replace(
        inputs,
        circles=Circles(np.zeros(0, object), np.zeros(0, object), None),
        demand_circle=nobody,
        site_circle=np.full(len(inputs.sites), -1, dtype=np.int32),
        outlet_circle=np.full(len(inputs.outlets), -1, dtype=np.int32),
    )
    shown = report.of_plan(opening(inputs, tmp_path / "in", chosen))
    read = written(shown, tmp_path)
    assert read.sheetnames == [
        "sheets",
        "list of needs",
        "list of projects",
        "needs and projects",
        "the city",
    ]
    assert near(ledger(shown).needs and math.fsum(one.newly for one in ledger(shown).needs), gained(shown))


def test_of_very_many_circles_those_with_most_people_short_have_a_sheet(
    shown: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MOST_CIRCLES", 3)
    read = written(shown, tmp_path)
    assert len(read.sheetnames) == 4 + 1 + 2 + 3
    lines, _ = table(read["sheets"], "Circle")
    assert len(lines) == 10
    assert any("7 circles have no sheet here" in str(cell.value) for cell in read["sheets"]["A"])


def test_a_run_that_kept_no_answers_is_told_to_solve_again(shown: Report) -> None:
    with pytest.raises(InputError, match="earlier version"):
        ledger(dataclasses.replace(shown, answers=None))


def test_rules_and_surveys_stand_beside_the_need_they_speak_of(shown: Report) -> None:
    circle = str(shown.circles.ids[2])
    rules = [{"rule": "floor", "share": 0.8, "each": "circle", "formats": ["market"], "circles": [circle]}]
    answers = {circle: {"share": 0.62, "respondents": 120.0, "factor": 0.6}}
    surveys = [
        {"kind": "needs", "formats": {"market": {"answers": answers, "respondents": 120.0, "mean": 0.6}}}
    ]
    told = dataclasses.replace(shown, summary={**shown.summary, "rules": rules, "surveys": surveys})
    found = {(need.circle, need.format_id): need for need in ledger(told).needs}
    assert found[circle, "market"].rules == ("at least 80% in reach",)
    assert found[circle, "market"].surveys == ("62% of 120 asked need it",)
    assert not any(need.rules or need.surveys for key, need in found.items() if key != (circle, "market"))


def test_the_toy_city_by_phases_and_its_departments(tmp_path: Path) -> None:
    toy = Path(__file__).parents[2] / "scenarios" / "toy"
    phases = [{"id": "one", "budget": 90_000}, {"id": "two", "budget": 90_000}]
    formats = [
        {"id": "convenience_store", "cost": 60_000, "department": {"zh": "某局", "en": "some bureau"}},
        {"id": "repair_workshop", "cost": 30_000, "department": "民政局"},
        {"id": "community_canteen", "cost": 90_000},
    ]
    said = {"extends": str(toy / "scenario.yaml"), "budget": None, "phases": phases, "formats": formats}
    text = json.dumps(said)
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    plan = siting.solve(tmp_path)
    shown = report.of_plan(plan)
    assert [one.department["zh"] for one in shown.formats] == ["某局", "民政局", "民政局"]
    assert [bool(one.duty) for one in shown.formats] == [False, False, True]
    read = written(shown, tmp_path)
    lines, total = table(read["the city"], "Phase")
    assert {line["Phase"] for line in lines} <= {"one", "two"}
    by_phase = next(one for one in tables(read["the city"]) if next(iter(one[0][0])) == "Phase")
    assert near(by_phase[1]["Cost in all (CNY)"], plan.summary["cost"])
    by_department = next(one for one in tables(read["the city"]) if next(iter(one[0][0])) == "Department")
    assert near(by_department[1]["Cost in all (CNY)"], plan.summary["cost"])
    assert total


def test_the_folder_is_the_only_exporter_that_is_one() -> None:
    assert [
        name for name in parts.names("exporters") if not Path(parts.load("exporters", name).FILE).suffix
    ] == ["plans_folder"]
