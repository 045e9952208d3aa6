"""Texts made safe to be set: nothing unseen, nothing that no font has, no word wider than its column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories of what steers a text: it is shown by its number instead."""
LONG = re.compile(r"[^\s\u200b\u2e80-\U0003ffff]{19,}")
STEP = 12
BREAK = "\u200b"
KEPT = {BREAK, "\u200c", "\u200d", "\ufe0e", "\ufe0f"}
NEVER_SET = {"file", "kind", "label", "page", "swatch", "colour", "align", "mark"}
"""Keys of blocks whose texts are for the typesetter alone."""


def texts(data: Any) -> Iterator[str]:
    """Every text that is set."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, value in data.items():
            if name not in NEVER_SET:
                yield from texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from texts(value)


def changed(data: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text that is set changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {name: value if name in NEVER_SET else changed(value, change) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [changed(value, change) for value in data]
    return data


def plain(text: str) -> str:
    """On one line, with what cannot be seen named by its number."""
    joined = re.sub(r"[\t\n\v\f\r\u0085]+", " ", text)
    hidden = {sign for sign in joined if unicodedata.category(sign) in UNSEEN and sign not in KEPT}
    return named(joined, hidden)


def breakable(text: str) -> str:
    """With places where a long word may break."""
    return LONG.sub(lambda word: BREAK.join(_pieces(word.group())), text)


def named(text: str, signs: set[str]) -> str:
    """The text with these characters shown by their numbers."""
    return "".join(number(sign) if sign in signs else sign for sign in text) if signs & set(text) else text


def number(sign: str) -> str:
    """A character by its number: U+2A164."""
    return f"U+{ord(sign):04X}"


def _pieces(word: str) -> list[str]:
    """Of a long word; after a comma, a slash or the like where there is one near."""
    found = []
    while len(word) > STEP + 6:
        cut = max((word.rfind(sign, 4, STEP + 4) for sign in "/_-.,;:?&="), default=-1)
        at = cut + 1 if cut > 0 else STEP
        found.append(word[:at])
        word = word[at:]
    return [*found, word]
