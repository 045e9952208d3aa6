"""scenario.yaml -> Scenario: read strictly, checked whole, every problem reported at once with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from siting.errors import Place, Problem, Problems
from siting.language import language, tr
from siting.scenario import changes, files
from siting.scenario.checks import check
from siting.scenario.dump import json_schema, resolved_yaml
from siting.scenario.formats import ResolvedFormat, resolve
from siting.scenario.places import deepest, value_place
from siting.scenario.presets import expand
from siting.scenario.schema import Settings, Text
from siting.scenario.source import Key, Node
from siting.scenario.validate import Draft, draft

__all__ = ["ResolvedFormat", "Scenario", "changed", "json_schema", "load", "resolved_yaml"]


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """A checked scenario. Speaks in ids; every key still knows its place.

    path: the scenario file, absolute; files: it and all it extends. formats: completed from the catalogue.
    warnings: what a planner should know though work can go on. override: the one laid over, if any."""

    settings: Settings
    path: Path
    files: tuple[Path, ...]
    formats: tuple[ResolvedFormat, ...]
    override: str | None
    warnings: tuple[Problem, ...]
    root: Node

    def place(self, *keys: Key) -> Place:
        """Where a value stands, as place("formats", 0, "cutoff_min"); else the nearest block above it."""
        return value_place(self.root, keys)

    def file(self, *keys: Key) -> Path:
        """The path under a key, resolved against the YAML file that said it (for --set: the scenario's).

        Raises KeyError where the scenario names none."""
        node, depth = deepest(self.root, keys)
        if depth != len(keys) or not isinstance(node.value, str):
            raise KeyError(keys)
        said_in = node.place.file or self.path
        return said_in.parent / Path(node.value).expanduser()

    @property
    def title(self) -> str:
        """The title in the language in force; the name where there is none."""
        return _in_language(self.settings.title) if self.settings.title else self.settings.name

    @property
    def notices(self) -> tuple[str, ...]:
        """What must be said wherever a person meets the scenario or its plan, in the language in force."""
        said = [_in_language(text) for text in self.settings.notices]
        if self.settings.synthetic:
            said.insert(0, tr("Synthetic: this city is made up."))
        if self.settings.illustrative_costs:
            said.append(tr("The costs are illustrative; they have no source."))
        if self.settings.sites.propose is not None:
            said.append(tr("Proposed sites are places to look for a space; nobody has surveyed them."))
        return tuple(said)


def load(path: str | Path, sets: Iterable[str] = (), override: str | None = None) -> Scenario:
    """The scenario of a file or its folder, with a named override and then `a.b=c` settings laid over it.

    Raises InputError with every problem found: each key at its file, line and column. The overrides not
    asked for are checked as well, so that a scenario is right in all its variants."""
    problems = Problems()
    file = files.find(path)
    base, sources = files.read(file, problems)
    base = _expanded(base, problems)
    root = changes.override(base, override, problems) if override else base
    checked, formats = _checked(changes.set_keys(root, sets, problems), problems)
    _check_other_overrides(base, override, problems)
    problems.errors = list(
        dict.fromkeys(problems.errors)
    )  # what is wrong in a preset is so in all its formats
    if problems.errors or checked.settings is None:
        problems.errors.sort(key=lambda problem: _order(problem, sources))
        problems.stop_on_errors()
        raise AssertionError("settings are missing although nothing is wrong with them")
    return Scenario(
        checked.settings, file, sources, formats, override, tuple(problems.warnings), checked.root
    )


def changed(case: Scenario, sets: Iterable[str]) -> Scenario:
    """A checked scenario with `a.b=c` settings laid over it. Raises InputError when it is then no longer right."""
    problems = Problems()
    checked, formats = _checked(changes.set_keys(case.root, sets, problems), problems)
    problems.stop_on_errors()
    if checked.settings is None:
        raise AssertionError("settings are missing although nothing is wrong with them")
    return replace(
        case,
        settings=checked.settings,
        formats=formats,
        warnings=tuple(problems.warnings),
        root=checked.root,
    )


def _expanded(root: Node, problems: Problems) -> Node:
    """Presets written out: once before anything is laid over them, once more after that; what is wrong, said once."""
    heard = Problems()
    root = expand(root, heard)
    problems.errors.extend(error for error in heard.errors if error not in problems.errors)
    return root


def _checked(root: Node, problems: Problems) -> tuple[Draft, tuple[ResolvedFormat, ...]]:
    root = _expanded(root, problems)
    found = draft(root, problems)
    formats = resolve(found, problems)
    check(found, formats, problems)
    return found, formats


def _check_other_overrides(base: Node, chosen: str | None, problems: Problems) -> None:
    for name in changes.overrides(base):
        if name != chosen:
            others = Problems()
            _checked(changes.override(base, name, others), others)
            problems.errors.extend(error for error in others.errors if error not in problems.errors)


def _order(problem: Problem, sources: tuple[Path, ...]) -> tuple[int, int, int]:
    """As a reader meets them: file by file, from the top; what the command line said comes last."""
    place = problem.place
    number = sources.index(place.file) if place.file in sources else len(sources)
    return number, place.line or 0, place.column or 0


def _in_language(text: Text) -> str:
    if isinstance(text, str):
        return text
    return text.get(language()) or next(iter(text.values()))  # type: ignore[call-overload]
