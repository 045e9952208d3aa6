"""Points of a plan that name no site: each is the nearest site that admits its format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting import crs as systems
from siting import readers
from siting.decide.basis import Basis
from siting.decide.evaluate.file import Lines
from siting.errors import Problems
from siting.inputs.types import NEW, Floats
from siting.language import tr

if TYPE_CHECKING:
    from siting.inputs import Inputs

NOWHERE = -1


def sites_of(
    lines: Lines, formats: NDArray[np.int64], basis: Basis, within_m: float, problems: Problems
) -> NDArray[np.int64]:
    """(n,) position of the nearest site that admits the line's format, in a straight line; an error where it
    lies farther than within_m, or where no site admits the format."""
    found = np.full(len(lines), NOWHERE, dtype=np.int64)
    xy_m = _places(lines, basis.inputs, problems)
    if xy_m is None:
        return found
    for format in np.unique(formats[formats >= 0]).tolist():
        mine = np.flatnonzero(formats == format)
        found[mine] = _nearest(lines, mine, xy_m[mine], format, basis.inputs, within_m, problems)
    return found


def _places(lines: Lines, inputs: Inputs, problems: Problems) -> Floats | None:
    """(n, 2) of the lines in the working CRS; None after a problem."""
    table = lines.table.take(lines.rows)
    before = len(problems.errors)
    xy = readers.coordinates(table, None, None, problems)
    if xy is None or len(problems.errors) > before:
        return None
    crs = table.crs or (systems.PLANE if inputs.crs == systems.PLANE else None)
    if inputs.crs == systems.PLANE:  # a map file cannot say that it lies on a plain plane
        return xy
    if crs is None:
        problems.error(table.place(), tr("'{file}' states no coordinate system", file=table.path.name))
        return None
    reason = systems.why_not(crs)
    if reason is not None:
        problems.error(table.place(), reason)
        return None
    return systems.to_working(xy, crs, inputs.crs)


def _nearest(
    lines: Lines,
    mine: NDArray[np.int64],
    xy_m: Floats,
    format: int,
    inputs: Inputs,
    within_m: float,
    problems: Problems,
) -> NDArray[np.int64]:
    from scipy.spatial import KDTree

    found = np.full(len(mine), NOWHERE, dtype=np.int64)
    role = np.zeros(len(inputs.sites)) if inputs.site_role is None else inputs.site_role
    admits = inputs.site_admits[:, format] & (role == NEW) & np.isfinite(inputs.sites.xy_m).all(axis=1)
    sites, name = np.flatnonzero(admits), inputs.formats[format].id
    if not len(sites):
        message = tr("no site admits '{format}'", format=name)
        problems.error(lines.place(int(mine[0]), "format"), message)
        return found
    apart_m, at = KDTree(inputs.sites.xy_m[sites]).query(xy_m)
    for spot, (metres, site) in enumerate(zip(apart_m.tolist(), sites[at].tolist(), strict=True)):
        if metres <= within_m:
            found[spot] = site
            continue
        message = tr(
            "no site that admits '{format}' lies within {within:g} m; the nearest, {site}, is {metres:,.0f} m away",
            format=name,
            within=within_m,
            site=inputs.sites.ids[site],
            metres=metres,
        )
        hint = tr("Give the file a column site, or say how far is near enough with --within METRES.")
        problems.error(lines.place(int(mine[spot])), message, hint)
    return found
