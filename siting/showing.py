"""What `siting report` does: a run folder in, pages and files out; nothing is solved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from siting import rendering, report
from siting.language import tr
from siting.report.subset import only
from siting.terminal import Progress, show_json, show_problems


def report_again(
    folder: Path,
    files: Sequence[str],
    formats: Sequence[str] | None,
    circles: Sequence[str] | None,
    districts: Sequence[str] | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """Renders files of a run again, from its folder alone; prints the paths written."""
    asked = rendering.chosen(files)
    with Progress(tr("reading {folder}", folder=folder)) as progress:
        shown = only(report.read(folder), formats, circles, districts)
        to = rendering.targets(shown, folder, asked, output)
        warnings = rendering.render(
            shown, asked, to, lambda name: progress.note(tr("rendering {name}", name=name))
        )
    show_problems(dict.fromkeys(warnings))
    if as_json:
        show_json({"written": {word: str(path) for word, path in to.items()}})
        return 0
    for path in to.values():
        print(path)
    return 0
