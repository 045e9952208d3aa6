"""The keys that say which outlets a rule speaks of, and the ids in them as positions."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from siting.errors import Place, Problems
from siting.inputs import Positions, frozen
from siting.language import mark, tr
from siting.model import Labels
from siting.parts import suggestion
from siting.scenario.schema import Strict

Each = Literal["none", "format", "circle", "district", "source", "site", "kind", "phase"]
# What `each` may ask for: the field of Labels with the ids, and how a group is called.
NAMES: dict[str, tuple[str, str]] = {
    "format": ("format_ids", mark("format '{id}'")),
    "circle": ("circle_ids", mark("circle '{id}'")),
    "district": ("districts", mark("district '{id}'")),
    "source": ("sources", mark("source '{id}'")),
    "site": ("site_ids", mark("site '{id}'")),
    "kind": ("kinds", mark("kind of site '{id}'")),
    "phase": ("phases", mark("phase '{id}'")),
}
# How a filter by these is called.
FILTERS = {
    "format": mark("formats {ids}"),
    "circle": mark("circles {ids}"),
    "district": mark("districts {ids}"),
    "source": mark("sources {ids}"),
    "phase": mark("phases {ids}"),
    "kind": mark("kinds of site {ids}"),
    "site": mark("sites {ids}"),
}
WORDS = (
    mark("format"),
    mark("circle"),
    mark("district"),
    mark("source"),
    mark("phase"),
    mark("kind"),
    mark("site"),
)
# Of these every known one gets a limit; of sites and kinds those that have options, unless they are named.
ALWAYS = ("format", "circle", "district", "source", "phase")


class PlaceSettings(Strict):
    """The keys that say of which formats, and where, a rule speaks."""

    formats: list[str] | None = Field(None, min_length=1, description=mark("only outlets of these formats"))
    circles: list[str] | None = Field(None, min_length=1, description=mark("only outlets in these circles"))
    districts: list[str] | None = Field(
        None, min_length=1, description=mark("only outlets in these districts")
    )
    kinds: list[str] | None = Field(
        None, min_length=1, description=mark("only outlets at sites of these kinds")
    )
    sites: list[str] | None = Field(None, min_length=1, description=mark("only outlets at these sites"))


class FilterSettings(PlaceSettings):
    """The keys that say which outlets a rule speaks of."""

    sources: list[str] | None = Field(
        None, min_length=1, description=mark("only what is paid for with money of these sources")
    )
    phases: list[str] | None = Field(
        None, min_length=1, description=mark("only outlets that open in these phases")
    )


class ScopeSettings(FilterSettings):
    """The keys every limit on outlets shares."""

    each: Each = Field(
        "none",
        description=mark(
            "a limit of its own for each format, circle, district, source of money, phase, site or kind of site"
        ),
    )


def check_each(each: Each, labels: Labels, problems: Problems, place: Place) -> None:
    """An error where the scenario has nothing of what each limit is for."""
    if each == "circle" and not labels.circle_ids:
        problems.error(place, tr("each: circle, but the scenario has no circles"))
    if each == "district" and not labels.districts:
        hint = tr("Name the column under sites.columns.district or circles.columns.district.")
        problems.error(place, tr("each: district, but no site is in any district"), hint)
    if each == "source" and not labels.sources:
        hint = tr("Give each format its source.")
        problems.error(place, tr("each: source, but the scenario names no source of money"), hint)
    if each == "phase" and labels.phases == ("",):
        problems.error(place, tr("each: phase, but the scenario has no phases"))


def positions(
    kind: str, ids: list[str] | None, known: tuple[str, ...], problems: Problems, place: Place
) -> Positions | None:
    """Positions of these ids, ascending; None where none are given. Unknown ones become problems.

    kind: "format", "circle" ..., as planners call it."""
    if ids is None:
        return None
    places = {name: number for number, name in enumerate(known)}
    for name in ids:
        if name not in places:
            message = tr("unknown {kind} '{name}'", kind=tr(kind), name=name)
            problems.error(place, message, suggestion(name, known))
    found: Positions = frozen(np.array(sorted({places[one] for one in ids if one in places}), dtype=np.int32))
    return found


def listed(ids: list[str], most: int = 3) -> str:
    """Ids as a planner reads them, the first few of many."""
    shown = ", ".join(f"'{name}'" for name in ids[:most])
    return shown if len(ids) <= most else tr("{ids} and {count} more", ids=shown, count=len(ids) - most)
