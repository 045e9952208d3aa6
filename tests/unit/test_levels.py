"""Rules at any level: by district, and by whose money pays; from the files' columns to the plan's figures."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import inputs, model, pipeline, scenario
from siting.errors import InputError, Problems
from siting.exporters import projects_csv
from siting.inputs import Inputs
from siting.rules import clashes
from tests.cli import small_city
from tests.models import coverage_model
from tests.small_city import city, format_input, random_city
from tests.small_plan import opening, question, stock

ALL = np.arange(6, dtype=np.int32)
COLUMNS = "kind: kind, area_m2: area_m2}"


def _written(folder: Path, *changes: tuple[str, str, str]) -> Path:
    small_city.write(folder)
    for file, old, new in changes:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def _read(folder: Path, *changes: tuple[str, str, str]) -> Inputs:
    return inputs.read(scenario.load(_written(folder, *changes)), Problems())


def _columns(more: str) -> tuple[str, str, str]:
    return "scenario.yaml", COLUMNS, f"{COLUMNS[:-1]}, {more}}}"


WITH_DISTRICTS = (
    ("sites.csv", "id,x,y,kind,area_m2,rent", "id,x,y,kind,area_m2,rent,区"),
    ("sites.csv", "200,10", "200,10,张店"),
    ("sites.csv", "300,20", "300,20,"),
    ("sites.csv", "900,30", "900,30,淄川"),
)


def test_nothing_is_in_a_district_or_of_a_source_unless_the_files_say_so(tmp_path: Path) -> None:
    found = _read(tmp_path)
    assert found.site_district.tolist() == ["", "", ""]
    assert found.site_source.tolist() == ["", "", ""]
    names = model.labels(found)
    assert (names.districts, names.sources) == ((), ())


def test_districts_come_from_the_sites_column(tmp_path: Path) -> None:
    found = _read(tmp_path, *WITH_DISTRICTS, _columns("district: 区"))
    assert found.site_district.tolist() == ["张店", "", "淄川"]
    assert model.labels(found).districts == ("张店", "淄川")


def test_districts_come_from_the_circles_where_the_sites_do_not_say(tmp_path: Path) -> None:
    circles = json.loads(small_city.CIRCLES)
    for feature, district in zip(circles["features"], ("张店", "淄川"), strict=True):
        feature["properties"]["district"] = district
    changes = (
        ("circles.geojson", small_city.CIRCLES, json.dumps(circles, ensure_ascii=False)),
        ("scenario.yaml", "columns: {id: id}", "columns: {id: id, district: district}"),
    )
    assert _read(tmp_path / "a", *changes).site_district.tolist() == ["张店", "张店", "淄川"]
    own = _read(tmp_path / "b", *changes, *WITH_DISTRICTS, _columns("district: 区"))
    assert own.site_district.tolist() == ["张店", "", "淄川"]
    away = ("sites.csv", "s2,400,0", "s2,400,300")  # outside every circle
    assert _read(tmp_path / "c", *changes, away).site_district.tolist() == ["张店", "", "淄川"]


def test_sources_come_from_formats_and_sites(tmp_path: Path) -> None:
    formats = (
        ("scenario.yaml", "demand: people, cost: 1000", "demand: people, cost: 1000, source: market"),
        ("scenario.yaml", "sites:\n", "sites:\n  source: 政府\n"),
    )
    found = _read(tmp_path / "a", *formats)
    assert [one.source for one in found.formats] == ["market", ""]
    assert found.site_source.tolist() == ["政府", "政府", "政府"]
    assert model.labels(found).sources == ("market", "政府")
    column = (
        ("sites.csv", "area_m2,rent", "area_m2,rent,payer"),
        ("sites.csv", "900,30", "900,30,企业"),
        ("sites.csv", "200,10", "200,10,"),
        ("sites.csv", "300,20", "300,20,"),
        _columns("source: payer"),
    )
    assert _read(tmp_path / "b", *formats, *column).site_source.tolist() == ["政府", "政府", "企业"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("districts: [张店区]", "unknown district '张店区'. Did you mean '张店'?"),
        ("sources: [markt]", "unknown source 'markt'. Did you mean 'market'?"),
        ("each: street", "each: got 'street', must be one of"),
    ],
)
def test_unknown_names_are_errors_with_a_suggestion(tmp_path: Path, rule: str, words: str) -> None:
    budget = ("scenario.yaml", "budget: 5000", f"rules: [{{rule: budget, max_cost: 5000, {rule}}}]")
    source = ("scenario.yaml", "demand: people, cost: 1000", "demand: people, cost: 1000, source: market")
    _written(tmp_path, *WITH_DISTRICTS, _columns("district: 区"), budget, source)
    with pytest.raises(InputError) as caught:
        pipeline.pose(pipeline.gaps(tmp_path))
    assert any(words in str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("each", "words"), [("district", "no site is in any district"), ("source", "names no source of money")]
)
def test_limits_for_each_of_nothing_are_errors(tmp_path: Path, each: str, words: str) -> None:
    budget = ("scenario.yaml", "budget: 5000", f"rules: [{{rule: budget, max_cost: 9, each: {each}}}]")
    _written(tmp_path, budget)
    with pytest.raises(InputError, match=words):
        pipeline.pose(pipeline.gaps(tmp_path))


def _violations(name: str, **settings: Any) -> list[str]:
    """Three sites: in no district, in North and in South, paid for by nobody, market and public. Each has a
    market of market money and a canteen; canteens of public money but for North's."""
    asked = coverage_model(
        np.eye(6), [1] * 6, [1, 2, 3, 4, 5, 6], (name, settings), site_cost=[100, 200, 300]
    )
    return asked.rules[0].violations(asked, ALL)


