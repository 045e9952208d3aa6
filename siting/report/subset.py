"""A part of a report: some formats, some circles, some districts. Whatever renders a report renders a part of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.report.names import circles_called, districts_called, formats_called
from siting.report.subset_answers import ELSEWHERE, elsewhere, kept_answers, ranked
from siting.report.types import Circles, Homes, Places, Report, Sites
from siting.report.words import both, same

Marks = NDArray[np.bool_]
Figures = Mapping[str, Any]
SHOWN = "shown"
"""Key of a part's summary: {"formats", "circles", "districts"}, each the ids asked for or None; absent in a whole."""
MARGIN = 0.15
"""Streets around the homes that stay, as a share of how far these lie apart."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Which formats, circles, homes, outlets, sites and lines of the project list stay."""

    formats: Marks
    circles: Marks
    homes: Marks
    outlets: Marks
    sites: Marks
    opened: Marks


def everywhere(report: Report) -> bool:
    """Whether every circle is shown: only then are the city's figures those of what is seen, and what they leave over
    when the circles' are taken off is what lies outside."""
    shown = report.summary.get(SHOWN) or {}
    return shown.get("circles") is None and shown.get("districts") is None


def only(
    report: Report,
    formats: Sequence[str] | None = None,
    circles: Sequence[str] | None = None,
    districts: Sequence[str] | None = None,
) -> Report:
    """The report of some formats and of some places, each by id or by name; None for all.

    What stays has the figures that it has in the whole: those of a circle are of all its people, and what speaks of the
    whole plan (value, bound, cost, totals of people and formats) stays as it is, which the notices say. Of some formats
    a circle's outlets, money and formats there are theirs. A home stands in its circle, and in that circle's district.
    Raises InputError where something is not known."""
    if formats is None and circles is None and districts is None:
        return report
    asked = {
        "formats": None if formats is None else formats_called(report, formats),
        "circles": None if circles is None else circles_called(report, circles),
        "districts": None if districts is None else districts_called(report, districts),
    }
    kept = _kept(report, asked)
    whole, nowhere = {**report.summary, "opened": ranked(report)}, circles is None and districts is None
    given = kept_answers(report.answers, kept.formats, kept.circles, nowhere and everywhere(report))
    return replace(
        report,
        summary={
            **_summary(whole, asked, kept, report.circles.ids[kept.circles].tolist()),
            **elsewhere(whole["opened"], whole.get(ELSEWHERE, []), given, kept.opened),
        },
        texts=_texts(report, asked),
        formats=tuple(one for one, stays in zip(report.formats, kept.formats, strict=True) if stays),
        homes=_homes(report.homes, kept),
        outlets=_outlets(report.outlets, kept),
        sites=_sites(report.sites, kept),
        circles=_circles(report.circles, kept.circles),
        opened_site=_renumbered(report.opened_site[kept.opened], kept.sites),
        opened_format=_renumbered(report.opened_format[kept.opened], kept.formats),
        streets=_streets(report, kept.homes),
        answers=given,
    )


def _kept(report: Report, asked: Mapping[str, Sequence[str] | None]) -> _Kept:
    """A site where the plan opens only what is not shown stays vacant for nobody, and is left out."""
    formats, here, there = (asked[name] for name in ("formats", "circles", "districts"))
    of_format = np.array([formats is None or one.id in formats for one in report.formats], dtype=np.bool_)
    everywhere = here is None and there is None
    of_circle = np.isin(report.circles.ids, here or []) | np.isin(report.circles.districts, there or [])
    of_circle |= everywhere
    inside = np.append(of_circle, everywhere)  # last: of what lies outside every circle, at -1
    stands = inside[report.sites.circle] | np.isin(report.sites.district, there or [])
    opened = of_format[report.opened_format] & stands[report.opened_site]
    opens = np.zeros(len(stands), dtype=np.bool_)
    opens[report.opened_site[opened]] = True
    return _Kept(
        formats=of_format,
        circles=of_circle,
        homes=inside[report.homes.circle],
        outlets=inside[report.outlets.circle] & of_format[report.outlets.format],
        sites=stands & (opens | ~report.sites.opens),
        opened=opened,
    )


def _summary(
    whole: Figures, asked: Mapping[str, Sequence[str] | None], kept: _Kept, circles: list[str]
) -> Figures:
    """Entries of what stays, unchanged; everything else as in the whole."""
    found = dict(whole)
    found[SHOWN] = dict(asked)
    found["opened"] = [one for one, stays in zip(whole["opened"], kept.opened, strict=True) if stays]
    found["circles"] = {one: whole["circles"][one] for one in circles}
    if whole["grades"] is not None:
        found["grades"] = {
            **whole["grades"],
            "circles": {one: whole["grades"]["circles"][one] for one in circles},
        }
    if asked["districts"] is not None:
        found["districts"] = {
            one: entry for one, entry in whole["districts"].items() if one in asked["districts"]
        }
    if asked["circles"] is not None or asked["districts"] is not None:
        found["closed"] = [one for one in whole["closed"] if one["circle"] in circles]
    if asked["formats"] is not None:
        found |= _of_formats(found, asked["formats"])
    return found


def _of_formats(whole: Figures, formats: Sequence[str]) -> dict[str, Any]:
    """The entries that speak of single formats."""

    def some(entries: Figures) -> dict[str, Any]:
        return {one: entry for one, entry in entries.items() if one in formats}

    closed = [one for one in whole["closed"] if one["format"] in formats]
    opens, closes = (_by_circle(entries) for entries in (whole["opened"], closed))
    return {
        "formats": some(whole["formats"]),
        "circles": {
            circle: _in_circle(
                entry | {"formats": some(entry["formats"])}, opens.get(circle, []), closes.get(circle, [])
            )
            for circle, entry in whole["circles"].items()
        },
        "closed": closed,
        "phases": [one | {"formats": some(one["formats"])} for one in whole["phases"]],
    }


