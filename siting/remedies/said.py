"""Reasons and remedies in a planner's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siting.language import joined, tr
from siting.objectives._required import out_of_reach
from siting.remedies.city import City
from siting.remedies.conflict import Conflict
from siting.remedies.reach import MOST_GROUPS, nearest, unreached
from siting.remedies.reach import in_words as reach_in_words
from siting.remedies.search import Change
from siting.remedies.sought import formats_of
from siting.remedies.terms import asking
from siting.remedies.terms import in_words as term_in_words
from siting.remedies.ways import Ways
from siting.rules import amount, clashes


def reasons_of(city: City, conflict: Conflict, ways: Ways) -> list[str]:
    """What cannot hold together; of a term that cannot hold by itself, who has no site in reach."""
    model = asking(city.question, conflict.terms)
    counted = [*clashes(model), *out_of_reach(model)]
    words = [term_in_words(city.scenario, city.question, term) for term in conflict.terms]
    if len(words) > 1:
        return [tr("these cannot hold together: {terms}", terms=joined(words)), *counted]
    said = counted or [tr("this cannot hold, whatever opens: {term}", term=words[0])]
    return [*said, *_reach(city, conflict, ways)]


def _reach(city: City, conflict: Conflict, ways: Ways) -> list[str]:
    """Who has no candidate in reach, of the formats and circles that a term speaks of."""
    entry = conflict.terms[0].entry
    known = city.labels
    circles = entry.get("circles")
    if circles is None and (str(entry.get("each")).startswith("circle") or entry.get("rule") == "grade"):
        circles = known.circle_ids
    named = (
        None
        if circles is None
        else [known.circle_ids.index(name) for name in circles if name in known.circle_ids]
    )
    groups = unreached(city.question, formats_of(city, conflict), named)[:MOST_GROUPS]
    found = nearest(city.scenario, city.inputs, city.question, groups, city.travel.limit, ways)
    return [reach_in_words(one, city.inputs, tr(city.travel.unit)) for one in found]


def in_words(change: Change, others: Sequence[Change]) -> str:
    """A change as `--set` takes it, what stands there now, and how sure it is that no smaller one is enough."""
    if change.key == "rules":
        rule = _first_gone(change)
        said = tr("--set {change} (without the rule '{rule}')", change=_quoted(change), rule=rule)
    elif isinstance(change.value, list):
        said = tr("--set {change} (a shorter list)", change=_quoted(change))
    else:
        said = tr(
            "--set {change} (now {before}; {how})",
            change=change.said,
            before=_number(change.before),
            how=_how_sure(change),
        )
    return said + "".join(tr(", together with --set {change}", change=_quoted(other)) for other in others)


def _how_sure(change: Change) -> str:
    if change.exact:
        return tr("the least that works") if change.upward else tr("the most that works")
    if change.failing is None:
        return tr("it works; whether less of a change is enough was not proven in the time")
    return tr(
        "it works; {value} is proven not to, between them the time ran out", value=_number(change.failing)
    )


def _first_gone(change: Change) -> str:
    """The name of the rule that a shorter list of rules does without."""
    pairs = zip(change.before, [*change.value, None], strict=False)
    return next((str(had["rule"]) for had, has in pairs if had != has), "")


def _quoted(change: Change) -> str:
    """For a shell."""
    return f"'{change.said}'" if isinstance(change.value, list) else change.said


def _number(value: Any) -> str:
    if value is None:
        return tr("not said")
    return amount(float(value)) if isinstance(value, int | float) else str(value)
