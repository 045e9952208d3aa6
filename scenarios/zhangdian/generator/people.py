"""Who lives in the buildings: census totals and ages, met exactly, in whole people."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generator.dwellings import Dwellings
from generator.land import Floats
from generator.rounding import Whole, fit_margins, largest_remainder, round_table

BANDS = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80+")

# Illustrative leanings: people of a band, relative to the city, by the use they live in.
LEANING = {
    "old": (0.85, 0.95, 0.85, 0.80, 0.95, 1.10, 1.35, 1.45, 1.50),
    "estate": (1.30, 1.10, 1.05, 1.30, 1.10, 0.85, 0.70, 0.60, 0.60),
    "hamlet": (0.95, 0.90, 1.35, 1.05, 0.95, 0.95, 0.90, 0.85, 0.80),
    "commercial": (0.85, 0.85, 1.35, 1.20, 0.95, 0.90, 0.85, 0.80, 0.80),
    "institution": (0.80, 1.10, 1.60, 1.00, 0.90, 0.85, 0.90, 0.95, 1.00),
    "village": (0.85, 0.85, 0.65, 0.75, 0.95, 1.20, 1.45, 1.40, 1.35),
}
# Under 3 and 6-9 within 0-9: Huantai, the neighbouring county, census 2020 (facts/census.csv):
# (3,553 + 21,967 * 2 / 4) / 48,582 and 23,062 * 4 / 5 / 48,582. Single years are spread evenly in a band.
UNDER_3_OF_0_9 = 0.299
AGE_6_9_OF_0_9 = 0.380
AGE_15_18_OF_15_19 = 0.8
# Illustrative: people per household, and car owners per person of 20-69, by use.
HOUSEHOLD_PEOPLE = {
    "old": 2.4,
    "estate": 2.9,
    "hamlet": 2.3,
    "commercial": 2.3,
    "institution": 2.4,
    "village": 2.6,
}
CAR_OWNERS = {
    "old": 0.24,
    "estate": 0.40,
    "hamlet": 0.18,
    "commercial": 0.28,
    "institution": 0.22,
    "village": 0.26,
}


@dataclass(frozen=True)
class Census:
    """Zhangdian 2020: whole people by group."""

    groups: dict[str, int]

    def __getitem__(self, group: str) -> int:
        return self.groups[group]

    @property
    def bands(self) -> Whole:
        """(9,) people by BANDS."""
        return np.array([self[band] for band in BANDS])

    @property
    def age_10_14(self) -> int:
        """People of 10-14, the difference of two bands."""
        return self["0-14"] - self["0-9"]


def read_census(path: Path) -> Census:
    """The district's groups from facts/census.csv."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["adcode"] == "370303" and row["year"] == "2020"]
    return Census({row["group"]: int(row["people"]) for row in rows})


@dataclass(frozen=True, eq=False)
class People:
    """Whole people per building. columns: name -> (n,), in the order of the file; bands: (n, 9)."""

    columns: dict[str, Whole]
    bands: Whole


def settle(dwellings: Dwellings, census: Census) -> People:
    """Fills the buildings: totals urban and rural, then ages that meet both margins."""
    people = np.empty(len(dwellings.size), dtype=np.int64)
    for where, total in ((~dwellings.rural, census["urban"]), (dwellings.rural, census["rural"])):
        people[where] = largest_remainder(dwellings.size[where], total, least=3)
    leaning = np.array([LEANING[use] for use in dwellings.use])
    # The old grow in number towards the centre.
    age = np.linspace(-1, 1, len(BANDS))
    leaning *= np.exp(0.35 * (dwellings.centrality[:, None] - 0.4) * age)
    start = leaning * people[:, None] * census.bands.astype(float)
    exact = fit_margins(start, people.astype(float), census.bands.astype(float))
    bands = round_table(exact, people, census.bands)
    return People(_groups(people, bands, dwellings, census), bands)


def _groups(people: Whole, bands: Whole, dwellings: Dwellings, census: Census) -> dict[str, Whole]:
    """The catalogue's demand groups."""
    age_10_14 = part(bands[:, 1], census.age_10_14)
    age_15_19 = bands[:, 1] - age_10_14
    young, school = census["0-9"], part(bands[:, 0], round(AGE_6_9_OF_0_9 * census["0-9"]))
    small = part(bands[:, 0] - school, round(UNDER_3_OF_0_9 * young))
    age_15_18 = part(age_15_19, round(AGE_15_18_OF_15_19 * int(age_15_19.sum())))
    per_household = np.array([HOUSEHOLD_PEOPLE[use] for use in dwellings.use])
    owning = np.array([CAR_OWNERS[use] for use in dwellings.use])
    return {
        "people": people,
        "age_0_3": small,
        "age_6_18": school + age_10_14 + age_15_18,
        "age_15_59": age_15_19 + bands[:, 2:6].sum(axis=1),
        "age_40_plus": bands[:, 4:].sum(axis=1),
        "elderly": bands[:, 6:].sum(axis=1),
        "households": np.maximum(np.round(people / per_household), 1).astype(np.int64),
        "car_owners": carried(owning * bands[:, 2:7].sum(axis=1)),
    }


def part(whole: Whole, total: int) -> Whole:
    """Spreads `total` over buildings in proportion to `whole`, never more than `whole` in any."""
    return np.diff(np.round(np.cumsum(whole) * (total / whole.sum())), prepend=0.0).astype(np.int64)


def carried(exact: Floats) -> Whole:
    """Integers whose running sums stay within one half of the exact ones."""
    return np.diff(np.round(np.cumsum(exact)), prepend=0.0).astype(np.int64)
