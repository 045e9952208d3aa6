"""Upgrades: outlets of today as sites of their own, which admit exactly what the outlets may gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.errors import Problems
from siting.inputs.added import cutoffs, site_fields
from siting.inputs.town import Fields, Town
from siting.inputs.types import UPGRADE, Floats, Points, Positions, frozen
from siting.language import tr
from siting.parts import suggestion
from siting.readers import few
from siting.scenario.source import Key
from siting.scenario.supply import Chosen, Upgrade

PREFIX = "upgrade:"


@dataclass(frozen=True, slots=True, eq=False)
class _Shops:
    """Outlets of today by id, since one id may stand for several formats. first: (n,) position of the first row of
    each; row_shop: (n_outlets,); has: (n, n_formats) whether the shop is of the format."""

    first: Positions
    row_shop: NDArray[np.int64]
    has: NDArray[np.bool_]


def read(town: Town, problems: Problems) -> list[tuple[tuple[Key, ...], Fields]]:
    """The sites of each entry of upgrades, in the order of the outlets.

    1. An outlet stands in one entry alone, which says all that it may gain.
    2. Keys that choose outlets name what is there, and leave some outlet.
    3. An outlet gains formats that it does not have: those that have them are left out and counted.
    4. A cutoff is larger than that of the outlet's own format. More places go to formats that have places, and an
       option of such a format says how many it adds."""
    shops, found = _shops(town), []
    taken: dict[int, int] = {}
    for number, entry in enumerate(town.scenario.settings.upgrades):
        path: tuple[Key, ...] = ("upgrades", number)
        rows = chosen(entry.outlets, (*path, "outlets"), town, problems)
        at = np.unique(shops.row_shop[rows])
        twice = [shop for shop in at.tolist() if taken.setdefault(shop, number) != number]
        if twice:  # RULE 1
            message = tr(
                "{count} outlets are in upgrades[{first}] as well: {ids}",
                count=len(twice),
                first=taken[twice[0]],
                ids=few(town.outlets.ids[shops.first[twice]]),
            )
            hint = tr("Say in one entry all that an outlet may gain.")
            problems.error(town.scenario.place(*path), message, hint)
        if rows.any():
            found.append((path, _sites(entry, path, shops, at, rows, town, problems)))
    return found


def _shops(town: Town) -> _Shops:
    _, first, shop = np.unique(town.outlets.ids.astype(str), return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))  # in the order of the files
    has = np.zeros((len(first), len(town.formats)), dtype=bool)
    has[rank[shop], town.outlet_format] = True
    return _Shops(np.sort(first).astype(np.int32), rank[shop], has)


def chosen(asked: Chosen, path: tuple[Key, ...], town: Town, problems: Problems) -> NDArray[np.bool_]:
    """(n_outlets,) outlets of today that every key lets through. RULE 2."""
    circles = town.circles
    districts = np.full(len(circles), "", dtype=object) if circles.districts is None else circles.districts
    texts = {
        "formats": np.array([one.id for one in town.formats], dtype=object)[town.outlet_format],
        "ids": town.outlets.ids,
        "circles": np.append(circles.ids, "")[town.outlet_circle],
        "districts": np.append(districts, "")[town.outlet_circle],
    }
    known = {
        "formats": [one.id for one in town.formats],
        "ids": [str(one) for one in town.outlets.ids],
        "circles": [str(one) for one in circles.ids],
        "districts": sorted({str(one) for one in districts} - {""}),
    }
    through, unknown = np.ones(len(town.outlets), dtype=bool), False
    for key, names in ((key, getattr(asked, key)) for key in texts):
        for number, name in enumerate(names or ()):
            if name not in known[key]:
                unknown = True
                message = tr("'{name}' is not among the city's {what}", name=name, what=_called(key))
                place = town.scenario.place(*path, key, number)
                problems.error(place, message, suggestion(name, known[key]))
        if names is not None:
            through &= np.isin(texts[key].astype(str), names)
    if not unknown and not through.any():
        problems.error(town.scenario.place(*path), tr("no outlet of today is chosen by these keys"))
    return through


def _called(key: str) -> str:
    return {
        "formats": tr("formats"),
        "ids": tr("outlets"),
        "circles": tr("circles"),
        "districts": tr("districts"),
    }[key]


def _sites(
    entry: Upgrade,
    path: tuple[Key, ...],
    shops: _Shops,
    at: NDArray[np.int64],
    rows: NDArray[np.bool_],
    town: Town,
    problems: Problems,
) -> Fields:
    """at: the shops of the entry; rows: (n_outlets,) the outlets, of which only the chosen formats of a shop grow."""
    first = shops.first[at]
    gains = np.array([one.id in entry.gains for one in town.formats])
    own = np.zeros((len(shops.first), len(town.formats)), dtype=bool)
    own[shops.row_shop[rows], town.outlet_format[rows]] = True
    new = gains & ~shops.has[at]
    _report_had(entry, path, shops.has[at] & gains, first, town, problems)
    grows = np.zeros_like(new)
    if entry.cutoff_min is not None or entry.cutoff_m is not None or entry.more_places is not None:
        grows = own[at]
    points = town.outlets
    fields = site_fields(
        entry,
        Points(
            frozen(np.array([f"{PREFIX}{points.ids[row]}" for row in first], dtype=object)),
            frozen(points.xy_m[first]),
            None if points.lonlat is None else frozen(points.lonlat[first]),
            frozen(points.names[first]),
        ),
        town.outlet_circle[first],
        new | grows,
        town,
    )
    _report_unpriced(entry, path, fields, town, problems)
    growing = np.asarray(grows.any(axis=0))
    limit = _larger(entry, path, growing, town, problems)
    more = _more_places(entry, path, growing, town, problems)
    return {
        **fields,
        "site_outlet": first,
        "site_role": np.full(len(first), UPGRADE, dtype=np.int8),
        "option_cutoff": np.where(grows, limit, np.nan),
        "option_places": np.where(grows, more, np.nan),
    }


def _report_had(
    entry: Upgrade,
    path: tuple[Key, ...],
    had: NDArray[np.bool_],
    first: Positions,
    town: Town,
    problems: Problems,
) -> None:
    """RULE 3. had: (n, n_formats) formats to gain that the shop has today."""
    for name in entry.gains:
        position = next((k for k, one in enumerate(town.formats) if one.id == name), None)
        if position is None or not had[:, position].any():
            continue
        ids = few(town.outlets.ids[first[had[:, position]]])
        place = town.scenario.place(*path, "gains")
        count = int(had[:, position].sum())
        message = tr("{count} outlets offer '{format}' already: {ids}", count=count, format=name, ids=ids)
        if had[:, position].all():
            hint = tr("To let an outlet's own format reach farther, give cutoff_min or cutoff_m.")
            problems.error(place, message, hint)
        else:
            problems.warn(place, message)


def _report_unpriced(
    entry: Upgrade, path: tuple[Key, ...], fields: Fields, town: Town, problems: Problems
) -> None:
    """Formats of chosen outlets for which a table of costs has no line."""
    lacking = (fields["site_admits"] & np.isnan(fields["option_cost"])).any(axis=0)
    for position in np.flatnonzero(lacking).tolist():
        name = town.formats[position].id
        if name not in entry.gains and name not in (
            entry.outlets.formats or ()
        ):  # those the scenario's check names
            message = tr("missing: what '{name}' costs", name=name)
            problems.error(town.scenario.place(*path, "cost"), message)


def _larger(
    entry: Upgrade, path: tuple[Key, ...], used: NDArray[np.bool_], town: Town, problems: Problems
) -> Floats:
    """(n_formats,) the cutoff after the upgrade. RULE 4."""
    found = cutoffs(entry, path, used, town, problems)
    for position in np.flatnonzero(np.isfinite(found)).tolist():
        format = town.formats[position]
        key = "cutoff_min" if format.cutoff_min is not None else "cutoff_m"
        today = getattr(format, key)
        if found[position] <= today:
            message = tr(
                "got {value:g}, must be > {today:g}, the cutoff of '{format}' today",
                value=found[position],
                today=today,
                format=format.id,
            )
            problems.error(town.scenario.place(*path, key), message)
    return found


def _more_places(
    entry: Upgrade, path: tuple[Key, ...], used: NDArray[np.bool_], town: Town, problems: Problems
) -> Floats:
    """(n_formats,) places added. RULE 4."""
    found = np.full(len(town.formats), np.nan)
    for position in np.flatnonzero(used).tolist():
        format = town.formats[position]
        limited = not np.isnan(format.places)
        if entry.more_places is not None and not limited:
            message = tr("'{format}' has no places: nobody counts who is served there", format=format.id)
            hint = tr("Give the format places.")
            problems.error(town.scenario.place(*path, "more_places"), message, hint)
        if entry.more_places is None and limited:
            message = tr("'{format}' has places: say how many more_places the upgrade adds", format=format.id)
            problems.error(town.scenario.place(*path), message)
        found[position] = np.nan if entry.more_places is None else entry.more_places
    return found
