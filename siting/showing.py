"""What `siting report` and `siting compare DIR DIR` do: run folders in, pages and files out; nothing is solved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from siting import differences, rendering, report
from siting.differences import page
from siting.differences.asked import asked_otherwise
from siting.differences.records import records
from siting.language import tr
from siting.report.subset import only
from siting.side_by_side import show_plans
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


def compare_plans(folders: tuple[Path, Path], output: Path | None, as_json: bool) -> int:
    """Two plans side by side: the figures on stdout, and the page where it was asked for."""
    if output is not None:
        rendering.check_page(output)
    with Progress(tr("comparing two plans")):
        first, second = (report.read(folder) for folder in folders)
        found = differences.between(first, second)
        asked = asked_otherwise(*folders, same_files=_same_files(first, second))
        if output is not None:
            rendering.write_whole(output, lambda path: page.write(found, folders, asked, path))
    if as_json:
        show_json(records(found, folders, asked))
    else:
        show_plans(found, folders, asked)
        print(
            tr("With -o FILE.html the comparison is written as a page with a map.")
            if output is None
            else tr("written to {folder}", folder=output)
        )
    return 0


def _same_files(first: report.Report, second: report.Report) -> set[str]:
    """Names of the files that both runs read with the same content."""
    known = set(second.summary["inputs"].values())
    return {PurePosixPath(path).name for path, digest in first.summary["inputs"].items() if digest in known}
