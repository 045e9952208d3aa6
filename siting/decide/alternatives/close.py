"""The standing plan first: is it within the gap itself? Where its own gap is larger, it is solved on."""

from __future__ import annotations

from dataclasses import dataclass

from siting.decide.again import again
from siting.decide.alternatives.words import percent
from siting.decide.basis import Basis
from siting.errors import NoPlanError, RefusedError
from siting.inputs import Positions
from siting.language import share, tr
from siting.objectives._goals import InTurn
from siting.outcome import Dual, Watch, relative_gap

CLOSER = 0.5
"""Solved on, the plan is to leave half of the gap to the alternatives."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The plan that stands, and the bound on all plans. improved: whether either was bettered here."""

    selection: Positions
    bound: float
    dual: Dual | None
    gap: float
    improved: bool = False


def standing(basis: Basis, within: float, watch: Watch, time_limit_s: float) -> Standing:
    """The run's plan, or a better one. Raises RefusedError where it is not proven to be within the gap."""
    if isinstance(basis.question.objective, InTurn):
        text = tr(
            "goals that come one after the other have no single value of which a plan could miss a share; ask again "
            "with combine: weighted, or with one objective"
        )
        raise RefusedError(text)
    if basis.gap <= within:
        return Standing(basis.selection, basis.bound, basis.dual, basis.gap)
    settings = basis.case.settings.solve
    closer = settings.model_copy(update={"gap": CLOSER * within, "time_limit_s": time_limit_s})
    try:
        found = again(basis.question, closer, watch, basis.start)
    except NoPlanError:
        raise _too_far(basis.gap, within) from None
    sign = basis.question.sign
    better = sign * (found.value - basis.value) > 0
    value, selection = (found.value, found.selection) if better else (basis.value, basis.selection)
    bound = sign * min(sign * found.bound, sign * basis.bound)
    tighter = sign * found.bound <= sign * basis.bound
    gap = relative_gap(value, bound)
    if not gap <= within:
        raise _too_far(gap, within)
    return Standing(selection, bound, found.dual if tighter else basis.dual, gap, True)


def _too_far(gap: float, within: float) -> RefusedError:
    text = tr(
        "the best plan known is only proven to be within {gap} of the best possible, so no plan can be proven to be "
        "within {within}. Ask for a larger --within, or give --time-limit more seconds",
        gap=share(gap),
        within=percent(within),
    )
    return RefusedError(text)
