"""`siting compare DIR DIR ...`: run folders in, figures on stdout, pages, layers and tables in files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from siting.desk import compare_files as files
from siting.desk.compare_show import show
from siting.differences.records import records
from siting.differences.together import compare
from siting.language import tr
from siting.terminal import Progress, show_json


def compare_plans(folders: Sequence[Path], output: Path | None, as_json: bool) -> int:
    """Plans side by side: the figures on stdout, and the files that were asked for."""
    asked = {} if output is None else files.asked(output)
    with Progress(tr("comparing {count} plans", count=len(folders))) as progress:
        found = compare(folders)
        written = files.write(
            found, asked, lambda path: progress.note(tr("rendering {name}", name=path.name))
        )
    if as_json:
        show_json(records(found) | {"written": [str(path) for path in written]})
        return 0
    show(found)
    if output is None:
        print(
            tr(
                "With -o FILE.html the comparison is written as a page with a map, with -o FILE.gpkg as map layers, "
                "with -o FOLDER as all there is."
            )
        )
    for path in written:
        print(tr("written to {folder}", folder=path))
    return 0
