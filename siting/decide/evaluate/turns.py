"""Goals that come one after the other, of a plan made by hand: which it keeps, and which question is then the next.

1. A goal is kept where the plan reaches what the best plan known had to keep of it (`combine: lexicographic`).
2. The next question is the first goal that is not kept, else the last one, with all goals before it as rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from siting.decide.basis import Basis
from siting.inputs import Positions
from siting.model import Model
from siting.objectives._goals import InTurn, Kept, seen
from siting.outcome import Reached


@dataclass(frozen=True, slots=True, eq=False)
class Turns:
    """goals: of the plan, with what was found, proven and kept of each. given_up: goals that it does not keep, a
    sentence each. question: the next one."""

    goals: tuple[Reached, ...]
    given_up: tuple[str, ...]
    question: Model


def turns(question: Model, selection: Positions, reached: Sequence[Reached]) -> Turns | None:
    """The goals of a plan; None where goals do not come one after the other, or nothing is known of them.

    reached: what the best plan known found, proved and had to keep of each."""
    objective = question.objective
    if not isinstance(objective, InTurn) or len(reached) != len(objective.parts):
        return None
    rules: list[Kept] = []
    given_up: list[str] = []
    turn = len(objective.parts) - 1
    for number, (part, one) in enumerate(zip(objective.parts[:-1], reached[:-1], strict=True)):
        rule = Kept(part.objective, question.weight, float(one.kept if one.kept is not None else one.found))
        missed = rule.violations(question, selection)
        turn = number if missed and not given_up else turn
        given_up += missed
        rules.append(rule)
    following = objective.parts[turn].objective
    asked = replace(seen(following, question), objective=following, rules=(*question.rules, *rules[:turn]))
    values = [each.objective.value(seen(each.objective, question), selection) for each in objective.parts]
    goals = tuple(replace(one, value=value) for one, value in zip(reached, values, strict=True))
    return Turns(goals, tuple(given_up), asked)


def reached_in(summary: Mapping[str, Any]) -> tuple[Reached, ...]:
    """What a run folder says of its goals."""
    return tuple(
        Reached(
            objective=one["objective"],
            maximise=one["maximise"],
            value=one["value"],
            found=np.nan if one["found"] is None else one["found"],
            bound=np.nan if one["bound"] is None else one["bound"],
            kept=one["kept"],
        )
        for one in summary.get("goals") or ()
    )


def at_turn(basis: Basis, found: Turns | None) -> Basis:
    """The city with the next question; itself where there is one goal alone."""
    return basis if found is None else replace(basis, question=found.question)
