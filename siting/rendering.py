"""Files that show a run to people, rendered again from its folder: which there are, and each written whole or not at
all."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from siting import parts
from siting.errors import InputError, Place, Problem, RefusedError
from siting.language import mark, tr
from siting.report import Report
from siting.report.subset import SHOWN

USUAL = "html"
NAME_BYTES = 80
"""Of a file's name, what tells which part of the report it shows; file systems allow 255 in all."""


def kinds() -> dict[str, ModuleType]:
    """What can be asked for, and the exporter that renders it; the usual one first."""
    every = (parts.load("exporters", name) for name in parts.names("exporters"))
    found = {str(part.ASKED): part for part in every if hasattr(part, "ASKED")}
    return {word: found[word] for word in sorted(found, key=lambda word: (word != USUAL, word))}


def chosen(words: Sequence[str]) -> dict[str, ModuleType]:
    """The exporters asked for. Raises RefusedError where there is no such one."""
    known = kinds()
    for word in words:
        if word not in known:
            raise RefusedError(parts.unknown(mark("file"), word, known))
    return {word: known[word] for word in dict.fromkeys(words)}


def targets(
    report: Report, folder: Path, files: Mapping[str, ModuleType], output: Path | None
) -> dict[str, Path]:
    """Where each file goes: into the run folder, into another one, or to the one file that output names.

    A file that shows a part of the report says so in its name. Raises InputError where something else stands that
    would be lost; only in the run folder a file is rendered over."""
    if output is not None and _is_file(output, files):
        found = dict.fromkeys(files, output)
    else:
        found = {
            word: (output or folder) / _named(part.FILE, report.summary.get(SHOWN))
            for word, part in files.items()
        }
    if output is not None and output.absolute() != folder.absolute():
        hint = tr("Name another one with -o, or remove it first.")
        taken = [path for path in found.values() if path.exists() or path.is_symlink()]
        if taken:
            raise InputError(Problem(Place(path), tr("the file exists already"), hint) for path in taken)
    return found


def _is_file(output: Path, files: Mapping[str, ModuleType]) -> bool:
    """Whether output names a file; InputError where it could only be another one than those asked for."""
    if output.is_dir():
        return False
    endings = {Path(part.FILE).suffix for part in kinds().values()} - {""}
    if output.suffix.lower() not in endings and not output.exists():
        return False
    wanted = [Path(part.FILE).suffix for part in files.values()]
    if len(wanted) > 1:
        message = tr("several files cannot be written to one")
        raise InputError.at(Place(output), message, tr("Name a folder with -o."))
    if wanted[0] == "":
        hint = tr("Name a folder with -o.")
        raise InputError.at(Place(output), tr("what is written is a folder, not a file"), hint)
    if output.suffix.lower() != wanted[0]:
        message = tr(
            "what is written is a {right} file, not {wrong}", right=wanted[0], wrong=output.suffix or "-"
        )
        hint = tr("Choose with --files what to write: {names}.", names=", ".join(kinds()))
        raise InputError.at(Place(output), message, hint)
    return True


def _named(file: str, shown: Mapping[str, Sequence[str] | None] | None) -> str:
    """The file's name, with what of the report it shows: report-ZD05.html."""
    if shown is None:
        return file
    path = Path(file)
    names = [name for one in ("circles", "districts", "formats") for name in shown[one] or ()]
    return f"{path.stem}-{file_name(names)}{path.suffix}"


def file_name(names: Sequence[str]) -> str:
    """A name that every file system takes; what had to be changed is told apart by a fingerprint."""
    text = "-".join(names)
    plain = re.sub(r"[^\w.-]+", "_", text).strip("._-")
    short = plain.encode("utf-8", "ignore")[:NAME_BYTES].decode("utf-8", "ignore")
    if short == text:
        return text
    print_of = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{short}-{print_of}" if short else print_of


def render(
    report: Report, files: Mapping[str, ModuleType], to: Mapping[str, Path], told: Callable[[str], Any]
) -> list[Problem]:
    """Renders every file and only then puts them into their places, so that what stood there is lost to nothing.

    told: is given each file's name as its turn comes. Returns what the renderers warn of."""
    warnings: list[Problem] = []
    with fresh_folder(next(iter(to.values())).parent) as fresh:
        for word, part in files.items():
            told(to[word].name)
            (fresh / word).mkdir()
            warnings += part.render(report, fresh / word / part.FILE) or ()
            for path in _files_of(fresh / word / part.FILE):
                _to_disk(path)
        for word, part in files.items():
            made = fresh / word / part.FILE
            if made.is_dir() and to[word].is_dir() and not to[word].is_symlink():
                os.replace(to[word], fresh / word / ".before")
            os.replace(made, to[word])
    return warnings


def write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Has a file written beside its place and moves it there when it is whole."""
    with fresh_folder(path.parent) as fresh:
        write(fresh / path.name)
        _to_disk(fresh / path.name)
        os.replace(fresh / path.name, path)


@contextmanager
def fresh_folder(folder: Path) -> Iterator[Path]:
    """A folder inside another, gone at the end; what the system refuses is a planner's problem."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".siting.", suffix=".part", dir=folder))
        try:
            yield fresh
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise InputError.at(
            Place(folder),
            tr("nothing can be written there: {reason}", reason=error.strerror or error),
            tr("Free some space, or name another place with -o."),
        ) from error


def _files_of(path: Path) -> list[Path]:
    """The file itself, or what a folder holds."""
    return [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]


def _to_disk(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def when_written(name: str) -> str:
    """In a word, what writes an exporter's file: every solve, and `siting report` asked by which word."""
    part = parts.load("exporters", name)
    asked = f"report --files {part.ASKED}" if hasattr(part, "ASKED") else ""
    by_solve = "" if getattr(part, "ON_REQUEST", False) else "solve"
    return ", ".join(filter(None, (by_solve, asked)))
