"""Groups of people from cohorts of age: whole cohorts as they are, others split by year of age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from siting.catalogue import CatalogueGroup
from siting.language import tr
from siting.scenario.ages import Band, is_cut

Floats = NDArray[np.float64]

__all__ = ["Band", "cut_bands", "group_counts", "group_shares"]


def group_counts(
    cohort_people: Floats,
    bands: Sequence[Band],
    groups: Mapping[str, CatalogueGroup],
    years: Floats | None = None,
) -> dict[str, Floats]:
    """People of each group: name -> (n,).

    cohort_people: (n, n_bands) people of each cohort. years: (n_years,) people of age 0, 1, 2 ..., of which only
    the ratios inside a cohort count; None: every year of a cohort is alike.

        people(group) = sum over bands of share(band, group) * people(band)

    Raises ValueError where a group begins or ends inside an open cohort, or one without people in `years`."""
    shares = group_shares(bands, groups, years)
    return {name: cohort_people @ share for name, share in shares.items()}


def group_shares(
    bands: Sequence[Band], groups: Mapping[str, CatalogueGroup], years: Floats | None = None
) -> dict[str, Floats]:
    """Name -> (n_bands,) share of each cohort that belongs to the group. Raises as `group_counts`."""
    return {
        name: np.array([_share(band, group, years) for band in bands], dtype=np.float64)
        for name, group in groups.items()
    }


def cut_bands(bands: Sequence[Band], group: CatalogueGroup) -> list[Band]:
    """The cohorts that the group begins or ends in, so that its people there are an estimate."""
    return [band for band in bands if is_cut(band, group)]


def _share(band: Band, group: CatalogueGroup, years: Floats | None) -> float:
    low = group.age_from or 0
    if not is_cut(band, group):
        inside = low <= band.age_from and (group.age_to is None or band.age_from < group.age_to)
        return 1.0 if inside else 0.0
    if years is None and band.age_to is None:
        raise ValueError(tr("the open cohort {band} cannot be split evenly", band=band.name))
    end = band.age_to if years is None else len(years)
    ages = np.arange(band.age_from, end if band.age_to is None else band.age_to)
    weight = np.ones(len(ages)) if years is None else _of_ages(band, ages, years)
    belongs = (ages >= low) & (ages < (np.inf if group.age_to is None else group.age_to))
    return float(weight[belongs].sum() / weight.sum())


def _of_ages(band: Band, ages: NDArray[np.int64], years: Floats) -> Floats:
    """(n_ages,) weights of a cohort's years."""
    if not len(ages) or ages[-1] >= len(years) or not years[ages].sum() > 0:
        raise ValueError(tr("the years of age say nothing of the cohort {band}", band=band.name))
    return years[ages]
