"""The smallest change of one number that lets a selection obey everything: found by solving, value by value."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.errors import InputError
from siting.inputs import Positions
from siting.model import Labels, Model, Packing
from siting.remedies.knobs import Knob
from siting.remedies.possible import Clock, Verdict, least_used, most_met, obeys, possible
from siting.remedies.terms import Term, asking, terms_of
from siting.rules import TOLERANCE, Demanding
from siting.scenario import Scenario, changed

Pose = Callable[[Scenario], Model]


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """A key of the scenario and the value that it takes. before: what stands there now.

    exact: proven that no smaller change of this key is enough. upward: the value grows."""

    key: str
    value: Any
    before: Any
    exact: bool
    upward: bool

    @property
    def said(self) -> str:
        """As `--set` takes it."""
        return f"{self.key}={json.dumps(self.value, ensure_ascii=False)}"


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A scenario and its question, some of whose terms are asked for. kept: positions of these terms."""

    case: Scenario
    question: Model
    labels: Labels
    kept: tuple[int, ...]
    clock: Clock

    def asked(self, sets: Sequence[str]) -> Model | None:
        """The question of the kept terms, with changes; None where the scenario is no longer right."""
        try:
            case = changed(self.case, sets)
            terms = terms_of(case, self.question, self.labels)
        except InputError:
            return None
        return asking(self.question, [terms[position] for position in self.kept if position < len(terms)])

    def holds(self, sets: Sequence[str], known: Positions | None = None) -> Verdict:
        """Whether the kept terms hold with changes. known: a selection that may do."""
        model = self.asked(sets)
        if model is None:
            return Verdict(False)
        if known is not None and obeys(model, known):
            return Verdict(True, known)
        return possible(model, self.clock)


def smallest_change(setting: Setting, term: Term, knob: Knob) -> tuple[Change, Positions] | None:
    """The smallest change of a knob that is enough, and a selection that obeys then; None where none was found.

    1. Where the knob is the limit of a sum, the least sum that the other terms allow is asked for at once.
    2. Else the loosest value is tried, and then the values between, by halves.
    3. Exact: one step less is proven not to be enough."""
    way = _Way(setting, knob)
    way.loosen_to(_by_sum(setting, term, knob))  # RULE 1
    if way.selection is None:
        way.loosen_to(knob.loosest())  # RULE 2
    if way.selection is None:
        return None
    exact = way.narrowed()  # RULE 3
    before = plain_number(knob.value) if knob.is_said else None
    return Change(knob.key, knob.at(way.good), before, exact, knob.upward), way.selection


def plain_number(value: float) -> int | float:
    """A whole number as one."""
    return int(value) if value == int(value) else value


class _Way:
    """From the value now, which fails, to one that works."""

    def __init__(self, setting: Setting, knob: Knob) -> None:
        self.setting, self.knob = setting, knob
        self.bad, self.good = knob.now(), knob.now()
        self.selection: Positions | None = None

    def tried(self, index: int) -> Verdict:
        """Whether it works with so many steps."""
        return self.setting.holds([f"{self.knob.key}={json.dumps(self.knob.at(index))}"], self.selection)

    def loosen_to(self, index: int | None) -> None:
        """Takes a value where it works; the one next to zero where zero itself is no value."""
        for step in () if index is None else (index, index + 1) if index == 0 else (index,):
            verdict = self.tried(step) if step != self.bad else Verdict(False)
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
            if verdict.holds is None and self.setting.clock.must_stop():
                return False
        return sure


def _by_sum(setting: Setting, term: Term, knob: Knob) -> int | None:
    """RULE 1: steps of the least that the other terms need of a limit, or of the most that they leave to a demand."""
    if term.rule is None:
        return None
    question = setting.question
    packing = term.rule.packing(question) if knob.upward else None
    if not knob.upward and isinstance(term.rule, Demanding):
        packing = term.rule.demanded(question)
    if packing is None or not _is_limit(packing, knob):
        return None
    terms = terms_of(setting.case, question, setting.labels)
    others = [
        terms[at] for at in setting.kept if terms[at].keys != term.keys or terms[at].entry != term.entry
    ]
    model = asking(question, others)
    found = (least_used if knob.upward else most_met)(model, packing, setting.clock)
    if found is None or not math.isfinite(found):
        return None
    if knob.upward:
        return max(knob.now() + 1, math.ceil(found * (1 - TOLERANCE) / knob.step))
    return min(knob.now() - 1, math.floor(found * (1 + TOLERANCE) / knob.step))


def _is_limit(packing: Packing, knob: Knob) -> bool:
    """Whether the knob is the limit of every group."""
    return len(packing.limit) > 0 and bool(np.all(packing.limit == knob.value))
