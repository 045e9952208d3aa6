"""Grades of circles, counted anew from the outlets and people of plan.gpkg: the summary's, the map's, and those that
rules ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.exporters._read_run import MAP, SUMMARY, Run
from siting.language import tr
from siting.verify.city import City
from siting.verify.compare import compared, field
from siting.verify.needs import formats_of
from siting.verify.shares import Shares

Figures = dict[str, Any]
Marks = NDArray[np.bool_]
TOLERANCE = 1e-9
USUAL_SHARE = 0.8


def grade_findings(run: Run, town: City, shares: Shares) -> Iterator[str]:
    """The summary's grades, and the columns of the circles' layer."""
    asked = run.scenario.get("grades")
    if not asked:
        yield from field(SUMMARY, "grades", run.summary, None)
        return
    expected = _figures(run, town, shares)
    claimed = run.summary.get("grades")
    said = claimed.get("levels") if isinstance(claimed, dict) else None
    for number, level in enumerate(asked["levels"]):
        name = level.get("name") or level["id"]
        known = list(name.values()) if isinstance(name, dict) else [name]
        told = said[number].get("name") if isinstance(said, list) and number < len(said) else None
        expected["levels"][number]["name"] = told if told in known else known[0]
    beside = tr("{file} beside {other}", file=SUMMARY, other=MAP)
    yield from compared(f"{beside}, grades", claimed, expected)
    layer = run.layers["circles"]
    for row, (identity, grade) in enumerate(expected["circles"].items()):
        for when in ("before", "after"):
            record = {name: values[row] for name, values in layer.items()}
            yield from field(f"{MAP}, circles, {identity}", f"grade_{when}", record, grade[when])


def levels(run: Run, there: Marks) -> NDArray[np.int64]:
    """(n_circles,) levels whose two counts are met, one after the other from the lowest."""
    reached = np.zeros(len(there), dtype=np.int64)
    counts = {tier: (there & _tier(run, tier)).sum(axis=1) for tier in ("basic", "quality")}
    for number, level in enumerate(run.scenario["grades"]["levels"]):
        meets = np.ones(len(there), dtype=np.bool_)
        for tier, count in counts.items():
            meets &= count >= level.get(tier, 0)
        reached[meets & (reached == number)] += 1
    return reached


def present(run: Run, outlets: NDArray[np.int64], people: NDArray[Any], reached: NDArray[Any]) -> Marks:
    """(n_circles, n_formats) which formats are there; tables with the row for outside, which is left out."""
    asked = run.scenario["grades"]
    least = asked.get("reach_share") or USUAL_SHARE
    by_reach = (people > 0) & (reached >= least * people * (1 - TOLERANCE))
    ways = {"outlet": outlets > 0, "reach": by_reach, "either": (outlets > 0) | by_reach}
    return np.asarray(ways[asked.get("present", "outlet")][:-1])


def after(run: Run, shares: Shares, phase: int) -> Marks:
    """Which formats are there at the end of a phase."""
    return present(run, shares.outlets[phase], shares.people[phase], shares.after[phase])


def _figures(run: Run, town: City, shares: Shares) -> Figures:
    """summary.json, grades, without the names of levels."""
    asked, phases = run.scenario["grades"], run.evidence.phase_ids.tolist()
    marks = {
        "before": present(run, town.outlets, shares.people[-1], shares.before[-1]),
        "after": after(run, shares, -1),
    }
    reached = {when: levels(run, there) for when, there in marks.items()}
    by_phase = [levels(run, after(run, shares, phase)) for phase in range(len(phases))]
    ids = ["none", *(str(level["id"]) for level in asked["levels"])]
    only_outlets = asked.get("present", "outlet") == "outlet"
    return {
        "source": asked["source"],
        "present": asked.get("present", "outlet"),
        "reach_share": None if only_outlets else asked.get("reach_share") or USUAL_SHARE,
        "levels": [
            {
                "id": str(level["id"]),
                "basic": level.get("basic", 0),
                "quality": level.get("quality", 0),
                **{when: int((one == number).sum()) for when, one in reached.items()},
            }
            for number, level in enumerate(asked["levels"], start=1)
        ],
        "none": {when: int((one == 0).sum()) for when, one in reached.items()},
        "circles": {
            identity: {
                **{when: ids[one[row]] for when, one in reached.items()},
                **{
                    f"{tier}_{when}": int((there[row] & _tier(run, tier)).sum())
                    for when, there in marks.items()
                    for tier in ("basic", "quality")
                },
            }
            for row, identity in enumerate(town.circles)
        },
        "phases": [
            {"id": identity, **{name: int((one == number).sum()) for number, name in enumerate(ids)}}
            for identity, one in zip(phases, by_phase, strict=True)
        ],
    }


def _tier(run: Run, name: str) -> Marks:
    return np.array([each.get("tier") == name for each in formats_of(run).values()], dtype=np.bool_)
