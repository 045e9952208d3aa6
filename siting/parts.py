"""Finds the files of a part folder: a part's name in a scenario is its file's name. And: "did you mean".

Adding a part is adding a file to `readers/`, `rules/`, `strategies/` ...; nothing registers it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from siting.errors import RefusedError
from siting.language import mark, tr

FOLDERS: dict[str, str] = {
    "readers": mark("reader"),
    "networks": mark("network reader"),
    "clustering": mark("clustering method"),
    "objectives": mark("objective"),
    "rules": mark("rule"),
    "backends": mark("backend"),
    "strategies": mark("strategy"),
    "exporters": mark("exporter"),
}


@cache
def names(folder: str) -> tuple[str, ...]:
    """Names of the parts in a folder, sorted; files that begin with an underscore are not parts."""
    package = import_module(f"siting.{folder}")
    found = (module.name for module in iter_modules(package.__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def load(folder: str, name: str) -> ModuleType:
    """The part of that name. Raises RefusedError with a suggestion when there is none."""
    if name not in names(folder):
        raise RefusedError(unknown(FOLDERS[folder], name, names(folder)))
    return import_module(f"siting.{folder}.{name}")


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """A sentence that says what is unknown, and what was perhaps meant. kind: a word of the catalogue."""
    return tr(
        "{message}. {hint}",
        message=tr("unknown {kind} '{name}'", kind=tr(kind), name=name),
        hint=suggestion(name, known),
    )


def suggestion(name: str, known: Iterable[str]) -> str:
    """A hint: the closest known name, or all of them when none is close; empty when nothing is known.

    What has no name (the one phase of a scenario without phases) is nothing to suggest."""
    known = [each for each in known if each]
    close = did_you_mean(name, known)
    if close:
        return tr("Did you mean '{name}'?", name=close)
    return tr("Known: {names}.", names=", ".join(known)) if known else ""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The closest known name, if any is close enough to be a slip of the hand."""
    known = list(known)
    folded = {word.casefold(): word for word in reversed(known)}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def nearby(path: Path) -> str:
    """A hint for a path that does not exist: a neighbour of nearly that name, or the first folder missing."""
    missing = path
    while not missing.parent.exists() and missing.parent != missing:
        missing = missing.parent
    if missing != path:
        return tr("There is no folder '{folder}'.", folder=missing) + _space(_neighbour(missing))
    return _neighbour(path)


def _neighbour(path: Path) -> str:
    try:
        close = did_you_mean(path.name, sorted(entry.name for entry in path.parent.iterdir()))
    except OSError:
        return ""
    return tr("Did you mean '{name}'?", name=path.with_name(close)) if close else ""


def _space(hint: str) -> str:
    return f" {hint}" if hint else ""
