"""Font files of this machine, of the extra `fonts`, and of matplotlib: families, and the characters they have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

REGULAR = ("Regular", "Normal", "Book", "Roman")
BOLD = "Bold"
ENDINGS = (".ttf", ".otf", ".ttc", ".otc")


@dataclass(frozen=True, slots=True)
class Face:
    """An upright face of normal weight. A file may hold several: index. bold: (file, index), where there is one."""

    family: str
    path: Path
    index: int
    bold: tuple[Path, int] | None = None

    def characters(self) -> frozenset[int]:
        """Code points for which it has a glyph, in bold type too."""
        found = _characters(self.path, self.index)
        return found & _characters(*self.bold) if self.bold else found


def system() -> list[Path]:
    """Font files that the system knows."""
    from matplotlib.font_manager import findSystemFonts

    found = (Path(name) for name in findSystemFonts())
    return sorted(path for path in found if path.suffix.lower() in ENDINGS and path.is_file())


def extra() -> list[Path]:
    """Files of the package behind `pip install siting[fonts]`; none where it is not installed."""
    try:
        import pylopdf_fonts_zh_cn as package
    except ImportError:
        return []
    return [Path(package.sans_path()), Path(package.serif_path())]


def bundled() -> list[Path]:
    """DejaVu Sans, which matplotlib carries."""
    from matplotlib import get_data_path

    folder = Path(get_data_path()) / "fonts" / "ttf"
    return [path for path in (folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf") if path.is_file()]


@cache
def faces(paths: tuple[Path, ...]) -> tuple[Face, ...]:
    """One of each family, from the first file that has it."""
    upright: dict[str, tuple[Path, int]] = {}
    bold: dict[str, tuple[Path, int]] = {}
    for path in paths:
        for family, style, index in _named(path):
            if style in REGULAR:
                upright.setdefault(family, (path, index))
            elif style == BOLD:
                bold.setdefault(family, (path, index))
    return tuple(Face(family, *place, bold.get(family)) for family, place in upright.items())


def _named(path: Path) -> list[tuple[str, str, int]]:
    """Family, style and index of every face of a file; none where the file cannot be read."""
    found: list[tuple[str, str, int]] = []
    _opened(path, lambda fonts: found.extend(_names(fonts)))
    return found


def _names(fonts: Iterable[Any]) -> list[tuple[str, str, int]]:
    return [(_name(font, (16, 1)), _name(font, (17, 2)), index) for index, font in enumerate(fonts)]


def _name(font: Any, numbers: tuple[int, ...]) -> str:
    return next((text for text in map(font["name"].getDebugName, numbers) if text), "")


@cache
def _characters(path: Path, index: int) -> frozenset[int]:
    found: set[int] = set()
    _opened(path, lambda fonts: found.update(fonts[index].getBestCmap() or ()))
    return frozenset(found)


def _opened(path: Path, use: Callable[[list[Any]], None]) -> None:
    """Does something with the faces of a file, or nothing where it cannot be read."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        with path.open("rb") as stream:
            collection = stream.read(4) == b"ttcf"
            stream.seek(0)
            use(list(TTCollection(stream, lazy=True).fonts) if collection else [TTFont(stream, lazy=True)])
    except (OSError, TTLibError, KeyError, AssertionError):
        return
