"""The types of a report: what maps, pages, documents and workbooks show of a run, and nothing else.

Positions and metres as in the plan; figures stay in `summary`, which is that of summary.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.object_]
Floats = NDArray[np.float64]
Positions = NDArray[np.int32]
EVERYONE = "people"
"""The group of all who live at a demand point."""
Both = Mapping[str, str]
"""A text in every language of `siting.language.LANGUAGES`: {"en": ..., "zh": ...}."""

SHORT, THERE, LOST, NEW = 0, 1, 2, 3
"""States of a demand point for a format: out of reach; in reach today and with the plan; in reach today only; from
NEW on, newly in reach: NEW + p from phase p on (NEW alone without phases)."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format as it is shown. tier: "basic", "quality", "terminal" or "other".

    limit: its cutoff in `unit`, "min" or "m". colour: "#rrggbb", the same in every map. group: whose needs it meets.
    area_m2: floor of an outlet, None where unknown. department: names of the one that answers for it, empty where
    nobody says; beside: names of those that take part; duty: how sure the catalogue is, "" where the scenario says."""

    id: str
    names: Both
    tier: str
    limit: float
    unit: str
    group: str
    colour: str
    area_m2: float | None = None
    department: Both = field(default_factory=dict)
    beside: Both = field(default_factory=dict)
    duty: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Demand points. ids, names: (n,); xy_m: (n, 2), nan without coordinates; people: (n,); circle: (n,), -1 outside.

    state: (n_formats, n) int8, as above. way_before, way_after: (n_formats, n) float32, walk to the nearest outlet that
    serves the point, in the format's unit; inf where none is within its cutoff.
    phase: (n,) int8 position of the phase from which people live there.
    group_people: (n_groups, n) people of each of `Report.groups` but everyone; None where there are none, or
    the folder does not keep them."""

    ids: Ids
    names: Ids
    xy_m: Floats
    people: Floats
    circle: Positions
    state: NDArray[np.int8]
    way_before: NDArray[np.float32]
    way_after: NDArray[np.float32]
    phase: NDArray[np.int8]
    group_people: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Outlets of today. format: (n,) positions; circle: (n,), -1 outside; closes: (n,) bool, the plan closes it."""

    ids: Ids
    names: Ids
    xy_m: Floats
    format: Positions
    circle: Positions
    closes: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Candidate sites. kind, district, source: (n,) texts, "" where unknown; area_m2: (n,), nan where unknown.

    opens: (n,) bool, the plan opens something there; the others stay vacant. admits: (n, n_formats) bool."""

    ids: Ids
    names: Ids
    xy_m: Floats
    lonlat: Floats | None
    circle: Positions
    kind: Ids
    district: Ids
    source: Ids
    area_m2: Floats
    opens: NDArray[np.bool_]
    admits: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """Life circles. ids, names, districts: (n,) texts ("" where unknown). rings: of each circle, its outlines in
    metres, each (k, 2) and closed, outer and inner alike (fill by even-odd); none where it is known by its id only.

    grade_before, grade_after: (n,) positions in `Report.grades`, -1 for none; both empty without grades."""

    ids: Ids
    names: Ids
    districts: Ids
    rings: tuple[tuple[Floats, ...], ...]
    grade_before: Positions
    grade_after: Positions


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Which project newly serves whom: people by the circle they live in, so that circles add up to the plan.

    An entry for each project, circle and format of which it is the first of the list to reach somebody:
    project: (n,) place in the whole project list, from 1; circle: (n,) position, -1 outside; format: (n,) positions of
    the need, which another format may serve in part; people: (n,).
    lost: (n_circles + 1, n_formats) people whom outlets serve that the plan closes, before anything opens; reachable:
    same shape, people whom an outlet of today or one at some site could reach; their last row is outside."""

    project: Positions
    circle: Positions
    format: Positions
    people: Floats
    lost: Floats
    reachable: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What is shown of a run.

    summary: as summary.json. texts: name -> the sentence in every language, of those that summary.json has in one:
    "title", "notices" (lines), "why_strategy", "notes" (lines), "hindsight" ("" without).
    phases: of each, in order of time, id and names; empty without phases. grades: names of the levels from the lowest.
    groups: id -> names. opened_site, opened_format: positions of summary["opened"], in its order.
    crs: of all coordinates ("EPSG:4548" or "plane"). streets: (n, 4) float32, a straight piece each: x, y, x, y.
    answers: None in a run of a version that did not keep them."""

    summary: Mapping[str, Any]
    texts: Mapping[str, Both]
    formats: tuple[Format, ...]
    phases: tuple[tuple[str, Both], ...]
    grades: tuple[Both, ...]
    groups: Mapping[str, Both]
    homes: Homes
    outlets: Places
    sites: Sites
    circles: Circles
    opened_site: Positions
    opened_format: Positions
    crs: str
    streets: NDArray[np.float32]
    answers: Answers | None = None
