"""The figures of summary.json on clustering, from the clusters that the demand layer names and its marks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.exporters._read_run import Run
from siting.language import tr
from siting.verify.city import City
from siting.verify.totals import percent

Figures = dict[str, Any]
SIZES = ("k", "cell_m", "min_people")


def clustering(run: Run, town: City) -> Figures | None:
    """summary.json, clustering: people as their clusters' points have it, and as they have it themselves.

    None where the scenario asks for no clusters. Raises ValueError for a cluster of an unknown point."""
    asked = dict(run.scenario.get("demand") or {}).get("clusters")
    if asked is None:
        return None
    stands_for = _points(run)
    shares = (town.share_before, town.share_after)
    claimed = [(share[:, stands_for] * town.weight).sum(axis=1) for share in shares]
    true = [(share * town.weight).sum(axis=1) for share in shares]
    before, after = (np.stack(pair) for pair in zip(claimed, true, strict=True))
    return {
        "method": asked["method"],
        **{key: asked[key] for key in SIZES if key in asked},
        "points": len(stands_for),
        "clusters": len(np.unique(stands_for)),
        **_error(before.sum(axis=1), after.sum(axis=1)),
        "formats": {
            name: _error(before[:, number], after[:, number]) for number, name in enumerate(town.columns)
        },
    }


def _points(run: Run) -> NDArray[np.int64]:
    """(n_demand,) position of the demand point that stands for each one's cluster, which stands for itself too."""
    demand = run.layers["demand"]
    position = {str(identity): number for number, identity in enumerate(demand["demand"])}
    found = np.array([position.get(str(name), -1) for name in demand["cluster"]], dtype=np.int64)
    if (found < 0).any() or (found[found] != found).any():
        raise ValueError(tr("clusters whose point is not one of them"))
    return found


def _error(before: NDArray[np.float64], after: NDArray[np.float64]) -> Figures:
    return {**_pair("covered_after", after), **_pair("newly_covered", after - before)}


def _pair(name: str, people: NDArray[np.float64]) -> Figures:
    claimed, true = (float(number) for number in people)
    return {
        f"{name}_claimed": claimed,
        f"{name}_true": true,
        f"{name}_error": claimed - true,
        f"{name}_error_percent": percent(claimed - true, true),
    }
