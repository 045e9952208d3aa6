"""Presets in a scenario's formats, written out: each becomes its formats, and later entries are laid over them."""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from siting.catalogue import Preset, find_preset, presets
from siting.errors import Problems
from siting.language import tr
from siting.parts import suggestion
from siting.scenario import format_entries
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Node, laid_over, plain

OWN_KEYS = ("preset", "without")
NOT_SHARED = ("id", "name", "tier", "area_m2")


def expand(root: Node, problems: Problems) -> Node:
    """The tree with every preset of `formats` written out, in the order of the list.

    1. A preset stands for an entry for each of its formats; the keys beside `preset` belong to each of them.
    2. An entry of a format that a preset names, before it or after it, is laid over key by key; the later wins.
    3. A format that stands twice without a preset stays twice, which is an error of its own.
    4. A preset that is wrong stays as it is; what the schema does not see of that goes to `problems`.

    Every key keeps its place in the planner's file, and every entry its number there."""
    formats = root.value.get("formats") if isinstance(root.value, dict) else None
    if formats is None or not isinstance(formats.value, list) or not any(map(_is_preset, formats.value)):
        return root
    written = _Written()
    for number, item in enumerate(formats.value):
        item = replace(item, at=number if item.at is None else item.at)
        if not _is_preset(item):
            written.add_format(item)
            continue
        clean, found = _checked(root, item, number, problems)
        if found is None:
            written.entries.append(clean)
        else:
            for format in found.formats:
                written.add_of_preset(format, clean)
    return replace(root, value={**root.value, "formats": replace(formats, value=written.entries)})


class _Written:
    """The list as it grows. position: of each format's entry; single: formats that an entry of their own names."""

    def __init__(self) -> None:
        self.entries: list[Node] = []
        self.position: dict[str, int] = {}
        self.single: set[str] = set()

    def add_format(self, item: Node) -> None:
        """RULES 2, 3: an entry of its own, laid over what presets say of the format."""
        identity = _id(item)
        known = identity in self.position and identity not in self.single
        if known:
            below = self.entries[self.position[identity]]
            block = replace(item, value={"id": item}) if isinstance(item.value, str) else item
            self.entries[self.position[identity]] = laid_over(below, block)
        else:
            self.position.setdefault(identity, len(self.entries))
            self.entries.append(item)
        self.single.add(identity)

    def add_of_preset(self, format: str, item: Node) -> None:
        """RULES 1, 2: one format of a preset, unless it is left out."""
        without = item.value.get("without")
        if without is not None and format in plain(without):
            return
        own = {key: node for key, node in item.value.items() if key not in OWN_KEYS}
        entry = replace(item, value={"id": replace(item.value["preset"], value=format), **own})
        if format not in self.position:
            self.position[format] = len(self.entries)
            self.entries.append(entry)
            return
        below = self.entries[self.position[format]]
        block = replace(below, value={"id": below}) if isinstance(below.value, str) else below
        self.entries[self.position[format]] = laid_over(block, entry)


def _checked(root: Node, item: Node, number: int, problems: Problems) -> tuple[Node, Preset | None]:
    """RULE 4: the entry without keys that no preset can have, and its preset, None where anything is wrong."""
    path = ("formats", number)
    for key in NOT_SHARED:
        if key in item.value:
            message = tr("a preset stands for several formats, which have no {key} in common", key=key)
            hint = tr("Give the one format an entry of its own after the preset.")
            problems.error(key_place(root, (*path, key), path), message, hint)
    item = replace(item, value={key: node for key, node in item.value.items() if key not in NOT_SHARED})
    try:
        said = format_entries.Preset.model_validate(plain(item))
    except ValidationError:
        return item, None
    found = find_preset(said.preset)
    if found is None:
        names = [name for preset in presets().values() for name in (preset.id, preset.name_zh)]
        message = tr("unknown preset '{name}'", name=said.preset)
        problems.error(value_place(root, (*path, "preset")), message, suggestion(said.preset, names))
        return item, None
    for place, format in enumerate(said.without):
        if format not in found.formats:
            message = tr("the preset '{preset}' has no format '{name}'", preset=said.preset, name=format)
            hint = suggestion(format, found.formats)
            problems.error(value_place(root, (*path, "without", place)), message, hint)
    return item, found


def _is_preset(item: Node) -> bool:
    return isinstance(item.value, dict) and "preset" in item.value


def _id(item: Node) -> str:
    said = item.value.get("id") if isinstance(item.value, dict) else item
    return said.value if said is not None and isinstance(said.value, str) else ""
