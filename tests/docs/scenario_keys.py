"""Writes the tables of docs/reference/scenario.md from the schema: `make reference`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from siting import parts
from siting.scenario.schema import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "scenario.md"
START = "<!-- keys: written by `make reference` from the schema -->"
END = "<!-- end of keys -->"
# The ending of a key says its unit; a key ending otherwise has none, or its description says it.
UNITS = {
    "_m_per_min": "m/min",
    "_per_m2": "money/m²",
    "_m2": "m²",
    "_min": "min",
    "_m": "m",
    "_s": "s",
    "cost": "money",
    "fixed": "money",
    "budget": "money",
    "weight": "per person",
    "metres": "m",
    "minutes": "min",
    "people": "people",
}
LIMITS = {"exclusiveMinimum": "> {}", "minimum": "≥ {}", "minItems": "at least {}"}


def tables() -> str:
    """All tables in Markdown: the scenario's blocks from the top down, then a block for each rule and what it holds."""
    schema = Settings.model_json_schema()
    blocks = {"Settings": schema, **schema["$defs"]}
    lines = [line for name in _in_order(schema, blocks) for line in _block(name, blocks[name], blocks)]
    nested: dict[str, Any] = {}
    for name in parts.names("rules"):
        rule: type[BaseModel] = parts.load("rules", name).Settings
        own = rule.model_json_schema()
        lines += ["## Rule `" + name + "`", "", f"One entry of `rules`: `{{rule: {name}, ...}}`.", ""]
        lines += [*_rows(own, own.get("$defs", {})), ""]
        nested |= own.get("$defs", {})
    lines += [line for name, block in nested.items() for line in _block(name, block, nested)]
    return "\n".join(lines).rstrip() + "\n"


def _in_order(schema: dict[str, Any], blocks: dict[str, Any]) -> list[str]:
    """Settings first, then every block where it is first used."""
    order, waiting = [], ["Settings"]
    while waiting:
        name = waiting.pop(0)
        if name not in order:
            order.append(name)
            waiting = re.findall(r'"#/\$defs/(\w+)"', json.dumps(blocks[name]["properties"])) + waiting
    return order


def _block(name: str, block: dict[str, Any], blocks: dict[str, Any]) -> Iterator[str]:
    yield "## The scenario" if name == "Settings" else f"## {name}"
    yield ""
    yield block["description"].replace("\n", " ")
    yield ""
    yield from _rows(block, blocks)
    yield ""


def _rows(block: dict[str, Any], blocks: dict[str, Any]) -> Iterator[str]:
    yield "| key | type | unit | default | meaning |"
    yield "|---|---|---|---|---|"
    for key, entry in block["properties"].items():
        default = "**required**" if key in block.get("required", ()) else _default(entry)
        meaning = entry["description"].replace("|", "\\|").replace("<", "&lt;")
        kind = _type(entry, blocks)
        unit = next((unit for ending, unit in UNITS.items() if key.endswith(ending)), "")
        told = f"column, {unit}" if unit and kind == "text" else unit
        yield f"| `{key}` | {kind} | {told} | {default} | {meaning} |"


def _default(entry: dict[str, Any]) -> str:
    value = entry.get("default")
    return (
        ""
        if value in (None, [], {}) or isinstance(value, dict)
        else f"`{json.dumps(value)}`".replace('"', "")
    )


def _type(entry: dict[str, Any], blocks: dict[str, Any]) -> str:
    if "$ref" in entry:
        name = entry["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "enum" in entry:
        return " or ".join(f"`{value}`" for value in entry["enum"])
    for union in ("anyOf", "oneOf"):
        if union in entry:
            kinds = [_type(kind, blocks) for kind in entry[union] if kind.get("type") != "null"]
            return " or ".join(dict.fromkeys(kinds))
    if entry["type"] == "array":
        return f"list of {_type(entry['items'], blocks)}" + _limits(entry)
    if entry["type"] == "object":
        if "enum" in entry.get("propertyNames", {}):
            return "{" + ", ".join(f"{key}: ..." for key in entry["propertyNames"]["enum"]) + "}"
        values = entry.get("additionalProperties", True)
        return "block" if values is True else f"name: {_type(values, blocks)}"
    return {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}[
        entry["type"]
    ] + _limits(entry)


def _limits(entry: dict[str, Any]) -> str:
    told = [text.format(f"{entry[key]:g}") for key, text in LIMITS.items() if key in entry]
    return f" {', '.join(told)}" if told else ""


def with_tables(page: str) -> str:
    """The page with the tables between its markers replaced by those of the schema."""
    before, _, rest = page.partition(START)
    return f"{before}{START}\n\n{tables()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
