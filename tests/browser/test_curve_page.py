"""The page of a curve, in Chromium: a budget chosen in the picture or in the table is chosen everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import curve_by_hand
from tests.browser.tab import ChromiumTab, chromium_tab

SEEN = """[document.querySelector(".readouts p:not([hidden])").dataset.number,
  document.querySelector(".budget-table tr.chosen").dataset.number,
  document.querySelectorAll(".order-table tr.bought").length,
  document.querySelector(".dot.chosen").dataset.number]"""


@pytest.fixture(scope="module")
def page(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of three budgets, with the knee at the second."""
    from siting.decide.curve.records import records
    from siting.page import curve_page

    path = tmp_path_factory.mktemp("page") / "curve.html"
    drawn = curve_by_hand.curve([60.0, 100.0, 110.0], [60.0, 102.0, 115.0])
    curve_page.write(records(curve_by_hand.basis(root), drawn), path)
    return path


@pytest.fixture
def tab(chromium: Any, page: Path) -> Iterator[ChromiumTab]:
    with chromium_tab(chromium) as fresh:
        fresh.open(page.as_uri())
        yield fresh
        assert fresh.faults == []
        assert fresh.strangers == []


def test_a_budget_is_chosen_by_mouse_by_key_and_in_the_table(tab: ChromiumTab) -> None:
    assert tab.run(SEEN) == ["1", "1", 2, "1"], "it opens at the knee"
    tab.run("document.querySelector('.budgets svg').focus()")
    tab.press("ArrowRight")
    assert tab.run(SEEN) == ["2", "2", 3, "2"]
    tab.press("ArrowRight")
    assert tab.run(SEEN) == ["2", "2", 3, "2"], "there is no larger one"
    tab.click(".budget-table tbody tr:first-child button")
    assert tab.run(SEEN) == ["0", "0", 1, "0"]
    tab.click_at(*tab.middle(".dot[data-number='2'] circle"))
    assert tab.run(SEEN) == ["2", "2", 3, "2"]


def test_it_speaks_both_languages_and_fits_a_phone(tab: ChromiumTab) -> None:
    tab.click("[data-language='zh']")
    shown = tab.run("document.querySelector('h1').innerText")
    assert shown == "一条街（虚构）"
    tab.page.set_viewport_size({"width": 390, "height": 800})
    assert tab.run("document.documentElement.scrollWidth") <= 390
    assert tab.run("document.querySelector('.budgets text').getBoundingClientRect().height") > 8
