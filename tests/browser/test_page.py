"""The page around the map, in Chromium: lists, keyboard, addresses, phone, paper, and readers who see less."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.browser import town as towns
from tests.browser.looks import contrast, drawn, opened, popup
from tests.browser.tab import ChromiumTab, chromium_tab

ROWS = "[...document.querySelectorAll('#project-table tbody tr:not([hidden])')]"


@pytest.fixture
def tab(chromium: Any, page: Path) -> Iterator[ChromiumTab]:
    with chromium_tab(chromium) as fresh:
        opened(fresh, page)
        yield fresh
        assert fresh.faults == []
        assert fresh.strangers == []


def column(tab: ChromiumTab, name: str) -> list[str]:
    """Shown cells of the project list below a heading's button."""
    place = tab.run(f"document.querySelector('[data-sort={name}]').closest('th').cellIndex")
    return list(tab.run(f"{ROWS}.map(row => row.cells[{place}].innerText.trim())"))


def hidden_or(tab: ChromiumTab, selector: str, rule: str) -> list[str]:
    """Elements that are shown and for which the rule does not hold, by the begin of their markup."""
    shown = f"[...document.querySelectorAll({selector!r})].filter(e => e.offsetHeight && !({rule}))"
    return list(tab.run(f"{shown}.map(e => e.outerHTML.slice(0, 90))"))


def test_the_project_list_sorts_and_filters(tab: ChromiumTab, town: Any) -> None:
    listed = town.summary["opened"]
    assert column(tab, "rank") == [str(rank + 1) for rank in range(len(listed))]

    tab.click("[data-sort=newly]")
    up = [float(text.replace(",", "")) for text in column(tab, "newly")]
    assert up == sorted(entry["newly_covered"] for entry in listed)
    tab.click("[data-sort=newly]")
    assert [float(text.replace(",", "")) for text in column(tab, "newly")] == up[::-1]
    assert tab.run("document.querySelector('[data-sort=newly]').closest('th').ariaSort") == "descending"

    tab.run("document.querySelector('[data-sort=phase]').click()")  # a narrow table leaves the column out
    phases = [str(entry["id"]) for entry in town.summary["phases"]]
    in_time = [phases.index(text) for text in column(tab, "phase")]
    assert in_time == sorted(in_time)
    assert len(set(in_time)) > 1

    tab.page.select_option("#project-filter [name=format]", label="Canteen")
    chosen = [entry for entry in listed if entry["format"] == "canteen"]
    assert len(column(tab, "rank")) == len(chosen)
    assert f"{sum(entry['newly_covered'] for entry in chosen):,.0f}" in tab.run(
        "document.getElementById('project-count').innerText"
    )
    tab.page.fill("#project-filter [name=text]", "s14")
    assert [text.split("\n")[1].split()[0] for text in column(tab, "site")] == ["s14"]
    tab.page.fill("#project-filter [name=text]", "nowhere at all")
    assert column(tab, "rank") == []
    tab.click("#project-filter [type=reset]")
    tab.page.wait_for_function(f"{ROWS}.length === {len(listed)}")


def test_a_line_of_the_list_leads_to_the_map(tab: ChromiumTab, town: Any) -> None:
    entry = town.summary["opened"][0]
    tab.click(f"#project-table [data-site='{entry['site']}']")
    assert entry["site"] in popup(tab)
    assert tab.run("siting.state.selected") == {"kind": "site", "id": entry["site"]}
    assert f"site={entry['site']}" in tab.run("location.hash")
    tab.press("Escape")
    assert tab.run("document.querySelectorAll('.leaflet-popup').length") == 0
    assert tab.run("siting.state.selected") is None


def test_the_keyboard_reaches_every_control(tab: ChromiumTab) -> None:
    reached = []
    while "BODY" not in reached:
        tab.press("Tab")
        one = "(e => e.dataset.language || e.dataset.key || e.dataset.site || e.id || e.tagName)"
        reached.append(tab.run(f"{one}(document.activeElement)"))
        if reached[-1] == "BODY":  # once around
            break
        ring = "(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none')"
        assert tab.run(f"{ring}(getComputedStyle(document.activeElement))"), reached[-1]
        if reached[-1] == "zh":
            tab.press("Enter")
            assert tab.run("document.documentElement.lang").startswith("zh")
        if reached[-1] == "view=before":
            before = drawn(tab)
            tab.press("Enter")
            assert drawn(tab)["cells"] != before["cells"]
            assert tab.run("document.activeElement.dataset.key") == "view=before"
    assert {"zh", "en", "view=before", "view=after", "tier=basic", "format=shop", "phase=p1", "map"} <= set(
        reached
    )


