"""What a document is made of: blocks, as plain data for the typesetter. Texts in them are data, never markup."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Block = dict[str, Any]
Cell = str | dict[str, Any]
Align = Literal["left", "right", "center"]
Width = dict[str, float]
AUTO: Width = {}
LEAST_CARD = 10
"""Half characters: what the label of a card needs at least."""


@dataclass(frozen=True, slots=True)
class Column:
    """Of a table. width: `share(2)`, `mm(12)` or AUTO."""

    title: str
    width: Width
    align: Align = "left"
    upright: bool = True

    def as_data(self) -> Block:
        """For the typesetter. upright: its heading may be turned, where the table turns headings."""
        return {"title": self.title, "width": self.width, "align": self.align, "upright": self.upright}


def share(part: float) -> Width:
    """A part of the width that is left."""
    return {"fr": part}


def mm(size: float) -> Width:
    """A fixed width."""
    return {"mm": size}


def title(text: str, below: str = "") -> Block:
    """The document's own."""
    return {"kind": "title", "text": text, "below": below, "size": 19.0 if wide(text) < 46 else 15.0}


def wide(text: str) -> int:
    """How wide a text is set, in half characters: a Chinese one is as wide as two letters."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def cut(text: str, most: int) -> str:
    """The text, or its beginning where it is wider than so many half characters."""
    if wide(text) <= most:
        return text
    kept = itertools.takewhile(lambda k: wide(text[:k]) < most, range(1, len(text)))
    return text[: max(kept, default=1)] + "…"


def heading(level: int, text: str, label: str = "") -> Block:
    """One that stands among the bookmarks. label: by which others point to its page."""
    found: Block = {"kind": "heading", "level": level, "text": text}
    return found | ({"label": label} if label else {})


def paragraph(text: str, size: float = 9.0) -> Block:
    """A paragraph."""
    return {"kind": "paragraph", "text": text, "size": size}


def note(text: str) -> Block:
    """Small print."""
    return {"kind": "note", "text": text}


def points(texts: Sequence[str], size: float = 8.5) -> list[Block]:
    """A list, or nothing."""
    return [{"kind": "points", "points": list(texts), "size": size}] if texts else []


def notice(lines: Sequence[str]) -> list[Block]:
    """What a reader must be told first, or nothing."""
    return [{"kind": "notice", "lines": list(lines)}] if lines else []


def cards(entries: Sequence[tuple[str, str, str]], size: float = 15.0) -> Block:
    """Figures in large type: value, what it is, what else to know."""
    keys = ("value", "label", "detail")
    found = [
        dict(zip(keys, one, strict=True)) | {"size": size, "weight": max(LEAST_CARD, wide(one[0]))}
        for one in entries
    ]
    return {"kind": "cards", "cards": found}


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    total: Sequence[Cell] | None = None,
    *,
    size: float = 7.8,
    upright: bool = False,
    head_mm: float = 0.0,
    tight: float = 1.4,
) -> Block:
    """Its heading is repeated on every page. upright: headings are turned, in so much height as head_mm says.

    tight: millimetres beside a cell's text."""
    found: Block = {
        "kind": "table",
        "columns": [one.as_data() for one in columns],
        "rows": [list(row) for row in rows],
    }
    found |= {"size": size, "upright": upright, "head": head_mm, "tight": tight}
    return found | ({"total": list(total)} if total else {})


def picture(
    file: str,
    alt: str,
    *,
    heading: str = "",
    labels: Sequence[tuple[float, float, str]] = (),
) -> Block:
    """alt: what it shows, for those who do not see it. labels: x and y from its upper left corner, as shares of its
    width, and what to write there."""
    found = [{"x": x, "y": y, "text": text} for x, y, text in labels]
    return {"kind": "picture", "file": file, "alt": alt, "title": heading, "labels": found}


def pictures(columns: int, found: Sequence[Block]) -> Block:
    """Several side by side."""
    return {"kind": "pictures", "columns": columns, "pictures": list(found)}


def key(entries: Sequence[tuple[str, str, str]]) -> Block:
    """A legend: mark ("box", "dot", "big" or "cross"), colour, meaning."""
    keys = ("mark", "colour", "text")
    return {"kind": "key", "entries": [dict(zip(keys, one, strict=True)) for one in entries]}


def columns(widths: Sequence[Width], parts: Sequence[Sequence[Block]]) -> Block:
    """Blocks side by side."""
    return {"kind": "columns", "widths": list(widths), "parts": [list(part) for part in parts]}


def page_break() -> Block:
    """A new page, unless one has just begun."""
    return {"kind": "break"}


def sideways(blocks: Sequence[Block]) -> Block:
    """Pages in landscape."""
    return {"kind": "sideways", "blocks": list(blocks)}
