"""The page beside the map, used by hand: the matrix of circles and formats, and the sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from siting import page as pages
from tests.browser import tab as tabs
from tests.browser.looks import opened
from tests.browser.tab import ChromiumTab

SHEET = "document.getElementById('sheet').innerText"


@pytest.fixture
def tab(chromium: Any) -> Iterator[ChromiumTab]:
    with tabs.chromium_tab(chromium) as found:
        yield found


def test_a_circle_and_a_district_open_their_sheets(tab: ChromiumTab, page: Path, town: Any) -> None:
    figures = town.summary["circles"]
    opened(tab, page, "#circle=c1")
    for identity in ("c1", "c2"):
        text, entry = tab.run(SHEET), figures[identity]
        for number in (entry["people"], entry["cost"]):
            assert f"{number:,.0f}" in text
        assert f"{entry['formats_present_before']} → {entry['formats_present_after']}" in text
        assert entry["name"].strip()[:40] in text
        if identity == "c1":
            tab.click("#sheet a.step:nth-of-type(2)")
            assert "circle=c2" in tab.run("location.hash")
    district = str(town.circles.districts[0])
    tab.click("#sheet .ways button")
    assert tab.run("document.getElementById('sheet').hidden") is True
    tab.run(f"location.hash = '#district={quote(district)}'")
    assert tab.run(f"new Promise((done) => setTimeout(() => done({SHEET}), 100))").count(district) > 0
    assert tab.run("document.querySelectorAll('#sheet script, #sheet img').length") == 0
    assert tab.faults == []
    assert tab.dialogs == []


def test_the_matrix_reads_out_its_fields(tab: ChromiumTab, page: Path, town: Any) -> None:
    figures = town.summary["circles"]
    opened(tab, page)
    tab.click("[data-mode=before]")
    tab.run("document.querySelector('#matrix td[tabindex=\"0\"]').focus()")
    tab.press("ArrowDown")
    entry = list(figures.values())[1]["formats"][town.formats[0].id]
    said = tab.run("document.getElementById('gaps-readout').innerText")
    short = [entry["weight_total"] - entry[f"covered_{when}"] for when in ("before", "after")]
    assert f"people short {short[0]:,.0f}, then {short[1]:,.0f}" in said
    assert f"{entry['outlets_before']} outlets today" in said
    assert tab.faults == []


def test_formats_of_any_tier_are_told_of(tab: ChromiumTab, town: Any, tmp_path: Path) -> None:
    tiers = ("other", "terminal", "other")
    formats = tuple(replace(one, tier=tier) for one, tier in zip(town.formats, tiers, strict=True))
    pages.write(replace(town, formats=formats), tmp_path / "page.html", "en")
    opened(tab, tmp_path / "page.html", "#cell=h1.1")
    said = "[...document.querySelectorAll('.leaflet-popup tr th[scope]')].map(cell => cell.innerText.trim())"
    assert tab.run(said) == ["Terminal", "Canteen", "Other", formats[0].names["en"], "Gym"]
    assert tab.faults == []
