"""Report -> the data of the page's map: one JSON text; columns that grow with the city are packed inside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.language import language
from siting.page.cells import cells
from siting.page.map_words import map_words
from siting.page.places import circles, opened, outlets, sites
from siting.page.shell import data
from siting.page.streets import streets
from siting.report import Report, palette
from siting.report.money import currency
from siting.report.subset import everywhere
from siting.report.types import Both

EVERYONE = "people"
COLOURS = ("SHORT", "THERE", "NEW", "LOST", "EXISTING", "OPENS", "VACANT", "STREET", "CIRCLE")


def data_block(report: Report, words: Mapping[str, Both] | None = None, figures: bool = True) -> str:
    """JSON to stand in <script type="application/json" id="siting-data">; no "<" in it, whatever the names are.

    words: the map's words by key (map_words.WORDS) that are to be said otherwise. figures: whether the legend says
    how many people are in each state; not where the states are not those of summary.json, whose figures are the
    city's: on a map of some circles there are none."""
    origin, figures = _origin(report), figures and everywhere(report)
    return data(
        {
            "language": language(),
            "title": report.texts["title"],
            "notices": report.texts["notices"],
            "labels": [key for key in ("synthetic", "illustrative_costs") if report.summary.get(key)],
            "crs": report.crs,
            "currency": currency(report.summary.get("currency", "")),
            "origin": origin.tolist(),
            "extent": _extent(report, origin),
            "colours": {name.lower(): getattr(palette, name) for name in COLOURS},
            "formats": [_format(report, number, figures) for number in range(len(report.formats))],
            "phases": [{"id": str(identity), "names": names} for identity, names in report.phases],
            "grades": list(report.grades),
            "words": {**map_words(), **(words or {})},
            "cells": cells(report, origin),
            "streets": streets(report.streets, origin),
            "outlets": outlets(report.outlets, origin),
            "sites": sites(report.sites, origin),
            "opened": opened(report),
            "circles": circles(report, origin),
        }
    )


def _format(report: Report, number: int, figures: bool) -> dict[str, Any]:
    """figures: people who need it, in reach before, after; at the end of each phase, or once without phases."""
    one = report.formats[number]
    stages = report.summary.get("phases") or []
    tables = [stage["formats"] for stage in stages[:-1]] + [report.summary["formats"]]
    names = ("weight_total", "covered_before", "covered_after")
    known = [table[one.id] for table in tables if one.id in table] if figures else []
    return {
        "id": one.id,
        "names": one.names,
        "tier": one.tier,
        "limit": one.limit,
        "unit": one.unit,
        "colour": one.colour,
        "group": {} if one.group == EVERYONE else report.groups.get(one.group, {}),
        "figures": [[entry[name] for name in names] for entry in known],
    }


def _origin(report: Report) -> NDArray[np.float64]:
    """A whole kilometre south-west of everything: small numbers on the map."""
    lowest, _ = _bounds(report)
    return np.floor(lowest / 1000) * 1000


def _extent(report: Report, origin: NDArray[np.float64]) -> list[float]:
    """West, south, east, north of all that is drawn, in metres from the origin."""
    lowest, highest = _bounds(report)
    return [*(lowest - origin).tolist(), *(highest - origin).tolist()]


def _bounds(report: Report) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Corners of people, places and circles; streets may lead far beyond. Zeros where nothing has a place."""
    parts = [report.homes.xy_m, report.outlets.xy_m, report.sites.xy_m]
    parts += [ring for group in report.circles.rings for ring in group]
    every = np.concatenate([np.asarray(part, dtype=np.float64).reshape(-1, 2) for part in parts])
    every = every[np.isfinite(every).all(axis=1)]
    if not len(every):
        return np.zeros(2), np.zeros(2)
    return every.min(axis=0), every.max(axis=0)
