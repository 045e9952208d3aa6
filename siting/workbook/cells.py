"""Text as a cell, a sheet's name or a page's header can hold it, and how wide it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from siting.language import language, tr

MOST_UNITS = 32_767
"""Of UTF-16, in a cell."""
MOST_NAME = 31
MOST_HEADER = 100.0
"""Width of a header's or footer's text to the left; in all it may have 255 characters."""
# What XML 1.0 forbids, and what no reader shows: lone surrogates, non-characters, C1 controls.
UNSHOWN = re.compile("[\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def clean(value: object) -> str:
    """The text; control characters stand as the pictures that Unicode has for them, too long a text ends in "…".

    XlsxWriter takes a text from "<r>" to "</r>" for its own XML: an unseen space at the head keeps it a text."""
    text = str(value)
    if text.startswith("<r>") and text.endswith("</r>"):
        text = "\u200b" + text
    if text.isprintable() and 2 * len(text) <= MOST_UNITS:
        return text
    text = text.replace("\r\n", "\n")
    text = UNSHOWN.sub("\ufffd", CONTROL.sub(_picture, text))
    if units(text) <= MOST_UNITS:
        return text
    said = tr("… (cut short: {count:,} characters)", count=len(text))
    return _cut(text, MOST_UNITS - units(said)) + said


def units(text: str) -> int:
    """Length as Excel counts it: a character beyond the first 65,536 counts twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def width(text: str) -> float:
    """Width of the longest line, in digits; Chinese characters take two."""
    wide = "WFA" if language() == "zh" else "WF"
    return max(sum(_width(character, wide) for character in line) for line in text.split("\n"))


def sheet_name(text: str, taken: Iterable[str]) -> str:
    """A name that a sheet may have and that none has yet, whatever its case."""
    known = {name.casefold() for name in taken}
    plain = NOT_IN_NAMES.sub(" ", clean(text)).strip(" '") or "-"
    name, number = _cut(plain, MOST_NAME), 1
    while name.casefold() in known:
        number += 1
        name = f"{_cut(plain, MOST_NAME - 4)} {number}"
    return name


def header(text: str) -> str:
    """Text for a page's header or footer, where & begins a command and room is short."""
    plain = clean(text[:500]).replace("\n", " ")
    if width(plain) > MOST_HEADER:
        while width(plain) >= MOST_HEADER:
            plain = plain[:-1]
        plain += "…"
    return plain.replace("&", "&&")


def heading(text: str) -> str:
    """A word of the catalogue at the head of a column."""
    return text[:1].upper() + text[1:]


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return "\u2421" if code == 0x7F else chr(0x2400 + code)


def _cut(text: str, most: int) -> str:
    """The first characters, at most so many units of UTF-16 and no half of one."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _width(character: str, wide: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return 2.0 if unicodedata.east_asian_width(character) in wide else 1.0
