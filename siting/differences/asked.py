"""What two runs were asked otherwise: the keys of their resolved scenarios that differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from siting.errors import InputError, Place
from siting.language import tr

SCENARIO = "scenario.resolved.yaml"
LONGEST = 200
WORDS_ONLY = ("name", "title", "notices", "solve.time_limit_s", "solve.explain_time_s", "solve.hindsight")
"""Keys that change no plan, or only how long it is sought."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A key of the scenario, and what either run has there; "" where it does not stand."""

    key: str
    first: str
    second: str


def asked_otherwise(first: Path, second: Path, same_files: Set[str] = frozenset()) -> tuple[Asked, ...]:
    """In the order of the second scenario. A folder without its scenario tells nothing.

    A path counts as the same where it leads to the same file, or has the name of one whose content is the same.
    same_files: names of such files."""
    if not all((folder / SCENARIO).is_file() for folder in (first, second)):
        return ()
    mine, other = (dict(_leaves("", _read(folder / SCENARIO))) for folder in (first, second))
    return tuple(
        Asked(key, _text(mine.get(key)), _text(other.get(key)))
        for key in dict.fromkeys((*other, *mine))
        if key.partition("[")[0] not in WORDS_ONLY
        and not key.startswith("title.")
        and not _alike(mine.get(key), other.get(key), (first, second), same_files)
    )


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
