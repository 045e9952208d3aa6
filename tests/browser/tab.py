"""A tab of a browser as the tests use it, and what the page in it did; Chromium's, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "microsoft-edge",
)
OWN = ("file:", "data:", "blob:", "about:")


def find(*names: str) -> str | None:
    """The first of these programs that stands on the path."""
    return next((path for path in map(shutil.which, names) if path), None)


class Tab(ABC):
    """A tab. requests: every address the page asked for; faults: console errors and errors nobody caught;
    dialogs: texts of alerts."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.dialogs: list[str] = []

    @abstractmethod
    def open(self, address: str) -> None:
        """Opens a page and waits until it has loaded."""

    @abstractmethod
    def run(self, script: str) -> Any:
        """Value of a JavaScript expression, once it is known; anything that JSON can say."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Clicks with the mouse into the middle of an element."""

    @abstractmethod
    def click_at(self, x: float, y: float) -> None:
        """Clicks with the mouse at pixels of the window."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Presses a key where the focus is: Tab, Enter, Escape, or a letter."""

    @abstractmethod
    def picture(self, selector: str) -> bytes:
        """PNG of an element as it is drawn."""

    @property
    def strangers(self) -> list[str]:
        """Addresses outside of the page itself."""
        return [address for address in self.requests if not address.startswith(OWN)]

    def middle(self, selector: str) -> tuple[float, float]:
        """Where the middle of an element lies in the window, once it is scrolled into view."""
        x, y = self.run(
            f"""(() => {{ const e = document.querySelector({selector!r});
            e.scrollIntoView({{block: "nearest"}}); const r = e.getBoundingClientRect();
            return [r.x + r.width / 2, r.y + r.height / 2]; }})()"""
        )
        return x, y


class ChromiumTab(Tab):
    """A tab of a Chromium that Playwright drives; `page` is Playwright's own."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.page = page
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, address: str) -> None:
        self.page.goto(address)

    def run(self, script: str) -> Any:
        return self.page.evaluate(f"async () => ({script})")

    def click(self, selector: str) -> None:
        self.page.click(selector, timeout=5000)

    def click_at(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def picture(self, selector: str) -> bytes:
        return bytes(self.page.locator(selector).screenshot(animations="disabled"))


def arguments(*more: str) -> list[str]:
    """Of the command line: pictures are to be the same everywhere, and root may not have a sandbox."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return ["--font-render-hinting=none", "--disable-lcd-text", *(["--no-sandbox"] if root else []), *more]


@contextmanager
def chromium(program: str) -> Iterator[Any]:
    """A browser of Playwright's, of the program installed here; nothing is downloaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=arguments())
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def chromium_tab(browser: Any, width: int = 1280, height: int = 800, init: str = "") -> Iterator[ChromiumTab]:
    """A fresh tab without any network. init: a script that runs before the page's own."""
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    if init:
        context.add_init_script(init)
    try:
        yield ChromiumTab(context.new_page())
    finally:
        context.close()
