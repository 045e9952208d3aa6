"""Groups from a real census: what published figures say of the even split of a cohort."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from siting.catalogue import CatalogueGroup, groups
from siting.population.ages import group_counts
from siting.scenario.ages import Band, parse_band

Census = dict[str, float]


def census(shared: Path, area: str) -> Census:
    """Group -> people of an area in 2020."""
    path = shared / "data" / "zibo" / "zibo_census_facts.csv"
    if not path.is_file():
        pytest.skip(f"real data not present: {path.name}")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if area in row["area"] and row["year"] == "2020"]
    return {row["group"]: float(row["value"]) for row in rows}


def pyramid(found: Census, width: int) -> tuple[list[Band], NDArray[np.float64]]:
    """The cohorts of one width (and those of the ends) that together are everybody, and (1, n_bands) their people."""
    named = [(parse_band(name), name) for name in found]
    known = sorted(
        (band.age_from, band.age_to or 999, name)
        for band, name in named
        if band is not None and (band.age_to is None or band.age_to - band.age_from <= width)
    )
    kept, reached = [], 0
    for first, end, name in known:
        if first == reached:
            kept.append(name)
            reached = end
    bands = [band for name in kept if (band := parse_band(name)) is not None]
    return bands, np.array([[found[name] for name in kept]])


def ages(first: int, end: int | None) -> dict[str, CatalogueGroup]:
    return {"group": CatalogueGroup("group", "", "", "ages", first, end, "", "")}


def test_an_even_split_against_what_was_published(shared: Path) -> None:
    """Zhangdian in ten-year cohorts: 0-14 come out 1.5 % low, 65 and over 2.5 % high."""
    found = census(shared, "Zhangdian")
    bands, people = pyramid(found, 10)
    assert people.sum() == found["total"] == 1_272_967
    young = group_counts(people, bands, ages(0, 15))["group"][0]
    old = group_counts(people, bands, ages(65, None))["group"][0]
    assert young / found["0-14"] - 1 == pytest.approx(-0.0152, abs=1e-4)
    assert old / found["65+"] - 1 == pytest.approx(0.0252, abs=1e-4)


def test_groups_of_whole_cohorts_are_exact(shared: Path) -> None:
    found = census(shared, "Huantai")
    bands, people = pyramid(found, 5)
    assert people.sum() == pytest.approx(found["total"], abs=10)
    of = {name: counts[0] for name, counts in group_counts(people, bands, dict(groups_by_age())).items()}
    assert of["elderly"] == 31_744 + 38_530 + 24_603 + 12_541 + 9_888 + 7_982
    assert of["age_80_plus"] == 9_888 + 7_982
    assert of["age_0_3"] == pytest.approx(3_553 + 21_967 / 2)


def groups_by_age() -> list[tuple[str, CatalogueGroup]]:
    return [(name, group) for name, group in groups().items() if group.kind == "ages"]
