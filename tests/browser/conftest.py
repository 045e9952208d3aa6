"""Browsers of this machine, one process each for the tests of a file; without one, its tests are skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser import firefox as firefoxes
from tests.browser import tab as tabs

NewTab = Callable[..., tabs.Tab]


def program(*names: str) -> str:
    """The program of that name. Skips where there is none."""
    found = tabs.find(*names)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(names)} is on the path")
    return found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Chromium, Chrome or Edge, driven by Playwright."""
    pytest.importorskip("playwright", reason="no browser tests without the package playwright")
    with tabs.chromium(program(*tabs.CHROMIUM)) as browser:
        yield browser


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[firefoxes.Firefox]:
    """Firefox, driven over WebDriver BiDi."""
    pytest.importorskip("websockets", reason="no Firefox tests without the package websockets")
    with firefoxes.firefox(program(*firefoxes.PROGRAMS), tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(params=["chromium", "firefox"])
def new_tab(request: pytest.FixtureRequest) -> Iterator[NewTab]:
    """Opens tabs of either browser: new_tab(width=1280, height=800)."""
    browser = request.getfixturevalue(request.param)
    with ExitStack() as stack:
        make = tabs.chromium_tab if request.param == "chromium" else firefoxes.firefox_tab
        yield lambda **given: stack.enter_context(make(browser, **given))


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of a small town with hostile names, phases, circles and grades, as `siting solve` writes it."""
    import siting
    from siting.exporters import run_folder
    from siting.language import in_language
    from tests.browser.town import write_town

    folder = tmp_path_factory.mktemp("town")
    with in_language("en"):
        return run_folder.write(siting.solve(write_town(folder / "scenario")), folder / "run")


@pytest.fixture(scope="session")
def town(run: Path) -> Any:
    """What its summary.json and map.npz say."""
    from siting import report

    return report.read(run)


@pytest.fixture(scope="session")
def page(run: Path) -> Path:
    """Its report.html."""
    return run / "report.html"
