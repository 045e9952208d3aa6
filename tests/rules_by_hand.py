"""What rules mean, said once more in plain words and loops, with ids and no arrays: to hold the rules against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from siting.model import Model
from tests.models import CIRCLES, DISTRICTS, FORMATS, SOURCES, labels

PLACES = ("circle", "district")


@dataclass(frozen=True)
class Site:
    """A site, its own cost, and where and what it is; None = not said."""

    id: str
    cost: float
    facts: dict[str, str | None]


@dataclass(frozen=True)
class Option:
    """An outlet that may open."""

    site: Site
    format: str
    source: str | None
    cost: float


def options_of(model: Model) -> list[Option]:
    """The options of a model in words."""
    names = labels(model.n_sites)
    sites: dict[int, Site] = {}
    found = []
    for k in range(model.n_options):
        number = int(model.option_site[k])
        facts = {
            "circle": _name(names.circle_ids, model.option_circle[k]),
            "district": _name(names.districts, model.option_district[k]),
            "source": _name(names.sources, model.site_source[number]),
            "kind": names.kinds[model.option_kind[k]],
            "site": names.site_ids[number],
        }
        site = sites.setdefault(number, Site(names.site_ids[number], float(model.site_cost[number]), facts))
        source = _name(names.sources, model.option_source[k])
        found.append(Option(site, names.format_ids[model.option_format[k]], source, float(model.cost[k])))
    return found


def holds(name: str, settings: dict[str, Any], options: list[Option], selection: list[int]) -> bool:
    """Whether the options opened obey a rule of these settings."""
    opened = [options[k] for k in selection]
    return _budget(settings, opened) if name == "budget" else _count(settings, options, opened)


def _name(known: tuple[str, ...], position: int) -> str | None:
    return None if position < 0 else known[position]


def _fact(option: Option, what: str) -> str | None:
    if what == "format":
        return option.format
    return option.source if what == "source" else option.site.facts[what]


def _passes(settings: dict[str, Any], key: str, fact: str | None) -> bool:
    return settings.get(key) is None or fact in settings[key]


def _in_scope(settings: dict[str, Any], option: Option) -> bool:
    filters = ("format", *PLACES, "source")
    return all(_passes(settings, f"{what}s", _fact(option, what)) for what in filters)


def _budget(settings: dict[str, Any], opened: list[Option]) -> bool:
    each = settings.get("each", "none")
    spent: dict[str, float] = {}
    for option in opened:
        purse = "all" if each == "none" else _fact(option, each)
        if purse is not None and _in_scope(settings, option):
            spent[purse] = spent.get(purse, 0.0) + option.cost
    if settings.get("formats") is None and each != "format":
        for site in {option.site.id: option.site for option in opened}.values():
            purse = "all" if each == "none" else site.facts[each]
            filters = (*PLACES, "source")
            paid = all(_passes(settings, f"{what}s", site.facts[what]) for what in filters)
            if purse is not None and paid:
                spent[purse] = spent.get(purse, 0.0) + site.cost
    return all(money <= settings["max_cost"] * (1 + 1e-9) for money in spent.values())


def _count(settings: dict[str, Any], options: list[Option], opened: list[Option]) -> bool:
    each = settings.get("each", "none")
    known = {"format": FORMATS, "circle": CIRCLES, "district": DISTRICTS, "source": SOURCES}
    if each == "none":
        groups: set[str | None] = {"all"}
    elif each in known:
        groups = set(settings.get(f"{each}s") or known[each])
    else:
        groups = {_fact(option, each) for option in options if _in_scope(settings, option)}
    for group in groups:
        number = sum(
            _in_scope(settings, option) and (each == "none" or _fact(option, each) == group)
            for option in opened
        )
        if not settings.get("min", 0) <= number <= settings.get("max", len(options)):
            return False
    return True
