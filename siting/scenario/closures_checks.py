"""What the keys of closures must say of each other, and which questions closings do not go with."""

from __future__ import annotations

from collections.abc import Sequence

from siting.errors import Problems
from siting.language import tr
from siting.scenario.formats import ResolvedFormat
from siting.scenario.places import key_place
from siting.scenario.source import Key
from siting.scenario.supply import Closure
from siting.scenario.supply_checks import check_chosen, check_cost, check_named
from siting.scenario.validate import Draft

RULES = ("budget", "count", "floor", "required_sites", "forbidden_sites", "sharing")
"""Rules that mean the same where outlets of today may close."""


def check_closures(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    """What breaks these rules goes to `problems`.

    1. A closing brings something: money, or another format in the outlet's place, with its cost.
    2. Closings go with max_coverage, one phase, people that are not clustered, `missing: people`, and
       neither with places nor with grades.
    3. They go with rules that do not take outlets of today for granted."""
    known = [one.id for one in formats]
    for index, entry in draft.closures.items():
        path: tuple[Key, ...] = ("closures", index)
        check_chosen(draft, path, entry.outlets, known, problems)
        check_named(draft, (*path, "becomes"), entry.becomes, known, problems)
        _check_gain(draft, path, entry, problems)
    if draft.value("closures"):
        _check_question(draft, formats, problems)


def _check_gain(draft: Draft, path: tuple[Key, ...], entry: Closure, problems: Problems) -> None:
    """RULE 1."""
    if not entry.saves and not entry.becomes:
        message = tr("nothing is gained by closing: give saves, or becomes")
        problems.error(key_place(draft.root, path), message)
    if entry.becomes and entry.cost is None:
        problems.error(key_place(draft.root, path), tr("missing key '{key}'", key="cost"))
    if not entry.becomes and entry.cost is not None:
        message = tr("cost is that of formats in a closed outlet's place, and becomes names none")
        problems.error(key_place(draft.root, (*path, "cost")), message)
    elif entry.cost is not None:
        check_cost(draft, path, entry.cost, entry.becomes, set(entry.becomes), problems)


def _check_question(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    """RULES 2, 3."""
    place = key_place(draft.root, ("closures",))
    objective = draft.value("objective") or "max_coverage"
    clusters = draft.demand is not None and draft.demand.clusters is not None
    found = [
        (objective != "max_coverage", tr("objective: {name}", name=objective)),
        (bool(draft.value("phases")), "phases"),
        (clusters, "demand.clusters"),
        (draft.value("missing") == "circle", "missing: circle"),
        (draft.value("grades") is not None, "grades"),
        (draft.value("decay") is not None, "decay"),
        (any(one.places == one.places for one in formats), "places"),
    ]
    found += [
        (entry.get("rule") not in RULES, tr("rule: {name}", name=entry.get("rule")))
        for entry in draft.rules.values()
    ]
    for wrong, what in dict.fromkeys(found):
        if wrong:
            problems.error(place, tr("closures do not go with '{what}'", what=what))
