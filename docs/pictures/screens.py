"""Draws the pictures of docs/explanation/what-a-plan-looks-like.md from run folders, into this folder.

    python docs/pictures/screens.py RUN [OTHER] [--only NAME ...]

RUN: the run folder that is shown; OTHER: one to compare it with. A picture for which this machine lacks a program
(Chromium, LibreOffice, poppler, QGIS) is left out, and says so. --only: pictures whose names begin so."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import office
import pages
from png import FOLDER, Missing


def main() -> None:
    """Draws what is asked for, and says what was left out."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("run", type=Path)
    asked.add_argument("other", type=Path, nargs="?")
    asked.add_argument("--only", nargs="*", default=[""])
    given = asked.parse_args()
    for name, draw in PICTURES.items():
        if not name.startswith(tuple(given.only)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                made = draw(given.run.resolve(), given.other and given.other.resolve(), Path(folder))
            except Missing as missing:
                print(f"{name}: left out: {missing}")
            except subprocess.CalledProcessError as error:
                print(f"{name}: left out: {Path(error.cmd[0]).name} failed: {error.stderr[-200:]}")
            else:
                print(
                    f"{name}: {', '.join(f'{path.name} {path.stat().st_size / 1000:.0f} kB' for path in made)}"
                )


Draw = Callable[[Path, Path | None, Path], list[Path]]
PICTURES: dict[str, Draw] = {
    "page": pages.page,
    "phone": pages.phone,
    "compare": pages.compare,
    "pdf": office.pdf,
    "workbook": office.workbook,
    "qgis": office.qgis,
}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    main()
