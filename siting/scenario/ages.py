"""Cohorts: how `demand.ages` names bands of age, and which demand groups follow from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.catalogue import CatalogueGroup, groups

if TYPE_CHECKING:
    from siting.scenario import Scenario
    from siting.scenario.people import Demand

EVERYONE = "people"
HOUSEHOLDS = "households"
OLDEST = 130
NOBODY = OLDEST + 1
"""The age that nobody reaches, where an open cohort or group ends."""
_NAME = re.compile(r"(\d{1,3})(?:(\+)|-(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Band:
    """People of age_from <= age < age_to, in completed years; age_to None = no upper end."""

    age_from: int
    age_to: int | None

    @property
    def name(self) -> str:
        """As a census table says it: "0-4", "7", "85+"."""
        if self.age_to is None:
            return f"{self.age_from}+"
        last = self.age_to - 1
        return str(self.age_from) if last == self.age_from else f"{self.age_from}-{last}"


def parse_band(text: str) -> Band | None:
    """ "0-4" (both ages belong to it), "7" or "85+"; None where it is none of these."""
    found = _NAME.fullmatch(text.strip())
    if found is None:
        return None
    first = int(found[1])
    if found[2]:
        return Band(first, None) if first <= OLDEST else None
    last = int(found[3]) if found[3] else first
    return Band(first, last + 1) if first <= last <= OLDEST else None


def bands_of(demand: Demand) -> list[Band]:
    """The cohorts that demand.ages names, in its order; those that are none are left out."""
    found = (parse_band(text) for text in demand.ages)
    return [band for band in found if band is not None]


def is_cut(band: Band, group: CatalogueGroup) -> bool:
    """Whether some ages of the band belong to the group and some do not."""
    low, high = group.age_from or 0, NOBODY if group.age_to is None else group.age_to
    end = NOBODY if band.age_to is None else band.age_to
    return band.age_from < high and low < end and not (low <= band.age_from and end <= high)


def follows(group: CatalogueGroup, bands: Sequence[Band], by_year: bool) -> bool:
    """Whether the group's people follow from the cohorts: an open one is only cut where years of age are known."""
    if group.kind != "ages":
        return False
    return by_year or not any(band.age_to is None and is_cut(band, group) for band in bands)


def derivable(demand: Demand) -> dict[str, CatalogueGroup]:
    """The groups of the catalogue that follow from demand.ages and that demand.groups does not give."""
    bands, by_year = bands_of(demand), demand.single_years is not None
    return {
        name: group
        for name, group in groups().items()
        if bands and name not in demand.groups and follows(group, bands, by_year)
    }


def known_groups(demand: Demand) -> tuple[str, ...]:
    """Every group that a format may name: everyone, those of demand.groups, and those that follow."""
    households = () if demand.people_per_household is None else (HOUSEHOLDS,)
    return tuple(dict.fromkeys((EVERYONE, *demand.groups, *derivable(demand), *households)))


def groups_in_use(scenario: Scenario) -> dict[str, CatalogueGroup]:
    """Those that follow from demand.ages and that a format, a walking speed or a group's weight names."""
    demand = scenario.settings.demand
    used = {format.group for format in scenario.formats} | set(scenario.settings.travel.group_speed_m_per_min)
    used |= set(demand.group_weights)
    return {name: group for name, group in derivable(demand).items() if name in used}
