"""Blocks -> PDF, by typst, which comes with its wheel and asks nothing of the system or the network."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from siting.document import glyphs
from siting.document.blocks import Block
from siting.errors import InputError, Place, Problem
from siting.language import language, tr
from siting.pictures import fonts
from siting.pictures.font_files import Face
from siting.report import palette

LOOK = Path(__file__).parent / "look"
MOST_NAMED = 20
REGIONS = {"zh": "cn", "en": "gb"}


def typeset(
    path: Path, title: str, description: str, draw: Callable[[Path], list[Block]]
) -> tuple[Problem, ...]:
    """Writes the document and returns what a reader should know of its type.

    draw: puts its pictures into the folder given and returns the blocks. Raises InputError where there is no font
    for Chinese and it is needed."""
    with tempfile.TemporaryDirectory(prefix="siting.") as name:
        folder = Path(name)
        for part in LOOK.glob("*.typ"):
            shutil.copy(part, folder)
        data: dict[str, Any] = _around(title, description) | {"blocks": draw(folder)}
        faces, signs = _type(data)
        data = glyphs.changed(data, lambda text: glyphs.named(glyphs.plain(text), set(signs)))
        data |= {name: glyphs.changed(data[name], glyphs.breakable) for name in ("blocks", "running")}
        data |= _by_name(faces)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        _compile(folder, path, faces)
    return _warnings(signs)


def _around(title: str, description: str) -> dict[str, Any]:
    """What the document says of itself, on every page and to programs."""
    return {
        "title": title,
        "running": title,
        "description": description,
        "foot": tr("made with siting {version}", version=version("siting")),
    }


def _type(data: dict[str, Any]) -> tuple[list[Face], list[str]]:
    """The faces to set it in, and the characters that none of them has."""
    said = [glyphs.plain(text) for text in glyphs.texts(data)]
    faces = list(fonts.known())
    signs = fonts.missing(said, faces)
    if signs:
        faces += fonts.others_with(signs)
        signs = fonts.missing(said, faces)
    if fonts.chinese() is None and (language() == "zh" or any(map(fonts.is_chinese, signs))):
        raise InputError.at(Place(), tr("there is no font for Chinese on this machine"), fonts.advice())
    return faces, [sign for sign in signs if sign not in glyphs.KEPT]


def _by_name(faces: Sequence[Face]) -> dict[str, Any]:
    """What the typesetter reads but never shows."""
    colours = {
        name.lower(): getattr(palette, name) for name in ("INK", "ACCENT", "SHORT", "THERE", "NEW", "OPENS")
    }
    return {
        "fonts": [face.family for face in faces],
        "language": language(),
        "region": REGIONS.get(language(), "gb"),
        "palette": colours,
        "author": "siting",
        "keywords": ["15-minute life circles", "facility location"],
    }


def _compile(folder: Path, path: Path, faces: Sequence[Face]) -> None:
    import typst

    places = sorted({str(face.path.parent) for face in faces})
    found = typst.compile(str(folder / "report.typ"), root=str(folder), font_paths=places)
    path.write_bytes(found)


def _warnings(signs: Sequence[str]) -> tuple[Problem, ...]:
    if not signs:
        return ()
    shown = ", ".join(f"{sign} ({glyphs.number(sign)})" for sign in signs[:MOST_NAMED])
    more = ", …" if len(signs) > MOST_NAMED else ""
    message = tr(
        "no font on this machine has these characters, so their numbers stand in the PDF: {signs}",
        signs=shown + more,
    )
    return (Problem(Place(), message, fonts.advice(), "warning"),)
