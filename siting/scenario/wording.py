"""Says in the planner's words what the schema's validation found, at the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from siting.errors import Problem
from siting.language import tr
from siting.parts import did_you_mean
from siting.scenario import keys
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Key, Node
from siting.scenario.units import number_hint

LONGEST = 42
_COMPARED = {
    "greater_than": (">", "gt"),
    "greater_than_equal": (">=", "ge"),
    "less_than": ("<", "lt"),
    "less_than_equal": ("<=", "le"),
}


def problems_of(
    error: ValidationError, model: type[BaseModel], root: Node, prefix: Sequence[Key] = ()
) -> list[Problem]:
    """One problem for each thing the validation found. prefix: path of the validated block in the tree."""
    found = error.errors(include_url=False)
    return [_problem(dict(entry), model, root, tuple(prefix)) for entry in found]


def path_of(location: Sequence[Key]) -> tuple[Key, ...]:
    """The path in the planner's file, without the marks that validation adds to its own."""
    return tuple(key for key in location if not (isinstance(key, str) and re.fullmatch(r"<.*>|\[key\]", key)))


def _problem(
    entry: Mapping[str, Any], model: type[BaseModel], root: Node, prefix: tuple[Key, ...]
) -> Problem:
    path = path_of(entry["loc"])
    whole = (*prefix, *path)
    if entry["type"] == "missing":
        field = keys.field_at(model, path)
        hint = (
            tr("It is: {description}.", description=tr(field.description))
            if field and field.description
            else ""
        )
        return Problem(key_place(root, whole[:-1]), tr("missing key '{key}'", key=whole[-1]), hint)
    if entry["type"] == "extra_forbidden":
        return _unknown_key(model, entry["loc"], root, prefix)
    if "[key]" in entry["loc"]:
        place = key_place(root, whole, whole[:-1])
        return Problem(place, _got(entry["input"], _rule(entry, whole)), _hint(entry, whole))
    return Problem(value_place(root, whole), _message(entry, whole), _hint(entry, whole))


def _unknown_key(
    model: type[BaseModel], location: tuple[Key, ...], root: Node, prefix: tuple[Key, ...]
) -> Problem:
    path = path_of(location)
    key = str(path[-1])
    place = key_place(root, (*prefix, *path), (*prefix, *path[:-1]))
    block = keys.block_at(model, location[:-1])
    return Problem(place, tr("unknown key '{key}'", key=key), _key_hint(model, block, path) if block else "")


def _key_hint(model: type[BaseModel], block: type[BaseModel], path: tuple[Key, ...]) -> str:
    key = str(path[-1])
    same = keys.same_quantity(block, key)
    if same:
        listed = ", ".join(tr("{key} ({unit})", key=name, unit=keys.unit([name])) for name in same)
        return tr("The unit is part of a key's name: {keys}.", keys=listed)
    close = did_you_mean(key, block.model_fields)
    homes = keys.homes(model, key)
    above = ".".join(str(one) for one in path[:-1] if not isinstance(one, int))
    homes = [home for home in homes if home.rpartition(".")[0] == above and above] or homes  # one level down
    if homes and not (close and len(homes) > 3):
        if set(homes) in (
            {""},
            {"", "phases"},
        ):  # a phase's budget is the plan's too: who misplaces it means that
            return tr("It stands at the top of a scenario, not inside another block.")
        return tr("It belongs in: {blocks}.", blocks=", ".join(home for home in homes if home))
    if close:
        return tr("Did you mean '{name}'?", name=close)
    return tr("Known: {names}.", names=", ".join(block.model_fields))


def _message(entry: Mapping[str, Any], path: tuple[Key, ...]) -> str:
    if entry["type"] in ("value_error", "assertion_error"):
        return str(entry["ctx"]["error"])
    if entry["type"] == "too_short" and not entry["input"]:
        return tr("is empty")
    if entry["type"] == "string_too_short" and not entry["input"]:
        return tr("is empty")
    return _got(entry["input"], _rule(entry, path))


def _got(value: object, rule: str) -> str:
    if not rule:
        return tr("got {value}, which cannot stand here", value=shown(value))
    return tr("got {value}, must be {rule}", value=shown(value), rule=rule)


def shown(value: object) -> str:
    """A value as a planner wrote it, shortened."""
    if value is None:
        return tr("nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | BaseModel):
        return tr("a block of keys")
    if isinstance(value, list):
        return tr("a list")
    if isinstance(value, float):
        return f"{value:.12g}"
    text = str(value) if isinstance(value, int) else f"'{value}'"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…{text[-1] if text[0] == text[-1] else ''}"


def _rule(entry: Mapping[str, Any], path: tuple[Key, ...]) -> str:
    kind, limits = entry["type"], entry.get("ctx", {})
    if kind in _COMPARED:
        sign, name = _COMPARED[kind]
        unit = "" if keys.is_money(path) else keys.unit(path)
        return f"{sign} {limits[name]:.12g} {unit}".rstrip()
    if kind == "finite_number":
        return tr("a finite number")
    if kind in ("float_type", "float_parsing"):
        unit = keys.unit(path)
        return tr("a number ({unit})", unit=unit) if unit else tr("a number")
    if kind in ("literal_error", "enum"):
        return tr("one of: {names}", names=", ".join(_choices(entry)))
    return _plain_rule(kind, limits)


def _plain_rule(kind: str, limits: Mapping[str, Any]) -> str:
    if kind in ("int_type", "int_from_float", "int_parsing"):
        return tr("a whole number")
    if kind in ("string_type", "string_too_short"):
        return tr("text")
    if kind in ("bool_type", "bool_parsing"):
        return tr("true or false")
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return tr("a block of keys")
    if kind in ("list_type", "tuple_type"):
        return tr("a list")
    if kind == "too_short":
        return tr("a list of at least {count}", count=limits["min_length"])
    if kind == "too_long":
        return tr("a list of at most {count}", count=limits["max_length"])
    if kind == "string_pattern_mismatch":
        return tr("text of the form {pattern}", pattern=limits["pattern"])
    return ""


def _choices(entry: Mapping[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", entry["ctx"]["expected"])


def _hint(entry: Mapping[str, Any], path: tuple[Key, ...]) -> str:
    kind, value = entry["type"], entry["input"]
    if kind in ("literal_error", "enum") and isinstance(value, str):
        close = did_you_mean(value, _choices(entry))
        return tr("Did you mean '{name}'?", name=close) if close else ""
    if kind in ("float_type", "int_type") and isinstance(value, str):
        return number_hint(value, path)
    if kind == "string_type" and isinstance(value, int | float):
        if path and path[-1] == "crs":
            return tr("Write 'EPSG:{code}'.", code=value)
        return tr("Put it in quotes.")
    return ""
