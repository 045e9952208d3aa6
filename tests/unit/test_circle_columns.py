"""Circles known by columns alone: what cannot be told of sites and outlets is said, and nothing is planned on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting import inputs, scenario
from siting.cli import main
from siting.errors import InputError, Problems
from tests.cli.small_city import DEMAND, SCENARIO, SITES, write

CIRCLES = "circles:\n  file: circles.geojson\n  crs: plane\n  columns: {id: id}\n"
OUTLETS = SCENARIO[SCENARIO.index("outlets:") : SCENARIO.index("circles:")]


def with_column(rows: str, circles: list[str]) -> str:
    """The rows of a table with a column circle at its end."""
    head, *lines = rows.splitlines()
    return "\n".join([f"{head},circle", *(f"{a},{b}" for a, b in zip(lines, circles, strict=True))]) + "\n"


def small(folder: Path, *, missing: str, sites: list[str] | None = None, outlets: bool = True) -> Path:
    """The small city, its circles in a column of the demand, and of the sites where these are given."""
    path = write(folder)
    text = path.read_text(encoding="utf-8").replace(CIRCLES, f"missing: {missing}\n")
    text = text.replace("people: people}", "people: people, circle: circle}")
    (folder / "demand.csv").write_text(with_column(DEMAND, ["c1"] * 3 + ["c2"] * 3), encoding="utf-8")
    if sites is not None:
        text = text.replace("area_m2: area_m2}", "area_m2: area_m2, circle: circle}")
        (folder / "sites.csv").write_text(with_column(SITES, sites), encoding="utf-8")
    path.write_text(text if outlets else text.replace(OUTLETS, ""), encoding="utf-8")
    return path


def warned(path: Path) -> list[str]:
    problems = Problems()
    inputs.read(scenario.load(path), problems)
    return [one.message for one in problems.warnings]


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        warned(path)
    return str(caught.value)


def test_nothing_opens_at_sites_whose_circle_nobody_knows(tmp_path: Path) -> None:
    said = refused(small(tmp_path / "none", missing="circle", outlets=False))
    assert (
        "missing: 3 of 3 sites are in no circle, so nothing opens there. Name the sites' column circle"
        in said
    )
    some = small(tmp_path / "some", missing="circle", outlets=False, sites=["c1", "", "c2"])
    assert "1 of 3 sites are in no circle, so nothing opens there" in warned(some)
    every = small(tmp_path / "every", missing="circle", outlets=False, sites=["c1", "c1", "c2"])
    assert not [text for text in warned(every) if "circle" in text]
    assert not [text for text in warned(small(tmp_path, missing="people", outlets=False)) if "circle" in text]


def test_outlets_are_in_no_circle_without_outlines(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = "the circles have no outlines, so that 1 outlets count in none"
    sites = ["c1", "c1", "c2"]
    assert f"missing: {said}. Give a layer" in refused(small(tmp_path / "a", missing="circle", sites=sites))
    assert main(["gaps", str(small(tmp_path / "b", missing="people")), "--lang", "en"]) == 0
    assert f"demand.columns.circle: warning: {said}" in capfd.readouterr().err
