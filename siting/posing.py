"""The question that a scenario asks of its city: objective and rules bound to positions, in a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting import model, stock
from siting.coverage import Coverage
from siting.demand import Demand
from siting.errors import Problems
from siting.inputs import Inputs
from siting.objectives._bind import bind as bind_objective
from siting.rules import checked
from siting.rules._bind import bind_all
from siting.rules._closings import closings_of
from siting.scenario import Scenario

if TYPE_CHECKING:
    from siting.plan import Stock


def pose(found: Stock) -> model.Model:
    """The question that a scenario asks of its city. Raises InputError when a rule names what is not there."""
    return question(found.scenario, found.inputs, found.demand, found.coverage, found.gaps)


def question(
    scenario: Scenario, inputs: Inputs, demand: Demand, coverage: Coverage, gaps: stock.Gaps
) -> model.Model:
    """As `pose`, of a city in its parts."""
    objective = bind_objective(scenario, inputs)
    rules = rules_of(scenario, inputs)
    built = model.build(inputs, demand, coverage, gaps, scenario.settings.missing, objective, rules)
    return checked(built)


def rules_of(scenario: Scenario, inputs: Inputs) -> tuple[model.Rule, ...]:
    """The rules of a scenario, bound to a city. Raises InputError when one names what is not there."""
    problems = Problems()
    rules = bind_all(scenario, model.labels(inputs), problems)
    problems.stop_on_errors()
    return (*rules, *closings_of(inputs))
