"""Changes laid over a scenario: named overrides and `--set a.b=c`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from siting.errors import InputError, Place, Problems
from siting.language import tr
from siting.parts import suggestion
from siting.scenario.source import Node, parse

SET = "--set "


def override(root: Node, name: str, problems: Problems) -> Node:
    """The tree with a named override laid over it. Raises InputError when there is none of that name."""
    named = overrides(root)
    if name not in named:
        place = Place(where=f"--override {name}")
        if not named:
            raise InputError.at(place, tr("the scenario has no overrides"))
        raise InputError.at(place, tr("unknown override '{name}'", name=name), suggestion(name, named))
    changes = named[name].value
    for dotted, node in changes.items() if isinstance(changes, dict) else ():
        place = replace(node.key or node.place, where=f"overrides.{name}")
        root = _put(root, _Change(dotted.split("."), node, place, ""), problems)
    return root


def overrides(root: Node) -> Mapping[str, Node]:
    """The named overrides of a scenario."""
    node = root.value.get("overrides")
    return node.value if node is not None and isinstance(node.value, dict) else {}


def set_keys(root: Node, sets: Iterable[str], problems: Problems) -> Node:
    """The tree with `a.b=c` texts laid over it, one after the other; c is read as YAML."""
    for text in sets:
        dotted, equals, value = text.partition("=")
        dotted = dotted.strip()
        place = Place(where=SET + dotted)
        if not equals or not all(dotted.split(".")):
            problems.error(
                Place(where=SET + text), tr("must be KEY=VALUE"), tr("For example: --set budget=2e6.")
            )
            continue
        node = _value(value, place, problems)
        if node is not None:
            root = _put(root, _Change(dotted.split("."), node, place, SET), problems)
    return root


def _value(text: str, place: Place, problems: Problems) -> Node | None:
    try:
        return parse(text, None, problems, place.where) or Node(None, place)
    except InputError as error:
        problems.errors.extend(error.problems)
        return None


class _Change:
    """A value to put at dotted keys. said: prefix of the places of blocks made on the way."""

    def __init__(self, keys: list[str], node: Node, place: Place, said: str) -> None:
        self.keys, self.node, self.place, self.said = keys, node, place, said

    def made(self, depth: int) -> Place:
        """Where a block stands that only this change speaks of."""
        return (
            replace(self.place, where=self.said + ".".join(self.keys[:depth]))
            if self.said
            else self.node.place
        )


def _put(root: Node, change: _Change, problems: Problems) -> Node:
    try:
        return _put_below(root, change, 0)
    except InputError as error:
        problems.errors.extend(error.problems)
        return root


def _put_below(node: Node, change: _Change, depth: int) -> Node:
    if depth == len(change.keys):
        return replace(change.node, key=change.place if change.said else change.node.key)
    key = change.keys[depth]
    if isinstance(node.value, list):
        number = _position(node, key, change, depth)
        item = node.value[number]
        if isinstance(item.value, str) and depth + 1 < len(change.keys):
            item = replace(item, value={"id": item})
        items = [*node.value[:number], _put_below(item, change, depth + 1), *node.value[number + 1 :]]
        return replace(node, value=items)
    if node.value is not None and not isinstance(node.value, dict):
        before = ".".join(change.keys[:depth])
        raise InputError.at(change.place, tr("'{key}' holds a value, it has no keys below it", key=before))
    inside = node.value or {}
    place = change.made(depth + 1)
    below = inside.get(key, Node(None, place, place))
    if below.value is None and depth + 1 < len(change.keys):
        below = Node({}, place, place)
    return replace(node, value={**inside, key: _put_below(below, change, depth + 1)})


def _position(node: Node, key: str, change: _Change, depth: int) -> int:
    """The position in a list that a number, an id or a rule's name stands for."""
    names = [_name(item) for item in node.value]
    if key.isdecimal() and int(key) < len(names):
        return int(key)
    before = ".".join(change.keys[:depth])
    if names.count(key) > 1:
        message = tr("'{key}' has several entries called '{name}'", key=before, name=key)
        raise InputError.at(change.place, message, tr("Give the number of the entry, counted from 0."))
    if key not in names:
        known = [name for name in names if name]
        message = tr("'{key}' has {count} entries, none is '{name}'", key=before, count=len(names), name=key)
        raise InputError.at(change.place, message, suggestion(key, known) if known else "")
    return names.index(key)


def _name(item: Node) -> str:
    """What an entry of a list is called: a format's id, a rule's name."""
    if isinstance(item.value, dict):
        found = [item.value[key].value for key in ("id", "rule") if key in item.value]
        return found[0] if found and isinstance(found[0], str) else ""
    return item.value if isinstance(item.value, str) else ""
