"""Remedies: why no plan is possible, and the smallest changes of the scenario that make one possible.

Both are found by solving: terms are left out until a smallest set is left that fails, and a number is turned until
a selection is found with it and none one step before it. Nothing is said that was not tried on the whole question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from siting.coverage import Coverage, cover
from siting.demand import Demand
from siting.errors import InfeasibleError
from siting.inputs import Inputs
from siting.language import tr
from siting.model import Labels, Model, ReadsRows, labels
from siting.objectives._required import Requiring
from siting.outcome import Watch
from siting.posing import question as posed
from siting.remedies.conflict import Conflict, conflicts
from siting.remedies.cutoffs import Cutoffs
from siting.remedies.knobs import knobs
from siting.remedies.lists import left_out, shorter_lists
from siting.remedies.possible import Clock, possible
from siting.remedies.said import reasons_of, remedy_in_words
from siting.remedies.search import Change, Setting, smallest_change
from siting.remedies.terms import Term, terms_of
from siting.scenario import Scenario, changed
from siting.stock import Gaps, take_stock
from siting.travel import TravelTimes

if TYPE_CHECKING:
    from siting.plan import Stock

__all__ = ["City", "Explanation", "Remedy", "explain", "explained"]


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """What there is, and how a changed scenario asks its question of it. question: the one that has no plan."""

    scenario: Scenario
    inputs: Inputs
    demand: Demand
    travel: TravelTimes
    coverage: Coverage
    gaps: Gaps
    question: Model

    def pose(self, case: Scenario) -> Model:
        """The question of a scenario with other numbers in its rules."""
        return posed(case, self.inputs, self.demand, self.coverage, self.gaps)

    def repose(self, case: Scenario, inputs: Inputs, times: TravelTimes) -> Model:
        """The question with other cutoffs: the city with these, and ways that are far enough for them."""
        reach = cover(inputs, self.demand, times)
        return posed(case, inputs, self.demand, reach, take_stock(inputs, self.demand, reach))


@dataclass(frozen=True, slots=True, eq=False)
class Remedy:
    """A change of the scenario with which a plan exists, tried on the whole question.

    changes: key -> value, as `--set` takes them; the first is what this remedy is about, the others go with it, where
    several things are wrong. before: what stands under the first key now. smallest: proven that no smaller change of
    that key is enough. text: the remedy in the planner's words."""

    changes: dict[str, Any]
    before: Any
    smallest: bool
    text: str

    def record(self) -> dict[str, Any]:
        """As `--json` gives it."""
        (key, value), *others = self.changes.items()
        return {
            "key": key,
            "value": value,
            "reason": self.text,
            "proven_smallest": self.smallest,
            "together_with": [{"key": other, "value": needed} for other, needed in others],
        }


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """reasons: what cannot hold together, and who has no site in reach, a sentence each. remedies: each is enough.

    complete: the search ended by itself, not for lack of time."""

    reasons: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    complete: bool


def explained(error: InfeasibleError, stock: Stock, question: Model, watch: Watch) -> InfeasibleError:
    """The error with why it is so and what would work; itself where there is no time for that."""
    time_s = stock.scenario.settings.solve.explain_time_s
    if time_s <= 0 or watch.interrupted:
        return error
    city = City(
        stock.scenario, stock.inputs, stock.demand, stock.travel, stock.coverage, stock.gaps, question
    )
    found = explain(city, watch, time_s)
    lines = [str(error), *(f"  {text}" for text in found.reasons if text not in str(error))]
    if found.remedies:
        lines += [tr("what would work, each by itself:"), *(f"  {one.text}" for one in found.remedies)]
    if not found.complete:
        lines.append(tr("The search for causes and remedies ended for lack of time (solve.explain_time_s)."))
    records = tuple(one.record() for one in found.remedies)
    return InfeasibleError("\n".join(lines), found.reasons, records)


def explain(city: City, watch: Watch, time_s: float) -> Explanation:
    """Why no plan is possible, and what would work; within the time, as far as that goes."""
    clock, case = Clock(watch, time_s), city.scenario
    known = labels(city.inputs)
    terms = terms_of(case, city.question, known)
    found = conflicts(city.question, terms, clock)
    reasons = [text for conflict in found for text in reasons_of(city, terms, conflict, clock)]
    setting = Setting(case, city.question, known, tuple(range(len(terms))), clock)
    remedies = _remedies(city, setting, terms, found)
    return Explanation(tuple(reasons), tuple(remedies), not clock.must_stop())


def _remedies(city: City, setting: Setting, terms: list[Term], found: list[Conflict]) -> list[Remedy]:
    """Every change that is enough for its conflict, with the first one of each other conflict."""
    offers = [list(_changes(city, _for(setting, terms, found, each), terms, each)) for each in found]
    if not all(offers):
        return []
    remedies = []
    for number, mine in enumerate(offers):
        others = [changes[0] for at, changes in enumerate(offers) if at != number]
        for change in mine:
            if _works(city, setting, [change, *others]):
                remedies.append(_remedy(setting.case, change, others))
    return remedies


def _for(setting: Setting, terms: list[Term], found: list[Conflict], mine: Conflict) -> Setting:
    """The setting without the terms of the other conflicts."""
    away = [term for conflict in found if conflict is not mine for term in conflict.terms]
    return replace(setting, kept=tuple(at for at, term in enumerate(terms) if term not in away))


def _changes(city: City, setting: Setting, terms: list[Term], conflict: Conflict) -> Iterator[Change]:
    """The smallest change of each number in a conflict, then of cutoffs; lists and rules where no number helps."""
    any_number = False
    for term in conflict.terms:
        for knob in knobs(setting.case, setting.question, term):
            change = smallest_change(setting, term, knob)
            if change is not None:
                any_number = True
                yield change[0]
        for shorter in shorter_lists(setting, term):
            any_number = True
            yield shorter[0]
    for change_of_cutoff in _cutoffs(city, setting, conflict):
        any_number = True
        yield change_of_cutoff
    for term in () if any_number else conflict.terms:
        without = left_out(setting, term)
        if without is not None:
            yield without[0]


def _cutoffs(city: City, setting: Setting, conflict: Conflict) -> Iterator[Change]:
    """Cutoffs of the formats that a conflict asks coverage of."""
    search = Cutoffs(setting.case, city.inputs, setting.labels, city.repose, setting.kept, setting.clock)
    for format in formats_of(city.inputs, setting.labels, conflict):
        change = search.smallest(format)
        if change is not None:
            yield change


def formats_of(inputs: Inputs, known: Labels, conflict: Conflict) -> list[int]:
    """Formats whose reach a conflict speaks of."""
    formats: set[int] = set()
    for term in conflict.terms:
        if isinstance(term.objective, Requiring) or isinstance(term.rule, ReadsRows):
            named = term.entry.get("formats") or known.format_ids
            formats |= {known.format_ids.index(name) for name in named if name in known.format_ids}
    return sorted(formats)


def _works(city: City, setting: Setting, changes: list[Change]) -> bool:
    """Whether a plan exists with all the changes, on the question posed anew."""
    case = changed(setting.case, [change.said for change in changes])
    if any(".cutoff_" in change.key for change in changes):
        return len(changes) == 1  # that question was posed anew when the cutoff was sought
    return possible(city.pose(case), setting.clock).holds is True


def _remedy(case: Scenario, change: Change, others: list[Change]) -> Remedy:
    changes = {one.key: one.value for one in (change, *others)}
    return Remedy(changes, change.before, change.exact, remedy_in_words(case, change, others))
