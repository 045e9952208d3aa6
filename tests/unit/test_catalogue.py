"""What ships: formats, demand groups and presets."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from siting.catalogue import (
    CONFIDENCE,
    FORMATS_CSV,
    TIERS,
    departments,
    duties,
    find_department,
    find_preset,
    formats,
    groups,
    presets,
)
from siting.catalogue.departments import DEPARTMENTS_CSV, DUTIES, DUTIES_CSV
from siting.catalogue.groups import DEFINITIONS, GROUPS_CSV
from siting.catalogue.presets import MEMBERSHIPS, PRESETS_CSV

DOMAIN = Path(__file__).resolve().parents[3] / "shared" / "domain" / "formats.csv"


def test_thirty_two_formats_with_names_in_two_languages() -> None:
    assert len(formats()) == 32
    assert all(entry.name_en and entry.name_zh for entry in formats().values())
    assert formats()["childcare"].name_zh == "托育点（3岁以下婴幼儿照护）"


def test_ids_are_unique_and_fit_for_keys() -> None:
    with FORMATS_CSV.open(encoding="utf-8", newline="") as stream:
        ids = [row["id"] for row in csv.DictReader(stream)]
    assert list(formats()) == ids
    assert all(id.isidentifier() and id == id.lower() for id in ids)


@pytest.mark.skipif(not DOMAIN.exists(), reason="the planners' own table of formats is not at hand")
def test_the_formats_are_those_of_the_planners_table() -> None:
    assert FORMATS_CSV.read_text(encoding="utf-8") == DOMAIN.read_text(encoding="utf-8")


def test_tiers_are_known_and_each_group_named_is_in_the_table() -> None:
    tiers = Counter(entry.tier for entry in formats().values())
    assert tiers == {"basic": 18, "quality": 11, "terminal": 3}
    assert set(tiers) <= set(TIERS)
    used = {entry.demand_group for entry in formats().values()}
    assert used == {*groups()} - {"age_3_6", "age_65_plus", "age_80_plus"}


@pytest.mark.parametrize("entry", formats().values(), ids=formats())
def test_figures_are_possible_and_say_how_sure_they_are(entry) -> None:  # type: ignore[no-untyped-def]
    assert entry.cutoff_min in (5, 10, 15)
    assert entry.people_per_outlet > 0
    assert 0 < entry.area_m2_min <= entry.area_m2 <= entry.area_m2_max
    assert entry.confidence in CONFIDENCE


def test_ids_of_groups_and_presets_are_unique() -> None:
    for path, known in ((GROUPS_CSV, groups()), (PRESETS_CSV, presets())):
        with path.open(encoding="utf-8", newline="") as stream:
            assert [row["id"] for row in csv.DictReader(stream)] == list(known)


def test_groups_of_ages_are_half_open_and_say_what_their_names_say() -> None:
    ages = {id: (group.age_from, group.age_to) for id, group in groups().items() if group.kind == "ages"}
    assert ages == {
        "age_0_3": (0, 3),
        "age_3_6": (3, 6),
        "age_6_18": (6, 19),
        "age_15_59": (15, 60),
        "age_40_plus": (40, None),
        "elderly": (60, None),
        "age_65_plus": (65, None),
        "age_80_plus": (80, None),
    }
    others = [group for group in groups().values() if group.kind != "ages"]
    assert {group.kind for group in others} == {"everyone", "households", "other"}
    assert all(group.age_from is None and group.age_to is None for group in others)
    assert all(group.confidence in DEFINITIONS for group in groups().values())


def test_presets_name_formats_of_the_catalogue() -> None:
    for preset in presets().values():
        assert set(preset.formats) <= set(formats())
        assert len(set(preset.formats)) == len(preset.formats) > 1
        assert preset.confidence in MEMBERSHIPS
        assert preset.id.isidentifier()


@pytest.mark.parametrize("tier", ["basic", "quality"])
def test_two_presets_are_whole_tiers(tier: str) -> None:
    assert list(presets()[tier].formats) == [id for id, entry in formats().items() if entry.tier == tier]


@pytest.mark.parametrize(
    ("name", "marks"),
    [("一店一早", "店早"), ("一菜一修", "菜修"), ("一老一小", "老小"), ("一收一洗", "收洗")],
)
def test_a_pair_is_what_the_formats_notes_call_it(name: str, marks: str) -> None:
    preset = find_preset(name)
    assert preset is not None
    assert preset is find_preset(preset.id)
    noted = [id for id, entry in formats().items() if any(f"一{sign}" in entry.note for sign in marks)]
    assert sorted(preset.formats) == sorted(noted)


def test_no_preset_of_an_unknown_name() -> None:
    assert find_preset("basik") is None


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        formats()["new"] = formats()["gym"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        formats()["gym"].cutoff_min = 3  # type: ignore[misc]


def test_every_format_has_a_department_that_leads_and_says_how_sure_that_is() -> None:
    assert list(duties()) == list(formats())
    for duty in duties().values():
        assert {duty.department, *duty.beside} <= set(departments())
        assert duty.department not in duty.beside
        assert duty.confidence in DUTIES
    for path, known, key in ((DEPARTMENTS_CSV, departments(), "id"), (DUTIES_CSV, duties(), "format")):
        with path.open(encoding="utf-8", newline="") as stream:
            assert [row[key] for row in csv.DictReader(stream)] == list(known)
    used = {one for duty in duties().values() for one in (duty.department, *duty.beside)}
    assert used == set(departments()), "no department ships that has nothing to do"


def test_a_department_is_found_by_id_and_by_name_in_either_language() -> None:
    for text in ("civil_affairs", " Civil Affairs Bureau", "民政局"):
        assert find_department(text) is departments()["civil_affairs"]
    assert find_department("bureau") is None
