"""One working CRS for all layers, and whether the layers lie in one city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siting import crs as systems
from siting.errors import Problems
from siting.inputs.layers import ReadLayer
from siting.inputs.types import Points
from siting.language import tr
from siting.readers import Table, few
from siting.scenario import Scenario

FAR_M = 50_000.0
SPREAD_M = 300_000.0


def working_crs(
    scenario: Scenario, demand: ReadLayer | None, others: Sequence[ReadLayer], problems: Problems
) -> str | None:
    """The scenario's CRS, else one estimated from the demand (from the other layers when it has no
    coordinates), else "plane" when nothing has coordinates. None after an error: a plane mixed with other
    systems, or a CRS that distances cannot be taken in."""
    layers = [layer for layer in ([demand] if demand else []) + list(others) if layer.crs is not None]
    said = None if scenario.settings.crs is None else systems.canonical(scenario.settings.crs)
    place = scenario.place("crs")
    reason = None if said is None else systems.why_not(said)
    if reason is not None:
        problems.error(place, reason, tr("Name a projected CRS, or leave it out and it is estimated."))
        return None
    plane = [layer for layer in layers if layer.crs == systems.PLANE]
    if (plane and len(plane) < len(layers)) or (said and layers and bool(plane) != (said == systems.PLANE)):
        odd = plane[0] if plane else layers[0]
        message = tr("'plane' mixes with no other coordinate system")
        hint = tr("Give every layer its true CRS, or say 'plane' for all of them.")
        problems.error(odd.place, message, hint)
        return None
    if plane or not layers:
        return systems.PLANE
    return _on_earth(scenario, said, layers[0], problems)


def _on_earth(scenario: Scenario, said: str | None, first: ReadLayer, problems: Problems) -> str | None:
    lonlat = first.lonlat
    if lonlat is None or not np.isfinite(lonlat).all(axis=1).any():
        return said
    crs = said or systems.estimate_working(lonlat)
    fault = systems.check_working(crs, lonlat)
    if fault is not None:
        problems.error(scenario.place("crs"), fault.message, fault.hint)
        return None
    return crs


def check_spread(demand: Points, table: Table, problems: Problems) -> None:
    """An error when demand lies implausibly far from the middle of the demand, as (0, 0) does."""
    known = np.isfinite(demand.xy_m).all(axis=1)
    if demand.lonlat is None or not known.any():
        return
    away = np.hypot(*(demand.xy_m - np.median(demand.xy_m[known], axis=0)).T)
    rows = np.flatnonzero((away > SPREAD_M) | (np.isfinite(demand.lonlat).all(axis=1) & ~known))
    if len(rows):
        message = tr(
            "{count} demand points lie more than {km} km from the middle of the demand: {ids}",
            count=len(rows),
            km=f"{SPREAD_M / 1000:g}",
            ids=few(demand.ids[rows]),
        )
        hint = (
            tr("Are their coordinates right?")
            if table.grid is None
            else tr("Name the area that is planned for in demand.clip.")
        )
        problems.error(table.place(int(rows[0])), message, hint)


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Where the demand is, for telling what lies far from it."""

    demand: Points
    layer: ReadLayer

    def check_near(self, points: Points, layer: ReadLayer, what: str, problems: Problems) -> None:
        """Points more than FAR_M outside the box around the demand: an error when all are, else a warning.

        what: "sites" or "outlets", in the planner's language."""
        if not len(points) or self.demand.lonlat is None or layer.crs is None or self.layer.crs is None:
            return
        low, high = np.nanmin(self.demand.xy_m, axis=0), np.nanmax(self.demand.xy_m, axis=0)
        beyond = np.hypot(*np.maximum(0.0, np.maximum(low - points.xy_m, points.xy_m - high)).T)
        rows = np.flatnonzero(beyond > FAR_M)
        if not len(rows):
            return
        message = tr(
            "{count} of {total} {what} lie more than {km} km from the demand: {ids}",
            count=len(rows),
            total=len(points),
            what=what,
            km=f"{FAR_M / 1000:g}",
            ids=few(points.ids[rows]),
        )
        if len(rows) < len(points):
            problems.warn(layer.table.place(int(rows[0])), message)
        else:
            problems.error(layer.table.place(int(rows[0])), message, self._hint(layer))

    def _hint(self, layer: ReadLayer) -> str:
        """Whether exchanged axes explain it: then the exchanged coordinates lie in the demand's degrees."""
        if layer.crs is not None and self.demand.lonlat is not None and systems.is_geographic(layer.crs):
            low = np.nanmin(self.demand.lonlat, axis=0) - 1.0
            high = np.nanmax(self.demand.lonlat, axis=0) + 1.0
            exchanged = layer.xy[:, ::-1]
            if ((exchanged >= low) & (exchanged <= high)).all():
                return tr("Longitude and latitude seem to be exchanged: x is the longitude.")
        return tr("Is the layer of another city, or its CRS {crs} wrong?", crs=layer.crs)
