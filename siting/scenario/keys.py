"""What the schema knows of a key: which keys stand beside it, where else it belongs, in which unit it is."""

from __future__ import annotations

import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from siting.language import mark, tr
from siting.scenario.schema import IsPath
from siting.scenario.source import Key

# Endings of keys, longest first, with the words for their unit.
UNITS: tuple[tuple[str, str], ...] = (
    ("_m_per_min", mark("metres per minute")),
    ("per_m2", mark("money per square metre")),
    ("_minutes", mark("minutes")),
    ("_min", mark("minutes")),
    ("_m2", mark("square metres")),
    ("_m", mark("metres")),
    ("_s", mark("seconds")),
)
MONEY = ("budget", "cost", "fixed", "max_cost", "site_cost")
_FOREIGN_ENDINGS = (
    *("_kmh", "_km_h", "_km_per_h", "_m_s", "_mps", "_ms", "_m_min", "_metres", "_meters", "_km", "_mins"),
    *("_sec", "_seconds", "_h", "_hours", "_sqm", "_ha", "_cny", "_yuan"),
)


def field_at(model: type[BaseModel], keys: Sequence[Key]) -> FieldInfo | None:
    """The schema's field at a path of keys and positions, None where the schema has no such field."""
    block = block_at(model, keys[:-1]) if keys else None
    return block.model_fields.get(str(keys[-1])) if block else None


def block_at(model: type[BaseModel], keys: Sequence[Key]) -> type[BaseModel] | None:
    """The schema's block at a path, None where no block can stand.

    keys: may hold the marks of validation ("<preset>"), which tell the alternatives of one place apart."""
    annotation: Any = model
    for key in keys:
        annotation = _tagged(annotation, key) or _step(annotation, key)
    return next((option for option in _options(annotation) if _is_block(option)), None)


def homes(model: type[BaseModel], key: str) -> list[str]:
    """Dotted paths of every block that has the key; "" is the top of the scenario."""
    return list(dict.fromkeys(path for path, block in _blocks(model, ()) if key in block.model_fields))


def unit(keys: Sequence[Key]) -> str:
    """Words for the unit of a number at a path, "" where it has none."""
    for key in [str(key) for key in reversed(keys)][:2]:
        for ending, words in UNITS:
            if key.endswith(ending):
                return tr(words)
    return tr("money") if is_money(keys) else ""


def is_money(keys: Sequence[Key]) -> bool:
    """True where the number at a path is an amount of money."""
    return any(key in MONEY for key in keys[-2:])


def same_quantity(block: type[BaseModel], key: str) -> list[str]:
    """Keys of a block that mean what `key` means, in another unit: cutoff_s -> cutoff_min, cutoff_m."""
    stem = _stem(key)
    return [
        name for name in block.model_fields if name != key and _stem(name) == stem and name != _stem(name)
    ]


def is_path(field: FieldInfo) -> bool:
    """True where the field's text is a path."""
    return IsPath in (type(mark) for mark in [*field.metadata, *_metadata(field.annotation)])


def _metadata(annotation: Any) -> list[Any]:
    own = list(getattr(annotation, "__metadata__", ()))
    return own + [mark for part in get_args(annotation) for mark in _metadata(part)]


def _stem(key: str) -> str:
    endings = sorted([ending for ending, _ in UNITS] + list(_FOREIGN_ENDINGS), key=len, reverse=True)
    for ending in endings:
        if key.endswith(ending) and key != ending:
            return key.removesuffix(ending)
    return key


def _is_block(option: Any) -> bool:
    return isinstance(option, type) and issubclass(option, BaseModel)


def _options(annotation: Any) -> Iterator[Any]:
    """The alternatives of an annotation, without Annotated and unions around them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for option in get_args(annotation):
            yield from _options(option)
    else:
        yield annotation


def _tagged(annotation: Any, tag: Key) -> Any:
    """The alternative that bears a tag; None where none does."""
    parts = get_args(annotation)
    if get_origin(annotation) is Annotated:
        same = any(isinstance(mark, Tag) and mark.tag == tag for mark in parts[1:])
        return parts[0] if same else _tagged(parts[0], tag)
    if get_origin(annotation) not in (Union, types.UnionType):
        return None
    return next(filter(None, (_tagged(part, tag) for part in parts)), None)


def _step(annotation: Any, key: Key) -> Any:
    for option in _options(annotation):
        if _is_block(option) and key in option.model_fields:
            return option.model_fields[key].annotation
        if get_origin(option) is list and isinstance(key, int):
            return get_args(option)[0]
        if get_origin(option) is dict:
            return get_args(option)[1]
    return None


def _blocks(model: type[BaseModel], path: tuple[str, ...]) -> Iterator[tuple[str, type[BaseModel]]]:
    yield ".".join(path), model
    for name, field in model.model_fields.items():
        for option in _options(field.annotation):
            inner = get_args(option)[-1] if get_origin(option) in (list, dict) else option
            for block in filter(_is_block, _options(inner)):
                yield from _blocks(block, (*path, name))
