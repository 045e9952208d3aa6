"""The picture of a plan: both maps, their colours, and whatever a title holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import siting
from siting import report
from siting.exporters import plan_png
from siting.report import Report, palette
from siting.report.words import same

TOY = Path(__file__).parents[2] / "scenarios" / "toy"


@pytest.fixture(scope="module")
def toy() -> Report:
    return report.of_plan(siting.solve(TOY))


def near(path: Path, colour: str) -> np.ndarray:
    """(height, width) whether a pixel is of about this colour."""
    wanted = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)])
    pixels = np.asarray(Image.open(path).convert("RGB")).astype(int)
    return np.asarray(np.abs(pixels - wanted).max(axis=2) <= 24)


def test_new_outlets_are_on_the_right_map_alone(toy: Report, tmp_path: Path) -> None:
    plan_png.render(toy, tmp_path / "plan.png")
    marks = near(tmp_path / "plan.png", palette.OPENS)
    below = marks.shape[0] // 4  # of the notices, which have the same colour
    left, right = np.hsplit(marks[below:-60], [marks.shape[1] // 2])
    assert right.sum() > 30
    assert not left.any()


def test_a_title_is_text_whatever_it_holds(toy: Report, tmp_path: Path) -> None:
    for title in ("$x^2$ {\\bf}", "<script>alert(1)</script>", "长" * 200, "𠅤𫭟"):
        texts = {**toy.texts, "title": same(title)}
        plan_png.render(replace(toy, texts=texts), tmp_path / "plan.png")
        assert (tmp_path / "plan.png").stat().st_size > 5_000


def test_a_plan_without_coordinates_says_so(toy: Report, tmp_path: Path) -> None:
    homes = replace(toy.homes, xy_m=np.full_like(toy.homes.xy_m, np.nan))
    nowhere = replace(toy, homes=homes, streets=toy.streets[:0])
    plan_png.render(nowhere, tmp_path / "plan.png")
    assert (tmp_path / "plan.png").stat().st_size > 1_000
