"""Plans with more and more freedom to differ from the one that stands, each with its value and its bound."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from siting.decide.again import again
from siting.decide.changes import Changes, Near, Standing
from siting.decide.update.types import Step, Wish
from siting.errors import InfeasibleError, NoPlanError
from siting.inputs import Positions
from siting.journal import Journal
from siting.language import tr
from siting.model import Model
from siting.outcome import Dual, Outcome, Quiet, Reached, Start, Stop, Watch, relative_gap
from siting.scenario.schema import Solve

FEW = 0.1
"""Of the standing outlets: how many changes are few."""
TOLERANCE = 1e-6


@dataclass(slots=True)
class Ladder:
    """question: of now; standing: what is left of the plan; dual: its prices. least: changes without which the rules
    cannot hold, proven. outcomes: of the steps, by name."""

    question: Model
    standing: Standing
    dual: Dual | None
    settings: Solve
    watch: Watch
    journal: Journal
    least: int = 0
    steps: list[Step] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def broken(self) -> list[str]:
        """What the standing plan breaks, in words."""
        return self.question.broken_rules(self.standing.options)

    def fewest(self) -> tuple[int, int, Positions]:
        """The fewest changes with which the rules hold: those of a plan that was found, the proven limit from below,
        and the plan. Raises InfeasibleError where no plan holds."""
        if not self.broken:
            return 0, 0, self.standing.options
        asked = replace(self.question, objective=Changes(self.standing))
        found = self._ask(asked, Start(self.standing.options), exact=True, gap=0.0)
        return round(found.value), math.ceil(found.bound - TOLERANCE), found.selection

    def climb(self, wish: Wish) -> Step:
        """The steps, from the fewest changes to as many as pay; returns the one that was asked for. Once interrupted,
        the last one that was reached.

        Raises InfeasibleError when so few changes are proven not to be enough."""
        most, least, plan = self.fewest()
        self.least = least
        if wish.changes is not None and wish.changes < most:
            self._refuse(wish.changes, most, least)
        self._settle(most, plan)
        asked = None
        if wish.limited:
            asked = self._limited("asked", self._rule(wish))
        elif not self.watch.interrupted:
            few = most + max(2, round(FEW * len(self.standing.options)))
            self._limited("few", Near(self.standing, few))
        if not self.watch.interrupted:
            self._free()
        at = -1 if asked is None else self.steps.index(asked)
        self._share_bounds()
        return self.steps[at]

    def outcome(self, chosen: Step) -> Outcome:
        """The plan of a step as an answer to the whole question: its bound is that on all plans."""
        free, mine = self.outcomes.get("free"), self.outcomes.get(chosen.name)
        if free is None:
            nothing = math.inf * self._sign
            found = mine or self._as_it_stands(chosen)
            return replace(
                found, bound=nothing, stop="interrupted", dual=None, trace=(), goals=_unbound(found)
            )
        if chosen.name == "free" and np.array_equal(free.selection, chosen.selection):
            return free
        why = tr("kept near the standing plan: {count} changes", count=chosen.changes)
        bound = self._sign * max(self._sign * free.bound, self._sign * chosen.value)
        gap = relative_gap(chosen.value, bound)
        stop: Stop = "optimal" if gap == 0.0 else "gap_reached" if gap <= self.settings.gap else "finished"
        stop = "interrupted" if self.watch.interrupted and gap > self.settings.gap else stop
        found = replace(free, selection=chosen.selection, value=chosen.value, bound=bound, stop=stop)
        return replace(found, why_strategy=why, trace=(), goals=_unbound(mine or found))

    def _rule(self, wish: Wish) -> Near:
        least = None if wish.keep is None else math.ceil(wish.keep * len(self.standing.options) - TOLERANCE)
        return Near(self.standing, wish.changes, least)

    def _refuse(self, asked: int, most: int, least: int) -> None:
        if asked < least:
            text = tr(
                "the standing plan breaks the rules, and {asked} changes cannot mend that: it takes at least {least}",
                asked=asked,
                least=least,
            )
            raise InfeasibleError("\n  ".join([text, *self.broken]))
        text = tr(
            "no plan with {asked} changes was found: {most} are enough, whether fewer are is not proven",
            asked=asked,
            most=most,
        )
        raise NoPlanError(text)

    def _settle(self, most: int, plan: Positions) -> None:
        """The first step: the standing plan where it holds; else the best with as few changes as that takes."""
        if most:
            self._limited("fewest", Near(self.standing, most), plan)
            return
        value = self.question.objective.value(self.question, plan)
        self.steps.append(Step("kept", 0, 0, value, value, "optimal", plan))

    def _limited(self, name: str, rule: Near, plan: Positions | None = None) -> Step:
        asked = replace(self.question, rules=(*self.question.rules, rule))
        begin = self._best_of(rule) if plan is None else plan
        found = self.outcomes[name] = self._ask(asked, Start(begin, self.dual), exact=True)
        step = Step(
            name,  # type: ignore[arg-type]
            rule.most_changes,
            self.standing.changes(found.selection),
            found.value,
            found.bound,
            found.stop,
            found.selection,
        )
        self.steps.append(step)
        return step

    def _best_of(self, rule: Near) -> Positions:
        known = [one for one in self.steps if not rule.violations(self.question, one.selection)]
        return known[-1].selection if known else self.standing.options

    def _free(self) -> None:
        begin = self.steps[-1].selection if self.steps else self.standing.options
        found = self.outcomes["free"] = self._ask(self.question, Start(begin, self.dual))
        better = self._sign * (found.value - self.steps[-1].value) >= 0 if self.steps else True
        selection = found.selection if better else self.steps[-1].selection
        value = found.value if better else self.steps[-1].value
        changes = self.standing.changes(selection)
        self.steps.append(Step("free", None, changes, value, found.bound, found.stop, selection))

    def _share_bounds(self) -> None:
        """What no plan with more freedom passes, none with less does."""
        for at, one in enumerate(self.steps):
            bounds = [self._sign * freer.bound for freer in self.steps[at + 1 :] if _frees(freer, one)]
            bound = self._sign * max(min([self._sign * one.bound, *bounds]), self._sign * one.value)
            self.steps[at] = replace(one, bound=bound)

    def _as_it_stands(self, one: Step) -> Outcome:
        said = ("exact", tr("the standing plan as it is"))
        return Outcome(one.selection, one.value, one.value, "interrupted", *said, trace=())

    @property
    def _sign(self) -> float:
        return self.question.sign

    def _ask(self, asked: Model, start: Start, exact: bool = False, gap: float | None = None) -> Outcome:
        update = {"strategy": "exact"} if exact else {}
        settings = self.settings.model_copy(update=update | ({} if gap is None else {"gap": gap}))
        with self.journal.stage("solve"):
            return again(asked, settings, Quiet(self.watch), start)


def _frees(freer: Step, one: Step) -> bool:
    """Whether every plan of a step is one of the other as well."""
    if freer.name == "free":
        return True
    return freer.limit is not None and one.limit is not None and one.limit <= freer.limit


def _unbound(found: Outcome) -> tuple[Reached, ...]:
    """What a plan comes to in each goal; bounds of the goals are those of plans near the standing one, and left out."""
    return tuple(replace(one, found=math.nan, bound=math.nan) for one in found.goals)
