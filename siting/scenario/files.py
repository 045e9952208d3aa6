"""Scenario files on disk: found, decoded, and laid over what they extend."""

from __future__ import annotations

from pathlib import Path

from siting.errors import InputError, Place, Problems
from siting.language import tr
from siting.parts import nearby
from siting.scenario.source import Node, laid_over, parse
from siting.scenario.syntax import wide_colon

FILE_NAME = "scenario.yaml"


def find(path: str | Path) -> Path:
    """The scenario file of a path, which may be its folder. Raises InputError when there is none."""
    path = Path(path)
    if path.is_dir():
        if not (path / FILE_NAME).is_file():
            others = sorted(found.name for found in path.glob("*.y*ml"))
            hint = tr("Files there: {names}.", names=", ".join(others)) if others else ""
            raise InputError.at(
                Place(), tr("the folder '{folder}' has no {name}", folder=path, name=FILE_NAME), hint
            )
        path = path / FILE_NAME
    if not path.is_file():
        raise InputError.at(Place(), tr("no file or folder '{path}'", path=path), nearby(path))
    return path.resolve()


def read(path: Path, problems: Problems) -> tuple[Node, tuple[Path, ...]]:
    """The tree of a scenario with everything it extends under it, and every file that was read.

    Mappings are laid over each other key by key, anything else replaces. Raises InputError where a file
    cannot be read at all."""
    return _read(path, problems, ())


def _read(path: Path, problems: Problems, chain: tuple[Path, ...]) -> tuple[Node, tuple[Path, ...]]:
    root = _root(path, problems)
    extends = root.value.pop("extends", None)
    if extends is None or extends.value is None:
        return root, (path,)
    if not isinstance(extends.value, str) or not extends.value:
        raise InputError.at(_named(extends.place), tr("must be the path of another scenario"))
    base = _base(path, extends, (*chain, path))
    below, files = _read(base, problems, (*chain, path))
    return laid_over(below, root), (path, *files)


def _named(place: Place) -> Place:
    return Place(place.file, place.line, place.column, "extends")


def _base(path: Path, extends: Node, chain: tuple[Path, ...]) -> Path:
    place = _named(extends.place)
    base = path.parent / str(extends.value)
    if base.is_dir():
        base = base / FILE_NAME
    if not base.is_file():
        raise InputError.at(place, tr("no file '{path}'", path=extends.value), nearby(base))
    base = base.resolve()
    if base in chain:
        names = " -> ".join(file.name for file in (*chain[chain.index(base) :], base))
        raise InputError.at(place, tr("scenarios extend each other in a circle: {names}", names=names))
    return base


def _root(path: Path, problems: Problems) -> Node:
    text = _text(path)
    root = parse(text, path, problems)
    if root is None:
        raise InputError.at(
            Place(path), tr("the file is empty"), tr("A scenario names at least: {keys}.", keys=_KEYS)
        )
    if not isinstance(root.value, dict):
        wide = wide_colon(text)
        if wide:
            raise InputError.at(
                Place(path, *wide), tr("a full-width colon '：' after a key"), tr("Write ':' and a space.")
            )
        raise InputError.at(
            root.place, tr("a scenario must be a block of keys"), tr("It names at least: {keys}.", keys=_KEYS)
        )
    return root


_KEYS = "name, demand, sites, travel, formats"


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError.at(
            Place(path), tr("cannot be read: {reason}", reason=error.strerror or error)
        ) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = tr("It seems to be {encoding}; save it as UTF-8.", encoding=_guess(data))
        raise InputError.at(Place(path, line), tr("a scenario must be UTF-8 text"), hint) from None


def _guess(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return tr("another encoding or no text")
    return "GB18030 (GBK)"
