"""Presets in a scenario: written out in order, overridden key by key, wrong ones said at their line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting import scenario
from siting.catalogue import presets
from siting.errors import InputError

HEAD = """name: presets
crs: plane
demand: {file: demand.csv, groups: {elderly: old, age_0_3: young, households: homes, car_owners: cars}}
sites: {file: sites.csv}
travel: {plane: {}}
budget: 1
formats:
"""


def load(folder: Path, formats: str, **given: object) -> scenario.Scenario:
    path = folder / "scenario.yaml"
    path.write_text(HEAD + formats, encoding="utf-8")
    return scenario.load(path, **given)  # type: ignore[arg-type]


def refused(folder: Path, formats: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(folder, formats)
    return [str(problem) for problem in caught.value.problems]


def ids(found: scenario.Scenario) -> list[str]:
    return [format.id for format in found.formats]


def test_a_preset_stands_for_its_formats(tmp_path: Path) -> None:
    assert ids(load(tmp_path, "  - {preset: basic}\n")) == list(presets()["basic"].formats)


@pytest.mark.parametrize("name", ["old_and_young", "一老一小"])
def test_a_preset_goes_by_two_names(name: str, tmp_path: Path) -> None:
    assert ids(load(tmp_path, f"  - preset: {name}\n")) == ["community_canteen", "elderly_care", "childcare"]


def test_what_a_preset_says_it_says_of_each(tmp_path: Path) -> None:
    found = load(tmp_path, "  - {preset: 一店一早, cost: {fixed: 7}, max_new: 3, rate: 0.5, cutoff_m: 300}\n")
    assert [(one.cost.fixed, one.max_new, one.rate, one.cutoff_m) for one in found.formats] == [
        (7, 3, 0.5, 300)
    ] * 2


def test_entries_are_laid_over_each_other_in_order(tmp_path: Path) -> None:
    formats = """  - bookstore
  - {preset: 一老一小, cost: 5, max_new: 2}
  - {id: childcare, cost: 9, rate: 0.4}
  - {preset: market_and_repair, without: [fresh_food_store]}
  - {id: gym, demand: people}
