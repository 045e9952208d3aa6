"""Fonts for Chinese: those of the system first, then those of the extra `fonts`; and what none of them has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from siting.language import tr
from siting.pictures import font_files
from siting.pictures.font_files import Face

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
)
"""Sans-serif families for simplified Chinese, the best first."""
FALLBACKS = ("SimSun-ExtB", "Noto Serif CJK SC", "Noto Serif SC", "DejaVu Sans")
"""Asked for what the family of the text lacks: rare characters, signs."""
HINTS = ("noto", "sourcehan", "source-han", "msyh", "pingfang", "wqy", "microhei", "simsun", "dejavusans")
"""One of these stands in the name of every file that may hold a family above."""


def chinese() -> Face | None:
    """The face that Chinese is set in; None where there is none."""
    return next((face for face in known() if face.family in FAMILIES), None)


@cache
def known() -> tuple[Face, ...]:
    """Every family named above that is there, in that order: the first sets the text, the others what it lacks."""
    likely = [path for path in font_files.system() if any(hint in path.name.lower() for hint in HINTS)]
    order = {family: number for number, family in enumerate((*FAMILIES, *FALLBACKS))}
    found = font_files.faces((*likely, *font_files.extra(), *font_files.bundled()))
    return tuple(
        sorted((face for face in found if face.family in order), key=lambda face: order[face.family])
    )


def missing(texts: Iterable[str], faces: Iterable[Face]) -> list[str]:
    """Characters of the texts that no face has, each once, in order."""
    there = frozenset().union(*(face.characters() for face in faces))
    wanted = dict.fromkeys(sign for text in texts for sign in text)
    return [sign for sign in wanted if ord(sign) not in there]


def others_with(signs: Sequence[str]) -> list[Face]:
    """Further fonts of this machine that have some of these characters, the most useful first."""
    wanted, found = {ord(sign) for sign in signs}, []
    asked = {face.path for face in known()}  # faces of one collection have the same characters
    paths = tuple(path for path in font_files.system() if path not in asked)
    rest = list(font_files.faces(paths))
    while wanted and rest:
        best = max(rest, key=lambda face: len(wanted & face.characters()))
        if not wanted & best.characters():
            break
        found.append(best)
        wanted -= best.characters()
    return found


def is_chinese(sign: str) -> bool:
    """Whether the character is one of the Chinese script."""
    return unicodedata.name(sign, "").startswith("CJK") or 0x20000 <= ord(sign) <= 0x3FFFF


def advice() -> str:
    """How to get a font."""
    if chinese() is None:
        return tr(
            "Install Noto Sans CJK SC on this machine (Debian: fonts-noto-cjk), or run `pip install siting[fonts]`."
        )
    return tr("Install a font that has them, or run `pip install siting[fonts]`; then render the file again.")


def properties(size: float, bold: bool = False) -> FontProperties:
    """For one text of a picture: a Latin family, then Chinese, then whatever has the rest."""
    from matplotlib.font_manager import FontProperties

    families = ["DejaVu Sans", *(name for face in known() for name in _for_matplotlib(face))]
    weight = "bold" if bold else "normal"
    return FontProperties(family=list(dict.fromkeys(families)), size=size, weight=weight)


@cache
def _for_matplotlib(face: Face) -> tuple[str, ...]:
    """The name by which matplotlib knows the face; told about it where it was not there when its list was made.

    Before matplotlib 3.11 only the first face of a collection is known, so its name is taken instead."""
    from matplotlib.font_manager import fontManager

    def names() -> list[str]:
        return [entry.name for entry in fontManager.ttflist if Path(entry.fname) == face.path]

    if face.family not in names() and face.family != "DejaVu Sans":
        fontManager.addfont(face.path)
    found = names()
    return (face.family,) if face.family in found or face.family == "DejaVu Sans" else tuple(found[:1])
