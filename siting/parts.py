"""Finds the files of a part folder: a part's name in a scenario is its file's name.

Adding a part is adding a file to `readers/`, `rules/`, `strategies/` ...; nothing registers it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from siting.errors import RefusedError
from siting.language import tr

FOLDERS = ("readers", "networks", "objectives", "rules", "backends", "strategies", "exporters")


@cache
def names(folder: str) -> tuple[str, ...]:
    """Names of the parts in a folder, sorted; files that begin with an underscore are not parts."""
    package = import_module(f"siting.{folder}")
    found = (module.name for module in iter_modules(package.__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def load(folder: str, name: str) -> ModuleType:
    """The part of that name. Raises RefusedError with a suggestion when there is none."""
    if name not in names(folder):
        raise RefusedError(unknown(folder, name, names(folder)))
    return import_module(f"siting.{folder}.{name}")


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """A sentence that says what is unknown, and what was perhaps meant."""
    known = list(known)
    text = tr("unknown {kind} '{name}'", kind=kind, name=name)
    close = did_you_mean(name, known)
    if close:
        return f"{text}. " + tr("Did you mean '{name}'?", name=close)
    return f"{text}. " + tr("Known: {names}.", names=", ".join(known))


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The closest known name, if any is close enough to be a slip of the hand."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else None