def test_an_address_opens_what_it_says(tab: ChromiumTab, page: Path, town: Any) -> None:
    opened(tab, page, "#lang=zh&view=before&format=canteen&phase=p1&layers=demand,outlets")
    state = tab.run("siting.state")
    assert (state["lang"], state["view"], state["format"], state["phase"]) == (
        "zh",
        "before",
        "canteen",
        "p1",
    )
    assert [name for name, on in state["layers"].items() if on] == ["demand", "outlets"]
    assert tab.run("document.documentElement.lang").startswith("zh")
    assert tab.run("document.querySelector('[data-key=\"format=canteen\"]').ariaPressed") == "true"
    shown = drawn(tab)

    tab.click('[data-key="view=after"]')
    address = tab.run("location.hash")
    other = drawn(tab)
    assert other["cells"] != shown["cells"]
    opened(tab, page, address)
    assert drawn(tab) == other

    opened(tab, page, f"#site={quote(towns.QUOTES)}")
    assert towns.QUOTES in popup(tab)
    opened(tab, page, "#circle=c2")
    sheet = tab.run("document.getElementById('sheet').innerText")
    entry = town.summary["circles"]["c2"]
    assert str(town.circles.names[2]) in sheet
    assert f"{entry['people']:,.0f}" in sheet
    opened(tab, page, f"#district={quote(str(town.circles.districts[0]))}")
    assert str(town.circles.districts[0]) in tab.run("document.getElementById('sheet').innerText")


def test_a_phone_shows_it_without_scrolling_sideways(chromium: Any, page: Path) -> None:
    for width, height in ((390, 844), (844, 390), (320, 640)):
        with chromium_tab(chromium, width=width, height=height) as tab:
            for anchor in ("", "#circle=c1"):
                opened(tab, page, anchor)
                assert tab.run("document.documentElement.scrollWidth") <= width
            box = tab.run(
                "(r => [r.width, r.height])(document.getElementById('map').getBoundingClientRect())"
            )
            assert box[0] >= 0.85 * min(width, 500)
            assert box[1] >= 200
            assert hidden_or(tab, "button, select, summary", "e.offsetHeight >= 24") == []
            assert tab.faults == []


def test_paper_gets_no_controls(tab: ChromiumTab, town: Any, tmp_path: Path) -> None:
    tab.page.emulate_media(media="print")
    assert (
        hidden_or(tab, "[data-language], #map-controls, form, .leaflet-control-zoom, #print", "false") == []
    )
    assert tab.run("document.getElementById('project-table').offsetHeight") > 0
    assert tab.run("document.getElementById('map').offsetHeight") > 0
    tab.page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert (tmp_path / "page.pdf").stat().st_size > 20_000


def test_whoever_listens_hears_what_everything_is(tab: ChromiumTab) -> None:
    said = tab.page.locator("body").aria_snapshot()
    nameless = [line.strip() for line in said.splitlines() if line.strip() in NAMELESS]
    assert nameless == []
    assert tab.run("[...document.querySelectorAll('h1')].length") == 1
    levels = tab.run(
        "[...document.querySelectorAll('h1, h2, h3')].filter(e => e.offsetHeight).map(e => +e.tagName[1])"
    )
    assert all(after - before <= 1 for before, after in zip([1, *levels], levels, strict=False)), levels
    ids = tab.run("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert hidden_or(tab, "table", "e.caption || e.ariaLabel || e.hasAttribute('aria-labelledby')") == []


NAMELESS = (
    "- button",
    "- combobox",
    "- checkbox",
    "- textbox",
    "- searchbox",
    "- link",
    "- img",
    "- table",
    "- radio",
)


def test_text_stands_out_from_its_ground(tab: ChromiumTab) -> None:
    tab.run("document.querySelectorAll('details').forEach(one => (one.open = true))")
    faint = {said: ratio for said, ratio in contrast(tab) if ratio < 4.5}
    assert faint == {}
