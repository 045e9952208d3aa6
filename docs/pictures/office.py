"""The PDF, the workbook in LibreOffice, and the GeoPackage in QGIS, as pictures."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from png import FOLDER, Missing, beside, keep, needed

from siting import parts, report
from siting.language import in_language


def pdf(run: Path, other: Path | None, folder: Path) -> list[Path]:
    """Pages of the Chinese PDF, in a row: the city, its formats, and the first circle's plan where there is one."""
    shown = report.read(run)
    path = _made(run, folder, "report_pdf", "zh")
    pages = _run([needed("pdftotext"), str(path), "-"]).split("\f")
    # Sheets of the circles come last, so the last page that names the first circle is its own.
    first = str(shown.circles.names[0]) if len(shown.circles.names) else "\f"
    own = [number for number, text in enumerate(pages, start=1) if first in "".join(text.split(" "))]
    drawn = [_page(path, folder, page) for page in (1, 2, *own[-1:])]
    return [keep(beside(drawn), "pdf_pages")]


def workbook(run: Path, other: Path | None, folder: Path) -> list[Path]:
    """The first sheets of the Chinese workbook, as LibreOffice prints them."""
    path = _made(run, folder, "projects_xlsx", "zh")
    office = needed("soffice", "libreoffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    _run([office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)])
    printed = folder / f"{path.stem}.pdf"
    return [keep(beside([_page(printed, folder, page, 80) for page in (1, 2)]), "workbook")]


def qgis(run: Path, other: Path | None, folder: Path) -> list[Path]:
    """plan.gpkg as QGIS opens it."""
    python = "/usr/bin/python3"
    if (
        not Path(python).exists()
        or subprocess.run([python, "-c", "import qgis.core"], capture_output=True).returncode
    ):
        raise Missing(f"{python} knows no QGIS (python3-qgis)")
    home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "QT_QPA_PLATFORM": "offscreen"}
    script = str(FOLDER / "in_qgis.py")
    _run([python, script, str(run / "plan.gpkg"), str(folder)], environment=os.environ | home)
    return [keep(folder / f"{name}.png", f"qgis_{name}") for name in ("city", "near")]


def _made(run: Path, folder: Path, part: str, language: str) -> Path:
    exporter = parts.load("exporters", part)
    path = folder / exporter.FILE
    with in_language(language):
        exporter.render(report.read(run), path)
    return path


def _page(path: Path, folder: Path, number: int, resolution: int = 70) -> Path:
    """A page of a PDF as a PNG."""
    to = folder / f"sheet{number}"
    only = ["-f", str(number), "-l", str(number), "-singlefile"]
    _run([needed("pdftoppm"), "-r", str(resolution), "-png", *only, str(path), str(to)])
    return to.with_suffix(".png")


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, check=True, capture_output=True, encoding="utf-8", env=environment, timeout=300
    )
    return done.stdout
