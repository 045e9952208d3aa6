"""How circles are graded, from the scenario."""

from __future__ import annotations

import numpy as np

from siting.inputs.types import Grading, frozen
from siting.language import LANGUAGES
from siting.scenario import Scenario

REACH_SHARE = 0.8


def grading_of(scenario: Scenario) -> Grading | None:
    """The levels of a scenario's grades, None where it asks for none."""
    said = scenario.settings.grades
    if said is None:
        return None
    names = [level.name or level.id for level in said.levels]
    return Grading(
        ids=tuple(level.id for level in said.levels),
        names=tuple(
            dict.fromkeys(LANGUAGES, name) if isinstance(name, str) else {**name}  # type: ignore[dict-item]
            for name in names
        ),
        basic=frozen(np.array([level.basic for level in said.levels], dtype=np.int64)),
        quality=frozen(np.array([level.quality for level in said.levels], dtype=np.int64)),
        points=frozen(np.array([level.points for level in said.levels], dtype=np.int64)),
        present=said.present,
        reach_share=REACH_SHARE if said.reach_share is None else said.reach_share,
        source=said.source,
    )
