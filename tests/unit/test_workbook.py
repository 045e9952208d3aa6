"""The workbook, as openpyxl and LibreOffice read it: every figure, totals, hostile names, Chinese, print."""

from __future__ import annotations

import dataclasses
import math
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from siting import report, workbook
from siting.exporters import projects_xlsx
from siting.language import in_language
from siting.report import Report
from siting.report.subset import only
from siting.workbook import cells
from siting.workbook.table import FIRST, HEAD, TOTAL
from tests.small_city import city, format_input, random_city
from tests.small_plan import opening, planned

# openpyxl reads no bars with solid fills; Excel and LibreOffice do.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "https://example.org/",
    "<script>alert(1)</script> & \"'",
    "\U00020bb7野家 \U0001f600",
    "x" * 200,
    "a\x00b\x0bc\x1f",
    "_x0041_",
    "0012",
    "half \ud83d",
    "<r><t>rich</t></si><row></r>",
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Report:
    inputs = random_city(3, n_sites=20)
    names = np.array([HOSTILE[k % len(HOSTILE)] for k in range(len(inputs.sites))], dtype=object)
    sites = dataclasses.replace(inputs.sites, names=names)
    called = [{"en": '"Market" & <b>', "zh": "菜市场"}, {"en": "canteen", "zh": "社区食堂（老年助餐点）"}, {}]
    formats = tuple(
        dataclasses.replace(one, names=one.names | new)
        for one, new in zip(inputs.formats, called, strict=True)
    )
    named = dataclasses.replace(inputs, sites=sites, formats=formats)
    return report.of_plan(opening(named, tmp_path_factory.mktemp("city"), list(range(2 * len(HOSTILE)))))


