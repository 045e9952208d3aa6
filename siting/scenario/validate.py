"""The tree of a scenario against the schema: the settings, or every block of them that is in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from siting.errors import Problems
from siting.scenario.schema import (
    CirclesLayer,
    Closure,
    Demand,
    Format,
    Grades,
    Mobile,
    Outlets,
    Phase,
    Settings,
    Solve,
    Survey,
    Travel,
    Upgrade,
)
from siting.scenario.source import Key, Node, child, plain
from siting.scenario.wording import path_of, problems_of

Block = TypeVar("Block", bound=BaseModel)


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """The blocks of a scenario that the schema accepts, so that all others can be checked beside a wrong one.

    formats, outlets, upgrades, mobile, closures, phases, surveys, rules: position in the list -> entry.
    None: absent or wrong. settings: the whole, None when anything is wrong."""

    root: Node
    settings: Settings | None
    demand: Demand | None
    circles: CirclesLayer | None
    travel: Travel | None
    solve: Solve | None
    grades: Grades | None
    formats: dict[int, Format]
    outlets: dict[int, Outlets]
    upgrades: dict[int, Upgrade]
    mobile: dict[int, Mobile]
    closures: dict[int, Closure]
    phases: dict[int, Phase]
    surveys: dict[int, Survey]
    rules: dict[int, dict[str, Any]]

    def word(self, *keys: Key) -> str | None:
        """The text that the scenario itself gives at a path."""
        value = self.value(*keys)
        return value if isinstance(value, str) else None

    def value(self, *keys: Key) -> Any:
        """What the scenario itself gives at a path, None when it is silent."""
        node: Node | None = self.root
        for key in keys:
            node = child(node, key) if node else None
        return plain(node) if node else None


def draft(root: Node, problems: Problems) -> Draft:
    """Validates the tree; everything wrong goes to `problems`."""
    data = plain(root)
    settings, wrong = None, set[tuple[Key, ...]]()
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        problems.errors.extend(problems_of(error, Settings, root))
        for entry in error.errors(include_url=False):
            if entry["type"] == "extra_forbidden":
                _drop(data, path_of(entry["loc"]))
            else:
                wrong.add(path_of(entry["loc"]))
    sound = _Sound(data, wrong)
    return Draft(
        root=root,
        settings=settings,
        demand=sound.block(Demand, "demand"),
        circles=sound.block(CirclesLayer, "circles"),
        travel=sound.block(Travel, "travel"),
        solve=sound.block(Solve, "solve"),
        grades=sound.block(Grades, "grades"),
        formats={
            index: Format(id=entry) if isinstance(entry, str) else Format.model_validate(entry)
            for index, entry in sound.entries("formats").items()
            if not (isinstance(entry, dict) and "preset" in entry)
        },
        outlets={index: Outlets.model_validate(entry) for index, entry in sound.entries("outlets").items()},
        upgrades={index: Upgrade.model_validate(entry) for index, entry in sound.entries("upgrades").items()},
        closures={index: Closure.model_validate(entry) for index, entry in sound.entries("closures").items()},
        mobile={index: Mobile.model_validate(entry) for index, entry in sound.entries("mobile").items()},
        phases={index: Phase.model_validate(entry) for index, entry in sound.entries("phases").items()},
        surveys={index: Survey.model_validate(entry) for index, entry in sound.entries("surveys").items()},
        rules=sound.entries("rules"),
    )


def _drop(data: Any, keys: Sequence[Key]) -> None:
    """Leaves out a key that the schema does not know, so that the rest of its block can be checked."""
    for key in keys[:-1]:
        data = data[key]
    del data[keys[-1]]


class _Sound:
    """The parts of raw data below which nothing is wrong."""

    def __init__(self, data: dict[str, Any], wrong: set[tuple[Key, ...]]) -> None:
        self.data, self.wrong = data, wrong

    def _is(self, path: Sequence[Key]) -> bool:
        return not any(bad[: len(path)] == tuple(path) for bad in self.wrong)

    def block(self, model: type[Block], key: str) -> Block | None:
        given = self.data.get(key)
        return model.model_validate(given) if given is not None and self._is((key,)) else None

    def entries(self, key: str) -> dict[int, Any]:
        given = self.data.get(key)
        if not isinstance(given, list):
            return {}
        return {index: entry for index, entry in enumerate(given) if self._is((key, index))}
