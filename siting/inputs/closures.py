"""Outlets that may close: each is a site that keeps it, and where something else may follow, one that replaces it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.errors import Problems
from siting.inputs.added import site_fields
from siting.inputs.town import Fields, Town
from siting.inputs.types import KEEP, REPLACE, Points, Positions, frozen
from siting.inputs.upgrades import PREFIX as UPGRADES
from siting.inputs.upgrades import chosen
from siting.language import tr
from siting.readers import few
from siting.scenario.source import Key
from siting.scenario.supply import Closure

KEEPS, REPLACES = "keep:", "replace:"
TODAY = "today"
Parts = list[tuple[tuple[Key, ...], Fields]]


def read(town: Town, upgraded: Parts, problems: Problems) -> Parts:
    """The sites of each entry of closures: those that keep its outlets, then those that replace them.

    upgraded: the sites of upgrades. 1. An outlet stands in one entry alone, and in no upgrade: what becomes more does
    not close. 2. An id that stands for several formats is one shop of several functions, which cannot close in part.
    3. Who may be full does not close: whom it could take is not known. 4. A replacement is of another format."""
    found: Parts = []
    taken: dict[int, int] = {}
    grown = {str(one) for _, fields in upgraded for one in fields["sites"].ids}
    ids, counts = np.unique(town.outlets.ids.astype(str), return_counts=True)
    several = set(ids[counts > 1].tolist())
    for number, entry in enumerate(town.scenario.settings.closures):
        path: tuple[Key, ...] = ("closures", number)
        rows = np.flatnonzero(chosen(entry.outlets, (*path, "outlets"), town, problems))
        names = [str(one) for one in town.outlets.ids[rows]]
        wrong = {
            tr("are in closures as well"): [
                name
                for name, row in zip(names, rows.tolist(), strict=True)
                if taken.setdefault(row, number) != number
            ],
            tr("are in upgrades as well"): [name for name in names if f"{UPGRADES}{name}" in grown],  # RULE 1
            tr("stand for several formats, and cannot close in part"): [
                name for name in names if name in several
            ],  # RULE 2
            tr("are of formats with places, and cannot close"): [
                name
                for name, format in zip(names, town.outlet_format[rows].tolist(), strict=True)
                if not np.isnan(town.formats[format].places)
            ],  # RULE 3
            tr("would be replaced by what they are"): [
                name
                for name, format in zip(names, town.outlet_format[rows].tolist(), strict=True)
                if town.formats[format].id in entry.becomes
            ],  # RULE 4
        }
        for what, who in wrong.items():
            if who:
                message = tr("{count} outlets {what}: {ids}", count=len(who), what=what, ids=few(who))
                problems.error(town.scenario.place(*path), message)
        if len(rows) and not any(wrong.values()):
            found += [(path, part) for part in _sites(entry, rows, town)]
    return found


def most_closings(town: Town, parts: Parts, first: list[int]) -> tuple[tuple[Positions, int], ...]:
    """Where an entry says how many may close: its sites that keep outlets. first: where each part begins."""
    found = []
    for (path, fields), start in zip(parts, first, strict=True):
        entry = town.scenario.settings.closures[int(path[1])]
        if entry.max is not None and (fields["site_role"] == KEEP).all():
            sites = np.arange(start, start + len(fields["sites"]), dtype=np.int32)
            found.append((frozen(sites), entry.max))
    return tuple(found)


def _sites(entry: Closure, rows: NDArray[np.int64], town: Town) -> list[Fields]:
    own = np.zeros((len(rows), len(town.formats)), dtype=bool)
    own[np.arange(len(rows)), town.outlet_format[rows]] = True
    becomes = np.tile([one.id in entry.becomes for one in town.formats], (len(rows), 1))
    kept = entry.model_copy(
        update={"cost": entry.saves, "kind": TODAY, "site_cost": 0.0, "source": None, "area_m2": None}
    )
    parts = [(KEEPS, KEEP, kept, own), (REPLACES, REPLACE, entry, becomes)]
    return [
        {
            **site_fields(said, _points(prefix, rows, town), town.outlet_circle[rows], admits, town),
            "site_outlet": rows.astype(np.int32),
            "site_role": np.full(len(rows), role, dtype=np.int8),
        }
        for prefix, role, said, admits in parts[: 2 if entry.becomes else 1]
    ]


def _points(prefix: str, rows: NDArray[np.int64], town: Town) -> Points:
    points = town.outlets
    return Points(
        frozen(np.array([f"{prefix}{points.ids[row]}" for row in rows], dtype=object)),
        frozen(points.xy_m[rows]),
        None if points.lonlat is None else frozen(points.lonlat[rows]),
        frozen(points.names[rows]),
    )
