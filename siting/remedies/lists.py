"""Changes that no number says: fewer sites in a rule's list, or a rule left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from siting.inputs import Positions
from siting.remedies.search import Change, Setting
from siting.remedies.terms import Term, dotted

MOST_LISTED = 40


def shorter_lists(setting: Setting, term: Term) -> Iterator[Change]:
    """Lists of sites in a rule's entry with as few left out as the order of the list allows; each that is enough."""
    if term.keys[0] != "rules":
        return
    for name, listed in term.entry.items():
        if isinstance(listed, list) and 1 < len(listed) <= MOST_LISTED and name == "sites":
            found = _shorter(setting, dotted(setting.case, (*term.keys, name)), listed)
            if found is not None:
                yield found


def _shorter(setting: Setting, key: str, listed: list[Any]) -> Change | None:
    """Entries are taken back one by one, as long as that works."""
    kept: list[Any] = []
    best: Positions | None = None
    sure = True
    for entry in listed:
        change = Change(key, [*kept, entry], listed, False, False)
        verdict = setting.holds([change.said], best)
        sure &= verdict.holds is not None
        if verdict.holds:
            kept, best = [*kept, entry], verdict.selection
    if best is None:
        return None
    return Change(key, kept, listed, sure, False, best)


def left_out(setting: Setting, term: Term) -> Change | None:
    """The rules without this one; None for what is no entry of `rules`."""
    if term.keys[0] != "rules" or len(term.keys) != 2:
        return None
    others = [entry for number, entry in enumerate(setting.case.settings.rules) if number != term.keys[1]]
    best = _without(setting, term)
    return None if best is None else Change("rules", others, setting.case.settings.rules, True, False, best)


def lower_level(setting: Setting, term: Term) -> Iterator[Change]:
    """The highest level below the one that a rule of grades asks for, of those that work."""
    grades = setting.case.settings.grades
    if term.entry.get("rule") != "grade" or grades is None or term.keys[0] != "rules":
        return
    ids, sure = [level.id for level in grades.levels], True
    for level in reversed(ids[: ids.index(term.entry["level"])]):
        change = Change(dotted(setting.case, (*term.keys, "level")), level, term.entry["level"], sure, False)
        verdict = setting.holds([change.said])
        sure &= verdict.holds is not None
        if verdict.selection is not None:
            yield replace(change, selection=verdict.selection)
            return


def _without(setting: Setting, term: Term) -> Positions | None:
    """A selection of the kept terms without this one."""
    at = next(number for number, other in enumerate(setting.terms) if other.keys == term.keys)
    kept = tuple(number for number in setting.kept if number != at)
    return replace(setting, kept=kept).holds([]).selection