def test_limits_by_district_leave_out_what_is_in_none() -> None:
    assert _violations("count", max=1, each="district") == [
        "number of new outlets, district 'North': 2 new outlets, more than 1",
        "number of new outlets, district 'South': 2 new outlets, more than 1",
    ]
    assert _violations("budget", max_cost=310, districts=["South"]) == [
        "budget, districts 'South': the new outlets cost 311, more than 310"
    ]


def test_a_source_pays_for_its_outlets_and_its_sites() -> None:
    assert _violations("budget", max_cost=0, each="source") == [
        "budget, source 'market': the new outlets cost 209, more than 0",
        "budget, source 'public': the new outlets cost 308, more than 0",
    ]
    assert _violations("budget", max_cost=0, sources=["public"], formats=["canteen"]) == [
        "budget, formats 'canteen', sources 'public': the new outlets cost 8, more than 0"
    ]
    assert _violations("count", max=0, sources=["public"]) == [
        "number of new outlets, sources 'public': 2 new outlets, more than 0"
    ]


def test_a_source_pays_for_its_site_whoever_opens_there() -> None:
    """The market's outlet opens the public's site: both pay."""
    settings = ("budget", {"max_cost": 0, "each": "source"})
    asked = coverage_model(np.eye(6), [1] * 6, [1, 2, 3, 4, 5, 6], settings, site_cost=[100, 200, 300])
    assert asked.rules[0].violations(asked, np.array([4], dtype=np.int32)) == [
        "budget, source 'market': the new outlets cost 5, more than 0",
        "budget, source 'public': the new outlets cost 300, more than 0",
    ]


def test_a_plan_says_what_each_district_and_each_source_pays(tmp_path: Path) -> None:
    street = city(
        demand=[(0, 0), (500, 0)],
        people=[10, 3],
        sites=[(0, 0), (500, 0), (900, 0)],
        districts=["张店", "淄川", "博山"],
        site_cost=[100, 20, 7],
        site_source=["public", "", "public"],
        cost=[[5, 4], [50, 60], [1, 1]],
        formats=(
            format_input("market", 100.0, source="market"),
            format_input("canteen", 100.0, source="public"),
        ),
    )
    made = opening(street, tmp_path, [0, 1, 3])  # markets at the first two sites, a canteen at the first
    summary = made.summary
    assert summary["districts"] == {
        "博山": {"opened": 0, "cost": 0, "site_cost": 0},
        "张店": {"opened": 2, "cost": 109, "site_cost": 100},
        "淄川": {"opened": 1, "cost": 70, "site_cost": 20},
    }
    assert summary["sources"] == {
        "market": {"opened": 2, "cost": 55, "site_cost": 0},
        "public": {"opened": 1, "cost": 104, "site_cost": 100},
    }
    projects_csv.write(made, tmp_path / "projects.csv")
    with (tmp_path / "projects.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [(row["district"], row["source"], row["format"]) for row in csv.DictReader(stream)]
    assert sorted(rows) == [
        ("张店", "market", "market"),
        ("张店", "public", "canteen"),
        ("淄川", "market", "market"),
    ]


def test_a_least_number_in_a_district_without_sites_clashes() -> None:
    asked = coverage_model(np.eye(4), [1] * 4, None, ("count", {"min": 1, "each": "district"}))
    assert clashes(asked) == [
        "number of new outlets, district 'South': at least 1 asked for, only 0 available"
    ]


@pytest.mark.parametrize("missing", ["people", "circle"])
def test_every_option_keeps_its_district_and_its_source(missing: str, tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    districts, payers = (list(random.choice(["", "A", "B", "C"], 12)) for _ in range(2))
    formats = random_city(5).formats
    formats = (
        dataclasses.replace(formats[0], source="B"),
        dataclasses.replace(formats[1], source="Z"),
        formats[2],
    )
    town = random_city(5, districts=districts, site_source=payers, site_cost=np.arange(12.0), formats=formats)
    asked, names = question(stock(town, tmp_path, missing)), model.labels(town)
    assert asked.site_cost.tolist() == list(range(12))
    assert [_named(names.sources, position) for position in asked.site_source] == payers
    for k in range(asked.n_options):
        site, format = asked.option_site[k], asked.option_format[k]
        assert _named(names.districts, asked.option_district[k]) == districts[site]
        assert _named(names.sources, asked.option_source[k]) == ("B", "Z", "")[format]


def _named(known: tuple[str, ...], position: int) -> str:
    return "" if position < 0 else known[position]
