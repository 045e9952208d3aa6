"""The formats of a scenario, each filled in from the catalogue."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from siting.catalogue import CatalogueFormat, find_preset, groups
from siting.catalogue import formats as catalogue
from siting.errors import Place, Problems
from siting.language import tr
from siting.parts import did_you_mean, suggestion
from siting.scenario.ages import EVERYONE, HOUSEHOLDS, bands_of, known_groups
from siting.scenario.format_departments import check_department, department_of
from siting.scenario.places import value_place
from siting.scenario.schema import Cost, Demand, Format
from siting.scenario.source import Node
from siting.scenario.validate import Draft

__all__ = ["EVERYONE", "ResolvedFormat", "id_place", "resolve"]


@dataclass(frozen=True, slots=True, eq=False)
class ResolvedFormat:
    """A format as planned: what the scenario says, else what the catalogue says.

    index: position in the scenario's list, so that `scenario.place("formats", index, ...)` finds it.
    names: "en" and "zh", always both. tier: "basic", "quality", "terminal" or "other".
    Exactly one of cutoff_min (minutes of walking) and cutoff_m (metres) is given.
    group: demand group, "people" for everyone. rate: share of it that uses the format. weight: what one of these
    people counts. serves: id of another format -> share of its people whom an outlet of this one serves.
    area_m2: floor area of an outlet, nan where unknown. cost: of opening one, see `schema.Cost`.
    source: whose money opens it, "" where the scenario does not say.
    department: language -> name of the one that answers for it; empty where nobody says.
    kinds: kinds of site that admit it, None = every kind.
    max_cost: money; max_new, min_new: outlets; None = no limit. places: of a new outlet, places_today: of one of today
    whose own are not given; nan where there is no limit, or nothing is said. min_demand: customers, None = no limit."""

    id: str
    index: int
    names: dict[str, str]
    tier: str
    cutoff_min: float | None
    cutoff_m: float | None
    group: str
    rate: float
    weight: float
    area_m2: float
    cost: Cost
    source: str
    kinds: tuple[str, ...] | None
    max_cost: float | None
    max_new: int | None
    min_new: int | None
    serves: Mapping[str, float] = field(default_factory=dict)
    places: float = math.nan
    places_today: float = math.nan
    min_demand: float | None = None
    department: Mapping[str, str] = field(default_factory=dict)


def resolve(draft: Draft, problems: Problems) -> tuple[ResolvedFormat, ...]:
    """Every format the schema accepts, in order. What the catalogue cannot complete goes to `problems`."""
    resolved = []
    for index, entry in draft.formats.items():
        known = catalogue().get(entry.id)
        found = _resolved(index, entry, known)
        resolved.append(found)
        _check_limits(draft.root, found, problems)
        check_department(draft.root, index, entry.department, problems)
        if entry.cutoff_min is not None and entry.cutoff_m is not None:
            place = value_place(draft.root, ("formats", index, "cutoff_m"))
            problems.error(place, tr("cutoff_min and cutoff_m are both given"), tr("Keep one of them."))
        elif found.cutoff_min is None and found.cutoff_m is None:
            _not_in_catalogue(draft.root, found, problems)
        elif draft.demand is not None:
            _check_group(draft.root, entry, found, draft.demand, problems)
    return tuple(resolved)


def _resolved(index: int, entry: Format, known: CatalogueFormat | None) -> ResolvedFormat:
    cutoff_min = entry.cutoff_min
    if cutoff_min is None and entry.cutoff_m is None and known:
        cutoff_min = known.cutoff_min
    group = entry.demand or (known.demand_group if known else EVERYONE)
    area_m2 = known.area_m2 if known else float("nan")
    return ResolvedFormat(
        id=entry.id,
        index=index,
        names=_names(entry, known),
        tier=entry.tier or (known.tier if known else "other"),
        cutoff_min=cutoff_min,
        cutoff_m=entry.cutoff_m,
        group=EVERYONE if group == "all" and not entry.demand else group,
        rate=entry.rate,
        weight=entry.weight,
        area_m2=area_m2 if entry.area_m2 is None else entry.area_m2,
        cost=entry.cost if isinstance(entry.cost, Cost) else Cost(fixed=entry.cost),
        source=entry.source or "",
        kinds=None if entry.kinds is None else tuple(entry.kinds),
        max_cost=entry.max_cost,
        max_new=entry.max_new,
        min_new=entry.min_new,
        serves=dict(entry.serves),
        places=math.nan if entry.places is None else entry.places,
        places_today=math.nan if entry.places_today is None else entry.places_today,
        min_demand=entry.min_demand,
        department=department_of(entry.id, entry.department),
    )


def _names(entry: Format, known: CatalogueFormat | None) -> dict[str, str]:
    """Both languages: as given, else from the catalogue, else the other language's, else the id."""
    if isinstance(entry.name, str):
        return {"en": entry.name, "zh": entry.name}
    given = {str(language): name for language, name in (entry.name or {}).items()}
    shipped = {"en": known.name_en, "zh": known.name_zh} if known else {}
    any_given = next(iter(given.values()), entry.id)
    return {language: given.get(language) or shipped.get(language) or any_given for language in ("en", "zh")}


