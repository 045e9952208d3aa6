"""plan.gpkg as QGIS draws it, without a window: every style shows its colours, and labels have every character."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from matplotlib.image import imread

from siting.exporters import geopackage
from siting.language import in_language
from siting.plan import Plan
from tests.small_city import random_city
from tests.small_plan import opening

CORNER_M = (500_000.0, 4_070_000.0)
NOBODY_HAS = "\U0010fffe"
NAMES = ("淄川", "峱山", "垛庄夼", f"㟅峪<b>{NOBODY_HAS}")
# A colour that fewer pixels have than a marker is wide is no marker, but the rim of another.
LEAST_PIXELS = 8


@pytest.fixture(scope="module")
def python() -> str:
    found = shutil.which("python3", path="/usr/bin")
    probe = [found or "", "-c", "import qgis.core"]
    if not found or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("QGIS is not installed (Debian: python3-qgis)")
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    inputs = random_city(3, n_sites=20, crs="EPSG:4548")
    for points in (inputs.demand, inputs.sites, inputs.outlets):
        points.xy_m[:] += CORNER_M
    x, y = CORNER_M
    squares = [shapely.box(x + a, y + b, x + a + 1000, y + b + 1000) for b in (0, 1000) for a in (0, 1000)]
    circles = dataclasses.replace(
        inputs.circles, names=np.array(NAMES, dtype=object), polygons=np.array(squares, dtype=object)
    )
    chinese = {"market": "菜市场", "canteen": "社区食堂", "repair": "维修点"}
    formats = tuple(
        dataclasses.replace(one, names={"en": one.id, "zh": chinese[one.id]}) for one in inputs.formats
    )
    city = dataclasses.replace(inputs, circles=circles, formats=formats)
    return opening(city, tmp_path_factory.mktemp("city"), list(range(0, 40, 8)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def drawn(python: str, made: Plan, folder: Path, root: Path) -> dict[str, Any]:
    """What QGIS says of the styles it drew."""
    with in_language("zh"):
        geopackage.write(made, folder / "plan.gpkg")
    folder.chmod(0o700)
    script = root / "docs" / "pictures" / "in_qgis.py"
    line = [python, str(script), str(folder / "plan.gpkg"), str(folder), "--width", "800", *_fonts()]
    home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(line, capture_output=True, encoding="utf-8", timeout=120, env=home, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _fonts() -> list[str]:
    """Chinese type from the package that ships it, where the machine has none of its own."""
    package = find_spec("pylopdf_fonts_zh_cn")
    if package is not None:
        place = Path((package.submodule_search_locations or [""])[0])
        return ["--font", str(place / "NotoSansSC-Regular.otf")]
    if not shutil.which("fc-list") or not subprocess.check_output(["fc-list", ":lang=zh"]).strip():
        pytest.skip("no Chinese type: install the extra `fonts`")
    return []


def pixels(path: Path) -> dict[str, int]:
    """Colour -> pixels of it."""
    parts = np.round(imread(path)[:, :, :3] * 255).astype(np.int64)
    colours, counts = np.unique(parts @ [65_536, 256, 1], return_counts=True)
    return {f"#{colour:06x}": int(count) for colour, count in zip(colours, counts, strict=True)}


def shown(style: dict[str, Any], folder: Path) -> set[str]:
    """Labels of the style's legend whose colour the picture has."""
    found = pixels(folder / style["picture"])
    return {
        entry["label"]
        for entry in style["legend"]
        if _like(found, _on_white(entry["colour"], entry["opacity"])) >= LEAST_PIXELS
    }


def _like(found: dict[str, int], wanted: list[float]) -> int:
    """Pixels of a colour, give or take what blending rounds off."""
    return sum(
        count
        for colour, count in found.items()
        if max(abs(part - other) for part, other in zip(_parts(colour), wanted, strict=True)) <= 1.5
    )


def _parts(colour: str) -> list[int]:
    return list(bytes.fromhex(colour[1:]))


def _on_white(colour: str, opacity: float) -> list[float]:
    return [255 + (part - 255) * opacity for part in _parts(colour)]


def names(made: Plan, ids: Iterable[str]) -> set[str]:
    with in_language("zh"):
        return {made.format_name(identity) for identity in ids}


def test_outlets_have_the_colours_of_their_formats(drawn: dict[str, Any], folder: Path, made: Plan) -> None:
    (new,), (today,) = drawn["styles"]["new_outlets"], drawn["styles"]["existing_outlets"]
    ids = [format.id for format in made.inputs.formats]
    opened = {each.format for each in made.opened}
    assert len({entry["colour"] for entry in new["legend"]}) == len(ids)
    assert shown(new, folder) == names(made, opened)
    assert shown(today, folder) == names(made, {ids[number] for number in made.inputs.outlet_format})


def test_a_style_for_each_format_shows_who_is_reached(
    drawn: dict[str, Any], folder: Path, made: Plan
) -> None:
    whole, *by_format = drawn["styles"]["demand"]
    ids = [format.id for format in made.inputs.formats]
    assert {style["name"] for style in by_format} == names(made, ids)
    for style, before, after in zip(by_format, made.covered_before, made.covered_after, strict=True):
        there, new, short = (before.any(), (after & ~before).any(), (~after).any())
        labels = [entry["label"] for entry in style["legend"]]
        expected = {label for label, some in zip(labels, (short, there, new), strict=True) if some}
        assert shown(style, folder) == expected, style["name"]
    assert len(shown(whole, folder)) >= 2


def test_circles_are_shaded_by_the_share_in_reach(drawn: dict[str, Any], folder: Path, made: Plan) -> None:
    for style, column in zip(drawn["styles"]["circles"], ("percent_after", "percent_before"), strict=True):
        fifths = {min(4, int(percent // 20)) for percent in made.circles[column].dropna()}
        labels = [entry["label"] for entry in style["legend"]]
        assert shown(style, folder) == {labels[number] for number in fifths}, column


def test_the_map_that_opens_shows_the_layers_together(drawn: dict[str, Any], folder: Path) -> None:
    there = pixels(folder / "city.png")
    for layer in ("new_outlets", "demand"):
        style = drawn["styles"][layer][0]
        labels = shown(style, folder)
        colours = {entry["colour"] for entry in style["legend"] if entry["label"] in labels}
        assert all(there.get(colour, 0) >= LEAST_PIXELS for colour in colours), layer


def test_labels_are_drawn_and_only_what_no_font_has_is_missing(drawn: dict[str, Any], folder: Path) -> None:
    assert drawn["missing"] == [NOBODY_HAS]
    style = drawn["styles"]["circles"][0]
    dark = [count for colour, count in pixels(folder / style["picture"]).items() if max(_parts(colour)) < 100]
    assert sum(dark) > 100
