"""Scripts and styles of the map, in one text each, to stand inside a page that asks for nothing."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from siting.errors import SitingError
from siting.language import tr

STATIC = Path(__file__).parent / "static"
LEAFLET, MODULE = "django-js-lib-leaflet", "js_lib_leaflet"
"""The package that carries Leaflet 1.9.4 (BSD-2-Clause); its files are read, nothing of it is imported."""
SCRIPTS = (
    "map_data.js",
    "map_state.js",
    "map_sheet.js",
    "map_cells.js",
    "map_streets.js",
    "map_circles.js",
    "map_marks.js",
    "map_texts.js",
    "map_popup.js",
    "map_select.js",
    "map_controls.js",
    "map_legend.js",
    "map.js",
)


def map_script() -> str:
    """Leaflet and the map, to stand inside one <script> at the end of the body."""
    ours = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return inlined(f'{_leaflet("leaflet.js")}\n(function () {{\n"use strict";\n{ours}\n}})();\n')


def map_style() -> str:
    """Leaflet's style sheet without its pictures, and the map's own."""
    leaflet = re.sub(r"url\([^)]*\)", "none", _leaflet("leaflet.css"))
    ours = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("map*.css")))
    return f"{leaflet}\n{ours}"


def inlined(script: str) -> str:
    """A script that ends only where it ends: no source map to ask for, nothing that HTML reads as a tag.

    Inside strings and patterns of a script, "<\\/" means "</" and "\\x3c!--" means "<!--"."""
    plain = re.sub(r"^//[#@] sourceMappingURL=.*$", "", script, flags=re.MULTILINE)
    plain = re.sub(r"</(?=script)", r"<\\/", plain, flags=re.IGNORECASE)
    return plain.replace("<!--", "\\x3c!--")


def _leaflet(name: str) -> str:
    """A file of the installed package, which is found without importing it."""
    found = find_spec(MODULE)
    for folder in (found.submodule_search_locations or ()) if found else ():
        path = Path(folder) / "static" / MODULE / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise SitingError(tr("{package} is not installed: the page's map needs Leaflet's files", package=LEAFLET))