def _by_circle(entries: Sequence[Figures]) -> dict[str, list[Figures]]:
    found: dict[str, list[Figures]] = {}
    for one in entries:
        found.setdefault(one["circle"], []).append(one)
    return found


def _in_circle(entry: Figures, opens: Sequence[Figures], closes: Sequence[Figures]) -> Figures:
    """A circle's entry whose outlets, money and formats there are those shown, as in the lists beside it."""
    gone = Counter(one["format"] for one in closes)
    site_cost = math.fsum(one["site_cost"] for one in opens)
    today = {format: one["outlets_before"] for format, one in entry["formats"].items()}
    later = [today[format] - gone[format] + one["opened"] for format, one in entry["formats"].items()]
    return {
        **entry,
        "formats_present_before": sum(count > 0 for count in today.values()),
        "formats_present_after": sum(count > 0 for count in later),
        "opened": len(opens),
        "cost": math.fsum(one["cost"] for one in opens) + site_cost,
        "site_cost": site_cost,
    }


def _texts(report: Report, asked: Mapping[str, Sequence[str] | None]) -> dict[str, Any]:
    """Title and notices say what is shown, and whose figures stand above it."""
    called = {one.id: one.names for one in report.formats}
    names = dict(zip(report.circles.ids, report.circles.names, strict=True))
    places = [one if names[one] in ("", one) else f"{one} {names[one]}" for one in asked["circles"] or []]
    said = [
        *map(same, [*places, *(asked["districts"] or [])]),
        *(called[one] for one in asked["formats"] or []),
    ]
    what = {name: ", ".join(one[name] for one in said) for name in report.texts["title"]}
    notice = both(
        "Only a part of the plan is shown: {what}. Value, bound, gap, cost and the totals of people and formats are "
        "those of the whole plan; outlets elsewhere may serve people who live here.",
        what=what,
    )
    notices = {
        name: "\n".join(filter(None, (notice[name], text))) for name, text in report.texts["notices"].items()
    }
    title = both("{title}: {what}", title=dict(report.texts["title"]), what=what)
    return {**report.texts, "title": title, "notices": notices}


def _renumbered(positions: NDArray[np.int32], stays: Marks) -> NDArray[np.int32]:
    """Positions among those that stay; -1 stays -1, and so does what left."""
    new = np.where(stays, np.cumsum(stays) - 1, -1)
    return np.append(new, -1)[positions].astype(np.int32)


def _homes(homes: Homes, kept: _Kept) -> Homes:
    rows, formats = kept.homes, kept.formats
    return Homes(
        ids=homes.ids[rows],
        names=homes.names[rows],
        xy_m=homes.xy_m[rows],
        people=homes.people[rows],
        circle=_renumbered(homes.circle[rows], kept.circles),
        state=homes.state[formats][:, rows],
        way_before=homes.way_before[formats][:, rows],
        way_after=homes.way_after[formats][:, rows],
        phase=homes.phase[rows],
        group_people=None if homes.group_people is None else homes.group_people[:, rows],
    )


def _outlets(outlets: Places, kept: _Kept) -> Places:
    rows = kept.outlets
    return Places(
        ids=outlets.ids[rows],
        names=outlets.names[rows],
        xy_m=outlets.xy_m[rows],
        format=_renumbered(outlets.format[rows], kept.formats),
        circle=_renumbered(outlets.circle[rows], kept.circles),
        closes=outlets.closes[rows],
    )


def _sites(sites: Sites, kept: _Kept) -> Sites:
    rows = kept.sites
    return Sites(
        ids=sites.ids[rows],
        names=sites.names[rows],
        xy_m=sites.xy_m[rows],
        lonlat=None if sites.lonlat is None else sites.lonlat[rows],
        circle=_renumbered(sites.circle[rows], kept.circles),
        kind=sites.kind[rows],
        district=sites.district[rows],
        source=sites.source[rows],
        area_m2=sites.area_m2[rows],
        opens=sites.opens[rows],
        admits=sites.admits[rows][:, kept.formats],
    )


def _circles(circles: Circles, stays: Marks) -> Circles:
    graded = len(circles.grade_after) == len(stays)
    return Circles(
        ids=circles.ids[stays],
        names=circles.names[stays],
        districts=circles.districts[stays],
        rings=tuple(rings for rings, one in zip(circles.rings, stays, strict=True) if one),
        grade_before=circles.grade_before[stays] if graded else circles.grade_before,
        grade_after=circles.grade_after[stays] if graded else circles.grade_after,
    )


def _streets(report: Report, homes: Marks) -> NDArray[np.float32]:
    """Those near the homes that stay; all of them where these have no place."""
    xy_m = report.homes.xy_m[homes]
    xy_m = xy_m[np.isfinite(xy_m).all(axis=1)]
    if homes.all() or not len(xy_m):
        return report.streets
    low, high = xy_m.min(axis=0), xy_m.max(axis=0)
    margin = MARGIN * max(float((high - low).max()), 1.0)
    ends = report.streets.reshape(-1, 2, 2)
    near = ((ends >= low - margin) & (ends <= high + margin)).all(axis=2).any(axis=1)
    return np.ascontiguousarray(report.streets[near])
