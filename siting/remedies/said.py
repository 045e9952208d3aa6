"""Reasons and remedies in a planner's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siting.language import tr
from siting.objectives._required import out_of_reach
from siting.remedies.conflict import Conflict
from siting.remedies.possible import Clock
from siting.remedies.reach import MOST_GROUPS, nearest, unreached
from siting.remedies.reach import in_words as reach_in_words
from siting.remedies.search import Change
from siting.remedies.terms import Term, asking, in_words
from siting.rules import amount, clashes
from siting.scenario import Scenario

if TYPE_CHECKING:
    from siting.remedies import City


def reasons_of(city: City, terms: list[Term], conflict: Conflict, clock: Clock) -> list[str]:
    """What cannot hold together; of a term that cannot hold by itself, who has no site in reach."""
    model = asking(city.question, conflict.terms)
    counted = [*clashes(model), *out_of_reach(model)]
    words = [in_words(city.scenario, city.question, term) for term in conflict.terms]
    if len(words) > 1:
        return [tr("these cannot hold together: {terms}", terms="; ".join(words)), *counted]
    said = counted or [tr("this cannot hold, whatever opens: {term}", term=words[0])]
    return [*said, *_reach(city, conflict, clock)]


def _reach(city: City, conflict: Conflict, clock: Clock) -> list[str]:
    """Who has no candidate in reach, of the formats and circles that a term speaks of."""
    from siting.model import labels
    from siting.remedies import formats_of

    entry = conflict.terms[0].entry
    known = labels(city.inputs)
    circles = entry.get("circles")
    named = (
        None
        if circles is None
        else [known.circle_ids.index(name) for name in circles if name in known.circle_ids]
    )
    said = []
    for format, circle in unreached(city.question, formats_of(city.inputs, known, conflict), named)[
        :MOST_GROUPS
    ]:
        limit = float(city.travel.limit[format])
        found = nearest(city.scenario, city.inputs, city.question, format, circle, limit, clock)
        said.append(reach_in_words(found, city.inputs, tr(city.travel.unit)))
    return said


def remedy_in_words(case: Scenario, change: Change, others: list[Change]) -> str:
    """A change as `--set` takes it, what stands there now, and how sure it is that no smaller one is enough."""
    together = "".join(tr(" together with --set {change}", change=other.said) for other in others)
    if change.key == "rules":
        rule = next(each["rule"] for each in change.before if each not in change.value)
        text = tr(
            "leave out the rule '{rule}': --set {change}{together}",
            rule=rule,
            change=_quoted(change),
            together=together,
        )
        return text
    if isinstance(change.value, list):
        return tr("--set {change}{together} (a shorter list)", change=_quoted(change), together=together)
    how = tr("the least that works") if change.upward else tr("the most that works")
    if not change.exact:
        how = (
            tr("it works; whether less is enough was not proven in the time")
            if change.upward
            else tr("it works; whether more would do as well was not proven in the time")
        )
    return tr(
        "--set {change}{together} (now {before}; {how})",
        change=change.said,
        together=together,
        before=_number(change.before),
        how=how,
    )


def _quoted(change: Change) -> str:
    return f"'{change.said}'"


def _number(value: Any) -> str:
    if value is None:
        return tr("not said")
    return amount(float(value)) if isinstance(value, int | float) else str(value)
