"""Changes that no number says: fewer sites in a rule's list, or a rule left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siting.inputs import Positions
from siting.remedies.search import Change, Setting
from siting.remedies.terms import Term, dotted

MOST_LISTED = 40


def shorter_lists(setting: Setting, term: Term) -> Iterator[tuple[Change, Positions]]:
    """Lists of sites in a rule's entry with as few left out as the order of the list allows; each that is enough."""
    if term.keys[0] != "rules":
        return
    for name, listed in term.entry.items():
        if isinstance(listed, list) and 1 < len(listed) <= MOST_LISTED and name == "sites":
            found = _shorter(setting, dotted(setting.case, (*term.keys, name)), listed)
            if found is not None:
                yield found


def _shorter(setting: Setting, key: str, listed: list[Any]) -> tuple[Change, Positions] | None:
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
    return Change(key, kept, listed, sure, False), best


def left_out(setting: Setting, term: Term) -> tuple[Change, Positions] | None:
    """The rules without this one; None for what is no entry of `rules`."""
    if term.keys[0] != "rules" or len(term.keys) != 2:
        return None
    others = [entry for number, entry in enumerate(setting.case.settings.rules) if number != term.keys[1]]
    change = Change("rules", others, setting.case.settings.rules, True, False)
    verdict = _without(setting, term, change)
    return None if verdict is None else (change, verdict)


def _without(setting: Setting, term: Term, change: Change) -> Positions | None:
    """A selection of the kept terms without this one."""
    from dataclasses import replace

    from siting.remedies.terms import terms_of

    terms = terms_of(setting.case, setting.question, setting.labels)
    at = next(number for number, other in enumerate(terms) if other.keys == term.keys)
    kept = tuple(number for number in setting.kept if number != at)
    return replace(setting, kept=kept).holds([]).selection
