"""Which projects of the standing plan are done: an outlet of their format opened at their site, or near it."""

from __future__ import annotations

import math

import numpy as np

from siting.decide.basis import Basis
from siting.decide.update.types import News, OutletLayer, Realised
from siting.inputs.types import KEEP


def realised(before: Basis, news: News, near_m: float) -> tuple[Realised, ...]:
    """1. An outlet that names a site is the project of its format there, and no other.
    2. One that names none is the nearest project of its format within near_m of straight line.
    3. Each outlet is one project at most, each project one outlet: nearest pairs first, then by order."""
    model, inputs = before.question, before.inputs
    options = before.selection[~model.option_keep[before.selection]]
    opened = news.after.take(news.opened)
    pairs = [
        (0.0 if opened.site[row] else distance, row, option, distance, bool(opened.site[row]))
        for row in range(len(opened))
        for option, distance in _candidates(before, options, opened, row, near_m)
    ]
    taken: set[tuple[str, int]] = set()
    found = []
    for _, row, option, distance, stated in sorted(pairs):
        if ("outlet", row) in taken or ("project", option) in taken:
            continue
        taken |= {("outlet", row), ("project", option)}
        phase = inputs.phases.ids[int(model.option_phase[option])]
        site = str(inputs.sites.ids[int(model.option_site[option])])
        format = inputs.formats[int(model.option_format[option])].id
        found.append(Realised(option, site, format, phase, str(opened.ids[row]), distance, stated))
    return tuple(sorted(found, key=lambda one: one.option))


def _candidates(
    before: Basis, options: np.ndarray, opened: OutletLayer, row: int, near_m: float
) -> list[tuple[int, float]]:
    model, inputs = before.question, before.inputs
    mine = options[model.option_format[options] == opened.format[row]]
    away = np.hypot(*(inputs.sites.xy_m[model.option_site[mine]] - opened.xy_m[row]).T)
    if opened.site[row]:
        at = inputs.sites.ids[model.option_site[mine]].astype(str) == str(opened.site[row])
    else:
        at = away <= near_m
    return [(int(mine[spot]), float(away[spot])) for spot in np.flatnonzero(at)]


def closed_to(before: Basis, news: News, done: tuple[Realised, ...]) -> dict[str, list[str]]:
    """Format -> sites that no longer offer it: something of it opened there, or its project was given up."""
    inputs = before.inputs
    pairs = {(one.format, one.site) for one in done}
    pairs |= {(inputs.formats[format].id, site) for site, format in news.given_up}
    opened = news.after.take(news.opened)
    for site, format in zip(opened.site.tolist(), opened.format.tolist(), strict=True):
        if site:
            pairs.add((inputs.formats[format].id, str(site)))
    kept = set() if inputs.site_role is None else set(inputs.sites.ids[inputs.site_role == KEEP].tolist())
    found: dict[str, list[str]] = {}
    for format, site in sorted(pairs):
        if site not in kept:
            found.setdefault(format, []).append(site)
    return found


def nearness(done: tuple[Realised, ...]) -> float:
    """The farthest that an outlet stands from the site whose project it is taken for, without being named in the file;
    nan where all are named."""
    away = [one.distance_m for one in done if not one.stated]
    return max(away, default=math.nan)