@pytest.fixture(scope="module")
def path(shown: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "projects.xlsx"
    projects_xlsx.render(shown, path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


def table(sheet: Worksheet) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The totals and the lines of a sheet, by its headings."""
    rows = list(sheet.iter_rows(values_only=True))
    heads = rows[HEAD]
    totals = dict(zip(heads, rows[TOTAL], strict=True))
    return totals, [dict(zip(heads, row, strict=True)) for row in rows[FIRST:]]


def near(one: Any, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)


# Figures


def test_every_figure_of_a_format_stands_in_its_line(shown: Report, book: openpyxl.Workbook) -> None:
    _, lines = table(book["formats"])
    for line, one, said in zip(lines, shown.formats, shown.summary["formats"].values(), strict=True):
        assert line["Format"] == one.names["en"]
        found = [value for value in line.values() if isinstance(value, int | float)]
        keys = (
            "group_people", "rate", "weight_total", "covered_before", "covered_after", "newly_covered", "reachable",
            "outlets_before", "opened", "cost",
        )  # fmt: skip
        for key in keys:
            assert any(near(value, said[key]) for value in found), key
        assert near(line["Share after"], said["percent_covered_after"] / 100)


def sums(summary: Mapping[str, Any], key: str) -> float:
    return math.fsum(one[key] for one in summary["formats"].values())


def expected(summary: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    """(sheet, heading) -> the total that summary.json gives."""
    short = sums(summary, "weight_total") - sums(summary, "covered_after")
    found = {
        ("project list", "Cost in all (CNY)"): summary["cost"],
        ("project list", "People newly in reach"): sums(summary, "newly_covered"),
        ("shortages", "Short after"): short,
        ("circles", "Cost in all (CNY)"): summary["cost"],
        ("circles", "People"): summary["people"]["total"],
        ("formats", "Cost without sites (CNY)"): summary["cost"] - summary["site_cost"],
        ("formats", "Still short"): short,
    }
    for sheet in ("shortages", "circles", "formats"):
        found[sheet, "In reach before"] = sums(summary, "covered_before")
        found[sheet, "In reach after"] = sums(summary, "covered_after")
        found[sheet, "Opened"] = len(summary["opened"])
    return found


def test_totals_are_those_of_the_summary(shown: Report, book: openpyxl.Workbook) -> None:
    assert len(shown.summary["opened"]) > 3
    for (sheet, heading), total in expected(shown.summary).items():
        assert near(table(book[sheet])[0][heading], total), (sheet, heading)


def test_totals_follow_the_filter(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["project list"]
    heads = [cell.value for cell in sheet[HEAD + 1]]
    letter = sheet.cell(TOTAL + 1, heads.index("People newly in reach") + 1)
    assert re.fullmatch(r"=SUBTOTAL\(109,([A-Z]+)6:\1\d+\)", letter.value)


def test_whole_figures_end_in_no_bare_point(book: openpyxl.Workbook) -> None:
    cells_of = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    whole = [one for one in cells_of if isinstance(one.value, int | float) and one.value == int(one.value)]
    assert whole
    assert not [one.coordinate for one in whole if one.number_format == "#,##0.##"]


def test_the_gap_table_marks_what_the_summary_counts(shown: Report, book: openpyxl.Workbook) -> None:
    totals, lines = table(book["gap table"])
    for line, said in zip(lines, shown.summary["circles"].values(), strict=True):
        assert line["Formats before"] == said["formats_present_before"]
        assert line["Formats after"] == said["formats_present_after"]
    marks = [line['"Market" & <b>'] for line in lines]
    assert set(marks) <= set("●◉✚○×")
    assert totals['"Market" & <b>'] == sum(mark in "●◉✚" for mark in marks)


def test_the_first_sheet_says_what_is_made_up_and_how_good_the_plan_is(
    shown: Report, book: openpyxl.Workbook
) -> None:
    said = "\n".join(str(cell.value) for row in book["overview"].iter_rows() for cell in row if cell.value)
    for notice in shown.texts["notices"]["en"].splitlines():
        assert notice in said
    assert "How good is this plan?" in said
    links = {cell.hyperlink.location for cell in book["overview"]["A"] if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames[1:]}
    for sheet in book:
        assert "Synthetic: this city is made up." in "".join(str(cell.value) for cell in sheet["A"][:3])


def test_a_part_of_a_report_has_a_workbook_too(shown: Report, tmp_path: Path) -> None:
    part = only(shown, formats=["market"], circles=[str(shown.circles.ids[0])])
    workbook.write(part, tmp_path / "part.xlsx")
    found = openpyxl.load_workbook(tmp_path / "part.xlsx", data_only=True)
    totals, lines = table(found["shortages"])
    assert len(lines) == 1
    said = part.summary["circles"][str(shown.circles.ids[0])]["formats"]["market"]
    assert near(totals["In reach after"], said["covered_after"])


def test_a_plan_of_nothing_has_a_workbook(tmp_path: Path) -> None:
    inputs = city(
        demand=[(0, 0)], people=[3], sites=[(9000, 0)], formats=(format_input("market", 300.0),), cost=1e9
    )
    workbook.write(report.of_plan(planned(inputs, tmp_path)), tmp_path / "nothing.xlsx")
    found = openpyxl.load_workbook(tmp_path / "nothing.xlsx", data_only=True)
    assert found.sheetnames == ["overview", "project list", "shortages", "formats", "assumptions"]
    assert table(found["project list"])[0]["Cost in all (CNY)"] == 0


def test_money_by_source_adds_up_to_the_plan_and_closings_are_listed(shown: Report, tmp_path: Path) -> None:
    gone = {
        "outlet": "o1", "name": "=old", "format": "market", "circle": "", "saved": 70.0, "lost": 3.0,
        "replaced_by": ["canteen"],
    }  # fmt: skip
    survey = {"kind": "need", "formats": {"market": {"mean": 1.25, "respondents": 1200.0}}}
    told = {
        "closed": [gone], "saved": 70.0, "sources": {"=public": {"opened": 1, "cost": 5.0, "site_cost": 0.0}},
        "surveys": [survey],
    }  # fmt: skip
    workbook.write(dataclasses.replace(shown, summary={**shown.summary, **told}), tmp_path / "more.xlsx")
    found = openpyxl.load_workbook(tmp_path / "more.xlsx", data_only=True)
    totals, lines = table(found["sources of money"])
    assert [line["Source"] for line in lines] == ["=public", "not said"]
    assert near(totals["Cost in all (CNY)"], shown.summary["cost"])
    totals, lines = table(found["outlets that close"])
    assert (lines[0]["Name"], lines[0]["What opens in its place"]) == ("=old", "canteen")
    assert totals["Money saved (CNY)"] == 70
    facts = {row[0]: row[1] for row in found["assumptions"].iter_rows(values_only=True)}
    assert facts['need · "Market" & <b>'] == "mean factor 1.25, people asked: 1,200"


def test_what_a_sheet_cannot_hold_is_left_out_and_said(
    shown: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siting.workbook.table.MOST_ROWS", FIRST + 4)
    monkeypatch.setattr("siting.workbook.gaps.MOST_LINES", 2)
    workbook.write(shown, tmp_path / "short.xlsx")
    found = openpyxl.load_workbook(tmp_path / "short.xlsx", data_only=True)
    left = len(shown.summary["opened"]) - 3
    assert found["project list"].cell(FIRST + 4, 1).value == f"{left} more lines do not fit on a sheet"
    assert len(table(found["shortages"])[1]) == 2
    assert "Only the 2 lines with the most people short." in found["shortages"].cell(3, 1).value


# Text


def test_hostile_names_stay_text(shown: Report, path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["project list"]
    heads = [cell.value for cell in sheet[HEAD + 1]]
    column = heads.index("Name of the site") + 1
    found = [sheet.cell(row, column) for row in range(FIRST + 1, sheet.max_row + 1)]
    names = shown.sites.names[shown.opened_site]
    assert len({str(name) for name in names}) >= len(HOSTILE)
    for cell, name in zip(found, names, strict=True):
        assert cell.data_type == "s"
        assert cell.hyperlink is None
        assert cell.value == cells.clean(name)


def test_only_totals_are_formulas(path: Path) -> None:
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert cell.row == TOTAL + 1
                    assert re.match(r"=(SUBTOTAL\(109,|IF\(|COUNTIF\()", cell.value)


def test_what_xml_forbids_is_shown_and_not_dropped() -> None:
    assert cells.clean("a\x00b\x0bc\x7f") == "a␀b␋c␡"
    assert cells.clean("half \ud83d") == "half \ufffd"
    assert cells.clean("two\r\nlines") == "two\nlines"


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    cut = cells.clean("\U0001f600" * 20_000)
    assert cells.units(cut) <= 32_767
    assert cut.endswith("… (cut short: 20,000 characters)")
    assert cells.clean("x" * 32_767) == "x" * 32_767


def test_sheet_names_are_those_that_excel_takes() -> None:
    assert cells.sheet_name("a/b:c*d?[e]\\f", ()) == "a b c d  e  f"
    assert len(cells.sheet_name("x" * 99, ())) == 31
    assert cells.sheet_name("Circles", ["circles"]) == "Circles 2"
    assert cells.sheet_name("'", ()) == "-"
    assert cells.units(cells.sheet_name("\U00020bb7" * 40, ())) <= 31


def test_page_headers_take_no_commands_from_a_title() -> None:
    assert cells.header("Fish & Chips") == "Fish && Chips"
    assert cells.header("长" * 500).endswith("…")
    assert len(cells.header("&" * 500)) < 220


def test_columns_are_wide_enough_for_chinese(shown: Report, tmp_path: Path) -> None:
    with in_language("zh"):
        workbook.write(shown, tmp_path / "zh.xlsx")
    found = openpyxl.load_workbook(tmp_path / "zh.xlsx")
    sheet = next(one for one in found if any(cell.value == "社区食堂（老年助餐点）" for cell in one["A"]))
    assert sheet.column_dimensions["A"].width >= 2 * len("社区食堂（老年助餐点）")
    assert found.worksheets[0]["A1"].value == "小城"
    assert cells.width("菜市场 ab") == 9


# The file


def test_the_same_plan_gives_the_same_bytes(shown: Report, path: Path, tmp_path: Path) -> None:
    workbook.write(shown, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_a_large_workbook_is_written_line_by_line_and_says_the_same(
    shown: Report, book: openpyxl.Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "LARGE", 0)
    workbook.write(shown, tmp_path / "large.xlsx")
    large = openpyxl.load_workbook(tmp_path / "large.xlsx", data_only=True)
    for name in book.sheetnames:
        # Excel's own way of writing _x0041_ as text; openpyxl undoes it in shared texts only.
        lines = [[_undone(value) for value in line] for line in large[name].values]
        assert lines == [list(line) for line in book[name].values], name


def _undone(value: Any) -> Any:
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


def test_tables_are_set_up_to_filter_scroll_and_print(book: openpyxl.Workbook) -> None:
    for name in ("project list", "shortages", "circles", "formats"):
        sheet = book[name]
        assert sheet.auto_filter.ref.startswith(f"A{HEAD + 1}:")
        assert sheet.freeze_panes.endswith(str(FIRST + 1))
        assert sheet.print_title_rows == f"${HEAD + 1}:${HEAD + 1}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert "&P" in sheet.oddFooter.right.text


# LibreOffice

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def without_values(path: Path, target: Path) -> None:
    """A copy in which no formula knows its value, so that whoever shows one has computed it."""
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(target, "w") as copy:
        for entry in whole.infolist():
            content = whole.read(entry)
            if "worksheets/" in entry.filename:
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            copy.writestr(entry.filename, content)


def test_libreoffice_computes_the_totals_of_the_summary(shown: Report, path: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed (Debian: libreoffice-calc)")
    profile = tmp_path / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    (tmp_path / "out").mkdir()
    without_values(path, tmp_path / "blank.xlsx")
    before = openpyxl.load_workbook(tmp_path / "blank.xlsx", data_only=True)
    assert table(before["project list"])[0]["Cost in all (CNY)"] is None
    line = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    done = subprocess.run(
        [*line, "--outdir", str(tmp_path / "out"), str(tmp_path / "blank.xlsx")],
        capture_output=True, encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip
    assert (tmp_path / "out" / "blank.xlsx").exists(), done.stderr
    found = openpyxl.load_workbook(tmp_path / "out" / "blank.xlsx", data_only=True)
    for (sheet, heading), total in expected(shown.summary).items():
        assert near(table(found[sheet])[0][heading], total), (sheet, heading)
    marks = table(found["gap table"])[0]['"Market" & <b>']
    assert marks == sum(
        one["formats"]["market"]["outlets_before"] + one["formats"]["market"]["opened"] > 0
        for one in shown.summary["circles"].values()
    )
