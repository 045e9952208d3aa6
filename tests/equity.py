"""Small towns of people and circles at random, as a plain list of people beside the model made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Grading
from siting.model import City, Labels, Model
from tests.models import CIRCLES, FORMATS, coverage_model, labels

PHASES = ("first", "second")
OUTSIDE = len(CIRCLES)


@dataclass(frozen=True, slots=True)
class Household:
    """People of one format in one circle (OUTSIDE = none) and phase. options: those that reach them; outlets: those of
    today that do; worth: what one of them counts."""

    phase: int
    circle: int
    format: int
    people: float
    worth: float
    outlets: int
    options: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """outlets: (circle, format) of those of today. place: (circle, format, phase) of each option."""

    model: Model
    labels: Labels
    households: tuple[Household, ...]
    outlets: tuple[tuple[int, int], ...]
    place: tuple[tuple[int, int, int], ...]


def grading(rng: np.random.Generator) -> Grading:
    """Two levels of at most two formats each tier: random counts that never fall."""
    basic, quality = np.sort(rng.integers(0, 3, 2)), np.sort(rng.integers(0, 2, 2))
    if basic[0] + quality[0] == 0:
        basic = np.maximum(basic, 1)
    return Grading(
        ids=("basic", "quality"),
        names=({}, {}),
        basic=basic,
        quality=quality,
        points=rng.integers(1, 3, 2),
        present=str(rng.choice(["outlet", "reach", "either"])),
        reach_share=float(rng.choice([0.3, 0.5, 0.8, 1.0])),
        source="made up",
    )


def town(seed: int, most_options: int = 7, phases: int = 0, formats: tuple[str, ...] = FORMATS) -> Town:
    """A random town; phases: 0 = one or two."""
    rng = np.random.default_rng(seed)
    n_phases = phases or int(rng.integers(1, 3))
    n_options, n_formats = int(rng.integers(1, most_options + 1)), len(formats)
    whole = bool(rng.integers(0, 2))
    households = []
    place = tuple(
        (int(rng.integers(-1, OUTSIDE)), int(rng.integers(0, n_formats)), int(rng.integers(0, n_phases)))
        for _ in range(n_options)
    )
    for _ in range(int(rng.integers(0, 16))):
        phase, format = int(rng.integers(0, n_phases)), int(rng.integers(0, n_formats))
        mine = [k for k in range(n_options) if place[k][1] == format and place[k][2] <= phase]
        people = float(rng.integers(1, 9)) if whole else float(rng.random() * 5)
        chosen = frozenset(k for k in mine if rng.random() < 0.5)
        outlets = int(rng.integers(1, 3)) if rng.random() < 0.2 else 0
        circle, worth = int(rng.integers(0, OUTSIDE + 1)), float(rng.choice([0.0, 1.0, 1.0, 2.5]))
        households.append(Household(phase, circle, format, people, worth, outlets, chosen))
    outlets_today = tuple(
        (int(rng.integers(0, OUTSIDE)), int(rng.integers(0, n_formats)))
        for _ in range(int(rng.integers(0, 3)))
    )
    names = replace(
        labels((n_options + 1) // 2), phases=PHASES[:n_phases] if n_phases > 1 else ("",), format_ids=formats
    )
    made = _model(households, outlets_today, place, n_phases, n_formats, grading(rng), rng)
    return Town(made, names, tuple(households), outlets_today, place)


def _model(
    households: list[Household],
    outlets: tuple[tuple[int, int], ...],
    place: tuple[tuple[int, int, int], ...],
    n_phases: int,
    n_formats: int,
    grades: Grading,
    rng: np.random.Generator,
) -> Model:
    """The model: households that an outlet of today reaches are rows only now and then, as objectives may ask."""
    rows = [one for one in households if one.outlets == 0 or rng.random() < 0.5]
    years = 1.0 + np.arange(n_phases)
    reach = np.array([[k in one.options for k in range(len(place))] for one in rows], dtype=bool)
    weight = [one.people * one.worth * years[one.phase] for one in rows]
    base = coverage_model(reach.reshape(len(rows), len(place)), weight, 1.0 + rng.integers(0, 4, len(place)))
    return replace(
        base,
        row_circle=_whole([one.circle if one.circle < OUTSIDE else -1 for one in rows]),
        row_format=_whole([one.format for one in rows]),
        row_phase=_whole([one.phase for one in rows]),
        row_people=np.array([one.people for one in rows]),
        row_outlets=_whole([one.outlets for one in rows]),
        option_circle=_whole([circle for circle, _, _ in place]),
        option_format=_whole([format for _, format, _ in place]),
        option_phase=_whole([phase for _, _, phase in place]),
        city=_city(base.city, households, outlets, years, n_formats, grades),
    )


def _city(
    base: City,
    households: list[Household],
    outlets: tuple[tuple[int, int], ...],
    years: NDArray[np.float64],
    n_formats: int,
    grades: Grading,
) -> City:
    tables = {key: np.zeros((len(years), OUTSIDE + 1, n_formats)) for key in ("people", "worth")}
    tables |= {f"{key}_reached": np.zeros_like(table) for key, table in tables.items()}
    for one in households:
        cell = (one.phase, one.circle, one.format)
        tables["people"][cell] += one.people
        tables["worth"][cell] += one.people * one.worth
        tables["people_reached"][cell] += one.people * (one.outlets > 0)
        tables["worth_reached"][cell] += one.people * one.worth * (one.outlets > 0)
    standing = np.zeros((OUTSIDE + 1, n_formats), dtype=np.int64)
    for circle, format in outlets:
        standing[circle, format] += 1
    return replace(
        base,
        people=tables["people"],
        reached=tables["people_reached"],
        worth=tables["worth"],
        worth_reached=tables["worth_reached"],
        outlets=standing,
        years=years,
        format_tiers=("basic", "quality", "basic", "other")[:n_formats],
        grading=grades,
    )


def _whole(values: list[int]) -> NDArray[np.int32]:
    return np.array(values, dtype=np.int32)


def in_reach(one: Household, selection: set[int]) -> bool:
    """By definition: an outlet of today or of the selection reaches them."""
    return one.outlets > 0 or bool(one.options & selection)
