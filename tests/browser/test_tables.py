"""The page beside the map, used by hand: the project list, the matrix and the sheets, in Chromium and in Firefox."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.browser.conftest import NewTab
from tests.browser.looks import opened

SHOWN = "[...document.querySelectorAll('#project-table tbody tr')].filter((row) => row.offsetHeight)"
COUNT = "document.getElementById('project-count').innerText"
SHEET = "document.getElementById('sheet').innerText"


def test_the_project_list_is_filtered_and_sorted(new_tab: NewTab, page: Path, town: Any) -> None:
    tab, listed = opened(new_tab(), page), town.summary["opened"]
    cost = [each["cost"] + each["site_cost"] for each in listed]
    tab.click("[data-sort=cost]")
    ranks = tab.run(f"{SHOWN}.map((row) => Number(row.cells[0].innerText))")
    assert [cost[rank - 1] for rank in ranks] == sorted(cost)
    assert tab.run("document.querySelector('th[aria-sort] button').dataset.sort") == "cost"
    tab.click("[data-sort=cost]")
    assert tab.run("document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "descending"

    at = [one.id for one in town.formats].index("canteen")
    tab.run(
        "(() => { const choice = document.querySelector('#project-filter [name=format]');"
        f" choice.value = '{at}'; choice.dispatchEvent(new Event('input', {{bubbles: true}})); }})()"
    )
    mine = [number for number, each in enumerate(listed) if each["format"] == "canteen"]
    assert tab.run(f"{SHOWN}.length") == len(mine)
    said = tab.run(COUNT)
    assert f"{len(mine)} of {len(listed)} outlets" in said
    assert f"cost {sum(cost[number] for number in mine):,.0f} " in said
    tab.click("#project-filter button[type=reset]")
    assert tab.run(f"new Promise((done) => setTimeout(() => done({SHOWN}.length), 50))") == len(listed)
    assert tab.faults == []


def test_a_circle_and_a_district_open_their_sheets(new_tab: NewTab, page: Path, town: Any) -> None:
    tab, figures = opened(new_tab(), page, "#circle=c1"), town.summary["circles"]
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


def test_the_matrix_reads_out_its_fields(new_tab: NewTab, page: Path, town: Any) -> None:
    tab, figures = opened(new_tab(), page), town.summary["circles"]
    tab.click("[data-mode=before]")
    tab.run("document.querySelector('#matrix td[tabindex=\"0\"]').focus()")
    tab.press("ArrowDown")
    entry = list(figures.values())[1]["formats"][town.formats[0].id]
    said = tab.run("document.getElementById('gaps-readout').innerText")
    short = [entry["weight_total"] - entry[f"covered_{when}"] for when in ("before", "after")]
    assert f"people short {short[0]:,.0f}, then {short[1]:,.0f}" in said
    assert f"{entry['outlets_before']} outlets today" in said
    assert tab.faults == []
