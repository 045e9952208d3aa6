"""Scenarios written back: resolved to one plain YAML file, and the schema as JSON Schema for editors."""

from __future__ import annotations

import io
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from ruamel.yaml import YAML

from siting.scenario.formats import ResolvedFormat
from siting.scenario.keys import is_path
from siting.scenario.schema import Settings
from siting.scenario.source import Key

if TYPE_CHECKING:
    from siting.scenario import Scenario

OSM_DEFAULT = "default"


def resolved_yaml(scenario: Scenario, folder: Path | None = None) -> str:
    """The scenario as one file that says everything: extends, override, --set, catalogue, defaults laid in.

    folder: where the text will stand; paths become relative to it, absolute without it. Loading the
    text from there gives the same scenario, whatever later defaults and catalogues say."""
    data = scenario.settings.model_dump(mode="json", exclude_none=True)
    data.pop("overrides", None)
    data["formats"] = [_format(format) for format in scenario.formats]
    for keys in _path_keys(scenario.settings, ()):
        _put(data, keys, _written(scenario.file(*keys), folder))
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 4096
    yaml.representer.sort_base_mapping_type_on_output = False  # keys keep the planner's order
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def _format(format: ResolvedFormat) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": format.id,
        "name": dict(format.names),
        "tier": format.tier,
        "cutoff_min": format.cutoff_min,
        "cutoff_m": format.cutoff_m,
        "demand": format.group,
        "rate": format.rate,
        "weight": format.weight,
        "cost": format.cost.model_dump(mode="json", exclude_none=True),
        "source": format.source or None,
        "department": dict(format.department) or None,
        "kinds": None if format.kinds is None else list(format.kinds),
        "serves": dict(format.serves) or None,
        "area_m2": _known(format.area_m2),
        "max_cost": format.max_cost,
        "max_new": format.max_new,
        "min_new": format.min_new,
        "places": _known(format.places),
        "places_today": _known(format.places_today),
        "min_demand": format.min_demand,
    }
    return {key: value for key, value in entry.items() if value is not None}


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario.yaml, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Settings.model_json_schema(),
        "title": "siting scenario",
    }


def _path_keys(value: object, keys: tuple[Key, ...]) -> list[tuple[Key, ...]]:
    """Paths of every key that names a file."""
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in _path_keys(item, (*keys, index))]
    if not isinstance(value, BaseModel):
        return []
    found: list[tuple[Key, ...]] = []
    for name, field in type(value).model_fields.items():
        inner = getattr(value, name)
        if is_path(field) and isinstance(inner, str) and inner != OSM_DEFAULT:
            found.append((*keys, name))
        found += _path_keys(inner, (*keys, name))
    return found


def _put(data: Any, keys: tuple[Key, ...], value: str) -> None:
    for key in keys[:-1]:
        data = data[key]
    data[keys[-1]] = value


def _written(path: Path, folder: Path | None) -> str:
    absolute = Path(os.path.normpath(path.absolute()))
    if folder is None:
        return absolute.as_posix()
    try:
        return Path(os.path.relpath(absolute, folder.absolute())).as_posix()
    except ValueError:  # another drive on Windows
        return absolute.as_posix()
