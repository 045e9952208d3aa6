"""The run folder, written whole or not at all: into a folder beside it, then swapped in by renaming.

A run that fails, is interrupted or finds the disk full leaves what was there before as it was. Of two runs
that end at the same time the later one wins, whole."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from siting import parts, report
from siting.errors import InputError, Place
from siting.language import tr

if TYPE_CHECKING:
    from siting.plan import Plan

MARK = "summary.json"
"""A folder that holds it is a run folder, and may be replaced by the next run."""

ATTEMPTS = 20


def check_writable(folder: Path) -> None:
    """Tells before hours of solving that a run folder could not be written. Raises InputError.

    An existing folder is only ever replaced when it is empty or a run folder."""
    folder = Path(os.path.abspath(folder))
    with _said_plainly(folder):
        _refuse_other_things(folder)
        existing = next(parent for parent in folder.parents if parent.exists())
        os.rmdir(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=existing))


def write(plan: Plan, folder: Path) -> Path:
    """Writes every file of the run folder and returns the folder; raises InputError when that fails."""
    folder = Path(os.path.abspath(folder))
    check_writable(folder)
    with _said_plainly(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        try:
            _write_files(plan, fresh)
            _settle(fresh)
            _swap_in(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return folder


def _write_files(plan: Plan, folder: Path) -> None:
    """Every file that a solve leaves; what is shown to people, from one report."""
    found = (parts.load("exporters", name) for name in parts.names("exporters"))
    asked = [part for part in found if not getattr(part, "ON_REQUEST", False)]
    shown = report.of_plan(plan)
    for part in asked:
        if hasattr(part, "render"):
            part.render(shown, folder / part.FILE)
        else:
            part.write(plan, folder / part.FILE)


def _refuse_other_things(folder: Path) -> None:
    try:
        is_folder, names = _look(folder)
    except FileNotFoundError:
        return
    place = Place(folder)
    if not is_folder:
        raise InputError.at(place, tr("this is not a folder"), tr("Name another run folder with -o."))
    if names and MARK not in names:
        raise InputError.at(
            place,
            tr("the folder holds other things than a run, and a run replaces its folder"),
            tr("Name another run folder with -o, or an empty one."),
        )


def _look(folder: Path) -> tuple[bool, set[str]]:
    """Whether it is a folder, and what it holds. Raises FileNotFoundError when nothing is there.

    Looks again when another run swapped its own folder in meanwhile: a folder moved aside is emptied, and half
    of its files would look like other things."""
    while True:
        before = folder.lstat()
        is_folder = stat.S_ISDIR(before.st_mode)
        names = {path.name for path in folder.iterdir()} if is_folder else set()
        after = folder.lstat()
        if (before.st_ino, before.st_ctime_ns) == (after.st_ino, after.st_ctime_ns):
            return is_folder, names


def _settle(folder: Path) -> None:
    """Puts every file on the disk before the folder gets its name, and gives it a folder's usual rights."""
    for path in sorted(folder.iterdir()):
        _to_disk(path)
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)
    _to_disk(folder)


def _to_disk(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _swap_in(fresh: Path, folder: Path) -> None:
    """Moves the old folder aside and the fresh one into its place; puts the old one back if that fails."""
    for attempt in range(ATTEMPTS):
        aside = _moved_aside(folder)
        try:
            os.rename(fresh, folder)
        except BaseException as error:
            _put_back(aside, folder)
            if _taken_by_another_run(error) and attempt + 1 < ATTEMPTS:
                continue
            raise
        if aside:
            shutil.rmtree(aside, ignore_errors=True)
        _to_disk(folder.parent)
        return


def _moved_aside(folder: Path) -> Path | None:
    """The old folder under a name of its own, or None when there is none."""
    aside = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}.old")
    try:
        _refuse_other_things(folder)
        os.rename(folder, aside)
    except FileNotFoundError:
        return None
    return aside


def _put_back(aside: Path | None, folder: Path) -> None:
    """Restores the old folder, unless another run has put its own there meanwhile."""
    if aside is None:
        return
    try:
        os.rename(aside, folder)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)


def _taken_by_another_run(error: BaseException) -> bool:
    taken = (errno.ENOTEMPTY, errno.EEXIST)
    return isinstance(error, OSError) and error.errno in taken


@contextmanager
def _said_plainly(folder: Path) -> Iterator[None]:
    """What the system refuses, as a planner's problem: full disk, no permission, no such drive."""
    try:
        yield
    except OSError as error:
        raise InputError.at(
            Place(folder),
            tr("the run folder cannot be written: {reason}", reason=error.strerror or error),
            tr("Nothing was left behind. Free some space, or name another folder with -o."),
        ) from error
