"""report.html in Chromium and in Firefox: it opens alone, shows what is chosen, and says what summary.json says."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from siting.report import NEW
from tests.browser import town as towns
from tests.browser.conftest import NewTab
from tests.browser.looks import click_place, drawn, facts, hold_still, opened, popup, unfold


def test_it_opens_from_disk_without_any_network(new_tab: NewTab, page: Path) -> None:
    tab = opened(new_tab(), page)

    assert tab.run("[document.documentElement.lang, document.compatMode]") == ["en", "CSS1Compat"]
    assert set(drawn(tab)) == {"cells", "streets", "marks"}
    for thing in ({"kind": "site", "id": "s14"}, {"kind": "circle", "id": "c1"}):
        tab.run(f"siting.select({thing})")
        assert popup(tab)
    assert tab.strangers == []
    assert tab.faults == []


CHOICES = {
    "view": ["before", "after", "change"],
    "format": ["shop", "canteen", "sport", ""],
    "tier": ["quality", "basic", ""],
    "phase": ["p1", "p2"],
}


def test_every_choice_changes_what_is_drawn(new_tab: NewTab, page: Path) -> None:
    tab = opened(new_tab(), page)
    hold_still(tab)
    for name, values in CHOICES.items():
        seen = []
        for value in values:
            tab.click(f'[data-key="{name}={value}"]')
            seen.append(drawn(tab))
        for sheet in ("cells", "marks"):
            numbers = [each[sheet] for each in seen]
            # Outlets that open are shown with the plan and in what changes alike.
            alike = 1 if (name, sheet) == ("view", "marks") else 0
            assert len(set(numbers)) == len(values) - alike, (name, sheet)
        assert len({each["streets"] for each in seen}) == 1, "the map moved"
    assert tab.faults == []


def test_each_layer_goes_and_comes_back(new_tab: NewTab, page: Path) -> None:
    tab = opened(new_tab(), page)
    unfold(tab)
    whole = drawn(tab)
    layers = {"demand": "cells", "streets": "streets"} | dict.fromkeys(
        ("circles", "outlets", "opened", "vacant"), "marks"
    )
    without = []
    for layer, sheet in layers.items():
        tab.click(f'[data-key="layer={layer}"]')
        changed = {name for name, number in drawn(tab).items() if number != whole[name]}
        assert changed == {sheet}, layer
        without.append((sheet, drawn(tab)[sheet]))
        tab.click(f'[data-key="layer={layer}"]')
        assert drawn(tab) == whole, layer
    assert len(set(without)) == len(layers)


def test_the_language_changes_every_word(new_tab: NewTab, page: Path, town: Any) -> None:
    tab = opened(new_tab(), page)
    pictures, words = [], []
    for language in ("zh", "en", "zh"):
        tab.click(f'button[data-language="{language}"]')
        pictures.append(tab.picture("#map-area"))
        words.append(tab.run("document.body.innerText"))
        told = tab.run("[document.documentElement.lang.slice(0, 2), document.title]")
        assert told == [language, town.texts["title"][language]]
    assert pictures[0] != pictures[1] != pictures[2]
    assert words[0] == words[2]
    names = town.formats[1].names
    assert (names["zh"] in words[0], names["en"] in words[0]) == (True, False)
    assert (names["zh"] in words[1], names["en"] in words[1]) == (False, True)
    assert tab.faults == []


def test_a_site_says_what_the_summary_says(new_tab: NewTab, page: Path, town: Any) -> None:
    tab, sites, listed = new_tab(), town.sites.ids.tolist(), town.summary["opened"]
    names = [each["site"] for each in listed]
    alone = [rank for rank, site in enumerate(names, start=1) if names.count(site) == 1]
    for rank in (alone[0], alone[-1]):
        entry = listed[rank - 1]
        text = click_place(tab, page, town.sites.xy_m[sites.index(entry["site"])])
        found = facts(tab)
        assert found["cost"] == entry["cost"]
        assert found.get("site itself", 0) == entry["site_cost"]
        assert found["newly served"] == entry["newly_covered"]
        assert found["served here only"] == entry["only_here"]
        assert found["within reach in all"] == entry["total_covered"]
        assert f"Number {rank} of {len(listed)}" in text


def test_a_home_says_its_walks(new_tab: NewTab, page: Path, town: Any) -> None:
    homes, tab = town.homes, new_tab()
    fresh = int((homes.state[0] >= NEW).argmax())
    text = click_place(tab, page, homes.xy_m[fresh])
    rows = tab.run(
        "[...document.querySelectorAll('.sm-walks tbody tr:not(.sm-tier)')].map(r => r.innerText.split('\\t'))"
    )

    assert f"{homes.people[fresh]:.0f} people" in text
    assert len(rows) == len(town.formats)
    for row, form, before, after in zip(
        rows, town.formats, homes.way_before[:, fresh], homes.way_after[:, fresh], strict=True
    ):
        for said, walk in ((row[1], before), (row[2], after)):
            expected = f"> {form.limit:g}" if walk == float("inf") else walk
            step = 0.1 if form.unit == "min" else 5
            assert said == expected or abs(float(said) - walk) <= step / 2 + 1e-6, (form.id, row)


def test_an_outlet_and_a_circle_say_theirs(new_tab: NewTab, page: Path, town: Any) -> None:
    tab, outlets, entry = new_tab(), town.outlets, town.summary["circles"]["c0"]
    text = click_place(tab, page, outlets.xy_m[2])
    assert town.formats[outlets.format[2]].names["en"] in text
    assert str(outlets.names[2]) in text

    west, south = towns.EAST_M - 50, towns.NORTH_M + 350
    text = click_place(tab, page, (west, south))
    assert f"{entry['people']:,.0f} people" in text
    assert f"{entry['formats_present_before']} → {entry['formats_present_after']}" in text
    found = facts(tab)
    assert found["Cost"] == entry["cost"]
    assert found["New outlets"] == entry["opened"]


def test_hostile_names_stay_text(new_tab: NewTab, page: Path, town: Any) -> None:
    tab = opened(new_tab(), page)
    anchors = [f"circle={identity}" for identity in town.circles.ids[:2]]
    anchors += [f"district={quote(str(name))}" for name in set(town.circles.districts)]
    anchors += [f"site={quote(towns.QUOTES)}", f"cell={quote(towns.SCRIPT)}", "outlet=o0", "outlet=o1"]
    anchors += [f"lang={quote(towns.QUOTES)}", f"format={quote(towns.SCRIPT)}&view=x", "at=x,y,z", "circle=%"]
    for anchor in anchors:
        tab.run(f"location.hash = {anchor!r}")
        tab.run("new Promise(done => setTimeout(done, 50))")
    opened(tab, page, f"#site={quote(towns.QUOTES)}")

    assert towns.QUOTES in popup(tab)
    said = tab.run("document.getElementById('project-table').innerText")
    for name in (towns.SCRIPT, towns.QUOTES, towns.RARE):
        assert name in said
    assert (
        tab.run("[...document.querySelectorAll('[onerror], img:not([src^=\"data:\"]), table table')]") == []
    )
    assert tab.run("[...document.scripts].filter(one => one.textContent.length < 50).length") == 0
    assert tab.dialogs == []
    assert tab.faults == []
    assert tab.strangers == []
