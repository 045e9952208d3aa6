"""What planning one phase at a time would have lost, in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from siting.language import figure, joined, tr

if TYPE_CHECKING:
    from siting.plan import Plan

NAN = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Hindsight:
    """The plan that comes of planning each phase for itself, with what stands already, and nothing later in view.

    why_not: why there is none, "" where there is one. value: what it is worth. by_phase, plan_by_phase: the value of
    each phase, in it and in the plan made of all phases together. opened: (site, format, phase) by ids. gaps: how far
    each phase's own plan may be from the best one for that phase. adopted: it was the better plan, and was taken."""

    why_not: str = ""
    value: float = NAN
    by_phase: tuple[float, ...] = ()
    plan_by_phase: tuple[float, ...] = ()
    opened: tuple[tuple[str, str, str], ...] = ()
    gaps: tuple[float, ...] = ()
    adopted: bool = False


def in_figures(plan: Plan) -> dict[str, Any] | None:
    """summary.json, hindsight; None without phases.

    lost: value of the plan less that of planning one phase at a time; lost_at_most: proven bound less it."""
    if not plan.inputs.phases.named:
        return None
    found = plan.hindsight or Hindsight(tr("not asked for"))
    if found.why_not:
        return {"computed": False, "why_not": found.why_not, "said": words(plan)}
    value, bound = plan.outcome.value, plan.outcome.bound
    return {
        "computed": True,
        "value": found.value,
        "lost": value - found.value,
        "lost_at_most": bound - found.value,
        "percent_lost": 100.0 * (value - found.value) / value if value > 0 else None,
        "adopted": found.adopted,
        "phases": [
            {"id": identity, "value": alone, "value_of_plan": mine, "gap": gap}
            for identity, alone, mine, gap in zip(
                plan.inputs.phases.ids, found.by_phase, found.plan_by_phase, found.gaps, strict=True
            )
        ],
        "opened": [{"site": site, "format": format, "phase": phase} for site, format, phase in found.opened],
        "said": words(plan),
    }


def words(plan: Plan) -> str:
    """The same in a sentence or two, in the language in force."""
    found = plan.hindsight or Hindsight(tr("not asked for"))
    if found.why_not:
        return tr("one phase at a time: not computed ({reason})", reason=found.why_not)
    value = plan.outcome.value
    if found.adopted:
        return tr(
            "one phase at a time gives this very plan: it was better than what was found for all phases together, and "
            "was taken; the best possible plan is worth at most {most} more",
            most=figure(plan.outcome.bound - value),
        )
    said = tr(
        "planned one phase at a time, the value would be {value}: {lost} less than this plan ({share:.2%}), "
        "and at most {most} less than the best possible plan",
        value=figure(found.value),
        lost=figure(value - found.value),
        share=(value - found.value) / value if value > 0 else 0.0,
        most=figure(plan.outcome.bound - found.value),
    )
    given_up = found.by_phase[0] - found.plan_by_phase[0]
    name = plan.inputs.phases.ids[0]
    if given_up > 0:
        price = tr(
            "for that this plan gives up {given} of the {alone} that phase '{phase}' could have by itself",
            given=figure(given_up),
            alone=figure(found.by_phase[0]),
            phase=name,
        )
    else:
        price = tr("this plan gives up nothing in phase '{phase}' for it", phase=name)
    return joined([said, price])
