"""What a PDF holds: its text, and the number of every glyph that it draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream


@cache
def text(path: Path) -> str:
    """All of it, without what only breaks lines."""
    return re.sub(r"[\s\u200b]+", "", "".join(page.extract_text() for page in PdfReader(path).pages))


def glyphs(path: Path) -> Iterator[int]:
    """Numbers of the glyphs drawn, in two bytes each as typst writes them; 0 is .notdef, the empty box."""
    for page in PdfReader(path).pages:
        for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
            if operator in (b"Tj", b"TJ"):
                yield from _codes(operands)


def _codes(value: Any) -> Iterator[int]:
    if isinstance(value, list):
        for one in value:
            yield from _codes(one)
    elif isinstance(value, str | bytes):
        raw = bytes(getattr(value, "original_bytes", value))
        yield from (int.from_bytes(raw[k : k + 2], "big") for k in range(0, len(raw), 2))
