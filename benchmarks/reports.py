"""Size and times of report.html: made, weighed, opened in Chromium, and its map switched to another format.

    python benchmarks/reports.py [RUN] [--cells N] [--formats N ...]

RUN: a run folder, runs/zhangdian when absent. Beside its own report, the same plan over N made-up cells (500,000) is
shown with so many of its formats (3 and 12), whose homes are reached from where its outlets stand, as the crow flies.
`made`: seconds of the processor from the report in memory to the text; `opened`: wall clock from the address to the
first whole picture, both the best of three; `switched`: from one format to the next, the slowest of three. Prints a
Markdown table."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from machine import machine

from siting import report as reports
from siting.page import render
from siting.report import NEW, SHORT, THERE, Homes, Report
from siting.report.subset import only

Open = Callable[[Path, Report], tuple[float, float]]
PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "microsoft-edge",
)
ROOT = Path(__file__).resolve().parents[1]
TRIES = 3
METRES_PER_MIN = 75.0
READY = "new Promise(done => siting.on('ready', () => requestAnimationFrame(() => setTimeout(done))))"
"""Once the map is there and the browser has drawn it."""
SWITCH = """new Promise(done => {
  const begin = performance.now();
  siting.set({format: FORMAT});
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
})"""


@dataclass(frozen=True)
class Row:
    """Of one report; seconds, nan where no browser is."""

    name: str
    cells: int
    formats: int
    size_mb: float
    made_s: float
    opened_s: float
    switched_s: float

    def __str__(self) -> str:
        figures = (
            f"{self.size_mb:.1f} MB",
            *(f"{one:.2f} s" for one in (self.made_s, self.opened_s, self.switched_s)),
        )
        return f"| {self.name} | {self.cells:,} | {self.formats} | {' | '.join(figures)} |"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("run", nargs="?", type=Path, default=ROOT / "runs" / "zhangdian")
    asked.add_argument("--cells", type=int, default=500_000)
    asked.add_argument("--formats", type=int, nargs="*", default=[3, 12])
    given = asked.parse_args()
    told = machine()
    print(f"{told['cpu']}, {told['cores']} cores, {told['date']}, siting {told['commit']}\n")
    print("| report | cells | formats | size | made | opened | switched |\n|---|---|---|---|---|---|---|")
    own = reports.read(given.run)
    with browser() as open_page:
        print(measured(own.summary["scenario"], own, open_page), flush=True)
        for formats in given.formats:
            print(measured("made-up cells", made_up(own, given.cells, formats), open_page), flush=True)


def measured(name: str, report: Report, open_page: Open | None) -> Row:
    made_s, text = min(
        (timed(lambda: render(report), time.process_time) for _ in range(TRIES)), key=lambda pair: pair[0]
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(text, encoding="utf-8")
        opened_s, switched_s = open_page(page, report) if open_page else (np.nan, np.nan)
        size = page.stat().st_size / 1e6
    return Row(name, len(report.homes.ids), len(report.formats), size, made_s, opened_s, switched_s)


def timed(make: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    begin = clock()
    made = make()
    return clock() - begin, made


@contextmanager
def browser() -> Iterator[Open | None]:
    """Opens a page and tells how long that and a switch of the format take; None where no browser is."""
    program = next((path for path in map(shutil.which, PROGRAMS) if path), None)
    if program is None:
        print("no browser on the path: nothing is opened\n")
        yield None
        return
    from playwright.sync_api import sync_playwright

    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=["--no-sandbox"] if root else [])
        yield lambda path, report: min(looked_at(running, path, report) for _ in range(TRIES))
        running.close()


def looked_at(running: Any, path: Path, report: Report) -> tuple[float, float]:
    page = running.new_page(viewport={"width": 1400, "height": 900})
    opened_s, _ = timed(lambda: (page.goto(path.as_uri()), page.evaluate(READY)))
    names = [one.id for one in report.formats]
    switched_ms = max(page.evaluate(SWITCH.replace("FORMAT", repr(name))) for name in names[:TRIES])
    page.close()
    return opened_s, switched_ms / 1000


def made_up(own: Report, n_cells: int, n_formats: int) -> Report:
    """The same plan and its first formats, over a square of cells of 25 m of which a half is lived in."""
    report = only(own, formats=[one.id for one in spread(own.formats, n_formats)])
    side = int(np.ceil(np.sqrt(2 * n_cells)))
    middle = (report.homes.xy_m.min(axis=0) + report.homes.xy_m.max(axis=0)) / 2
    rng = np.random.default_rng(0)
    lived_in = np.sort(rng.permutation(side * side)[:n_cells])
    xy = np.stack([lived_in % side, lived_in // side], axis=1) * 25.0 + np.floor(middle) - 12.5 * side
    before, after = ways(report, xy)
    state = np.where(np.isfinite(before), THERE, np.where(np.isfinite(after), NEW, SHORT)).astype(np.int8)
    ids = np.array([f"R{number:06d}" for number in range(n_cells)], dtype=object)
    homes = Homes(
        ids=ids,
        names=ids,
        xy_m=xy,
        people=rng.integers(1, 60, n_cells).astype(np.float64),
        circle=np.full(n_cells, -1, dtype=np.int32),
        state=state,
        way_before=before,
        way_after=after,
        phase=np.zeros(n_cells, dtype=np.int8),
    )
    return replace(report, homes=homes)


def spread(formats: tuple[Any, ...], n: int) -> list[Any]:
    """n of them, from all parts of the list."""
    return [formats[k] for k in np.linspace(0, len(formats) - 1, min(n, len(formats))).astype(int)]


def ways(report: Report, xy: Any) -> tuple[Any, Any]:
    """(n_formats, n) walks before and after, in each format's unit, inf beyond its cutoff."""
    from scipy.spatial import cKDTree

    found: list[Any] = []
    for number, one in enumerate(report.formats):
        today = report.outlets.xy_m[report.outlets.format == number]
        new = report.sites.xy_m[report.opened_site[report.opened_format == number]]
        speed = METRES_PER_MIN if one.unit == "min" else 1.0
        for places in (today, np.concatenate([today, new])):
            reach = one.limit * speed
            away = (
                cKDTree(places).query(xy, distance_upper_bound=reach)[0]
                if len(places)
                else np.full(len(xy), np.inf)
            )
            found.append((away / speed).astype(np.float32))
    return np.stack(found[0::2]), np.stack(found[1::2])


if __name__ == "__main__":
    main()
