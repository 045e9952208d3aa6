"""Sites that the scenario adds to those of the file and the proposed ones: upgrades of outlets, and mobile points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting.errors import Problems
from siting.inputs import closures, mobile, upgrades
from siting.inputs.added import NEW_PLACE, blank
from siting.inputs.layers import ReadLayer
from siting.inputs.town import Fields, Town, joined
from siting.inputs.types import NEW, Points, Positions, Stops, frozen
from siting.inputs.working import Area
from siting.language import tr
from siting.readers import few
from siting.scenario.source import Key


def beside(
    known: Fields | None,
    town: Town,
    raw: Sequence[tuple[int, ReadLayer]],
    area: Area,
    crs: str | None,
    problems: Problems,
) -> Fields:
    """The sites known, then upgrades and outlets that may close, in their order, then mobile points file by file.

    raw: files of mobile points with their number in the scenario's list. Ids are unique among all sites. Where the
    scenario adds none, the sites known come back as they are."""
    asked = town.scenario.settings
    base = _no_sites(town) if known is None else known
    if not asked.upgrades and not asked.mobile and not asked.closures:
        return base
    found, stops = _without_extras(base, town), list[Stops]()
    parts: list[tuple[tuple[Key, ...], Fields]] = upgrades.read(town, problems)
    parts += closures.read(town, parts, problems)
    for number, layer in raw:
        points, fields = mobile.read(town, number, layer, area, crs, problems)
        stops.append(points)
        parts.append((("mobile", number), fields))
    first = dict[int, int]()
    for number, (path, fields) in enumerate(parts):
        _report_taken(found["sites"], fields["sites"], path, town, problems)
        first[number] = len(found["sites"])
        found = joined(found, fields)
    starts = {
        key: [first[number] for number, (path, _) in enumerate(parts) if path[0] == key]
        for key in ("mobile", "closures")
    }
    closing = [part for part in parts if part[0][0] == "closures"]
    return {
        **_used(found),
        "stops": _all(stops, starts["mobile"]),
        "most_closings": closures.most_closings(town, closing, starts["closures"]),
    }


def _without_extras(known: Fields, town: Town) -> Fields:
    return {**known, **blank(len(known["sites"]), len(town.formats))}


def _no_sites(town: Town) -> Fields:
    """A city that names no place for new outlets."""
    n_formats, none = len(town.formats), np.zeros(0, dtype=object)
    lonlat = None if town.demand.lonlat is None else frozen(np.zeros((0, 2)))
    return {
        "sites": Points(none, np.zeros((0, 2)), lonlat, none),
        "site_kind": none,
        "site_area_m2": np.zeros(0),
        "site_circle": np.zeros(0, dtype=np.int32),
        "site_district": none,
        "site_admits": np.zeros((0, n_formats), dtype=bool),
        "option_cost": np.zeros((0, n_formats)),
        "site_cost": np.zeros(0),
        "site_source": none,
    }


def _used(found: Fields) -> Fields:
    """None in place of what no site makes use of."""
    plain = {
        "site_outlet": lambda values: (values == NEW_PLACE).all(),
        "site_role": lambda values: (values == NEW).all(),
        "option_cutoff": lambda values: np.isnan(values).all(),
        "option_share": lambda values: np.isnan(values).all(),
        "option_places": lambda values: np.isnan(values).all(),
        "option_payer": lambda values: (values == "").all(),
    }
    return {name: None if name in plain and plain[name](value) else value for name, value in found.items()}


def _all(stops: Sequence[Stops], first: Sequence[int]) -> Stops | None:
    """The stops of all files, their sites counted among all sites. first: position of each file's first site."""
    if not stops:
        return None
    site: Positions = np.concatenate(
        [one.site + np.int32(start) for one, start in zip(stops, first, strict=True)]
    )
    points = [one.points for one in stops]
    lonlats = [one.lonlat for one in points if one.lonlat is not None]
    return Stops(
        frozen(site),
        Points(
            frozen(np.concatenate([one.ids for one in points])),
            frozen(np.concatenate([one.xy_m for one in points])),
            frozen(np.concatenate(lonlats)) if len(lonlats) == len(points) else None,
            frozen(np.concatenate([one.names for one in points])),
        ),
    )


def _report_taken(known: Points, more: Points, path: tuple[Key, ...], town: Town, problems: Problems) -> None:
    """An error where ids are those of sites that are there already."""
    taken = np.intersect1d(known.ids.astype(str), more.ids.astype(str))
    if len(taken):
        message = tr("{count} ids are those of other sites: {ids}", count=len(taken), ids=few(taken))
        problems.error(town.scenario.place(*path), message, tr("Every site needs an id of its own."))
