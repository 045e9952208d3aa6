"""The smallest change of one number that lets a selection obey everything: found by solving, value by value."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from siting.errors import InputError
from siting.inputs import Positions
from siting.model import Model, Objective, Packing
from siting.objectives._required import Requiring
from siting.objectives.max_coverage import MaxCoverage
from siting.remedies.city import City
from siting.remedies.knobs import Knob
from siting.remedies.possible import Clock, Verdict, covered, least_used, most_met, obeys, possible, under
from siting.remedies.terms import Term, asking, terms_of
from siting.rules import TOLERANCE, Demanding
from siting.scenario import Scenario, changed

GAP = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A key of the scenario and the value that it takes. before: what stands there now.

    exact: proven that no smaller change of this key is enough. upward: the value grows. selection: one that obeys all
    with it, where that is known. failing: the value nearest to it that is proven not to be enough."""

    key: str
    value: Any
    before: Any
    exact: bool
    upward: bool
    selection: Positions | None = None
    failing: Any = None

    @property
    def said(self) -> str:
        """As `--set` takes it."""
        plain = isinstance(self.value, str) and self.value.isidentifier()
        return f"{self.key}={self.value if plain else json.dumps(self.value, ensure_ascii=False)}"


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A scenario and its city, some of whose terms are asked for. kept: positions of these terms."""

    case: Scenario
    city: City
    kept: tuple[int, ...]
    clock: Clock

    def asked(self, sets: Sequence[str]) -> Model | None:
        """The question of the kept terms, with changes; None where the scenario is no longer right."""
        try:
            case = changed(self.case, sets)
            question = self.city.under(case)
            terms = terms_of(case, question, self.city.inputs_of(case))
        except InputError:
            return None
        return asking(question, [terms[position] for position in self.kept if position < len(terms)])

    @property
    def question(self) -> Model:
        """The question of the scenario as it is here."""
        return self.city.under(self.case)

    @property
    def terms(self) -> list[Term]:
        """All terms of the scenario as it is here."""
        return terms_of(self.case, self.question, self.city.inputs_of(self.case))

    def holds(self, sets: Sequence[str], known: Positions | None = None) -> Verdict:
        """Whether the kept terms hold with changes. known: a selection that may do."""
        model = self.asked(sets)
        if model is None:
            return Verdict(False)
        if known is not None and obeys(model, known):
            return Verdict(True, known)
        return possible(model, self.clock)


def smallest_change(setting: Setting, term: Term, knob: Knob) -> Change | None:
    """The smallest change of a knob that is enough; None where none was found.

    1. Where the knob is the limit of a sum, the least sum that the other terms allow is asked for at once; where it is
       what has to be covered, or all the money for that, a strategy finds the best, and a bound on it.
    2. Else the loosest value is tried, and then the values between, by halves.
    3. Exact: one step less is proven not to be enough."""
    way = _Way(setting, knob)
    for likely in _at_once(setting, term, knob):  # RULE 1
        way.loosen_to(likely.enough, likely.selection)
        if likely.failing is not None and way.selection is not None:
            way.failing = max(way.bad, likely.failing) if knob.upward else min(way.bad, likely.failing)
            way.bad = way.failing
    if way.selection is None:
        way.loosen_to(knob.loosest())  # RULE 2
    if way.selection is None:
        return None
    exact = way.narrowed()  # RULE 3
    before = plain_number(knob.value) if knob.is_said else None
    failing = plain_number(knob.value) if way.failing == knob.now() else knob.at(way.failing)
    return Change(knob.key, knob.at(way.good), before, exact, knob.upward, way.selection, failing)


def plain_number(value: float) -> int | float:
    """A whole number as one."""
    return int(value) if value == int(value) else value


class _Way:
    """From the value now, which fails, to one that works."""

    def __init__(self, setting: Setting, knob: Knob) -> None:
        self.setting, self.knob = setting, knob
        self.bad, self.good, self.failing = knob.now(), knob.now(), knob.now()
        self.selection: Positions | None = None

    def tried(self, index: int, known: Positions | None = None) -> Verdict:
        """Whether it works with so many steps. known: a selection that may show it."""
        known = self.selection if known is None else known
        return self.setting.holds([f"{self.knob.key}={json.dumps(self.knob.at(index))}"], known)

    def loosen_to(self, index: int, known: Positions | None = None) -> None:
        """Takes a value where it works; the one next to zero where zero itself is no value."""
        for step in (index, index + 1) if index == 0 else (index,):
            verdict = self.tried(step, known) if step != self.bad else Verdict(False)
            if verdict.holds:
                self.good, self.selection = step, verdict.selection
                return

    def narrowed(self) -> bool:
        """Halves the way between until one step is left; whether all that failed is proven to fail."""
        sure, first = True, True
        while abs(self.good - self.bad) > 1:
            middle = self.good + (1 if self.bad > self.good else -1) if first else (self.good + self.bad) // 2
            first = False
            verdict = self.tried(middle)
            if verdict.holds:
                self.good, self.selection = middle, verdict.selection
            else:
                self.bad = middle
                sure &= verdict.holds is False
                self.failing = middle if verdict.holds is False else self.failing
            if verdict.holds is None and self.setting.clock.must_stop():
                return False
        return sure


@dataclass(frozen=True, slots=True, eq=False)
class _Likely:
    """Steps that should be enough, a selection that shows it, and steps that are proven not to be."""

    enough: int
    selection: Positions | None = None
    failing: int | None = None


def _at_once(setting: Setting, term: Term, knob: Knob) -> Iterator[_Likely]:
    """RULE 1."""
    terms = setting.terms
    others = [
        terms[at] for at in setting.kept if terms[at].keys != term.keys or terms[at].entry != term.entry
    ]
    model = asking(setting.question, others)
    if term.rule is None:
        yield from _by_cover(setting, term, knob, model)
        return
    if set(term.entry) == {"rule", "max_cost"} and isinstance(model.objective, Requiring):
        best = covered(model, setting.clock.share(0.5), GAP)
        if best.selection is not None:
            least = math.ceil(best.bound * (1 - TOLERANCE) / knob.step) - 1
            yield _Likely(math.ceil(best.value * (1 - TOLERANCE) / knob.step), best.selection, least)
            return
    question = setting.question
    packing = term.rule.packing(question) if knob.upward else None
    if not knob.upward and isinstance(term.rule, Demanding):
        packing = term.rule.demanded(question)
    if packing is None or not _is_limit(packing, knob):
        return
    found = (least_used if knob.upward else most_met)(model, packing, setting.clock)
    if found is not None and math.isfinite(found) and knob.upward:
        yield _Likely(max(knob.now() + 1, math.ceil(found * (1 - TOLERANCE) / knob.step)))
    elif found is not None and math.isfinite(found):
        yield _Likely(min(knob.now() - 1, math.floor(found * (1 + TOLERANCE) / knob.step)))


def _by_cover(setting: Setting, term: Term, knob: Knob, model: Model) -> Iterator[_Likely]:
    """RULE 1: of all weight together, what is covered at most."""
    assert isinstance(term.objective, Requiring)
    required = term.objective.requirement(setting.question)
    if len(required.weight) != 1 or isinstance(model.objective, Requiring):
        return
    best = covered(under(model, model.rules, cast(Objective, MaxCoverage())), setting.clock.share(0.5), GAP)
    if best.selection is None:
        return
    unit = knob.step * (1.0 if knob.key.endswith("weight") else float(required.short[0]))
    beyond = math.floor(best.bound * (1 + TOLERANCE) / unit) + 1
    yield _Likely(math.floor(best.value * (1 + TOLERANCE) / unit), best.selection, beyond)


def _is_limit(packing: Packing, knob: Knob) -> bool:
    """Whether the knob is the limit of every group."""
    return len(packing.limit) > 0 and bool(np.all(packing.limit == knob.value))
