"""YAML text as a tree of nodes, each knowing the file, line and column it stands at."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from siting.errors import InputError, Place, Problems
from siting.language import tr
from siting.scenario.syntax import syntax_problem

_TAG = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset(
    _TAG + kind for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)
MOST_NODES = 50_000
Key = str | int


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value and where it stands.

    value: dict of text to Node, list of Node, text, int, float, bool or None. place: of the value; its
    `where` is empty for files and "--set a.b" for what the command line said. key: place of its key.
    at: its position in the planner's own list, where a preset before it has moved it."""

    value: Any
    place: Place
    key: Place | None = None
    at: int | None = None


def plain(node: Node) -> Any:
    """The node's value without places."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def laid_over(below: Node, above: Node) -> Node:
    """Two blocks key by key, the one above winning; anything else is replaced."""
    if not (isinstance(below.value, dict) and isinstance(above.value, dict)):
        return above
    merged = dict(below.value)
    for key, node in above.value.items():
        merged[key] = laid_over(merged[key], node) if key in merged else node
    return replace(above, value=merged)


def child(node: Node, key: Key) -> Node | None:
    """What stands under a key or at a position, if anything does."""
    found: Node | None = None
    if isinstance(node.value, dict):
        found = node.value.get(key)
    elif isinstance(node.value, list) and isinstance(key, int) and 0 <= key < len(node.value):
        found = node.value[key]
    return found


def parse(text: str, file: Path | None, problems: Problems, said: str = "") -> Node | None:
    """The only document of a YAML 1.2 text; None when it is empty.

    said: the place of text from a command line. Repeated keys, unknown tags and the like go to `problems`;
    raises InputError where the text is no YAML at all."""
    yaml = YAML(typ="safe", pure=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            root = yaml.compose(text)
    except YAMLError as error:
        raise InputError([syntax_problem(error, text, file, said)]) from None
    except RecursionError:
        raise InputError.at(Place(file, where=said), tr("blocks are nested too deeply")) from None
    return None if root is None else _Builder(yaml, file, said, problems).build(root)


class _Builder:
    """Turns the nodes of the YAML library into ours."""

    def __init__(self, yaml: YAML, file: Path | None, said: str, problems: Problems) -> None:
        self.constructor = yaml.constructor
        self.file, self.said, self.problems = file, said, problems
        self.open: set[int] = set()
        self.built = 0

    def place(self, node: Any) -> Place:
        if self.file is None:
            return Place(where=self.said)
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def build(self, node: Any) -> Node:
        place = self.place(node)
        self.built += 1
        if self.built > MOST_NODES:
            raise InputError.at(
                place, tr("more than {count} values; do its aliases repeat each other?", count=MOST_NODES)
            )
        if id(node) in self.open:
            self.problems.error(place, tr("an alias stands inside the block it names"))
            return Node(None, place)
        if str(node.tag) not in _KNOWN_TAGS:
            self.problems.error(
                place, tr("the tag '{tag}' means nothing here", tag=str(node.tag).removeprefix(_TAG))
            )
            return Node(None, place)
        self.open.add(id(node))
        try:
            return Node(self._value(node), place)
        finally:
            self.open.discard(id(node))

    def _value(self, node: Any) -> Any:
        if isinstance(node, MappingNode):
            return self._mapping(node)
        if isinstance(node, SequenceNode):
            return [self.build(item) for item in node.value]
        kind = node.tag.removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return node.value.lower() == "true"
        if kind in ("int", "float"):
            return self._number(node)
        return self._text(node)

    def _text(self, node: Any) -> str:
        """Joins the pairs of escapes ("\\ud840\\udc0b") that JSON writes for rare characters."""
        text = str(node.value)
        try:
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self.problems.error(self.place(node), tr("half a character stands in the text"))
            return ""

    def _number(self, node: Any) -> Any:
        try:
            return self.constructor.construct_object(node)
        except ValueError:
            return node.value

    def _mapping(self, node: MappingNode) -> dict[str, Node]:
        found: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key_node, value_node in node.value:
            place = self.place(key_node)
            if not isinstance(key_node, ScalarNode):
                self.problems.error(place, tr("a key must be text"))
            elif str(key_node.tag) == _TAG + "merge":
                self._merge(value_node, merged)
            elif key_node.value in found:
                self._repeated(key_node.value, place, found[key_node.value])
            else:
                found[key_node.value] = self._entry(value_node, place)
        return merged | found

    def _entry(self, node: Any, key: Place) -> Node:
        """A value that was left empty stands at its key, not on the next line."""
        built = self.build(node)
        empty = built.value is None and getattr(node, "value", None) == ""
        return replace(built, place=key if empty else built.place, key=key)

    def _merge(self, node: Any, merged: dict[str, Node]) -> None:
        """`<<: *anchor` or `<<: [*a, *b]`: keys of the first win, keys written out win over all."""
        built = self.build(node)
        sources = built.value if isinstance(built.value, list) else [built]
        for source in sources:
            if not isinstance(source.value, dict):
                self.problems.error(source.place, tr("'<<' takes a block of keys, or a list of blocks"))
                continue
            for key, entry in source.value.items():
                merged.setdefault(key, entry)

    def _repeated(self, key: str, place: Place, first: Node) -> None:
        line = first.key.line if first.key else None
        hint = tr("It stands at line {line} already.", line=line) if line else ""
        self.problems.error(place, tr("repeated key '{key}'", key=key), hint)
