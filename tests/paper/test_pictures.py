"""Maps by matplotlib: pixels tell what is drawn, and nothing global is touched."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
from dataclasses import replace
from time import process_time

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from siting.errors import InputError
from siting.pictures import city_map, figure, png
from siting.pictures.furniture import bar_m, bar_text
from siting.pictures.raster import ground, spacing_m
from siting.pictures.shades import shades
from siting.pictures.window import Window, of_city
from siting.report import LOST, NEW, SHORT, THERE, Report, palette


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def near(image: np.ndarray, colour: str) -> int:
    rgb = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return int((np.abs(image - rgb).max(axis=2) <= 12).sum())


def test_the_map_of_today_shows_nobody_newly_in_reach_and_that_of_the_change_does(town: Report) -> None:
    canteen = town.formats[1].id
    before = pixels(png(town, format=canteen, when="before", width_px=500))
    change = pixels(png(town, format=canteen, when="change", width_px=500))
    assert near(before, palette.NEW) < 20
    assert near(change, palette.NEW) > 500
    assert near(before, palette.OPENS) < 20
    assert near(change, palette.OPENS) > 100


def test_a_png_is_small_enough_to_be_mailed_in_a_page(town: Report) -> None:
    data = png(town, width_px=900, most_bytes=40_000)
    assert len(data) <= 40_000
    assert data.startswith(b"\x89PNG")


def test_states_become_shades_and_a_loss_is_told_only_where_there_is_one(town: Report) -> None:
    state = np.array([[SHORT, THERE, NEW, NEW + 1]], dtype=np.int8)
    homes = replace(town.homes, state=state)
    said = shades(replace(town, homes=homes, formats=town.formats[:1]), 0, "change")
    assert [said.colours[k] for k in said.shade] == [palette.SHORT, palette.THERE, palette.NEW, palette.NEW]
    assert palette.LOST not in said.colours
    lost = replace(town, homes=replace(homes, state=np.where(state == SHORT, LOST, state)))
    told = shades(lost, 0, "change")
    assert told.colours[told.shade[0]] == palette.LOST
    assert shades(lost, 0, "before").shade.tolist() == [1, 1, 0, 0]
    assert shades(lost, 0, "after").shade.tolist() == [0, 1, 1, 1]


def test_a_home_is_drawn_where_it_stands(town: Report) -> None:
    home = replace(
        town.homes,
        **{
            "xy_m": np.array([[75.0, 25.0]]),
            "state": np.full((3, 1), THERE, dtype=np.int8),
            "people": np.ones(1),
        },
    )
    lone = replace(town, homes=home, streets=np.empty((0, 4), dtype=np.float32))
    image = ground(lone, Window(0, 0, 100, 100), shades(lone, 0, "before"), 1.0, 20.0).astype(int)
    rows, columns = np.nonzero(image.sum(axis=2) < 700)
    assert abs(columns.mean() - 75) < 1.5
    assert abs(rows.mean() - 75) < 1.5


def test_streets_are_drawn_from_end_to_end(town: Report) -> None:
    one = replace(town, streets=np.array([[10, 50, 90, 50]], dtype=np.float32))
    image = ground(one, Window(0, 0, 100, 100), None, 1.0, 20.0).astype(int)
    rows, columns = np.nonzero(image.sum(axis=2) < 740)
    assert {49, 50} >= set(rows.tolist())
    assert columns.min() in (9, 10)  # a street of two fine pixels lies half to its left
    assert columns.max() == 90


def test_nothing_global_of_matplotlib_changes_and_no_pyplot_is_needed(town: Report) -> None:
    before = dict(matplotlib.rcParams)
    figure(town, [one.id for one in town.formats], language="zh")
    assert dict(matplotlib.rcParams) == before
    code = "import siting, siting.pictures, siting.document, sys; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_circle_is_drawn_in_its_own_window_with_scale_and_north(town: Report) -> None:
    axes = Figure(figsize=(4, 4)).add_axes((0, 0, 1, 1))
    city_map(town, axes, circle="c2", legend=False)
    city = of_city(town)
    assert city is not None
    assert axes.get_xlim()[1] - axes.get_xlim()[0] < city.width_m
    assert axes.get_aspect() == 1.0
    assert {"200 m", "N"} <= {text.get_text() for text in axes.texts}
    plane = Figure(figsize=(4, 4)).add_axes((0, 0, 1, 1))
    city_map(replace(town, crs="plane"), plane, legend=False)
    assert "N" not in {text.get_text() for text in plane.texts}


@pytest.mark.parametrize("given", [{"format": "shpo"}, {"circle": "c9"}, {"when": "later"}])
def test_what_the_plan_does_not_have_is_refused_by_name(town: Report, given: dict[str, str]) -> None:
    with pytest.raises(InputError, match=next(iter(given.values()))):
        city_map(town, Figure().add_axes((0, 0, 1, 1)), **given)


def test_a_plan_without_coordinates_says_so(town: Report) -> None:
    def unknown(part: object) -> object:
        return replace(part, xy_m=np.full_like(part.xy_m, np.nan))  # type: ignore[attr-defined, type-var]

    parts = {name: unknown(getattr(town, name)) for name in ("homes", "outlets", "sites")}
    circles = replace(town.circles, rings=((),) * 4)
    axes = Figure().add_axes((0, 0, 1, 1))
    city_map(replace(town, circles=circles, **parts), axes, language="en")
    assert [text.get_text() for text in axes.texts] == ["There are no coordinates to draw."]


def test_titles_are_data_and_every_glyph_of_them_is_there(town: Report) -> None:
    names = {"en": r"$x^2$ \frac 淄博㐂 " + "long " * 50, "zh": "𠅤𫭟"}
    odd = replace(town, formats=(replace(town.formats[0], names=names), *town.formats[1:]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = figure(odd, [odd.formats[0].id], language="en")
        drawn.canvas.draw()
    assert drawn.axes[0].get_title().startswith("$x^2$")


def test_the_scale_bar_is_round_and_at_most_a_quarter_of_the_map() -> None:
    lengths = [bar_m(Window(0, 0, width, 1)) for width in (90.0, 1_000.0, 23_000.0)]
    assert lengths == [20.0, 200.0, 5000.0]
    assert [bar_text(length) for length in lengths] == ["20 m", "200 m", "5 km"]


def test_half_a_million_homes_are_drawn_in_seconds(town: Report) -> None:
    side = 707
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * 50.0
    state = np.resize(np.array([SHORT, THERE, NEW], dtype=np.int8), (3, len(grid)))
    ones = np.ones(len(grid))
    homes = replace(
        town.homes, xy_m=grid, state=state, people=ones, circle=np.full(len(grid), -1, dtype=np.int32)
    )
    large = replace(town, homes=homes)
    start = process_time()
    image = ground(large, Window(0, 0, 36_000, 36_000), shades(large, None, "change"), 0.03, spacing_m(grid))
    assert process_time() - start < 4.0
    assert image.shape == (1080, 1080, 3)
