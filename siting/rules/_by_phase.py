"""Rules that say something for each phase: their phases by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from siting.errors import Place, Problems
from siting.language import tr
from siting.model import Labels
from siting.parts import suggestion
from siting.rules._filters import ScopeSettings

Number = TypeVar("Number", int, float)


def by_position(
    said: Mapping[str, Number],
    key: str,
    settings: ScopeSettings,
    labels: Labels,
    problems: Problems,
    place: Place,
) -> dict[int, Number]:
    """Position of the phase -> its number. key: that they stand under, for hints.

    Unknown phases are errors; so are filters by phase beside them, which would say the same twice."""
    for name in said:
        if name not in labels.phases:
            message = tr("unknown {kind} '{name}'", kind=tr("phase"), name=name)
            problems.error(place, message, suggestion(name, labels.phases))
    if settings.phases is not None or settings.each == "phase":
        message = tr("{key} names the phases already", key=key)
        problems.error(place, message, tr("Leave out phases and each: phase."))
    return {labels.phases.index(name): number for name, number in said.items() if name in labels.phases}
