"""Small towns in plain words, with sites, phases and outlets of today; their models; and what rules on sites mean."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.model import City, Labels, Model
from tests.models import coverage_model, rule

FORMATS = ("market", "canteen", "locker")
KINDS = ("shop", "vacant")
CIRCLES = ("C1", "C2")
DISTRICTS = ("North", "South")
SOURCES = ("market", "public")
PHASES = ("first", "second")


@dataclass(frozen=True)
class Site:
    """None = not said."""

    id: str
    x_m: float
    y_m: float
    area_m2: float | None
    kind: str
    circle: str | None
    district: str | None
    source: str | None
    cost: float


@dataclass(frozen=True)
class Option:
    """An outlet that may open. phase counts from 0."""

    site: Site
    format: str
    phase: int
    cost: float
    area_m2: float | None
    source: str | None


@dataclass(frozen=True)
class Town:
    """outlets: format and place of what there is today."""

    sites: list[Site]
    options: list[Option]
    outlets: list[tuple[str, float, float]]
    n_phases: int

    def opened(self, selection: Any) -> list[Option]:
        """The outlets of a selection."""
        return [self.options[k] for k in selection]

    def opens_once(self, selection: Any) -> bool:
        """Whether no site opens a format twice."""
        pairs = [(one.site.id, one.format) for one in self.opened(selection)]
        return len(pairs) == len(set(pairs))


def town(seed: int, most_options: int = 6) -> Town:
    """A random town on a grid of 100 m, with ties, unknown areas, free sites, and outlets of today."""
    rng = np.random.default_rng(seed)

    def one_of(known: tuple[str, ...]) -> str | None:
        return [None, *known][int(rng.integers(0, len(known) + 1))]

    n_phases = int(rng.integers(1, 3))
    areas = {format: [None, 50.0, 80.0, 33.3][int(rng.integers(0, 4))] for format in FORMATS}
    payers = {format: one_of(SOURCES) for format in FORMATS}
    sites = [
        Site(
            id=f"s{number}",
            x_m=100.0 * int(rng.integers(0, 4)),
            y_m=100.0 * int(rng.integers(0, 3)),
            area_m2=[None, 100.0, 130.0, 83.3, 200.0][int(rng.integers(0, 5))],
            kind=KINDS[int(rng.integers(0, 2))],
            circle=one_of(CIRCLES),
            district=one_of(DISTRICTS),
            source=one_of(SOURCES),
            cost=float(rng.integers(0, 4)),
        )
        for number in range(int(rng.integers(1, 4)))
    ]
    every = [(site, format, phase) for phase in range(n_phases) for site in sites for format in FORMATS]
    chosen = sorted(rng.permutation(len(every))[: int(rng.integers(1, most_options + 1))].tolist())
    options = [
        Option(site, format, phase, float(rng.integers(0, 6)) / 2, areas[format], payers[format])
        for site, format, phase in (every[number] for number in chosen)
    ]
    outlets = [
        (FORMATS[int(rng.integers(0, 3))], 100.0 * int(rng.integers(0, 5)), 100.0 * int(rng.integers(0, 4)))
        for _ in range(int(rng.integers(0, 3)))
    ]
    return Town(sites, options, outlets, n_phases)


def labels_of(known: Town) -> Labels:
    """The ids of a town."""
    phases = PHASES if known.n_phases > 1 else ("",)
    ids = tuple(site.id for site in known.sites)
    return Labels(FORMATS, CIRCLES, ids, KINDS, DISTRICTS, SOURCES, phases)


def model_of(known: Town, rules: list[tuple[str, dict[str, Any]]], seed: int = 0) -> Model:
    """The town's model under these rules; who is reached is random. Rules of two phases open each outlet once."""
    rng = np.random.default_rng(seed)
    options, sites, names = known.options, known.sites, labels_of(known)
    reach = rng.random((8, len(options))) < 0.4
    plain = coverage_model(reach, rng.integers(0, 9, 8), [one.cost for one in options])
    site = np.array([sites.index(one.site) for one in options], dtype=np.int32)
    xy_m = np.array([(one.x_m, one.y_m) for one in sites])
    phases = [("phases", dict[str, Any]())] if known.n_phases > 1 else []
    return replace(
        plain,
        site_cost=np.array([one.cost for one in sites]),
        site_source=_positions([one.source for one in sites], SOURCES),
        option_site=site,
        option_format=_positions([one.format for one in options], FORMATS),
        option_phase=np.array([one.phase for one in options], dtype=np.int32),
        option_circle=_positions([one.site.circle for one in options], CIRCLES),
        option_district=_positions([one.site.district for one in options], DISTRICTS),
        option_kind=_positions([one.site.kind for one in options], KINDS),
        option_source=_positions([one.source for one in options], SOURCES),
        option_area_m2=_numbers([one.area_m2 for one in options]),
        option_xy_m=xy_m[site],
        city=_city(known, plain.city, xy_m),
        rules=tuple(rule(name, names, **settings) for name, settings in [*rules, *phases]),
    )


def _city(known: Town, plain: City, xy_m: NDArray[np.float64]) -> City:
    return replace(
        plain,
        years=np.ones(known.n_phases),
        outlet_format=_positions([format for format, _, _ in known.outlets], FORMATS),
        outlet_circle=np.full(len(known.outlets), -1, dtype=np.int32),
        outlet_xy_m=np.array([place for _, *place in known.outlets], dtype=np.float64).reshape(-1, 2),
        site_area_m2=_numbers([one.area_m2 for one in known.sites]),
        site_kind=_positions([one.kind for one in known.sites], KINDS),
        site_circle=_positions([one.circle for one in known.sites], CIRCLES),
        site_xy_m=xy_m,
    )


def _positions(texts: list[Any], known: tuple[str, ...]) -> NDArray[np.int32]:
    return np.array([-1 if text is None else known.index(text) for text in texts], dtype=np.int32)


def _numbers(values: list[float | None]) -> NDArray[np.float64]:
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)
