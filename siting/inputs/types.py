"""The types of a city that has been read and checked: positions and metres, ids only as labels."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.errors import Place, Problem
from siting.population import Step
from siting.readers import Table

Ids = NDArray[np.object_]
Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Places with ids.

    xy_m: (n, 2) metres in the working CRS; lonlat: (n, 2) degrees WGS-84, or None on a plane. Both are nan
    where a layer has no coordinates, which only a ready travel table allows."""

    ids: Ids
    xy_m: Floats
    lonlat: Floats | None
    names: Ids

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class FormatInput:
    """One format as the scenario resolved it against the catalogue.

    Exactly one of cutoff_min and cutoff_m is given. group: name of the demand group, "people" = all.
    weight: what one person of the group counts. area_m2: nan where unknown. rate: share of the group that uses it.
    names: language -> name. source: whose money opens an outlet, "" where unknown.
    serves: id of another format -> share of its people whom an outlet of this one serves, within its own cutoff.
    places: people whom a new outlet can take, nan where there is no limit.
    department: language -> name of the one that answers for it; empty where nobody says."""

    id: str
    names: dict[str, str]
    tier: str
    cutoff_min: float | None
    cutoff_m: float | None
    group: str
    weight: float
    area_m2: float
    source: str = ""
    rate: float = 1.0
    serves: Mapping[str, float] = field(default_factory=dict)
    places: float = math.nan
    department: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """Life circles. polygons: shapely geometries in the working CRS (object array), or None when
    circles are known only by the ids that demand and sites carry. districts: of each circle, "" where unknown;
    None when the circles do not say."""

    ids: Ids
    names: Ids
    polygons: NDArray[np.object_] | None
    districts: Ids | None = None

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """A file of points as a whole.

    what: "demand", "sites" or "outlets"; place: where the scenario names the file; crs: the system that its
    coordinates were read in; lonlat: (n, 2) some of them in degrees WGS-84, evenly through the file."""

    what: str
    place: Place
    crs: str
    lonlat: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Answers of one survey, those on formats that the scenario plans.

    number: in the scenario's list. kind: "needs", "satisfaction" or "weight". circle: (n,) ids as the file has them,
    None where it speaks of the whole city. format: (n,) positions. share: (n,) as given; 0 where nobody answered.
    respondents: (n,), nan where the file does not say. place: where the scenario names the file. table, rows: the
    file, and the row of each answer."""

    number: int
    kind: str
    min_respondents: int
    circle: Ids | None
    format: Positions
    share: Floats
    respondents: Floats
    place: Place
    table: Table
    rows: NDArray[np.int64]

    @property
    def factor(self) -> Floats:
        """(n,) what an answer says a person counts: the share, or of those who are content what is left of 1."""
        return 1.0 - self.share if self.kind == "satisfaction" else self.share

    def row_place(self, answer: int, column: str = "") -> Place:
        """Where an answer stands."""
        return self.table.place(int(self.rows[answer]), column)


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Outlines of areas. what: "circles", "clip", "totals", or a file's name; place, crs: as of Origin.

    lonlat: (n, 2) corners in degrees WGS-84, ring after ring, each closed; start: (n_rings + 1,) where each begins."""

    what: str
    place: Place
    crs: str
    lonlat: Floats
    start: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Grading:
    """Grades of circles by the formats that are there (基础型, 提升型, 品质型), from the lowest level.

    names: language -> name, of each level. basic, quality: (n_levels,) formats of either tier that a level asks for,
    never fewer than the level below. points: (n_levels,) what reaching it counts in max_grades.
    present: "outlet" (one stands in the circle), "reach" (at least reach_share of the circle's people of the format's
    group have one in reach) or "either". source: where the counts come from."""

    ids: tuple[str, ...]
    names: tuple[dict[str, str], ...]
    basic: NDArray[np.int64]
    quality: NDArray[np.int64]
    points: NDArray[np.int64]
    present: str
    reach_share: float
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Phases:
    """When outlets open, in order of time; one nameless phase where a scenario has none.

    names: language -> name, of each. years: (n,) how long each lasts, in the weight of whom it serves.
    budgets: (n,) money of each phase, nan where it has none of its own. carry_over: what a phase leaves, the next may
    spend."""

    ids: tuple[str, ...]
    names: tuple[dict[str, str], ...]
    years: Floats
    budgets: Floats
    carry_over: bool = True

    @property
    def n(self) -> int:
        """How many."""
        return len(self.ids)

    @property
    def named(self) -> bool:
        """Whether the scenario has phases at all."""
        return self.ids != ("",)


