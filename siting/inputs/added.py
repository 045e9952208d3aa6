"""What upgrades and mobile points have in common: the fields that only they fill, their costs and their cutoffs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.errors import Problems
from siting.inputs.town import Fields, Town
from siting.inputs.types import NEW, Floats, FormatInput, Ids, Points, Positions
from siting.language import tr
from siting.scenario.source import Key
from siting.scenario.supply import Closure, Mobile, Upgrade

NEW_PLACE = -1


def blank(count: int, n_formats: int) -> Fields:
    """The fields that only added sites fill, of sites that are nothing but new places."""
    return {
        "site_outlet": np.full(count, NEW_PLACE, dtype=np.int32),
        "site_role": np.full(count, NEW, dtype=np.int8),
        "option_cutoff": np.full((count, n_formats), np.nan),
        "option_share": np.full((count, n_formats), np.nan),
        "option_places": np.full((count, n_formats), np.nan),
        "option_payer": np.full(count, "", dtype=object),
    }


def site_fields(
    entry: Upgrade | Mobile | Closure,
    points: Points,
    circle: Positions,
    admits: NDArray[np.bool_],
    town: Town,
) -> Fields:
    """The fields of added sites as far as their entry says them alike. admits: (n, n_formats)."""
    count, area_m2 = len(points), getattr(entry, "area_m2", None)
    return {
        "sites": points,
        "site_kind": np.full(count, entry.kind, dtype=object),
        "site_area_m2": np.full(count, np.nan if area_m2 is None else area_m2),
        "site_circle": circle,
        "site_district": _districts(circle, town),
        "site_admits": admits,
        "option_cost": np.where(admits, _costs(entry, town.formats), np.nan),
        "site_cost": np.full(count, entry.site_cost),
        "site_source": np.full(count, entry.source or "", dtype=object),
        **blank(count, len(town.formats)),
        "option_payer": np.full(count, entry.source or "", dtype=object),
    }


def cutoffs(
    entry: Upgrade | Mobile,
    path: tuple[Key, ...],
    used: NDArray[np.bool_],
    town: Town,
    problems: Problems,
) -> Floats:
    """(n_formats,) the entry's cutoff in the unit of each format's own, nan for formats not used or where it has none.

    An error for each format used whose cutoff is in the other unit."""
    found = np.full(len(town.formats), np.nan)
    for key in ("cutoff_min", "cutoff_m"):
        given = getattr(entry, key)
        for position in np.flatnonzero(used) if given is not None else ():
            format = town.formats[position]
            if getattr(format, key) is None:
                other = "cutoff_m" if key == "cutoff_min" else "cutoff_min"
                message = tr("the cutoff of '{format}' is in another unit", format=format.id)
                hint = tr("Give {key}, or the format its {other}.", key=other, other=key)
                problems.error(town.scenario.place(*path, key), message, hint)
            else:
                found[position] = given
    return found


def _costs(entry: Upgrade | Mobile | Closure, formats: tuple[FormatInput, ...]) -> Floats:
    """(n_formats,) money for each format; nan where none is given."""
    if isinstance(entry.cost, dict):
        return np.array([entry.cost.get(format.id, np.nan) for format in formats], dtype=np.float64)
    return np.full(len(formats), np.nan if entry.cost is None else float(entry.cost))


def _districts(circle: Positions, town: Town) -> Ids:
    """(n,) district of the circle of each place, "" where there is none."""
    districts = town.circles.districts
    known = np.full(len(town.circles), "", dtype=object) if districts is None else districts
    return np.asarray(np.append(known, "")[circle], dtype=object)
