"""The report and the comparison in Chromium, at the width of a desk and of a phone, as pictures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from png import Missing, beside, keep, needed

from siting import report
from siting.page import render

PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "microsoft-edge",
)
DESK, PHONE = (1400, 900), (390, 844)
READY = "new Promise(done => siting.on('ready', () => requestAnimationFrame(() => setTimeout(done, 300))))"


def page(run: Path, other: Path | None, folder: Path) -> list[Path]:
    """The whole map in both languages, a new outlet with its popup, and a circle's sheet."""
    shown = report.read(run)
    path = _written(run, folder)
    site = json.dumps(str(shown.sites.ids[shown.opened_site[0]]))
    fmt = json.dumps(shown.formats[int(shown.opened_format[0])].id)
    with _browser() as browser:
        tab = _opened(browser, path, DESK)
        made = [_shot(tab, folder, "report_en")]
        tab.evaluate("siting.set({lang: 'zh'})")
        made.append(_shot(tab, folder, "report_zh"))
        tab.evaluate(f"siting.set({{format: {fmt}}}); siting.select({{kind: 'site', id: {site}}})")
        made.append(_shot(tab, folder, "report_popup"))
        tab.evaluate("siting.select(null)")
        circles = shown.circles.ids
        if len(circles):
            tab = _opened(browser, path, DESK, f"#circle={circles[0]}", "zh")
            made.append(_shot(tab, folder, "report_circle"))
    return made


def phone(run: Path, other: Path | None, folder: Path) -> list[Path]:
    """Three screens of a phone in a row: the map, a new outlet on it, the project list."""
    path, shots = _written(run, folder), []
    shown = report.read(run)
    site = json.dumps(str(shown.sites.ids[shown.opened_site[0]]))
    fmt = json.dumps(shown.formats[int(shown.opened_format[0])].id)
    with _browser() as browser:
        tab = _opened(browser, path, PHONE, language="zh", scale=2)
        for number, step in enumerate(
            (
                f"siting.set({{format: {fmt}}})",
                f"siting.select({{kind: 'site', id: {site}}})",
                "document.getElementById('projects').scrollIntoView()",
            )
        ):
            tab.evaluate(step)
            tab.wait_for_timeout(400)
            shots.append(folder / f"phone{number}.png")
            tab.screenshot(path=shots[-1])
    return [keep(beside(shots, 40), "report_phone", 1200)]


def compare(run: Path, other: Path | None, folder: Path) -> list[Path]:
    """The page of `siting compare`."""
    if other is None:
        raise Missing("no second run folder was named")
    path = folder / "compare.html"
    for name, place in (("whole", run), ("half", other)):  # the page tells what the folders are called
        (folder / name).symlink_to(place)
    command = [sys.executable, "-m", "siting", "compare", "whole", "half", "-o", str(path)]
    subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=folder, timeout=300)
    with _browser() as browser:
        return [_shot(_opened(browser, path, DESK), folder, "compare")]


def _written(run: Path, folder: Path) -> Path:
    path = folder / "report.html"
    path.write_text(render(report.read(run), "en"), encoding="utf-8")
    return path


@contextmanager
def _browser() -> Iterator[Any]:
    program = needed(*PROGRAMS)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Missing("the package playwright is not installed") from None
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"] if root else [])
        yield browser
        browser.close()


def _opened(
    browser: Any, path: Path, size: tuple[int, int], anchor: str = "", language: str = "en", scale: int = 1
) -> Any:
    viewport = {"width": size[0], "height": size[1]}
    tab = browser.new_page(viewport=viewport, device_scale_factor=scale, is_mobile=size == PHONE)
    tab.goto(path.as_uri() + anchor)
    tab.evaluate(READY)
    if language != "en":
        tab.evaluate(f"siting.set({{lang: {language!r}}})")
    return tab


def _shot(tab: Any, folder: Path, name: str) -> Path:
    tab.wait_for_timeout(600)
    tab.screenshot(path=folder / f"{name}.png")
    return keep(folder / f"{name}.png", name)
