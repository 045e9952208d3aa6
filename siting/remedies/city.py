"""The city whose question has no plan, and how a changed scenario asks its question of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from siting.coverage import Coverage, cover
from siting.demand import Demand
from siting.inputs import Inputs
from siting.inputs.grading import grading_of
from siting.model import Labels, Model, labels
from siting.posing import question as posed
from siting.scenario import Scenario
from siting.stock import Gaps, take_stock
from siting.travel import TravelTimes

if TYPE_CHECKING:
    from siting.plan import Stock


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """What there is. question: the one that has no plan."""

    scenario: Scenario
    inputs: Inputs
    demand: Demand
    travel: TravelTimes
    coverage: Coverage
    gaps: Gaps
    question: Model

    @property
    def labels(self) -> Labels:
        """The ids behind the question's positions."""
        return labels(self.inputs)

    def inputs_of(self, case: Scenario) -> Inputs:
        """The city as a scenario with other numbers reads it: what a grade asks for is the scenario's."""
        return (
            replace(self.inputs, grading=grading_of(case)) if self.inputs.grading is not None else self.inputs
        )

    def under(self, case: Scenario) -> Model:
        """The question that has no plan, of a scenario with other numbers; its rules stay those of before."""
        if self.inputs.grading is None:
            return self.question
        city = replace(self.question.city, grading=grading_of(case))
        return replace(self.question, city=city)

    def pose(self, case: Scenario) -> Model:
        """The question of a scenario with other numbers, made anew."""
        return posed(case, self.inputs_of(case), self.demand, self.coverage, self.gaps)

    def repose(self, case: Scenario, inputs: Inputs, times: TravelTimes) -> Model:
        """The question with other cutoffs: the city with these, and ways that are far enough for them."""
        reach = cover(inputs, self.demand, times)
        return posed(case, inputs, self.demand, reach, take_stock(inputs, self.demand, reach))


def city_of(stock: Stock, question: Model) -> City:
    """The city as it was taken stock of."""
    return City(
        stock.scenario, stock.inputs, stock.demand, stock.travel, stock.coverage, stock.gaps, question
    )
