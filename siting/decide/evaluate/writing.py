"""A plan made by hand as a whole plan, checked like any other, to be written as a run folder."""

from __future__ import annotations

from siting import plan as plans
from siting.decide.evaluate.score import outcome_of
from siting.decide.evaluate.types import Evaluation
from siting.errors import InputError, Place
from siting.journal import Journal
from siting.language import tr
from siting.plan import Plan


def whole_plan(found: Evaluation, journal: Journal) -> Plan:
    """The plan with its proof: the bound that is known, and the prices behind it where there are any.

    Raises InputError where it breaks rules: such a plan is shown, never written."""
    if not found.feasible:
        message = tr("the plan breaks rules, and is not written: {rules}", rules="; ".join(found.broken))
        raise InputError.at(
            Place(where=found.given.name), message, tr("Mend it first; see the changes proposed.")
        )
    question = found.basis.question
    outcome = outcome_of(question, found.given.selection, found.value, found.distance)
    journal.seconds.setdefault("solve", 0.0)
    return plans.make(found.basis.found, question, outcome, journal)
