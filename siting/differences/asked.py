"""What two runs were asked otherwise: the keys of their resolved scenarios that differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from siting.errors import InputError, Place
from siting.language import tr

SCENARIO = "scenario.resolved.yaml"
LONGEST = 200
WORDS_ONLY = ("name", "title", "notices", "solve.time_limit_s", "solve.explain_time_s", "solve.hindsight")
"""Keys that change no plan, or only how long it is sought; so do the departments of formats."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A key of the scenario on which not all runs agree. texts: what each run has there; "" where it does not stand.
    same_as: of each run, the first one that says the same there."""

    key: str
    texts: tuple[str, ...]
    same_as: tuple[int, ...]

    @property
    def first(self) -> str:
        """What the first run has there."""
        return self.texts[0]

    @property
    def second(self) -> str:
        """What the second run has there."""
        return self.texts[1]


def asked_otherwise(*folders: Path, same_files: Set[str] = frozenset()) -> tuple[Asked, ...]:
    """In the order of the last scenario. Where a folder lacks its scenario, nothing is told.

    A path counts as the same where it leads to the same file, or has the name of one whose content is the same.
    same_files: names of such files."""
    if not known(*folders):
        return ()
    said = [dict(_leaves("", _read(folder / SCENARIO))) for folder in folders]
    found = []
    for key in dict.fromkeys(key for one in reversed(said) for key in one):
        if key.partition("[")[0] in WORDS_ONLY or key.startswith("title.") or "].department" in key:
            continue
        values = [one.get(key) for one in said]
        same_as = _alike_to(values, folders, same_files)
        if any(same_as):
            found.append(Asked(key, tuple(_text(value) for value in values), same_as))
    return tuple(found)


def known(*folders: Path) -> bool:
    """Whether all runs tell what they were asked."""
    return all((folder / SCENARIO).is_file() for folder in folders)


def _alike_to(values: Sequence[Any], folders: Sequence[Path], same_files: Set[str]) -> tuple[int, ...]:
    """Of each value, the position of the first that is the same."""
    found: list[int] = []
    for number, value in enumerate(values):
        earlier = (
            other
            for other in range(number)
            if found[other] == other
            and _alike(values[other], value, (folders[other], folders[number]), same_files)
        )
        found.append(next(earlier, number))
    return tuple(found)


def _read(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, YAMLError) as error:
        message = tr("the file is broken or not of this program: {reason}", reason=type(error).__name__)
        raise InputError.at(Place(path), message) from error


def _leaves(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every single value with its dotted key; what stands in a list goes by its id, else by its place."""
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from _leaves(f"{key}.{name}" if key else str(name), one)
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for number, one in enumerate(value):
            name = one.get("id", number) if isinstance(one, dict) else number
            yield from _leaves(f"{key}[{name}]", one)
    else:
        yield key, value


def _alike(first: Any, second: Any, folders: tuple[Path, Path], same_files: Set[str]) -> bool:
    if first == second:
        return True
    if not isinstance(first, str) or not isinstance(second, str):
        return False
    try:
        if Path(first).name == Path(second).name and Path(first).name in same_files:
            return True
        here, there = (
            (folder / text).resolve() for folder, text in zip(folders, (first, second), strict=True)
        )
        return here == there
    except (OSError, ValueError):
        return False


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
