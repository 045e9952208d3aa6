"""Published people of areas, spread over the places in them: every area's total kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from siting.errors import Problems, TotalsError
from siting.inputs import people
from siting.inputs.dwellings import Dwellings, read_dwellings
from siting.inputs.empty_areas import filled
from siting.inputs.layers import Files, ReadLayer
from siting.inputs.spread_groups import Control, controls
from siting.inputs.totals import Areas, read_areas
from siting.inputs.types import Floats, Ids, frozen
from siting.language import tr
from siting.population import Ledger
from siting.population.spread import spread_group, spread_people
from siting.population.totals import NOWHERE, area_of
from siting.readers import few

KEPT = 1e-9
# Less floor than this for a person is less than in the most crowded of dwellings: buildings must be missing.
LEAST_FLOOR_M2 = 5.0
# How often the people of an area may be those of a grid, over what is usual in the city, before it is said.
LARGEST_FACTOR = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Places with people. ids: (n,); groups: name -> (n,) people at each row of the layer, "people" first."""

    layer: ReadLayer
    ids: Ids
    groups: dict[str, Floats]


def read_spread(files: Files, ledger: Ledger) -> Counted | None:
    """The places of the demand with the people of `demand.totals` spread over them; None after an error.

    1. A place belongs to the area that it lies in; places outside of all areas are left out and counted.
    2. People of an area without a place (or only with places of size 0) are an error that names the area, unless
       `totals.empty` says where they go.
    3. People by size, then each group by people or by its own column at the places; totals of both are kept.
    4. The sums of every area are taken again and held against the published ones (TotalsError)."""
    areas = read_areas(files)
    found = None if areas is None else read_dwellings(files, areas)
    if areas is None or found is None:
        return None
    published = float(areas.people.sum()) + areas.left_out
    told = tr("published for {count} areas", count=len(areas))
    if areas.n_rows > len(areas):
        told = tr("published in {count} rows", count=areas.n_rows)
    ledger.add(told, published, len(found))
    ledger.add(tr("published for areas without an outline"), -areas.left_out, 0)
    area, twice = area_of(found.xy_in(areas.crs), areas.polygons)  # RULE 1
    inside = np.flatnonzero(area != NOWHERE)
    _report_outside(found, area, twice, files)
    ledger.add(tr("places outside all areas"), 0.0, len(inside) - len(found))
    if not len(inside) and files.problems.errors:
        return None
    found, area = found.take(inside), area[inside]
    groups = controls(areas, found, area, files)
    full = filled(found, area, areas, files)  # RULE 2
    if groups is None or full is None:
        return None
    ledger.add(tr("points for areas without a place"), 0.0, len(full.dwellings) - len(found))
    _warn_of_crowds(full.dwellings, full.area, areas, files.problems)
    if files.scenario.settings.demand.spread == "people":
        _warn_of_other_patterns(found, area, areas, files.problems)
    return _counted(full.dwellings, full.area, areas, groups, files)


def _report_outside(found: Dwellings, area: NDArray[np.int64], twice: int, files: Files) -> None:
    settings, problems = files.scenario.settings.demand, files.problems
    place, outside = found.layer.table.place(), np.flatnonzero(area == NOWHERE)
    along_streets = settings.totals is not None and settings.totals.empty == "streets"
    if len(outside) == len(found) and not along_streets:
        message = tr("none of {total} places lies in an area of the totals", total=len(found))
        problems.error(place, message, tr("Is one of the two in another CRS than it says?"))
    elif len(outside):
        message = tr(
            "{count} of {total} places lie outside all areas of the totals and are left out: {ids}",
            count=len(outside),
            total=len(found),
            ids=few(found.ids[outside]),
        )
        problems.warn(place, message)
    if twice:
        message = tr("{count} places lie in two areas or more and count for the first", count=twice)
        problems.warn(place, message)


def _warn_of_crowds(found: Dwellings, area: NDArray[np.int64], areas: Areas, problems: Problems) -> None:
    """Areas whose floors are too small for their people: buildings that the file lacks."""
    if found.sizes.floor_m2 is None:
        return
    floor_m2 = np.where(found.sizes.size > 0.0, found.sizes.floor_m2, 0.0)
    each = np.bincount(area, floor_m2, len(areas)) / np.maximum(areas.people, 1e-9)
    crowded = np.flatnonzero((each < LEAST_FLOOR_M2) & (areas.people > 0.0))
    if len(crowded):
        message = tr(
            "{count} areas have less than {least:g} m2 of floor for each person, so that buildings seem to be missing: "
            "{areas}",
            count=len(crowded),
            least=LEAST_FLOOR_M2,
            areas=few(f"{areas.ids[row]} ({each[row]:.1f} m2)" for row in crowded.tolist()),
        )
        problems.warn(found.layer.table.place(), message)


def _warn_of_other_patterns(
    found: Dwellings, area: NDArray[np.int64], areas: Areas, problems: Problems
) -> None:
    """Areas whose published people are far more, or fewer, than the grid has there: an old grid, or mixed-up ids."""
    there = np.bincount(area, found.sizes.size, len(areas))
    rows = np.flatnonzero((there > 0.0) & (areas.people > 0.0))
    factor = areas.people[rows] / there[rows]
    usual = float(areas.people[rows].sum() / there[rows].sum()) if len(rows) else 1.0
    odd = np.flatnonzero((factor > LARGEST_FACTOR * usual) | (factor < usual / LARGEST_FACTOR))
    if len(odd):
        message = tr(
            "the published people are {usual:.3g} times those of the places in all, but far more or fewer in {count} "
            "areas: {areas}",
            usual=usual,
            count=len(odd),
            areas=few(f"{areas.ids[rows[one]]} ({factor[one]:.3g})" for one in odd.tolist()),
        )
        problems.warn(
            found.layer.table.place(), message, tr("Is the file of another year, or are ids mixed up?")
        )


def _counted(
    found: Dwellings, area: NDArray[np.int64], areas: Areas, groups: dict[str, Control], files: Files
) -> Counted:
    totals = files.scenario.settings.demand.totals
    whole = totals is not None and totals.whole
    everyone = spread_people(found.sizes.size, area, areas.people, whole=whole)  # RULE 3
    _check_kept(people.EVERYONE, everyone, area, areas.people)
    counts = {people.EVERYONE: frozen(everyone)}
    for name, control in groups.items():
        pattern = control.pattern_over(everyone)
        wanted = control.totals_of(everyone, area, areas.people, whole=whole)
        group = spread_group(pattern, everyone, area, wanted, whole=whole)
        _check_kept(name, group, area, wanted)
        counts[name] = frozen(group)
    layer = found.layer
    points = replace(
        layer.table, geometry=None, grid=None, xy=layer.xy
    )  # what follows meets points, not outlines
    return Counted(replace(layer, table=points), found.ids, counts)


def _check_kept(name: str, group: Floats, area: NDArray[np.int64], totals: Floats) -> None:  # RULE 4
    off = np.abs(np.bincount(area, group, len(totals)) - totals)
    if (off > KEPT * np.maximum(totals, KEPT)).any():
        worst = int(np.argmax(off))
        message = tr(
            "the total of '{group}' was not kept in area {number}: {off:g} people are lost or too many",
            group=name,
            number=worst + 1,
            off=float(off[worst]),
        )
        raise TotalsError(message)
