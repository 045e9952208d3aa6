"""What must hold for the keys under phases, for carry_over and for the column that says when people arrive."""

from __future__ import annotations

from siting.errors import Problems
from siting.language import tr
from siting.scenario.places import key_place, value_place
from siting.scenario.validate import Draft


def check_phases(draft: Draft, problems: Problems) -> None:
    """What breaks these rules goes to `problems`.

    1. A list of phases has one at least, and every id once.
    2. carry_over speaks of the phases' budgets, and says nothing where there are none.
    3. A column of arrivals needs phases to arrive in, and people who live at the rows of the file: what is spread
       from totals lives there already."""
    given = draft.value("phases")
    if given is not None and not given:
        message = tr("a list of phases needs one at least")
        problems.error(
            value_place(draft.root, ("phases",)), message, tr("Leave the key out: all opens at once.")
        )
    _unique(draft, problems)
    if draft.value("carry_over") is not None and not _has_budgets(given):  # RULE 2
        message = tr("carry_over speaks of the budgets of phases, and no phase has one")
        hint = tr("Give phases their budget, or leave the key out.")
        problems.error(key_place(draft.root, ("carry_over",)), message, hint)
    _arrivals(draft, bool(given), problems)


def _unique(draft: Draft, problems: Problems) -> None:
    """RULE 1."""
    first: dict[str, int] = {}
    for index, phase in draft.phases.items():
        if phase.id in first:
            message = tr("the phase '{id}' is listed twice", id=phase.id)
            problems.error(value_place(draft.root, ("phases", index, "id")), message)
        first.setdefault(phase.id, index)


def _has_budgets(given: object) -> bool:
    return isinstance(given, list) and any(isinstance(one, dict) and "budget" in one for one in given)


def _arrivals(draft: Draft, has_phases: bool, problems: Problems) -> None:
    """RULE 3."""
    demand, path = draft.demand, ("demand", "columns", "phase")
    if demand is None or demand.columns.phase is None:
        return
    if not has_phases:
        message = tr("columns.phase says from which phase people live there, and the scenario has no phases")
        problems.error(key_place(draft.root, path), message, tr("List them under phases."))
    if demand.totals is not None:
        message = tr("columns.phase does not go with totals: published people live there already")
        problems.error(key_place(draft.root, path), message, tr("Give new estates a file of their own."))