NEW, UPGRADE, KEEP, REPLACE = 0, 1, 2, 3
"""What a site is: a new place, an outlet that may become more, one that may close, the place of one that has closed."""


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """Where mobile points stop. site: (n_stops,) position of the mobile point among the sites, ascending;
    points: the stops, called as their mobile point is."""

    site: Positions
    points: Points


def one_phase() -> Phases:
    """All at once."""
    return Phases(("",), ({},), frozen(np.ones(1)), frozen(np.full(1, np.nan)))


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """A city, ready to be computed with.

    people: (n_demand,); groups: name -> (n_demand,) people of the group, always with "people".
    demand_circle, site_circle, outlet_circle: position of the circle, -1 outside every circle.
    site_admits: (n_sites, n_formats) bool; option_cost: (n_sites, n_formats) money, nan where not admitted.
    site_cost: (n_sites,) money for the site itself, paid once as soon as anything opens there.
    site_source: (n_sites,) text, whose money that is, "" where unknown.
    site_kind, site_district: (n_sites,) text, "" where unknown; site_area_m2: (n_sites,), nan where unknown.
    outlet_format: (n_outlets,) position of the format.
    crs: the working CRS ("EPSG:4548", or "plane").
    files: every file read (absolute path -> sha256). warnings: what was read but not used, and why.
    population: from the people in the files to those planned for; empty for a city that was read from no file.
    clipped_away: ids of demand points outside the clip, where a ready travel table may name them.
    origins, outlines: the files of points, and of areas, that have places on Earth.
    surveys: what residents need, by circle and format. phases: when outlets may open; demand_phase: (n_demand,)
    position of the phase from which the people live there, None where all do from the first.
    None where no site has any: site_outlet: (n_sites,) position of the outlet that a site upgrades, keeps or
    replaces, -1 for none; site_role: (n_sites,) NEW, UPGRADE, KEEP or REPLACE. most_closings: sites that keep outlets,
    and how many of these may close.
    option_cutoff: (n_sites, n_formats) in the unit of the format's cutoff, nan where that holds. option_share: same
    shape, share of those in reach whom the option serves, nan where that is all. option_payer: (n_sites,) text,
    whose money pays for what opens there, "" for the format's source. stops: of sites that move about.
    outlet_places: (n_outlets,) people whom an outlet of today can take, nan where there is no limit; None where no
    format has places.
    group_weights: group -> what one of its people counts beside others. grading: None where no grades are asked for."""

    demand: Points
    people: Floats
    groups: dict[str, Floats]
    demand_circle: Positions
    sites: Points
    site_kind: Ids
    site_district: Ids
    site_area_m2: Floats
    site_circle: Positions
    site_admits: NDArray[np.bool_]
    option_cost: Floats
    site_cost: Floats
    site_source: Ids
    outlets: Points
    outlet_format: Positions
    outlet_circle: Positions
    circles: Circles
    formats: tuple[FormatInput, ...]
    crs: str
    files: dict[str, str]
    warnings: tuple[Problem, ...]
    population: tuple[Step, ...] = ()
    clipped_away: frozenset[str] = frozenset()
    origins: tuple[Origin, ...] = ()
    outlines: tuple[Outline, ...] = ()
    surveys: tuple[Survey, ...] = ()
    phases: Phases = field(default_factory=one_phase)
    group_weights: Mapping[str, float] = field(default_factory=dict)
    grading: Grading | None = None
    demand_phase: Positions | None = None
    site_outlet: Positions | None = None
    site_role: NDArray[np.int8] | None = None
    most_closings: tuple[tuple[Positions, int], ...] = ()
    option_cutoff: Floats | None = None
    option_share: Floats | None = None
    option_places: Floats | None = None
    option_payer: Ids | None = None
    stops: Stops | None = None
    outlet_places: Floats | None = None

    @property
    def kept(self) -> NDArray[np.bool_]:
        """(n_sites,) whether opening something there means that an outlet of today does not close."""
        if self.site_role is None:
            return np.zeros(len(self.sites), dtype=bool)
        return np.asarray(self.site_role == KEEP)

    def payers(self, site: Positions, format: Positions) -> Ids:
        """(n,) whose money pays for what opens at each site: that of the site's entry, else of the format."""
        found = np.array([one.source for one in self.formats], dtype=object)[format]
        if self.option_payer is None:
            return np.asarray(found)
        own = self.option_payer[site]
        return np.where(own == "", found, own)


def frozen(array: Any) -> Any:
    """The same array, set read-only."""
    array.setflags(write=False)
    return array
