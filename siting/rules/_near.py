"""Which places are near each other in a straight line, in metres of the working CRS."""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import NDArray

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import tr
from siting.model import Labels, Model

TOLERANCE_M = 1e-6


def nearer(
    one_m: Floats, other_m: Floats, metres: float, closed: bool = False
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Pairs of positions (in one, in other) of places nearer than metres, or at most so far where closed; and how far.

    Places (n, 2); those without coordinates are near nothing. A tree: time grows with the pairs found."""
    from scipy.spatial import cKDTree

    first, second = (np.flatnonzero(~np.isnan(places).any(axis=1)) for places in (one_m, other_m))
    if not len(first) or not len(second) or metres < 0:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0)
    within = cKDTree(one_m[first]).query_ball_tree(cKDTree(other_m[second]), np.nextafter(metres, np.inf))
    one = np.repeat(first, [len(each) for each in within])
    other = second[np.fromiter(chain.from_iterable(within), dtype=np.int64)]
    apart_m: Floats = np.hypot(*(one_m[one] - other_m[other]).T)
    kept = apart_m <= metres if closed else apart_m < metres
    return one[kept], other[kept], apart_m[kept]


def unplaced(
    rule: str,
    model: Model,
    options: NDArray[np.bool_],
    formats: Positions,
    labels: Labels,
    place: Place,
    problems: Problems,
) -> None:
    """An error where an option that a rule speaks of, or an outlet of today of these formats, has no coordinates."""
    sites = np.unique(model.option_site[options & np.isnan(model.option_xy_m).any(axis=1)])
    if len(sites):
        text = tr(
            "{rule}: {count} sites have no coordinates, '{site}' for one, so nobody knows what is near",
            rule=rule,
            count=len(sites),
            site=labels.site_ids[sites[0]],
        )
        problems.error(place, text, tr("Name their columns under sites.columns.x and y."))
    mine = np.isin(model.city.outlet_format, formats) & staying(model)
    count = int(np.isnan(model.city.outlet_xy_m[mine]).any(axis=1).sum())
    if count:
        text = tr("{rule}: {count} outlets of today have no coordinates", rule=rule, count=count)
        problems.error(place, text, tr("Name their columns under outlets.columns.x and y."))


def staying(model: Model) -> NDArray[np.bool_]:
    """(n_outlets,) outlets of today that stay for sure; one that may close is there where its option to be kept is."""
    found = np.ones(len(model.city.outlet_format), dtype=bool)
    if model.option_keep.any():
        found[model.city.site_outlet[model.option_site[model.option_keep]]] = False
    return found


def upgrades(model: Model) -> NDArray[np.bool_]:
    """(n_options,) options that are an outlet of today, of its own format, made better where it stands."""
    of_site = model.city.site_outlet
    if not len(of_site):
        return np.zeros(model.n_options, dtype=bool)
    outlet = of_site[model.option_site]
    same: NDArray[np.bool_] = np.append(model.city.outlet_format, -1)[outlet] == model.option_format
    return same & (outlet >= 0)
