"""A small town whose names are markup, quotes, rare characters and far too long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import siting
from siting import report as reports
from siting.report import Report
from tests.browser.town import write_town

Renamed = Callable[[Sequence[str]], Report]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Two phases, four circles in two districts, three grades, three formats."""
    return reports.of_plan(siting.solve(write_town(tmp_path_factory.mktemp("town"))))


@pytest.fixture(scope="session")
def renamed(town: Report) -> Renamed:
    """The town with other names for its circles."""

    def rename(names: Sequence[str]) -> Report:
        entries: dict[str, Any] = {}
        for (identity, entry), name in zip(town.summary["circles"].items(), names, strict=True):
            entries[identity] = entry | {"name": name}
        circles = replace(town.circles, names=np.array(list(names), dtype=object))
        return replace(town, circles=circles, summary={**town.summary, "circles": entries})

    return rename
