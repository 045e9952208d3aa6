"""Outlets of today, sites, what opens where, and circles: the things on the map that have a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.page.columns import integers, small, texts
from siting.report import Places, Report, Sites
from siting.report.subset import SHOWN

Floats = NDArray[np.float64]
NOWHERE = -(2**31)
"""Of a place without coordinates: it keeps its line, and is not drawn."""


def outlets(places: Places, origin: Floats) -> dict[str, Any]:
    """Outlets of today."""
    return {
        "n": len(places.ids),
        "id": texts(places.ids),
        "name": texts(places.names),
        **_metres(places.xy_m, origin),
        "format": integers(places.format),
        "circle": integers(places.circle),
        "closes": small(places.closes),
    }


def sites(sites: Sites, origin: Floats) -> dict[str, Any]:
    """Candidate sites. admits: a row of n_formats for each site, 0 or 1; area_m2: 0 where unknown."""
    return {
        "n": len(sites.ids),
        "id": texts(sites.ids),
        "name": texts(sites.names),
        **_metres(sites.xy_m, origin),
        "circle": integers(sites.circle),
        "kind": texts(sites.kind),
        "district": texts(sites.district),
        "area_m2": integers(np.rint(np.nan_to_num(sites.area_m2))),
        "admits": small(sites.admits),
    }


def opened(report: Report) -> dict[str, Any]:
    """What the plan opens, best first, with the figures of summary.json as they are.

    rank: place in the list that is shown; of two plans side by side, in the second's, None for what is in no list."""
    entries: Sequence[Mapping[str, Any]] = report.summary["opened"]
    phases = {str(identity): number for number, (identity, _) in enumerate(report.phases)}
    figures = ("cost", "site_cost", "newly_covered", "only_here", "total_covered")
    part = SHOWN in report.summary
    ranks = [
        number if part and entry.get("rank", 0) is not None else entry.get("rank", number)
        for number, entry in enumerate(entries, start=1)
    ]
    return {
        "n": len(entries),
        "site": report.opened_site.tolist(),
        "format": report.opened_format.tolist(),
        "phase": [phases.get(str(entry.get("phase", "")), 0) for entry in entries],
        "rank": ranks,
        **{name: [entry[name] for entry in entries] for name in figures},
    }


def circles(report: Report, origin: Floats) -> dict[str, Any]:
    """Life circles: outlines in metres one after the other, figures of summary.json by circle and format."""
    mine = report.circles
    rings = [np.rint(ring - origin).astype(np.int64) for group in mine.rings for ring in group]
    points = np.concatenate(rings) if rings else np.zeros((0, 2), np.int64)
    known = report.summary.get("circles") or {}
    entries: list[Mapping[str, Any]] = [known.get(identity, {}) for identity in mine.ids]
    figures = ("people", "formats_present_before", "formats_present_after", "opened", "cost")
    return {
        "n": len(mine.ids),
        "id": texts(mine.ids),
        "name": texts(mine.names),
        "district": texts(mine.districts),
        "rings": [len(group) for group in mine.rings],
        "points": [len(ring) for ring in rings],
        "x": integers(points[:, 0]),
        "y": integers(points[:, 1]),
        "grade_before": mine.grade_before.tolist(),
        "grade_after": mine.grade_after.tolist(),
        **{name: [entry.get(name) for entry in entries] for name in figures},
        "share_before": _shares(report, entries, "percent_covered_before"),
        "share_after": _shares(report, entries, "percent_covered_after"),
    }


def _shares(report: Report, entries: list[Mapping[str, Any]], name: str) -> dict[str, Any]:
    """(n_formats, n_circles) tenths of a per cent; -1 where nobody needs the format there."""
    found = [
        _tenths(entry.get("formats", {}).get(one.id, {}).get(name))
        for one in report.formats
        for entry in entries
    ]
    return integers(np.array(found, dtype=np.int64), running=False)


def _tenths(percent: float | None) -> int:
    return -1 if percent is None or not np.isfinite(percent) else round(percent * 10)


def _metres(xy_m: Floats, origin: Floats) -> dict[str, Any]:
    """Columns x and y in whole metres from the origin."""
    away = np.asarray(xy_m, dtype=np.float64).reshape(-1, 2) - origin
    there = np.isfinite(away).all(axis=1)
    x, y = (np.where(there, np.rint(np.where(there, part, 0)), NOWHERE) for part in away.T)
    return {"x": integers(x, running=False), "y": integers(y, running=False)}
