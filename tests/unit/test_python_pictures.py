"""What a notebook shows of a plan and of gaps: maps, tables, the report in a frame."""

from __future__ import annotations

import base64
import dataclasses
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread

import siting
from siting.errors import InputError
from siting.inputs import Inputs
from siting.language import in_language
from siting.page.notebook import Explored
from siting.plan import Plan
from siting.report import palette
from tests.small_city import city, format_input, random_city
from tests.small_plan import opening, planned

HOSTILE = '</script><script>alert("1")</script>&\'𠮷$x^2$' + "长" * 200


@pytest.fixture(autouse=True)
def _drawn_in_memory() -> Iterator[None]:
    """No window opens, and no figure stays."""
    import matplotlib.pyplot as plt

    before = matplotlib.get_backend()
    plt.switch_backend("Agg")
    yield
    plt.close("all")
    plt.switch_backend(before)


@pytest.fixture(scope="module")
def toy(root: Path) -> Plan:
    return siting.solve(root / "scenarios" / "toy")


@pytest.fixture
def one_home() -> dict[str, Any]:
    """A home, and a market that may open beside it."""
    return {
        "demand": [(0, 0)],
        "people": [10],
        "sites": [(10, 0)],
        "formats": (format_input("market", 300.0, names={"en": HOSTILE, "zh": "菜市场"}),),
    }


def colours(axes: Any) -> dict[str, int]:
    """Colour -> pixels of it in the picture of the figure."""
    stream = io.BytesIO()
    axes.figure.savefig(stream, format="png", dpi=100)
    stream.seek(0)
    return _counted(imread(stream))


def _counted(picture: Any) -> dict[str, int]:
    parts = np.round(picture[:, :, :3] * 255).astype(np.int64) @ [65_536, 256, 1]
    return {
        f"#{colour:06x}": int(count)
        for colour, count in zip(*np.unique(parts, return_counts=True), strict=True)
    }


def maps_of(table: str) -> list[Any]:
    return [
        imread(io.BytesIO(base64.b64decode(data)))
        for data in re.findall(r'src="data:image/png;base64,([^"]+)"', table)
    ]


# Plan.plot


def test_a_map_shows_who_is_reached_and_says_so(toy: Plan) -> None:
    axes = toy.plot(format="vegetable_market", legend=False)
    assert axes.get_title(loc="left").splitlines() == [
        "vegetable market",
        "37.9% of needs within reach today, 87.9% with the plan",
    ]
    found = colours(axes)
    assert all(
        found.get(colour, 0) > 8 for colour in (palette.THERE, palette.NEW, palette.SHORT, palette.OPENS)
    )
    today = colours(toy.plot(format="vegetable_market", when="before", legend=False))
    assert palette.NEW not in today
    assert palette.OPENS not in today
    assert today[palette.SHORT] > found[palette.SHORT]


def test_formats_and_circles_go_by_id_or_name(toy: Plan) -> None:
    by_id = colours(toy.plot("vegetable_market", circle="C1"))
    assert by_id == colours(toy.plot("菜市场", circle="西片 west"))
    assert by_id != colours(toy.plot("Vegetable Market", circle="C2"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"format": "vegetable_markt"}, "unknown format 'vegetable_markt'. Did you mean 'vegetable_market'?"),
        ({"circle": "西片 wst"}, "unknown circle '西片 wst'. Did you mean '西片 west'?"),
        ({"circle": "Nowhere"}, "unknown circle 'Nowhere'. Known: C1, C2."),
        ({"when": "afte"}, "Did you mean 'after'?"),
    ],
)
def test_a_slip_of_the_hand_is_named(toy: Plan, given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        toy.plot(**given)


def test_a_map_is_drawn_on_axes_that_are_given(toy: Plan) -> None:
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2)
    assert toy.plot(when="before", ax=left) is left
    assert toy.plot(when="after", ax=right) is right
    assert figure.axes == [left, right]
    assert plt.get_fignums() == [figure.number]


def test_a_map_is_labelled_as_made_up_and_speaks_chinese(toy: Plan) -> None:
    assert toy.plot().texts[-1].get_text().splitlines()[0] == "Synthetic: this city is made up."
    with in_language("zh"):
        axes = toy.plot("community_canteen")
    assert axes.get_title(loc="left").startswith("社区食堂")
    said = toy.plot("community_canteen", language="zh").get_title(loc="left")
    assert said == axes.get_title(loc="left")


def test_a_plan_that_opens_nothing_or_lies_nowhere_is_shown_all_the_same(
    one_home: dict[str, Any], tmp_path: Path
) -> None:
    nothing = opening(city(**one_home), tmp_path / "nothing", [])
    assert palette.OPENS not in colours(nothing.plot(legend=False))
    assert len(maps_of(nothing._repr_html_())) == 1
    inputs = city(**one_home)
    nowhere = opening(inputs, tmp_path / "nowhere", [0])
    for points in (inputs.demand, inputs.sites, inputs.outlets):
        points.xy_m[:] = np.nan
    assert nowhere.plot().texts[0].get_text() == "There are no coordinates to draw."
    assert len(maps_of(nowhere._repr_html_())) == 1
    assert "iframe" in nowhere.explore()._repr_html_()


