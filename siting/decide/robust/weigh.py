"""How sure a plan is: each case asked, the plan in all of them, and the plan that loses least in the worst one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from siting.decide.again import NONE
from siting.decide.basis import Basis
from siting.decide.robust import least, rounds
from siting.decide.robust.asked import Asked, Key, ask, solved
from siting.decide.robust.cases import Case
from siting.decide.robust.lines import best_of, cell, chosen, line
from siting.decide.robust.result import ROBUST, STANDING, Cell, Least, Line, Robustness
from siting.decide.robust.state import Heard, Known
from siting.decide.robust.together import Together, put_together
from siting.errors import InfeasibleError, RefusedError
from siting.journal import Journal
from siting.language import tr
from siting.objectives._goals import InTurn
from siting.outcome import Start, Watch

FEW_PAIRS = 20_000
SHARE_OF_ROUNDS = 0.5
SHARE_OF_PART = 0.25
Told = Callable[[Asked], None]


def weigh(
    basis: Basis,
    cases: Sequence[Case],
    watch: Watch,
    journal: Journal,
    relative: bool = False,
    rules: str = "part",
    hear: Heard = lambda upper, lower: None,
) -> Robustness:
    """The cases, and what plans lose in them. The first case must be the city as it is planned.

    rules: "part": plans obey the rules of the first case; where another case's rules do not allow a plan, the part of
    it counts that they do, in coverage under upper limits. "each": the plan that loses least obeys the rules of every
    case; "base": those of the first alone, and plans count whole. What plans break is told in any way.
    Gap and time limit are the scenario's, for each case, and for the plan that loses least. When the watch is
    interrupted, the cases that are done count. Raises RefusedError, InputError, InfeasibleError (of the base)."""
    if isinstance(basis.question.objective, InTurn):
        text = tr(
            "Goals that come one after the other have no single value: what a plan loses cannot be told."
        )
        raise RefusedError(text)
    began = time.perf_counter()
    asked = [ask(basis, case, journal) for case in cases]
    read_s = time.perf_counter() - began
    with journal.stage("solve"):
        done = _solved(basis, asked, watch, journal)
        answered = bettered([one for one in done if one.best is not None], ())
        solved_s = time.perf_counter() - began - read_s
        together = put_together(answered, relative, rules)
        found = _least(basis, together, watch, hear)
        robust = None if found.selection is None else answered[0].named(found.selection)
        answered = bettered(answered, () if robust is None else [robust])
        lines = _lines(basis, answered, robust, together, rules)
    least_s = time.perf_counter() - began - read_s - solved_s
    best = {one.case.name: one for one in answered}
    done = [best.get(one.case.name, one) for one in done]
    return Robustness(
        basis,
        tuple(done),
        tuple(case.name for case in cases[len(done) :]),
        tuple(lines),
        chosen(answered, lines),
        found,
        relative,
        rules,
        {"reading": read_s, "cases": solved_s, "least": least_s},
    )


def _solved(basis: Basis, asked: Sequence[Asked], watch: Watch, journal: Journal) -> list[Asked]:
    """The cases with their best plans; each solve begins with the plan and the prices of the first."""
    settings = basis.case.settings.solve
    done: list[Asked] = []
    start = basis.start
    for one in asked:
        if done and watch.interrupted:
            break
        if not done and _stands(basis):
            answer = replace(one, best=basis.standing)
        else:
            answer = solved(one, settings, watch, asked[0], start)
        if not done:
            if answer.best is None:
                raise InfeasibleError(answer.why_none)
            start = start or Start(answer.best.selection, answer.best.dual)
        done.append(answer)
        journal.note(_told(answer, len(done), len(asked)))
    return done


def _stands(basis: Basis) -> bool:
    """Whether the standing plan is an answer to the question as planned: with a bound, and no rule broken."""
    if basis.standing is None or not np.isfinite(basis.bound):
        return False
    return basis.question.keeps_rules(basis.selection)


def _told(answer: Asked, number: int, count: int) -> str:
    said = answer.why_none if answer.best is None else f"{answer.best.value:,.0f} .. {answer.best.bound:,.0f}"
    return tr(
        "case {number} of {count}, {name}: {said}",
        number=number,
        count=count,
        name=answer.case.name,
        said=said,
    )


def bettered(cases: Sequence[Asked], plans: Sequence[Sequence[Key]]) -> list[Asked]:
    """The cases with the best of all plans found, in whatever case: those of other cases, and `plans`."""
    every = [*(one.named(one.best.selection) for one in cases if one.best is not None), *plans]
    found = []
    for one in cases:
        best = one.best
        for keys in every:
            position = one.positions(keys)
            if best is None or (position < 0).any():
                continue
            selection = np.sort(position).astype(np.int32)
            value = one.value(selection)
            if one.sign * (value - best.value) > 0 and one.question.keeps_rules(selection):
                bound = one.sign * max(one.sign * best.bound, one.sign * value)
                best = replace(best, selection=selection, value=value, bound=bound)
        found.append(replace(one, best=best))
    return found


def _least(basis: Basis, together: Together, watch: Watch, hear: Heard) -> Least:
    """The plan that loses least in the worst of the cases.

    1. Plans that are there already are tried.
    2. Where coverage counts, rounds of weighted cases: plans, and a bound.
    3. The whole program, where it is small; else first among the options that any plan so far opens."""
    known, clock = Known(together, hear), Watch()
    settings = basis.case.settings.solve
    clock.begin(settings.time_limit_s, 0.0)
    try:
        finished = _sought(known, basis, watch, clock)
    except InfeasibleError as error:
        return Least(None, np.nan, np.nan, True, str(error), impossible=True)
    if known.selection is None:
        why = (
            tr("no plan obeys the rules of every case")
            if finished
            else tr("none was found in the time given")
        )
        return Least(None, known.lower, known.upper, finished, why, impossible=finished)
    selection = np.sort(together.at[0][known.selection]).astype(np.int32)
    return Least(selection, known.lower, known.upper, finished)


def _sought(known: Known, basis: Basis, watch: Watch, clock: Watch) -> bool:
    """Whether nothing is left to try."""
    together, settings = known.together, basis.case.settings.solve
    for keys in _plans(basis, together.cases):
        plan = together.shared(keys)
        if plan is not None:
            known.offer(plan)  # RULE 1
    known.offer(NONE)
    if (together.limit <= together.found)[: None if together.every_rule else 1].any():
        known.prove(0.0)  # no plan that keeps the rules passes a proven best
    if watch.interrupted:
        return False
    if _pairs(together) > FEW_PAIRS:
        if together.weight is not None:
            rounds.play(known, settings, watch, SHARE_OF_ROUNDS * clock.remaining_s)  # RULE 2
        used = np.unique(np.concatenate([plan for plan in known.plans if len(plan)] or [NONE]))
        if not watch.interrupted and len(used):
            least.search(known, settings, watch, SHARE_OF_PART * clock.remaining_s, used)  # RULE 3
    if watch.interrupted or clock.remaining_s <= 0:
        return False
    return least.search(known, settings, watch, clock.remaining_s)


def _pairs(together: Together) -> int:
    """Of a row and an option that reaches it, over all cases; rows that are shared once."""
    if together.weight is not None:
        return len(together.model.indices)
    return sum(len(case.question.indices) for case in together.cases)


def _plans(basis: Basis, cases: Sequence[Asked]) -> list[list[Key]]:
    own = [] if basis.standing is None else [cases[0].named(basis.standing.selection)]
    return own + [one.named(one.best.selection) for one in cases if one.best is not None]


def _lines(
    basis: Basis, cases: Sequence[Asked], robust: Sequence[Key] | None, together: Together, rules: str
) -> list[Line]:
    """The standing plan, each case's best, and the plan that loses least; equal ones are there once."""
    plans: dict[str, Sequence[Key]] = {}
    if basis.standing is not None:
        plans[STANDING] = cases[0].named(basis.standing.selection)
    if robust is not None:
        plans[ROBUST] = robust
    for one in cases:
        if one.best is not None:
            plans[best_of(one)] = one.named(one.best.selection)
    found: list[Line] = []
    known: dict[frozenset[Key], list[Cell]] = {}
    for name, keys in plans.items():
        same = frozenset(keys)
        if same not in known:
            known[same] = [cell(one, keys, together, number) for number, one in enumerate(cases)]
        found.append(line(name, keys, cases, known[same], every=rules == "base"))
    return found
