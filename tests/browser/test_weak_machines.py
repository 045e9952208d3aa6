"""report.html on machines that lack something: WebGL, DecompressionStream, scripts, a place for its map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import tab as tabs
from tests.browser.conftest import program
from tests.browser.looks import drawn, opened

WEAK = {
    "no WebGL": ("--disable-webgl", "--disable-webgl2", "--disable-gpu"),
    "no 3D at all": ("--disable-3d-apis", "--disable-gpu", "--disable-gpu-compositing"),
}


@pytest.mark.parametrize("switches", WEAK.values(), ids=WEAK.keys())
def test_without_webgl_every_pixel_is_the_same(chromium: Any, page: Path, switches: tuple[str, ...]) -> None:
    has_webgl = "Boolean(document.createElement('canvas').getContext('webgl'))"
    with tabs.chromium_tab(chromium) as strong:
        opened(strong, page)
        wanted = drawn(strong)
        picture = strong.picture("#map")
    # One driver runs at a time in a thread, so the weak browser is another one of the same.
    weak_browser = chromium.browser_type.launch(
        executable_path=program(*tabs.CHROMIUM), args=tabs.arguments(*switches)
    )
    try:
        with tabs.chromium_tab(weak_browser) as weak:
            opened(weak, page)
            assert weak.run(has_webgl) is False
            assert drawn(weak) == wanted
            assert weak.picture("#map") == picture
            assert weak.faults == []
    finally:
        weak_browser.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_browser_that_cannot_unpack_shows_a_picture_and_says_why(
    chromium: Any, page: Path, town: Any, language: str
) -> None:
    with tabs.chromium_tab(chromium, init="delete window.DecompressionStream") as tab:
        tab.open(page.as_uri())
        tab.click(f'button[data-language="{language}"]')
        assert tab.run("typeof DecompressionStream") == "undefined"
        assert tab.run(
            "[document.getElementById('map').hidden, document.getElementById('map').offsetHeight]"
        ) == [True, 0]
        assert "DecompressionStream" in tab.run("document.getElementById('map-fallback').innerText")
        loaded = "document.querySelector('#map-fallback img')"
        assert tab.run(f"[{loaded}.complete, {loaded}.naturalWidth > 300]") == [True, True]
        assert len(tab.run("[...document.querySelectorAll('#project-table tbody tr')].map(r => 1)")) == len(
            town.summary["opened"]
        )
        tab.click("[data-sort=cost]")
        assert tab.faults == []
        assert tab.strangers == []


def test_without_scripts_the_tables_are_read(chromium: Any, page: Path, town: Any) -> None:
    context = chromium.new_context(java_script_enabled=False, offline=True)
    try:
        tab = context.new_page()
        tab.goto(page.as_uri())
        assert tab.locator("#project-table tbody tr").count() == len(town.summary["opened"])
        assert tab.locator("#map-fallback img").is_visible()
        assert not tab.locator("#map").is_visible()
    finally:
        context.close()