# Tables


def test_a_plan_shows_its_figures_its_notices_and_a_map(toy: Plan) -> None:
    shown = toy._repr_html_()
    for text in (
        "<td>convenience store</td><td>2,060</td><td>430</td><td>1,970</td><td>2</td><td>200,000</td>",
        "Synthetic: this city is made up.",
        "<b>3</b> outlets open",
        "<b>the best</b> plan there is",
    ):
        assert text in shown
    (drawn,) = maps_of(shown)
    assert drawn.shape[1] >= 700
    assert len(shown) < 160_000


def test_names_stay_text_in_everything_that_is_shown(one_home: dict[str, Any], tmp_path: Path) -> None:
    inputs = city(**one_home, n_circles=1, demand_circle=[0], site_circle=[0])
    hostile = np.array([HOSTILE], dtype=object)
    inputs = dataclasses.replace(
        inputs,
        **{
            layer: dataclasses.replace(getattr(inputs, layer), names=hostile)
            for layer in ("demand", "sites", "circles")
        },
    )
    made = opening(inputs, tmp_path, [0])
    shown = made._repr_html_()
    assert html.escape(HOSTILE) in shown
    assert "<script" not in shown
    frame = made.explore()._repr_html_()
    assert re.fullmatch(
        r'<iframe srcdoc="[^"]*" title="[^"]*" sandbox="allow-scripts" style="[^"]*"></iframe>', frame
    )
    axes = made.plot("market", circle="c0")
    assert axes.get_title(loc="left").count("\n") == 1
    assert colours(axes)[palette.OPENS] > 8
    assert made.projects.loc[0, "site_name"] == HOSTILE


def test_the_frame_of_a_report_holds_the_page_and_keeps_it_in_a_file(toy: Plan, tmp_path: Path) -> None:
    shown = toy.explore(height=500)
    assert isinstance(shown, Explored)
    frame = shown._repr_html_()
    assert "height:500px" in frame
    (page,) = re.findall(r'srcdoc="([^"]*)"', frame)
    place = shown.save(tmp_path / "report.html")
    assert html.unescape(page) == place.read_text(encoding="utf-8")
    assert place.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(frame) < 800_000
    assert repr(shown).startswith("report of 'A street (made up)', 0.")


def test_the_project_list_as_a_frame(toy: Plan) -> None:
    listed = toy.projects
    assert listed["site"].tolist() == ["P1", "P3", "P5"]
    assert listed["cumulative_newly_covered"].tolist() == [780, 1540, 2570]
    assert listed["cost"].sum() == toy.summary["cost"]


def test_gaps_before_and_after_add_up_to_the_summary(tmp_path: Path) -> None:
    made = planned(random_city(5, n_sites=20), tmp_path)
    table = made.gap_table
    assert len(table) == 3 * 5
    for identity, entry in made.summary["formats"].items():
        mine = table[table["format"] == identity]
        for column, key in (
            ("people", "weight_total"),
            ("in_reach_before", "covered_before"),
            ("in_reach_after", "covered_after"),
            ("opened", "opened"),
            ("cost", "cost"),
        ):
            assert mine[column].sum() == pytest.approx(entry[key]), (identity, column)
    assert (table["short_after"] <= table["short_before"]).all()
    assert (table["present_after"] == (table["outlets_after"] > 0)).all()


def test_a_plan_without_a_single_outlet_has_an_empty_list(one_home: dict[str, Any], tmp_path: Path) -> None:
    made = opening(city(**one_home), tmp_path, [])
    assert made.projects.empty
    assert "site" in made.projects.columns
    assert made.gap_table["short_after"].tolist() == [10]


# What siting.gaps finds


def test_gaps_are_shown_before_anything_is_optimised(root: Path) -> None:
    found = siting.gaps(root / "scenarios" / "toy")
    assert found.circles["vegetable_market_in_reach"].tolist() == [780, 0]
    assert found.circles["people"].tolist() == [1240, 820]
    assert found.circles["percent_in_reach"].round(1).tolist() == [28.7, 23.8]
    assert found.circles.geometry.area.min() > 0
    assert found.gap_table["short"].sum() == 2060 - 430 + 2060 - 780 + 405
    shown = found._repr_html_()
    assert "<td>convenience store</td><td>1</td><td>1</td><td>2,060</td><td>430</td><td>1,630</td>" in shown
    assert "Synthetic: this city is made up." in shown


def test_gaps_without_circles_are_those_of_the_city(one_home: dict[str, Any], tmp_path: Path) -> None:
    from siting.pipeline import Stock
    from tests.small_plan import stock

    inputs: Inputs = city(**one_home)
    small = stock(inputs, tmp_path)
    names = {field.name for field in dataclasses.fields(Stock)}
    found = Stock(**{name: getattr(small, name) for name in names})
    assert found.circles.empty
    assert found.gap_table["short"].tolist() == [10]
    assert html.escape(HOSTILE) in found._repr_html_()
    assert found.circles.crs is not None
