"""What must hold for formats whose outlets can be full, and for customers that an outlet must have."""

from __future__ import annotations

import math
from collections.abc import Sequence

from siting.errors import Problems
from siting.language import tr
from siting.scenario.formats import ResolvedFormat
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Key
from siting.scenario.validate import Draft


def check_places(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    """What breaks these rules goes to `problems`.

    1. Places of today's outlets mean something for formats with places alone.
    2. No outlet can have more customers than places.
    3. Places go with max_coverage, with all demand points and with missing: people: whoever else goes there takes
       places too, so nobody may be left out of the question.
    4. A format with places stands in for no other, none for it, and no mobile point brings it part of the time."""
    limited = [one for one in formats if not math.isnan(one.places)]
    for one in formats:
        _format(draft, one, problems)
    _columns(draft, bool(limited), problems)
    if not limited:
        return
    place = value_place(draft.root, ("formats", limited[0].index, "places"))
    hint = tr("Leave out places, or this.")
    given = draft.word("objective") or "max_coverage"
    if given != "max_coverage":  # RULE 3
        message = tr("places of outlets go with objective: max_coverage alone, not with '{name}'", name=given)
        problems.error(place, message, hint)
    for keys, means in _alone(draft):
        message = tr("places of outlets do not go with {key}", key=means)
        problems.error(key_place(draft.root, keys), message, hint)
    _stand_ins(draft, {one.id for one in limited}, problems)


def _format(draft: Draft, one: ResolvedFormat, problems: Problems) -> None:
    """RULES 1, 2."""
    if not math.isnan(one.places_today) and math.isnan(one.places):
        message = tr("places_today without places: new outlets of the format would never be full")
        place = value_place(draft.root, ("formats", one.index, "places_today"))
        problems.error(place, message, tr("Give the format places."))
    if one.min_demand is not None and one.min_demand > one.places:
        message = tr(
            "no outlet with {places:,.10g} places has {least:,.10g} customers",
            places=one.places,
            least=one.min_demand,
        )
        problems.error(value_place(draft.root, ("formats", one.index, "min_demand")), message)


def _columns(draft: Draft, limited: bool, problems: Problems) -> None:
    """RULE 1."""
    for index, layer in draft.outlets.items():
        if layer.columns.places is not None and not limited:
            message = tr("the column of places is not used: no format has places")
            place = value_place(draft.root, ("outlets", index, "columns", "places"))
            problems.warn(place, message, tr("Give the format places (of a new outlet)."))


def _alone(draft: Draft) -> list[tuple[tuple[Key, ...], str]]:
    """RULE 3: keys that are given and do not go with places, and what a planner calls them."""
    found: list[tuple[tuple[Key, ...], str]] = []
    if draft.demand is not None and draft.demand.clusters is not None:
        found.append((("demand", "clusters"), "demand.clusters"))
    if draft.value("missing") == "circle":
        found.append((("missing",), "missing: circle"))
    if draft.value("decay") is not None:
        found.append((("decay",), "decay"))
    return found


def _stand_ins(draft: Draft, limited: set[str], problems: Problems) -> None:
    """RULE 4."""
    for index, entry in draft.formats.items():
        served = set(getattr(entry, "serves", None) or {})
        wrong = served if entry.id in limited else served & limited
        if wrong:
            message = tr("a format with places stands in for no other, and none for it")
            problems.error(value_place(draft.root, ("formats", index, "serves")), message)
    for index, point in draft.mobile.items():
        if point.share < 1 and limited & set(point.formats):
            message = tr("a mobile point that brings a format with places has to be there all the time")
            problems.error(value_place(draft.root, ("mobile", index, "share")), message)
