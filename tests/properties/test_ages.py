"""Cohorts and groups: whatever is split adds up again."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.catalogue import CatalogueGroup
from siting.population.ages import group_counts
from siting.scenario.ages import OLDEST, Band

cuts = st.lists(st.integers(1, 100), max_size=8, unique=True).map(sorted)
seeds = st.integers(0, 2**32 - 1)


def bands(starts: list[int]) -> list[Band]:
    """From 0 to an open end, with the given ages in between."""
    edges = [0, *starts]
    return [Band(low, high) for low, high in zip(edges, [*starts, None], strict=True)]


def parts(starts: list[int]) -> dict[str, CatalogueGroup]:
    """Groups that together are everybody, each once."""
    return {
        band.name: CatalogueGroup(band.name, "", "", "ages", band.age_from, band.age_to, "", "")
        for band in bands(starts)
    }


@settings(deadline=None)
@given(cuts, cuts, seeds)
def test_groups_that_part_everybody_add_up_to_everybody(
    cohorts: list[int], groups: list[int], seed: int
) -> None:
    random = np.random.default_rng(seed)
    years = random.uniform(0.1, 9.0, OLDEST + 1)
    people = random.uniform(0, 1e6, (3, len(cohorts) + 1))
    found = group_counts(people, bands(cohorts), parts(groups), years)
    assert all((group >= 0).all() for group in found.values())
    np.testing.assert_allclose(sum(found.values()), people.sum(axis=1), rtol=1e-12)


@settings(deadline=None)
@given(cuts, cuts, seeds)
def test_closed_cohorts_need_no_years(cohorts: list[int], groups: list[int], seed: int) -> None:
    """Even splitting is splitting by years that are all alike."""
    people = np.random.default_rng(seed).uniform(0, 1e6, (2, len(cohorts) + 1))
    last = cohorts[-1] if cohorts else 0
    within = [age for age in groups if age <= last]
    evenly = group_counts(people, bands(cohorts), parts(within))
    by_year = group_counts(people, bands(cohorts), parts(within), np.ones(OLDEST + 1))
    for name, group in evenly.items():
        np.testing.assert_allclose(group, by_year[name], rtol=1e-12)


@settings(deadline=None)
@given(cuts, cuts, seeds)
def test_a_group_is_counted_year_by_year(cohorts: list[int], groups: list[int], seed: int) -> None:
    """The plain way: every cohort's people shared out over its years, then added up from age to age."""
    random = np.random.default_rng(seed)
    years, people = random.uniform(0.1, 9.0, OLDEST + 1), random.uniform(0, 1e4, len(cohorts) + 1)
    of_age = np.zeros(OLDEST + 1)
    for band, there in zip(bands(cohorts), people, strict=True):
        ages = range(band.age_from, OLDEST + 1 if band.age_to is None else band.age_to)
        whole = sum(years[age] for age in ages)
        for age in ages:
            of_age[age] = there * years[age] / whole
    for name, found in group_counts(people[None], bands(cohorts), parts(groups), years).items():
        group = parts(groups)[name]
        expected = sum(of_age[group.age_from or 0 : OLDEST + 1 if group.age_to is None else group.age_to])
        np.testing.assert_allclose(found[0], expected, rtol=1e-9, atol=1e-9)