"""
    found = load(tmp_path, formats)
    assert ids(found) == [
        "bookstore", "community_canteen", "elderly_care", "childcare", "vegetable_market", "repair_workshop", "gym",
    ]  # fmt: skip
    childcare = found.formats[3]
    assert (childcare.cost.fixed, childcare.max_new, childcare.rate, childcare.index) == (9, 2, 0.4, 3)


def test_a_later_preset_is_laid_over_earlier_entries(tmp_path: Path) -> None:
    formats = "  - childcare\n  - {id: elderly_care, cost: 9, max_new: 1}\n  - {preset: 一老一小, cost: 5}\n"
    found = load(tmp_path, formats)
    assert ids(found) == ["childcare", "elderly_care", "community_canteen"]
    assert [one.cost.fixed for one in found.formats] == [5, 5, 5]
    assert found.formats[1].max_new == 1


def test_every_key_keeps_its_place(tmp_path: Path) -> None:
    found = load(
        tmp_path, "  - bakery\n  - {preset: 一店一早,\n     cost: 5}\n  - {id: breakfast_shop, weight: 2}\n"
    )
    places = [str(found.place("formats", 2, key)) for key in ("id", "cost", "weight")]
    assert places == [
        "scenario.yaml:11:10: formats[2].id",
        "scenario.yaml:10:12: formats[2].cost",
        "scenario.yaml:11:34: formats[2].weight",
    ]
    assert str(found.place("formats", 1, "cost")) == "scenario.yaml:10:12: formats[1].cost"


def test_the_command_line_changes_what_a_preset_gave(tmp_path: Path) -> None:
    text = "  - {preset: 一店一早}\noverrides: {dear: {formats.breakfast_shop.cost: 8}}\n"
    found = load(tmp_path, text, sets=["formats.convenience_store.cost=3"], override="dear")
    assert [one.cost.fixed for one in found.formats] == [3, 8]
    assert ids(load(tmp_path, "  - bakery\n", sets=["formats=[{preset: 一收一洗}]"])) == [
        "recycling_point",
        "car_wash",
    ]


def test_the_resolved_scenario_lists_the_formats(tmp_path: Path) -> None:
    first = load(tmp_path, "  - {preset: quality, demand: people, cost: 5}\n  - {id: gym, rate: 0.25}\n")
    text = scenario.resolved_yaml(first, tmp_path)
    assert "preset:" not in text
    (tmp_path / "again.yaml").write_text(text, encoding="utf-8")
    again = scenario.load(tmp_path / "again.yaml")
    assert ids(again) == ids(first) == list(presets()["quality"].formats)
    assert [one.rate for one in again.formats] == [one.rate for one in first.formats]


@pytest.mark.parametrize(
    ("formats", "said"),
    [
        (
            "  - {preset: basik}\n",
            "scenario.yaml:8:14: formats[0].preset: unknown preset 'basik'. Did you mean 'basic'?",
        ),
        (
            "  - {preset: 一老一少}\n",
            "scenario.yaml:8:14: formats[0].preset: unknown preset '一老一少'. Did you mean '一老一小'?",
        ),
        (
            "  - bakery\n  - {preset: 一店一早, cost: -5}\n",
            "scenario.yaml:9:26: formats[1].cost: got -5, must be >= 0",
        ),
        (
            "  - {preset: 一店一早, max_nw: 5}\n",
            "scenario.yaml:8:20: formats[0]: unknown key 'max_nw'. Did you mean 'max_new'?",
        ),
        (
            "  - {preset: 一店一早, witout: [bakery]}\n",
            "scenario.yaml:8:20: formats[0]: unknown key 'witout'. Did you mean 'without'?",
        ),
        (
            "  - 一老一小\n",
            "scenario.yaml:8:5: formats[0]: '一老一小' is not in the catalogue, so it needs cutoff_min or cutoff_m. "
            "It is a preset: write {preset: 一老一小}.",
        ),
        (
            "  - {preset: 一店一早, id: x}\n",
            "scenario.yaml:8:20: formats[0]: a preset stands for several formats, which have no id in common. Give the "
            "one format an entry of its own after the preset.",
        ),
        (
            "  - {preset: 一店一早, without: [bakery]}\n",
            "scenario.yaml:8:30: formats[0].without[0]: the preset '一店一早' has no format 'bakery'. Known: "
            "convenience_store, breakfast_shop.",
        ),
        (
            "  - {preset: 一店一早}\n  - {id: breakfast_shop}\n  - {id: breakfast_shop}\n",
            "scenario.yaml:10:10: formats[2]: the format 'breakfast_shop' is listed twice. It stands at line 9 "
            "already.",
        ),
        (
            "  - {preset: 一店一早, demand: all}\n",
            "scenario.yaml:8:28: formats[0].demand: unknown demand group 'all'. Everyone is called 'people'.",
        ),
        (
            "  - {preset: 一店一早, demand: nobody}\n",
            "scenario.yaml:8:28: formats[0].demand: unknown demand group 'nobody'. Known: people, elderly, age_0_3, "
            "households, car_owners.",
        ),
    ],
)
def test_a_preset_that_is_wrong_is_said_once(formats: str, said: str, tmp_path: Path) -> None:
    assert refused(tmp_path, formats) == [said]


def test_broken_presets_do_not_hide_each_other(tmp_path: Path) -> None:
    said = refused(
        tmp_path, "  - {preset: basik}\n  - {preset: quality, cost: x}\n  - {preset: 一收一洗, rate: 4}\n"
    )
    assert [one.split(": ")[1] for one in said] == ["formats[0].preset", "formats[1].cost", "formats[2].rate"]


def test_a_group_that_a_preset_needs_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text(
        HEAD.replace(", groups: {elderly: old, age_0_3: young, households: homes, car_owners: cars}", "")
        + "  - {preset: 一老一小}\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        scenario.load(tmp_path)
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 3
    assert said[2].startswith("scenario.yaml:8:14: formats[0]: 'childcare' serves the group 'age_0_3'")
