"""What a scenario says of outlets by their ids: upgrades and closures, without those that are gone."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import numpy as np

from siting.decide.update.types import OutletLayer
from siting.inputs import Inputs
from siting.scenario import Scenario
from siting.scenario.supply import Chosen


def mended(case: Scenario, outlets: OutletLayer, before: Inputs, closed: Collection[str] = ()) -> list[str]:
    """`a.b=c` for `upgrades` and `closures`, where something has to change.

    1. Ids that no outlet has any more are left out, and so are entries that would choose no outlet.
    2. What has closed of the outlets that may close counts against the most that may."""
    texts = []
    for key in ("upgrades", "closures"):
        entries = getattr(case.settings, key)
        kept = [_entry(one, outlets, before) for one in entries]
        if key == "closures":
            kept = _fewer(case, kept, before, set(closed))
        wanted = [one for one in kept if one is not None]
        if wanted != [_plain(one) for one in entries]:
            texts.append(f"{key}={json.dumps(wanted, ensure_ascii=False)}")
    return texts


def _entry(entry: Any, outlets: OutletLayer, before: Inputs) -> dict[str, Any] | None:
    """RULE 1."""
    asked: Chosen = entry.outlets
    formats = np.array([one.id for one in before.formats], dtype=object)[outlets.format]
    known = set(outlets.ids.tolist())
    ids = None if asked.ids is None else [one for one in asked.ids if one in known]
    chosen = np.ones(len(outlets), dtype=bool)
    if ids is not None:
        chosen &= np.isin(outlets.ids.astype(str), ids)
    if asked.formats is not None:
        chosen &= np.isin(formats.astype(str), asked.formats)
    if not chosen.any():
        return None
    plain = _plain(entry)
    return plain if ids is None else plain | {"outlets": plain["outlets"] | {"ids": ids}}


def _fewer(
    case: Scenario, kept: list[dict[str, Any] | None], before: Inputs, closed: set[str]
) -> list[dict[str, Any] | None]:
    """RULE 2. The limits stand in the city in the order of the entries that have one."""
    limited = [number for number, entry in enumerate(case.settings.closures) if entry.max is not None]
    found = list(kept)
    for number, (sites, most) in zip(limited, before.most_closings, strict=True):
        assert before.site_outlet is not None
        mine = {str(one) for one in before.outlets.ids[before.site_outlet[sites]]}
        one = found[number]
        if one is not None:
            found[number] = one | {"max": max(most - len(mine & closed), 0)}
    return found


def _plain(entry: Any) -> dict[str, Any]:
    plain: dict[str, Any] = entry.model_dump(mode="json", exclude_none=True)
    return plain
