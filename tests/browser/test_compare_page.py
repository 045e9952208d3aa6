"""The page of two plans, in Chromium: it shows what differs, sorts, and leads to the map and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looks import contrast, drawn, opened, popup
from tests.browser.tab import ChromiumTab, chromium_tab
from tests.browser.town import SCRIPT, write_town

PHASES = [{"id": "p1", "budget": 150}, {"id": "p2", "budget": 250}]


@pytest.fixture(scope="module")
def plans(town: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The town's plan, and one with less money, and more of it later."""
    import siting
    from siting import report
    from siting.differences.together import together

    path = write_town(tmp_path_factory.mktemp("poorer"))
    return together((town, report.of_plan(siting.solve(path, phases=PHASES))), (Path(SCRIPT), Path("poorer")))


@pytest.fixture(scope="module")
def found(plans: Any) -> Any:
    """What differs between the two."""
    return plans.pairs[0]


@pytest.fixture(scope="module")
def compared(plans: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their page."""
    from siting.differences.page import write

    path = tmp_path_factory.mktemp("page") / "compared.html"
    write(plans, path)
    return path


@pytest.fixture(scope="module")
def several(plans: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of three: A keeps all that stands today, B has less money, C is A but closes the shop o0."""
    from siting.differences.page import write
    from siting.differences.together import together

    first, second = plans.plans
    path = tmp_path_factory.mktemp("page") / "several.html"
    write(
        together((first, second, closing(first)), [Path(name) for name in ("all", SCRIPT, "closing")]), path
    )
    return path


def closing(plan: Any) -> Any:
    """The same plan, but the shop o0 of today closes."""
    entry = {"outlet": "o0", "name": "", "format": "shop", "circle": "c0", "saved": 9.0, "lost": 5.0}
    return replace(plan, summary={**plan.summary, "closed": [{**entry, "replaced_by": []}]})


@pytest.fixture
def tab(chromium: Any, compared: Path) -> Iterator[ChromiumTab]:
    with chromium_tab(chromium) as fresh:
        opened(fresh, compared)
        yield fresh
        assert fresh.faults == []
        assert fresh.strangers == []
        assert fresh.dialogs == []


def numbers(tab: ChromiumTab, place: int) -> list[float]:
    """Values of a column of the table of circles."""
    cells = (
        f"[...document.querySelectorAll('#circles tbody tr')].map(row => row.cells[{place}].dataset.value)"
    )
    return [float(text) for text in tab.run(cells)]


def test_the_map_shows_either_plan_and_what_differs(tab: ChromiumTab, found: Any) -> None:
    lost = next(one.id for one in found.formats if one.lose)
    tab.click(f".pick[data-format='{lost}']")
    assert tab.run("siting.state.format") == lost
    sheets = {}
    for view in ("before", "after", "change"):
        tab.run(f"siting.set({{view: {view!r}}})")
        sheets[view] = drawn(tab)["cells"]
    assert len(set(sheets.values())) == 3
    legend = tab.run("document.querySelector('#map-area').innerText")
    assert "Only plan A reaches it" in legend
    assert "Plan B" in legend


def test_circles_sort_by_every_number(tab: ChromiumTab, found: Any) -> None:
    assert numbers(tab, 3) == [one.difference for one in found.circles]
    for place in (1, 2, 3):
        heading = f"#circles thead th:nth-child({place + 1}) button"
        tab.click(heading)
        up = numbers(tab, place)
        assert up == sorted(up)
        tab.click(heading)
        assert numbers(tab, place) == up[::-1]


def test_from_the_table_to_the_map_and_back(tab: ChromiumTab, found: Any) -> None:
    circle = found.circles[0]
    tab.click(f"#circles [data-circle='{circle.id}']")
    assert f"{circle.first['formats_present_after']} → {circle.second['formats_present_after']}" in popup(tab)
    tab.run("[...document.querySelectorAll('.leaflet-popup button')].at(-1).click()")
    assert circle.id in tab.run("document.querySelector('#circles tr.chosen').innerText")
    alone = next(one for one in found.outlets if one.kind == "first")
    tab.click(f"#outlets [data-outlet='{alone.place}']")
    assert alone.place in popup(tab)
    assert "Plan A alone has this outlet." in popup(tab)


def test_both_languages_and_readable_colours(tab: ChromiumTab) -> None:
    tab.click("[data-language=zh]")
    assert tab.run("document.documentElement.lang") == "zh"
    assert [line for line in contrast(tab) if line[1] < 4.5] == []


def test_names_stay_text(tab: ChromiumTab) -> None:
    assert SCRIPT in tab.run("document.querySelector('.plans').innerText")


def test_on_a_phone_nothing_is_wider_than_the_page(chromium: Any, compared: Path) -> None:
    with chromium_tab(chromium, width=390, height=800) as phone:
        opened(phone, compared)
        assert phone.run("document.documentElement.scrollWidth") <= 390
        assert phone.faults == []


def test_an_outlet_that_plan_a_alone_closes_stands_in_no_list(
    chromium: Any, plans: Any, tmp_path: Path
) -> None:
    from siting.differences.page import write
    from siting.differences.together import together

    path = tmp_path / "closing.html"
    first = plans.plans[0]
    write(together((closing(first), first)), path)
    with chromium_tab(chromium) as tab:
        opened(tab, path)
        tab.click("#outlets [data-site='o0']")
        said = popup(tab)
        assert "plan B keeps it, plan A closes it" in said
        assert "in the list" not in said
        assert "Nobody is counted" not in said
        assert tab.faults == []


def test_of_three_plans_the_map_holds_the_chosen_one_against_a(chromium: Any, several: Path) -> None:
    with chromium_tab(chromium) as tab:
        opened(tab, several)
        assert tab.run("document.documentElement.dataset.pair") == "B"
        assert "Plan B" in tab.run("document.querySelector('#map-area').innerText")
        opened(tab, several, "?map=C")
        assert tab.run("document.getElementById('pair').value") == "C"
        legend = tab.run("document.querySelector('#map-area').innerText")
        assert "Plan C" in legend
        assert "Plan B" not in legend
        tab.click("#outlets button[data-place='o0']")
        assert "Plan A alone has this outlet." in popup(tab)
        assert tab.run(
            "[...document.querySelectorAll('#outlets td.mark')].some(cell => cell.innerText === '×')"
        )
        tab.page.select_option("#pair", "B")
        tab.page.wait_for_function("document.documentElement.dataset.pair === 'B'")
        assert SCRIPT in tab.run("document.querySelector('.plans').innerText")
        assert (tab.faults, tab.strangers, tab.dialogs) == ([], [], [])


def test_the_page_of_three_fits_a_phone_and_reads(chromium: Any, several: Path) -> None:
    with chromium_tab(chromium, width=390, height=800) as phone:
        opened(phone, several)
        assert phone.run("document.documentElement.scrollWidth") <= 390
        assert [line for line in contrast(phone) if line[1] < 4.5] == []
