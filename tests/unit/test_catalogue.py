"""The shipped formats."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from siting.catalogue import CONFIDENCE, FORMATS_CSV, GROUPS, TIERS, formats


def test_thirty_two_formats_with_names_in_two_languages() -> None:
    assert len(formats()) == 32
    assert all(entry.name_en and entry.name_zh for entry in formats().values())
    assert formats()["childcare"].name_zh == "托育点（3岁以下婴幼儿照护）"


def test_ids_are_unique_and_fit_for_keys() -> None:
    with FORMATS_CSV.open(encoding="utf-8", newline="") as stream:
        ids = [row["id"] for row in csv.DictReader(stream)]
    assert list(formats()) == ids
    assert all(id.isidentifier() and id == id.lower() for id in ids)


def test_tiers_and_groups_are_known_and_each_is_used() -> None:
    tiers = Counter(entry.tier for entry in formats().values())
    assert tiers == {"basic": 18, "quality": 11, "terminal": 3}
    assert set(tiers) <= set(TIERS)
    assert {entry.demand_group for entry in formats().values()} == set(GROUPS)


@pytest.mark.parametrize("entry", formats().values(), ids=formats())
def test_figures_are_possible_and_say_how_sure_they_are(entry) -> None:  # type: ignore[no-untyped-def]
    assert entry.cutoff_min in (5, 10, 15)
    assert entry.people_per_outlet > 0
    assert 0 < entry.area_m2_min <= entry.area_m2 <= entry.area_m2_max
    assert entry.confidence in CONFIDENCE


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        formats()["new"] = formats()["gym"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        formats()["gym"].cutoff_min = 3  # type: ignore[misc]
