"""Scenarios written back: the resolved file loads to the same scenario, the published schema is current."""

from __future__ import annotations

import json
import math
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from siting import scenario
from siting.scenario.schema import Format, Settings
from tests.docs.json_schema import FILE, text
from tests.unit.scenario_texts import BASE, written


def formats(found: scenario.Scenario) -> list[dict[str, Any]]:
    """Formats as dictionaries that compare equal, nan too."""
    entries = [asdict(format) for format in found.formats]
    return [
        {**entry, "area_m2": None if math.isnan(entry["area_m2"]) else entry["area_m2"]} for entry in entries
    ]


def test_the_resolved_scenario_solves_again_from_its_run_folder(tmp_path: Path) -> None:
    written(tmp_path, BASE, "base/scenario.yaml")
    text = "extends: ../base\nsites: {file: 候选 点.csv}\noverrides: {small: {budget: 7}}\n"
    first = scenario.load(
        written(tmp_path, text, "city/scenario.yaml"), sets=["formats.0.cutoff_m=300"], override="small"
    )
    run = tmp_path / "runs" / "toy"
    again = scenario.load(written(run, scenario.resolved_yaml(first, run), "scenario.resolved.yaml"))
    assert formats(again) == formats(first)
    assert again.settings.budget == 7
    assert (again.settings.extends, again.settings.overrides) == (None, {})
    for keys in (("demand", "file"), ("sites", "file"), ("outlets", 0, "file")):
        assert again.file(*keys).resolve() == first.file(*keys).resolve()
    assert again.settings.sites.file == "../../city/候选 点.csv"
    assert again.settings.model_dump(
        exclude={"formats", "demand", "sites", "outlets"}
    ) == first.settings.model_dump(exclude={"formats", "demand", "sites", "outlets", "overrides"}) | {
        "overrides": {}
    }


def test_every_key_of_a_format_and_of_the_sites_is_written_back(tmp_path: Path) -> None:
    said = {
        "id": "teahouse",
        "name": {"en": "Teahouse", "zh": "茶馆"},
        "tier": "quality",
        "cutoff_m": 400.0,
        "demand": "elderly",
        "rate": 0.5,
        "weight": 2.0,
        "cost": {"fixed": 5.0, "per_m2": 1.0, "column": "rent", "column_per_m2": "fit"},
        "source": "public",
        "department": {"en": "tea bureau", "zh": "茶局"},
        "area_m2": 80.0,
        "max_cost": 7.0,
        "max_new": 3,
        "min_new": 1,
        "kinds": ["shop", "room"],
        "places": 40.0,
        "places_today": 30.0,
        "min_demand": 20.0,
    }
    locker = {"id": "locker", "cutoff_min": 5.0, "weight": 0.0, "serves": {"kiosk": 0.4}}
    kiosk = {"id": "kiosk", "cutoff_min": 5.0}
    assert set(said) | set(locker) == set(Format.model_fields)
    sets = [f"formats={json.dumps([said, locker, kiosk])}", "sites.site_cost=9", "sites.source=public"]
    sets += [f"sites.columns.{key}={key}_of" for key in ("district", "site_cost", "source")]
    first = scenario.load(written(tmp_path), sets=sets)
    again = scenario.load(written(tmp_path, scenario.resolved_yaml(first, tmp_path), "again.yaml"))
    assert again.settings.formats[0] == Format.model_validate(said)
    assert again.settings.formats[1].serves == locker["serves"]
    assert again.settings.sites == first.settings.sites


def test_without_a_folder_paths_are_absolute(tmp_path: Path) -> None:
    first = scenario.load(written(tmp_path, BASE, "city/scenario.yaml"))
    again = scenario.load(written(tmp_path, scenario.resolved_yaml(first), "elsewhere/s.yaml"))
    assert again.settings.demand.file == (tmp_path / "city" / "demand.csv").as_posix()


def test_words_that_are_no_paths_stay(tmp_path: Path) -> None:
    text = BASE.replace("    format: childcare\n", "    osm_tags: default\n")
    first = scenario.load(written(tmp_path, text))
    again = scenario.load(written(tmp_path, scenario.resolved_yaml(first, tmp_path)))
    assert again.settings.outlets[0].osm_tags == "default"
    named = scenario.load(
        written(tmp_path, text.replace("osm_tags: default", "osm_tags: tags.csv"), "x/scenario.yaml")
    )
    assert "x/tags.csv" in scenario.resolved_yaml(named, tmp_path)


def test_keys_stand_in_the_order_of_the_schema(tmp_path: Path) -> None:
    text = scenario.resolved_yaml(scenario.load(written(tmp_path)))
    tops = [line.split(":")[0] for line in text.splitlines() if line[0].isalpha()]
    assert tops == [key for key in Settings.model_fields if key in tops]


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@settings(max_examples=30, deadline=None)
@given(words, words, words, st.floats(0, 1e12), st.integers(0, 2**63 - 1))
def test_any_words_and_numbers_survive(column: str, group: str, title: str, budget: float, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder))
        changes = {
            "title": title,
            "budget": budget,
            "demand.columns.people": column,
            "currency": group,
            "solve.seed": seed,
        }
        first = scenario.load(path, sets=[f"{key}={json.dumps(value)}" for key, value in changes.items()])
        assert (first.settings.title, first.settings.currency) == (title, group)
        again = scenario.load(
            written(Path(folder), scenario.resolved_yaml(first, Path(folder)), "again.yaml")
        )
        assert again.settings.model_dump(exclude={"formats"}) == first.settings.model_dump(
            exclude={"formats"}
        )
        assert formats(again) == formats(first)


def test_the_published_json_schema_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "run: make reference"


def test_the_json_schema_knows_what_loading_knows() -> None:
    schema = scenario.json_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"name", "demand", "sites", "travel", "formats"}
    assert schema["$defs"]["Format"]["properties"]["cutoff_min"]["anyOf"][0]["exclusiveMinimum"] == 0
