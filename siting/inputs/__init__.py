"""Inputs: what a city's files say, checked, in positions and metres. Ids stop here.

Everything between Inputs and Plan speaks of positions; the id arrays kept here turn them into ids
again, once, in `plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.errors import Problems
from siting.inputs.types import (
    Circles,
    Floats,
    FormatInput,
    Grading,
    Ids,
    Inputs,
    Origin,
    Outline,
    Phases,
    Points,
    Positions,
    Stops,
    Survey,
    frozen,
)

if TYPE_CHECKING:
    from siting.scenario import Scenario

__all__ = [
    "Circles",
    "Floats",
    "FormatInput",
    "Grading",
    "Ids",
    "Inputs",
    "Origin",
    "Outline",
    "Phases",
    "Points",
    "Positions",
    "Stops",
    "Survey",
    "frozen",
    "read",
]


def read(scenario: Scenario, problems: Problems) -> Inputs:
    """The city of a scenario: every layer read, checked, and brought into one working CRS.

    1. Ids are text. A layer whose scenario names no id column has its row numbers for ids, "1", "2", ...
       counted from the first row of data; with several outlet files these carry the file's name before
       them ("canteens:1").
    2. Coordinates come in the CRS that the scenario states for the layer, else the one its file states;
       with neither, that is an error, unless the scenario's working CRS is "plane".
    3. Under a ready travel table a layer may have no coordinates at all: xy_m is then nan.
    4. The working CRS is the scenario's, else it is estimated from the demand.

    All problems found go to `problems`; raises InputError at the end when there are errors. What is left
    out with good reason (sites too small, unknown outlet values, demand outside circles) is a warning."""
    from siting.inputs.reading import read_inputs  # GIS packages load only when something is read

    return read_inputs(scenario, problems)
