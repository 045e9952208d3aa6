"""Where the keys of a scenario stand: a path of keys becomes a place in a planner's file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from siting.errors import Place
from siting.scenario.source import Key, Node, child


def dotted(keys: Sequence[Key]) -> str:
    """A path as planners read it: formats[0].cutoff_min."""
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return text.removeprefix(".")


def value_place(root: Node, keys: Sequence[Key]) -> Place:
    """Place of the value at a path; where there is none, of the nearest block above it."""
    node, depth = deepest(root, keys)
    spot = node.place if depth == len(keys) or node.key is None else node.key
    return replace(spot, where=_where(root, keys, keys))


def key_place(root: Node, keys: Sequence[Key], named: Sequence[Key] | None = None) -> Place:
    """Place of the key at a path (of the value, for a list's entry). named: path to name instead."""
    node, _ = deepest(root, keys)
    return replace(node.key or node.place, where=_where(root, keys, keys if named is None else named))


def deepest(root: Node, keys: Sequence[Key]) -> tuple[Node, int]:
    """The node at a path or the nearest above it, and how many of the keys lead there."""
    node = root
    for depth, key in enumerate(keys):
        below = child(node, key)
        if below is None:
            return node, depth
        node = below
    return node, len(keys)


def _where(root: Node, keys: Sequence[Key], named: Sequence[Key]) -> str:
    """The dotted path; below something that the command line set, the words it was set by and the rest."""
    said, start, names, node = "", 0, list(named), root
    for depth, key in enumerate(keys):
        below = child(node, key)
        if below is None:
            break
        if below.at is not None and depth < len(names):
            names[depth] = below.at
        if below.place.file is None and below.place.where != said:
            said, start = below.place.where, depth + 1
        node = below
    text = dotted(names[start:])
    return f"{said}.{text}" if said and text and not text.startswith("[") else f"{said}{text}"
