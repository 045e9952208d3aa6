"""The PDF: whole, tagged, every glyph there, and every name a text."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from siting import document
from siting.document import glyphs as texts
from siting.errors import InputError, Problem
from siting.exporters import report_pdf
from siting.language import in_language
from siting.pictures import font_files, fonts
from siting.report import Report
from siting.report.subset import only
from tests.paper import reading
from tests.paper.conftest import Renamed

RARE = "淄㐂㙍堽峂𠅤𫭟𬒈䶮"
LONG = "很长的名字" * 20 + "x" * 100
MARKUP = '#let x = panic() *bold* _em_ `raw` = h $math$ @ref <label> // \\" #{1+1} [y] \\'
UNKNOWN = "甲\U0003abcd乙"


@pytest.fixture(scope="module")
def whole(town: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    with in_language("en"):
        report_pdf.render(town, path)
    return path


def test_every_part_is_there_and_the_totals_are_those_of_the_summary(town: Report, whole: Path) -> None:
    said = reading.text(whole)
    for heading in (
        "How good is this plan?",
        "Project list",
        "What is missing where",
        "A plan for each circle",
    ):
        assert heading.replace(" ", "") in said
    for notice in town.texts["notices"]["en"].splitlines():
        assert notice.replace(" ", "") in said
    assert f"{town.summary['cost']:,.0f}" in said
    assert f"total:{len(town.summary['opened'])}" in said
    for entry in town.summary["formats"].values():
        assert f"{entry['newly_covered']:,.0f}" in said


def test_it_has_bookmarks_tags_a_title_and_a_page_for_every_circle(town: Report, whole: Path) -> None:
    pdf = PdfReader(whole)
    assert pdf.metadata is not None
    assert pdf.metadata.title == town.texts["title"]["en"]
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"].startswith("en")
    marks = [one for part in pdf.outline if isinstance(part, list) for one in part]  # below the first level
    pages = {str(one.title).split(" ")[0]: pdf.get_destination_page_number(one) for one in marks}
    assert len({pages[identity] for identity in ("c0", "c1", "c2", "c3")}) == 4


def test_every_glyph_is_there(whole: Path) -> None:
    assert 0 not in set(reading.glyphs(whole))


def test_an_empty_box_would_be_found(town: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the test above: without the check of characters, a character that no font has is drawn as glyph 0."""
    monkeypatch.setattr(fonts, "missing", lambda *_: [])
    odd = replace(town, texts={**town.texts, "title": {"en": "\U000e0041\ufdd0𫝀", "zh": ""}})
    monkeypatch.setattr(texts, "plain", lambda text: text)
    document.write(odd, tmp_path / "box.pdf", "en", circles=["c0"])
    assert 0 in set(reading.glyphs(tmp_path / "box.pdf"))


@pytest.fixture(scope="module")
def odd(renamed: Renamed, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Problem, ...]]:
    path = tmp_path_factory.mktemp("odd") / "odd.pdf"
    names = [RARE, UNKNOWN, LONG, MARKUP]
    return path, document.write(renamed(names), path, "en", circles=["c0", "c1", "c2", "c3"])


def test_rare_characters_of_place_names_are_set(odd: tuple[Path, tuple[Problem, ...]]) -> None:
    said = reading.text(odd[0])
    by_number = [sign for sign in RARE if sign not in said]
    assert all(f"U+{ord(sign):04X}" in said and sign in odd[1][0].message for sign in by_number)
    assert 0 not in set(reading.glyphs(odd[0]))


def test_a_character_that_no_font_has_is_named_and_stands_as_its_number(
    odd: tuple[Path, tuple[Problem, ...]],
) -> None:
    (told,) = odd[1]
    assert told.level == "warning"
    assert "U+3ABCD" in told.message
    assert "siting[fonts]" in told.hint
    assert "甲U+3ABCD乙" in reading.text(odd[0])


def test_names_are_never_markup_and_stay_whole_however_long(odd: tuple[Path, tuple[Problem, ...]]) -> None:
    said = reading.text(odd[0])
    assert MARKUP.replace(" ", "") in said
    assert LONG in said


def test_what_cannot_be_seen_is_named() -> None:
    assert texts.plain("a\u202eb\nc") == "aU+202Eb c"
    assert texts.plain("short words stay") == "short words stay"
    assert texts.breakable("short words stay") == "short words stay"
    assert texts.breakable("x" * 40).replace(texts.BREAK, "") == "x" * 40
    assert max(map(len, texts.breakable("x" * 40).split(texts.BREAK))) <= 18


def test_without_a_font_for_chinese_it_says_what_to_install(
    town: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dejavu = font_files.faces(tuple(font_files.bundled()))
    monkeypatch.setattr(fonts, "known", lambda: dejavu)
    monkeypatch.setattr(font_files, "system", lambda: [])
    with pytest.raises(InputError, match="font for Chinese") as caught, in_language("en"):
        document.write(town, tmp_path / "report.pdf", circles=["c3"])
    assert "siting[fonts]" in str(caught.value)
    assert not (tmp_path / "report.pdf").exists()


def test_fonts_of_the_extra_are_found_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pylopdf_fonts_zh_cn")
    monkeypatch.setattr(font_files, "system", lambda: [])
    fonts.known.cache_clear()
    try:
        assert [face.family for face in fonts.known()] == ["Noto Sans SC", "Noto Serif SC", "DejaVu Sans"]
        assert not fonts.missing([RARE], fonts.known())
    finally:
        fonts.known.cache_clear()


def test_the_extra_is_asked_for_by_its_name_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pylopdf_fonts_zh_cn", None)
    assert font_files.extra() == []


def test_a_part_has_only_the_pages_asked_for(town: Report, tmp_path: Path) -> None:
    path = tmp_path / "part.pdf"
    with in_language("en"):
        report_pdf.render(only(town, circles=["c2"]), path)
    said = reading.text(path)
    assert len(PdfReader(path).pages) == 1
    assert "Onlyapartoftheplanisshown" in said
    assert "Listofneeds" in said
    with pytest.raises(InputError, match="c7"):
        document.write(town, path, circles=["c7"])


def test_of_very_many_circles_the_whole_document_has_the_first_and_says_so(
    town: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "MOST_CIRCLES", 1)
    with in_language("en"):
        report_pdf.render(town, tmp_path / "few.pdf")
    said = reading.text(tmp_path / "few.pdf")
    assert said.count("Listofneeds") == 1
    left_out = len(town.circles.ids) - 1
    assert f"Thepagesof{left_out}morecirclesareleftout" in said


def test_a_plan_of_nothing_is_still_a_document(town: Report, tmp_path: Path) -> None:
    nothing = np.empty(0, dtype=np.int32)
    empty = {
        "opened": [],
        "closed": [],
        "circles": {},
        "grades": None,
        "phases": [],
        "districts": {},
        "sources": {},
    }
    summary: dict[str, Any] = {**town.summary, **empty, "bound": None, "gap": None, "certified_gap": None}
    circles = replace(
        town.circles,
        **{
            name: getattr(town.circles, name)[:0]
            for name in ("ids", "names", "districts", "grade_before", "grade_after")
        },
        rings=(),
    )
    bare = replace(
        town,
        summary=summary,
        circles=circles,
        opened_site=nothing,
        opened_format=nothing,
        phases=(),
        grades=(),
    )
    document.write(bare, tmp_path / "bare.pdf", "en")
    assert "Theplanopensnothing." in reading.text(tmp_path / "bare.pdf")
