"""The objective of a scenario, bound to its keys and to the city's ids."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, runtime_checkable

from siting import parts
from siting.errors import Place, Problems
from siting.inputs import Inputs
from siting.language import language
from siting.model import Labels, Objective, labels
from siting.objectives._goals import InTurn, Weighted
from siting.objectives._required import Requiring
from siting.scenario import Scenario


@runtime_checkable
class Labelled(Protocol):
    """An objective whose keys name things of the city."""

    def labelled(self, labels: Labels, problems: Problems, place: Place) -> Objective:
        """The same in positions; what is not there is an error at the place."""


def bind(scenario: Scenario, inputs: Inputs) -> Objective:
    """The objective that a scenario asks for. Raises InputError where it names what the city does not have."""
    settings, problems = scenario.settings, Problems()
    part = parts.load("objectives", settings.objective)
    objective: Objective = part.bind(**{key: getattr(settings, key) for key in part.KEYS})
    names = tuple(one.names.get(language(), one.id) for one in inputs.formats)
    place = scenario.place("goals" if "goals" in part.KEYS else (part.KEYS or ("objective",))[0])
    found = completed(objective, names, labels(inputs), problems, place)
    problems.stop_on_errors()
    return found


def completed(
    objective: Objective, formats: tuple[str, ...], known: Labels, problems: Problems, place: Place
) -> Objective:
    """The objective with what it has to know of the city: formats' names, positions of ids; goals likewise."""
    if isinstance(objective, (Weighted, InTurn)):
        return objective.with_parts(
            tuple(
                replace(part, objective=completed(part.objective, formats, known, problems, place))
                for part in objective.parts
            )
        )
    if isinstance(objective, Requiring):
        return objective.named(formats)
    return objective.labelled(known, problems, place) if isinstance(objective, Labelled) else objective