def _not_in_catalogue(root: Node, format: ResolvedFormat, problems: Problems) -> None:
    close = did_you_mean(format.id, catalogue())
    hint = tr("`siting list formats` shows the catalogue.")
    if find_preset(format.id) is not None:
        hint = tr("It is a preset: write {{preset: {id}}}.", id=format.id)
    elif close:
        hint = tr("Did you mean '{name}'?", name=close)
    message = tr("'{id}' is not in the catalogue, so it needs cutoff_min or cutoff_m", id=format.id)
    problems.error(id_place(root, format.index), message, hint)


def _check_group(
    root: Node, entry: Format, format: ResolvedFormat, demand: Demand, problems: Problems
) -> None:
    known = known_groups(demand)
    if format.group in known:
        return
    if entry.demand:
        place = value_place(root, ("formats", format.index, "demand"))
        hint = suggestion(entry.demand, known)
        if entry.demand == "all":
            hint = tr("Everyone is called '{name}'.", name=EVERYONE)
        problems.error(place, tr("unknown demand group '{name}'", name=entry.demand), hint)
        return
    if len(bands_of(demand)) < len(demand.ages):
        return  # of cohorts that are none, nothing can be said to follow
    message = tr(
        "'{id}' serves the group '{group}', which demand.groups does not define",
        id=format.id,
        group=format.group,
    )
    hint = tr("Define {group} under demand.groups, or give the format 'demand: people'.", group=format.group)
    if format.group == HOUSEHOLDS:
        hint = tr("Give demand.people_per_household, or the format 'demand: people'.")
    shipped = groups().get(format.group)
    if shipped is not None and shipped.kind == "ages" and demand.ages:
        hint = tr(
            "The open cohort of demand.ages holds ages on both sides of it: split it, or give demand.single_years."
        )
    problems.error(id_place(root, format.index), message, hint)


def _check_limits(root: Node, format: ResolvedFormat, problems: Problems) -> None:
    index = format.index
    if format.max_new is not None and format.min_new is not None and format.min_new > format.max_new:
        message = tr("got {min}, must be <= max_new = {max}", min=format.min_new, max=format.max_new)
        problems.error(value_place(root, ("formats", index, "min_new")), message)
    for key in ("per_m2", "column_per_m2"):
        if getattr(format.cost, key) and format.area_m2 != format.area_m2:
            place = value_place(root, ("formats", index, "cost", key))
            problems.error(place, tr("needs the floor area of the format"), tr("Give the format area_m2."))


def id_place(root: Node, index: int) -> Place:
    """Where the id of an entry of `formats` stands, named as the entry."""
    spot = value_place(root, ("formats", index, "id"))
    return replace(spot, where=value_place(root, ("formats", index)).where)
