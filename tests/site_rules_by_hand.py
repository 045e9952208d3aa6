"""What rules on sites mean, in loops over the outlets of a plain town: to hold the rules against."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tests.site_towns import CIRCLES, DISTRICTS, FORMATS, PHASES, SOURCES, Option, Site, Town

Settings = dict[str, Any]
ROUNDING = 1e-9
KNOWN = {"format": FORMATS, "circle": CIRCLES, "district": DISTRICTS, "source": SOURCES, "phase": PHASES}


def holds(name: str, settings: Settings, town: Town, selection: Any) -> bool:
    """Whether the outlets opened obey a rule of these settings."""
    meanings: dict[str, Callable[[Settings, Town, list[Option]], bool]] = {
        "budget": _budget,
        "count": _count,
        "forbidden_sites": lambda said, _, opened: not [one for one in opened if in_scope(said, one)],
        "required_sites": _required,
        "share": _share,
        "sharing": _sharing,
        "site_area": _site_area,
        "spacing": _spacing,
        "together": _together,
    }
    return meanings[name](settings, town, town.opened(selection))


def fact(option: Option, what: str) -> str | None:
    """What an option is, by one of the words of `each`."""
    found = {
        "none": "all",
        "format": option.format,
        "source": option.source,
        "phase": PHASES[option.phase],
        "site": option.site.id,
        "kind": option.site.kind,
        "circle": option.site.circle,
        "district": option.site.district,
    }
    return found[what]


def in_scope(settings: Settings, option: Option) -> bool:
    """Whether an option passes the filters."""
    words = ("format", "circle", "district", "source", "phase", "kind", "site")
    return all(f"{word}s" not in settings or fact(option, word) in settings[f"{word}s"] for word in words)


def _site_in_scope(settings: Settings, site: Site, first: int) -> bool:
    facts = {
        "circle": site.circle,
        "district": site.district,
        "source": site.source,
        "kind": site.kind,
        "site": site.id,
        "phase": PHASES[first],
    }
    return all(f"{word}s" not in settings or found in settings[f"{word}s"] for word, found in facts.items())


def _sites(opened: list[Option]) -> dict[str, tuple[Site, int]]:
    """Sites where something opens, and the phase in which anything opens there first."""
    found: dict[str, tuple[Site, int]] = {}
    for one in opened:
        phase = min(one.phase, found[one.site.id][1]) if one.site.id in found else one.phase
        found[one.site.id] = (one.site, phase)
    return found


def _spent(settings: Settings, opened: list[Option], each: str, group: str, with_sites: bool) -> float:
    """Money of the outlets that pass the filters and belong to the group, with that of their sites."""
    total = sum(one.cost for one in opened if in_scope(settings, one) and group in ("all", fact(one, each)))
    for site, first in _sites(opened).values() if with_sites else ():
        facts = {"circle": site.circle, "district": site.district, "source": site.source, "kind": site.kind}
        mine = {**facts, "site": site.id, "phase": PHASES[first]}
        if _site_in_scope(settings, site, first) and (group == "all" or mine[each] == group):
            total += site.cost
    return total


def _groups(settings: Settings, town: Town, each: str) -> list[str]:
    if each == "none":
        return ["all"]
    if f"{each}s" in settings:
        return list(settings[f"{each}s"])
    if each == "phase":
        return list(PHASES[: town.n_phases])
    if each in KNOWN:
        return list(KNOWN[each])
    found = {fact(one, each) for one in town.options if in_scope(settings, one)}
    return sorted(word for word in found if word is not None)


def _budget(settings: Settings, town: Town, opened: list[Option]) -> bool:
    each = settings.get("each", "none")
    with_sites = "formats" not in settings and each != "format"
    groups = [*_groups(settings, town, each)]
    if each in ("site", "kind"):
        groups = sorted({str(fact(one, each)) for one in town.options})
    most = settings["max_cost"] * (1 + ROUNDING)
    return all(_spent(settings, opened, each, group, with_sites) <= most for group in groups)


def _count(settings: Settings, town: Town, opened: list[Option]) -> bool:
    each = settings.get("each", "none")
    for group in _groups(settings, town, each):
        number = (
            sum(in_scope(settings, one) and group in ("all", fact(one, each)) for one in opened)
            if (each != "none")
            else sum(in_scope(settings, one) for one in opened)
        )
        if not settings.get("min", 0) <= number <= settings.get("max", math.inf):
            return False
    return True


def _required(settings: Settings, town: Town, opened: list[Option]) -> bool:
    named = settings.get("sites") or {one.site.id for one in town.options if in_scope(settings, one)}
    needs = (
        [[format] for format in settings["formats"]]
        if settings.get("all")
        else [settings.get("formats", FORMATS)]
    )
    return all(
        any(in_scope(settings, one) and one.site.id == site and one.format in need for one in opened)
        for site in named
        for need in needs
    )


def _share(settings: Settings, town: Town, opened: list[Option]) -> bool:
    filters = {
        key: value for key, value in settings.items() if key not in ("of", "each", "min", "max", "whole")
    }
    whole_filters, each = settings.get("whole", {}), settings.get("each", "none")
    apart = "formats" in filters or "formats" in whole_filters or each == "format"
    groups = [*_groups(whole_filters, town, each)]
    if each in ("site", "kind"):
        groups = sorted({str(fact(one, each)) for one in town.options})
    for group in groups:
        part = whole = 0.0
        for one in opened:
            if in_scope(whole_filters, one) and (each == "none" or fact(one, each) == group):
                amount = {"count": 1.0, "cost": one.cost, "area_m2": one.area_m2 or 0.0}[settings["of"]]
                whole += amount
                part += amount if in_scope(filters, one) else 0.0
        for site, first in _sites(opened).values() if settings["of"] == "cost" and not apart else ():
            facts = {
                "circle": site.circle,
                "district": site.district,
                "source": site.source,
                "kind": site.kind,
            }
            mine = {**facts, "site": site.id, "phase": PHASES[first], "none": group}
            if _site_in_scope(whole_filters, site, first) and mine[each] == group:
                whole += site.cost
                part += site.cost if _site_in_scope(filters, site, first) else 0.0
        if part < settings.get("min", 0) * whole - ROUNDING * whole:
            return False
        if part > settings.get("max", 1) * whole + ROUNDING * whole:
            return False
    return True


def _sharing(settings: Settings, town: Town, opened: list[Option]) -> bool:
    for site in town.sites:
        formats = {one.format for one in opened if one.site == site and in_scope(settings, one)}
        groups = settings.get("compatible")
        if groups is not None and len(formats) > 1 and not any(formats <= set(group) for group in groups):
            return False
        if any(len(formats & set(apart)) > 1 for apart in settings.get("incompatible", ())):
            return False
    return True


def _site_area(settings: Settings, town: Town, opened: list[Option]) -> bool:
    for site in town.sites:
        taken = sum(one.area_m2 or 0.0 for one in opened if one.site == site and in_scope(settings, one))
        if site.area_m2 is not None and taken > settings.get("share", 1) * site.area_m2 * (1 + ROUNDING):
            return False
    return True


def _apart_m(one: Option, x_m: float, y_m: float) -> float:
    return math.sqrt((one.site.x_m - x_m) ** 2 + (one.site.y_m - y_m) ** 2)


def _spacing(settings: Settings, town: Town, opened: list[Option]) -> bool:
    for one in opened:
        if not in_scope(settings, one):
            continue
        away_from = settings.get("away_from", [one.format])
        for other in opened:
            near = _apart_m(one, other.site.x_m, other.site.y_m) < settings["metres"] - 1e-6
            if near and other is not one and other.format in away_from:
                return False
        for format, x_m, y_m in town.outlets if settings.get("existing", True) else ():
            if format in away_from and _apart_m(one, x_m, y_m) < settings["metres"] - 1e-6:
                return False
    return True


def _together(settings: Settings, town: Town, opened: list[Option]) -> bool:
    within_m = settings.get("within_m")
    needs = [[each] for each in settings["needs"]] if settings.get("all") else [settings["needs"]]
    for one in opened:
        for need in needs if in_scope(settings, one) else ():
            company = [
                other
                for other in opened
                if other is not one
                and other.format in need
                and other.phase <= one.phase
                and (
                    other.site == one.site
                    if within_m is None
                    else _apart_m(one, other.site.x_m, other.site.y_m) <= within_m + 1e-6
                )
            ]
            today = [
                outlet
                for outlet in town.outlets
                if within_m is not None
                and outlet[0] in need
                and _apart_m(one, *outlet[1:]) <= within_m + 1e-6
            ]
            if not company and not today:
                return False
    return True
