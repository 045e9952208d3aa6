"""Fonts for Chinese: those of the system first, then those of the extra `fonts`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
FILES = re.compile(
    r"(noto-?(sans|serif)-?(cjk|sc)|source-?han-?sans|msyh|pingfang|wqy-?microhei|simsunb|dejavusans\.)", re.I
)
EXTRA = "pylopdf_fonts_zh_cn"
REGULAR = ("Regular", "Normal", "Book", "Medium")


@dataclass(frozen=True, slots=True)
class Face:
    """A font of one family, in a file that may hold several. family: as in FAMILIES or FALLBACKS."""

    family: str
    path: Path
    index: int

    def characters(self) -> frozenset[int]:
        """Code points for which it has a glyph."""
        return _characters(self.path, self.index)


def faces() -> tuple[Face, ...]:
    """Every regular face of the known families, in the order in which they are to be asked."""
    return _faces(tuple(sorted(_files())))


def chinese() -> Face | None:
    """The face that Chinese is set in; None where there is none."""
    return next((face for face in faces() if face.family in FAMILIES), None)


def in_use() -> tuple[Face, ...]:
    """The face of the text, then those that are asked for what it lacks."""
    first = chinese()
    others = [face for face in faces() if face.family in FALLBACKS]
    return ((first,) if first else ()) + tuple(others)


def missing(texts: Iterable[str], used: Iterable[Face]) -> list[str]:
    """Characters of the texts that no face has, each once, in order; marks of layout aside."""
    known = frozenset().union(*(face.characters() for face in used))
    wanted = dict.fromkeys(sign for text in texts for sign in text if ord(sign) >= 32)
    return [sign for sign in wanted if ord(sign) not in known]


def properties(size: float, bold: bool = False) -> FontProperties:
    """For one text of a picture: a Latin family, then Chinese, then whatever has the rest."""
    from matplotlib.font_manager import FontProperties

    families = ["DejaVu Sans", *(name for face in in_use() for name in _for_matplotlib(face))]
    return FontProperties(
        family=list(dict.fromkeys(families)), size=size, weight="bold" if bold else "normal"
    )


@cache
def _for_matplotlib(face: Face) -> tuple[str, ...]:
    """The name by which matplotlib knows the face; told about it where it was not there when its list was made.

    Before matplotlib 3.11 only the first face of a collection is known, so its name is taken instead."""
    from matplotlib.font_manager import fontManager

    def names() -> list[str]:
        entries = [entry for entry in fontManager.ttflist if Path(entry.fname) == face.path]
        return [entry.name for entry in entries]

    if face.family not in names():
        fontManager.addfont(face.path)
    found = names()
    return (face.family,) if face.family in found else tuple(found[:1])


def _files() -> list[Path]:
    from matplotlib.font_manager import findSystemFonts

    found = [Path(name) for name in findSystemFonts() if FILES.search(Path(name).name)]
    return [path for path in found if path.is_file()] + _extra()


def _extra() -> list[Path]:
    """Files of the package behind `pip install siting[fonts]`; none where it is not installed."""
    try:
        import pylopdf_fonts_zh_cn as extra
    except ImportError:
        return []
    return [Path(extra.sans_path()), Path(extra.serif_path())]


@cache
def _faces(files: tuple[Path, ...]) -> tuple[Face, ...]:
    order = {family: number for number, family in enumerate((*FAMILIES, *FALLBACKS))}
    found: dict[str, Face] = {}
    for path in files:
        for face, style in _named(path):
            if face.family in order and style in REGULAR:
                found.setdefault(face.family, face)
    return tuple(sorted(found.values(), key=lambda face: order[face.family]))


def _named(path: Path) -> list[tuple[Face, str]]:
    """Faces of a file with their styles; none where the file cannot be read."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        with path.open("rb") as stream:
            whole: Any = TTCollection(stream, lazy=True) if stream.read(4) == b"ttcf" else None
            fonts = whole.fonts if whole else [TTFont(stream, lazy=True)]
            return [
                (Face(_name(font, (16, 1)), path, index), _name(font, (17, 2)))
                for index, font in enumerate(fonts)
            ]
    except (OSError, TTLibError):
        return []


def _name(font: Any, numbers: tuple[int, ...]) -> str:
    return next((text for text in map(font["name"].getDebugName, numbers) if text), "")


@cache
def _characters(path: Path, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def others_with(signs: Sequence[str]) -> list[Face]:
    """Further fonts of this machine that have some of these characters; the most useful first."""
    wanted, found = {ord(sign) for sign in signs}, []
    rest = [face for face in _regular(tuple(sorted(_system()))) if face.family not in (*FAMILIES, *FALLBACKS)]
    while wanted and rest:
        best = max(rest, key=lambda face: len(wanted & face.characters()))
        gained = wanted & best.characters()
        if not gained:
            break
        found.append(best)
        wanted -= gained
    return found


def is_chinese(sign: str) -> bool:
    """Whether the character is one of the Chinese script."""
    return "CJK" in unicodedata.name(sign, "") or 0x20000 <= ord(sign) <= 0x3FFFF


def advice() -> str:
    """How to get a font."""
    return tr(
        "Install Noto Sans CJK SC on this machine (Debian: fonts-noto-cjk), or run `pip install siting[fonts]`."
    )
