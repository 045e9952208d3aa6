"""What a plan made by hand comes to: its value, what it breaks, its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from siting import plan as plans
from siting.decide.basis import Basis
from siting.decide.evaluate.types import Distance
from siting.inputs import Floats, Positions
from siting.journal import Journal
from siting.language import tr
from siting.model import Model
from siting.objectives._required import Requiring
from siting.outcome import Outcome
from siting.plan.check import figures as recomputed
from siting.plan.check import missed_targets
from siting.plan.evidence import options_for_sale
from siting.plan.projects import served_by

if TYPE_CHECKING:
    from siting.plan import Plan

STRATEGY = "by_hand"


def broken_rules(question: Model, selection: Positions) -> list[str]:
    """What a selection breaks, a sentence each; of an objective that requires coverage, that it covers too little."""
    found = question.broken_rules(selection)
    if isinstance(question.objective, Requiring) and not covers_enough(question, selection):
        found.append(tr("it covers less than required"))
    return found


def covers_enough(question: Model, selection: Positions) -> bool:
    """Whether the coverage that an objective of money requires is reached."""
    return bool(np.isfinite(question.objective.value(question, selection)))


def figures(
    basis: Basis, selection: Positions, value: float, broken: list[str], journal: Journal
) -> tuple[Plan, list[str]]:
    """The plan's figures, be it allowed or not; and what it breaks, with the numbers of required coverage."""
    outcome = outcome_of(basis.question, selection, value, None)
    evidence = plans.evidence_of(basis.found, basis.question, outcome)
    if isinstance(basis.question.objective, Requiring) and not np.isfinite(value):
        broken = [*broken[:-1], *missed_targets(evidence, recomputed(evidence))]
    return plans.unchecked(basis.found, basis.question, outcome, journal, evidence), broken


def outcome_of(question: Model, selection: Positions, value: float, distance: Distance | None) -> Outcome:
    """A plan made by hand as an outcome: its bound is that of the question, where one is known."""
    nothing = np.inf if question.objective.maximise else -np.inf
    holds = distance is not None and not distance.given_up
    bound, dual = (distance.bound, distance.dual) if distance is not None and holds else (nothing, None)
    better = max if question.objective.maximise else min
    optimal = distance is not None and distance.nothing_better
    return Outcome(
        selection=selection,
        value=value,
        bound=value if optimal else better(bound, value),
        stop="optimal" if optimal else "finished",
        strategy=STRATEGY,
        why_strategy=tr("the plan was made by hand"),
        trace=(),
        dual=dual,
        goals=() if distance is None else distance.goals,
    )


def people_reached(basis: Basis, selection: Positions) -> float:
    """People within reach of what a plan opens or of what stands, at the end, added up over formats."""
    coverage = basis.found.coverage
    options = options_for_sale(coverage, basis.question)[selection]
    served: Floats = np.maximum(coverage.served_before, served_by(coverage, options))
    return float((coverage.weight * served).sum())


def money(question: Model, selection: Positions) -> float:
    """What a plan costs: its options, and each of their sites once. Outlets of today that stay cost what closing them
    would save, so that only differences of plans mean anything where some may close."""
    sites = np.unique(question.option_site[selection])
    return float(question.cost[selection].sum() + question.site_cost[sites].sum())
