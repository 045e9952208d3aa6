"""The folder of a curve: tables, picture, page and curve.json; each whole, and curve.json last."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from siting import rendering
from siting.decide.curve.tables import COLUMNS, STEPS, lines, steps
from siting.errors import InputError, Place
from siting.exporters import report_html
from siting.exporters._tables import write_csv
from siting.language import tr
from siting.report import curve as reports
from siting.report import read

Told = dict[str, Any]
TABLE, ORDER, PICTURE, PAGE = "curve.csv", "order.csv", "curve.png", "curve.html"
FILES = (TABLE, ORDER, PICTURE, PAGE, reports.FILE)


def check(folder: Path) -> None:
    """Tells before anything is solved that the folder cannot be written. Raises InputError.

    An existing folder is only ever written into when it is empty or holds a curve, and no run."""
    place = Place(folder)
    try:
        names = {path.name for path in folder.iterdir()} if folder.exists() else set()
        parent = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
        os.rmdir(tempfile.mkdtemp(prefix=".siting.", suffix=".part", dir=parent))
    except NotADirectoryError:
        raise InputError.at(place, tr("this is not a folder"), tr("Name another folder with -o.")) from None
    except OSError as error:
        message = tr("nothing can be written there: {reason}", reason=error.strerror or error)
        raise InputError.at(place, message, tr("Name another folder with -o.")) from error
    names = {name for name in names if not name.startswith(".")}
    if names and (reports.FILE not in names or not names <= set(FILES)):
        message = tr("the folder holds other things than a curve")
        raise InputError.at(place, message, tr("Name another folder with -o, or an empty one."))


def write(told: Told, folder: Path) -> None:
    """Makes every file and only then puts them into their places."""
    from siting.page import curve_page
    from siting.pictures import curve as pictures

    with rendering.fresh_folder(folder) as fresh:
        write_csv(fresh / TABLE, COLUMNS, lines(told))
        if told["order"] is not None:
            write_csv(fresh / ORDER, STEPS, steps(told))
        pictures.write(told, fresh / PICTURE)
        curve_page.write(told, fresh / PAGE)
        _write_json(told, fresh / reports.FILE)
        for name in FILES:
            if (fresh / name).exists():
                os.replace(fresh / name, folder / name)
            else:
                (folder / name).unlink(missing_ok=True)


def into_report(told: Told, run: Path) -> None:
    """Puts the curve into a run folder, and renders the run's page with it."""
    rendering.write_whole(run / reports.FILE, lambda path: _write_json(told, path))
    shown = read(run)
    rendering.write_whole(run / report_html.FILE, lambda path: report_html.render(shown, path))


def _write_json(told: Told, path: Path) -> None:
    text = json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
