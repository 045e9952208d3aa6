"""Changes that are enough: of one conflict, or of several together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from siting.model import ReadsRows
from siting.objectives._required import Requiring
from siting.remedies.city import City
from siting.remedies.conflict import Conflict, conflicts
from siting.remedies.cutoffs import Cutoffs
from siting.remedies.knobs import knobs
from siting.remedies.lists import left_out, lower_level, shorter_lists
from siting.remedies.possible import Clock, obeys, possible
from siting.remedies.reach import unreached
from siting.remedies.search import Change, Setting, smallest_change
from siting.remedies.terms import Term, terms_of
from siting.remedies.ways import Ways
from siting.scenario import Scenario, changed

MOST_TOGETHER = 6
MOST_CUTOFFS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """A change, and what has to change with it where several things are wrong at once."""

    change: Change
    others: tuple[Change, ...] = ()


def offers(city: City, terms: list[Term], found: list[Conflict], ways: Ways) -> list[Offer]:
    """Every change that is enough, each tried on the question posed anew.

    1. One conflict: the smallest change of each of its numbers; of cutoffs; of lists, or a rule less.
    2. Several: the first change of each, one after the other, and those left out again that are not needed; then, for
       each conflict, every other change in place of its first one."""
    clock = ways.clock
    if len(found) == 1:  # RULE 1
        setting = _whole(city, city.scenario, clock)
        return [Offer(one) for one in _changes(city, setting, found[0], ways) if _works(city, setting, one)]
    picked = _needed(city, _picked(city, terms, found, clock), clock)  # RULE 2
    if len(picked) == 1:
        return [Offer(picked[0][1])]
    together = []
    for conflict, change in picked:
        others = tuple(one for _, one in picked if one is not change)
        case = changed(city.scenario, [one.said for one in others])
        setting = _whole(city, case, clock)
        mine = _again(conflict, setting.terms)
        together += [
            Offer(one, others) for one in _changes(city, setting, mine, ways) if _works(city, setting, one)
        ]
    return together


def _whole(city: City, case: Scenario, clock: Clock) -> Setting:
    """The scenario with all its terms."""
    every = tuple(range(len(terms_of(case, city.under(case), city.inputs_of(case)))))
    return Setting(case, city, every, clock)


def _picked(
    city: City, terms: list[Term], found: list[Conflict], clock: Clock
) -> list[tuple[Conflict, Change]]:
    """A change for a conflict at a time, until a plan exists; none at all where one conflict resists."""
    case, picked = city.scenario, list[tuple[Conflict, Change]]()
    while found and len(picked) < MOST_TOGETHER:
        away = [term for conflict in found[1:] for term in conflict.terms]
        setting = _whole(city, case, clock)
        kept = tuple(at for at, term in enumerate(terms) if term not in away)
        change = next(_changes(city, replace(setting, kept=kept), found[0]), None)
        if change is None:
            return []
        picked = [pair for pair in picked if pair[1].key != change.key] + [(found[0], change)]
        case = changed(case, [change.said])
        terms = _whole(city, case, clock).terms
        found = conflicts(city.under(case), terms, clock)
    return picked if not found and possible(city.pose(case), clock).holds else []


def _needed(city: City, picked: list[tuple[Conflict, Change]], clock: Clock) -> list[tuple[Conflict, Change]]:
    """The picked changes without those that later ones made needless."""
    for pair in list(picked) if len(picked) > 1 else ():
        fewer = [one for one in picked if one is not pair]
        case = changed(city.scenario, [change.said for _, change in fewer])
        if possible(city.pose(case), clock).holds:
            picked = fewer
    return picked


def _again(conflict: Conflict, terms: list[Term]) -> Conflict:
    """The conflict in the terms of a scenario that has changed elsewhere."""
    known = [(term.keys, term.entry.get("rule"), term.entry.get("formats")) for term in conflict.terms]
    same = [term for term in terms if (term.keys, term.entry.get("rule"), term.entry.get("formats")) in known]
    return Conflict(tuple(same), conflict.minimal)


def _changes(city: City, setting: Setting, conflict: Conflict, ways: Ways | None = None) -> Iterator[Change]:
    """The smallest change of each number in a conflict, of lists, and of cutoffs where ways can be measured; a rule
    less where nothing helps. Each search has half of the time that is left."""
    nothing = True
    for term in conflict.terms:
        for knob in knobs(setting.case, setting.question, term):
            found = smallest_change(replace(setting, clock=setting.clock.share(0.5)), term, knob)
            if found is not None:
                nothing = False
                yield found
        for other in (*shorter_lists(setting, term), *lower_level(setting, term)):
            nothing = False
            yield other
    for format in _far_formats(city, conflict) if ways is not None else ():
        assert ways is not None
        farther = Cutoffs(setting.case, city, setting.kept, ways.share(0.5)).smallest(format)
        if farther is not None:
            nothing = False
            yield farther
    for term in conflict.terms if nothing else ():
        without = left_out(setting, term)
        if without is not None:
            yield without


def _far_formats(city: City, conflict: Conflict) -> list[int]:
    """Formats whose cutoff may be the cause: all of a conflict where they are few, else those that reach fewest."""
    formats = formats_of(city, conflict)
    if len(formats) <= MOST_CUTOFFS:
        return formats
    farthest = [format for format, _ in unreached(city.question, formats, None)]
    return list(dict.fromkeys(farthest))[:MOST_CUTOFFS]


def formats_of(city: City, conflict: Conflict) -> list[int]:
    """Formats whose reach a conflict speaks of."""
    known, formats = city.labels.format_ids, set[int]()
    for term in conflict.terms:
        if isinstance(term.objective, Requiring) or isinstance(term.rule, ReadsRows):
            named = term.entry.get("formats") or known
            formats |= {known.index(name) for name in named if name in known}
    return sorted(formats)


def _works(city: City, setting: Setting, change: Change) -> bool:
    """Whether a plan exists with the change, on the question posed anew; a cutoff's was posed when it was sought."""
    if ".cutoff_" in change.key:
        return True
    question = city.pose(changed(setting.case, [change.said]))
    known = change.selection
    if known is not None and question.n_options == setting.question.n_options and obeys(question, known):
        return True
    return possible(question, setting.clock).holds is True
