"""Cohorts, a clip, drawn circles and surveys together: from files to a run that is verified, and one that is not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

import siting
from siting.cli import main
from siting.errors import VerificationError
from siting.exporters import run_folder
from siting.plan import Plan
from siting.verify import verify_run

SCENARIO = """name: 三村
crs: plane
demand:
  file: homes.csv
  columns: {id: 编号, x: x, y: y, people: 人口}
  ages: {0-2: 幼, 3-59: 中, 60+: 老}
  clip: {file: clip.geojson, crs: plane}
sites: {file: sites.csv, columns: {id: id, x: x, y: y}}
outlets: [{file: outlets.csv, format: elderly_care, columns: {id: id, x: x, y: y}}]
circles: {draw: {people: 500}}
surveys:
  - {file: villages.csv, min_respondents: 20, columns: {circle: 圈, respondents: n}}
  - {file: town.csv, kind: satisfaction, columns: {respondents: n}}
travel: {plane: {}}
formats:
  - {preset: 一老一小, without: [community_canteen], cutoff_m: 150, cost: 10}
  - {id: breakfast_shop, cutoff_m: 150, rate: 0.5, cost: 6}
budget: 26
solve: {gap: 0}
"""
BY_CIRCLE = (
    "圈,format,share,n\n1,childcare,0.9,180\n2,childcare,0.2,20\n2,elderly_care,0.4,30\n3,早餐店,0.25,5\n"
)
WHOLE_TOWN = "format,share,n\nelderly_care,0.75,40\n"
# The mean of childcare is (162 + 4) / 200 = 0.83; answers lean to it as if 20 more had said so.
CHILDCARE = {"1": (162 + 16.6) / 200, "2": (4 + 16.6) / 40, "3": 0.83}
ELDERLY_CARE = dict.fromkeys("123", 0.4 * 0.25)
BREAKFAST_SHOP = dict.fromkeys("123", 0.25)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three villages of ten homes each, 1 km apart, 50 people a home; a fourth lies outside the clip."""
    homes = [
        f"h{village}.{k},{1000 * village + 50 * (k % 5)},{50 * (k // 5)},50,{k % 4},{45 - k % 4},5\n"
        for village in range(4)
        for k in range(10)
    ]
    sites = [f"s{v}.{k},{1000 * v + 100 * k},25\n" for v in range(4) for k in range(3)]
    (tmp_path / "homes.csv").write_text("编号,x,y,人口,幼,中,老\n" + "".join(homes), encoding="utf-8")
    (tmp_path / "sites.csv").write_text("id,x,y\n" + "".join(sites), encoding="utf-8")
    (tmp_path / "outlets.csv").write_text("id,x,y\no1,1100,0\n", encoding="utf-8")
    area = json.loads(shapely.to_geojson(shapely.box(-100, -100, 2500, 200)))
    feature = {"type": "Feature", "properties": {}, "geometry": area}
    clip = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "clip.geojson").write_text(json.dumps(clip), encoding="utf-8")
    (tmp_path / "villages.csv").write_text(BY_CIRCLE, encoding="utf-8")
    (tmp_path / "town.csv").write_text(WHOLE_TOWN, encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def worth_by_hand(made: Plan) -> dict[str, float]:
    """What everybody counts, format by format, home by home."""
    groups, circles = made.inputs.groups, made.inputs.circles.ids[made.inputs.demand_circle]
    found = {}
    for format, group, rate, factors in (
        ("elderly_care", groups["elderly"], 1.0, ELDERLY_CARE),
        ("childcare", groups["age_0_3"], 1.0, CHILDCARE),
        ("breakfast_shop", groups["people"], 0.5, BREAKFAST_SHOP),
    ):
        found[format] = sum(rate * people * factors[one] for people, one in zip(group, circles, strict=True))
    return found


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"missing": "circle"},
        {"demand__clusters": {"method": "kmeans", "k": 9}},
        {"objective": "min_cost", "min_coverage": 0.6, "budget": None},
        {"objective": "min_cost", "min_coverage": 0.6, "budget": None, "missing": "circle"},
    ],
)
def test_answers_reach_the_circles_that_are_drawn(folder: Path, asked: dict[str, object]) -> None:
    made = siting.solve(folder, **asked)
    assert [round(each.people) for each in made.inputs.population] == [2000, -500, 1500]
    assert np.bincount(made.inputs.demand_circle).tolist() == [10, 10, 10]
    for format, worth in worth_by_hand(made).items():
        figures = made.summary["formats"][format]
        assert figures["value_total"] == pytest.approx(worth, rel=1e-12)
    assert made.opened
    assert verify_run(run_folder.write(made, folder / "run"))


def test_commands_agree_on_drawn_circles(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "gaps"):
        assert main([command, str(folder), "--lang", "en"]) == 0
        said = capfd.readouterr().err
        assert "circles that are drawn: with other people, streets or another seed the same number is" in said
        assert "1 of 3 circles have fewer than 20 respondents and lean towards the mean of all: 3" in said


def test_answers_on_a_circle_that_was_not_drawn_are_an_error(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "villages.csv").write_text(BY_CIRCLE + "4,childcare,0.5,30\n", encoding="utf-8")
    for command in ("check", "gaps", "solve"):
        assert main([command, str(folder), "--lang", "en"]) == 2
        assert "villages.csv:6: there is no circle '4'" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"share": 0.9', '"share": 0.8', "surveys[0].childcare"),
        ('"respondents": 180.0', '"respondents": 170.0', "surveys[0].childcare"),
        ('"kind": "satisfaction"', '"kind": "needs"', "surveys[1]"),
        ('"people": -500.0', '"people": -400.0', "population"),
    ],
)
def test_a_run_that_was_changed_does_not_hold(folder: Path, old: str, new: str, said: str) -> None:
    run = run_folder.write(siting.solve(folder), folder / "run")
    text = (run / "summary.json").read_text(encoding="utf-8")
    assert old in text
    (run / "summary.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(VerificationError, match=said.replace("[", r"\[")):
        verify_run(run)
