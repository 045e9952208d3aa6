"""The usual case of closing outlets asks only of outlets that can be thought away."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from siting.decide.robust.closing import closable
from siting.decide.robust.usual import usual_cases
from tests.small_city import random_city

SETTINGS = SimpleNamespace(travel=SimpleNamespace(group_speed_m_per_min={}))


@pytest.mark.parametrize(("tied", "left"), [(0, 4), (2, 2), (4, 0)])
def test_outlets_that_the_plan_may_change_do_not_close(tied: int, left: int) -> None:
    city = random_city(1, n_sites=8, n_outlets=4)
    own = np.where(np.arange(8) < tied, np.arange(8), -1).astype(np.int32)
    inputs = replace(city, site_outlet=own)
    found: Any = SimpleNamespace(inputs=inputs, scenario=SimpleNamespace(settings=SETTINGS))
    names = [case.name for case in usual_cases(found) if case.name.startswith("closing")]
    assert len(closable(inputs)) == left
    assert names == ([f"closing_{min(3, left)}"] if left else [])
