"""Runs of one question share their proofs: what no plan passes in one run, no plan passes in any other.

Each plan is then as far from the best as it is from the closest bound that any of the runs has proven."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from siting.differences.asked import Asked
from siting.differences.types import Common
from siting.outcome import relative_gap
from siting.report import Report
from siting.report.proof import lowers

HOW_IT_IS_SOUGHT = "solve."
"""Keys of a scenario that change how a plan is sought, not which plans there are and what they are worth."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Plans of one question. plans: positions; bound: the closest that one of the runs, at `of`, has proven on the
    solver's word; distances: of each plan from it, a share of it. certified: the same without believing a solver, None
    where no run has it."""

    plans: tuple[int, ...]
    bound: float
    of: int
    lowers: bool
    distances: tuple[float, ...]
    certified: float | None = None
    certified_distances: tuple[float, ...] = ()


def proven(
    plans: Sequence[Report], commons: Sequence[Common], asked: Sequence[Asked] | None
) -> tuple[Proven, ...]:
    """Of every two or more plans of one question. asked: None where a run does not tell what it was asked."""
    if asked is None:
        return ()
    found: dict[int, list[int]] = {}
    for number in range(len(plans)):
        alike = (first for first in found if _same_question(first, number, plans, commons, asked))
        found.setdefault(next(alike, number), []).append(number)
    each = (_of(tuple(mine), plans) for mine in found.values() if len(mine) > 1)
    return tuple(one for one in each if one is not None)


def _same_question(
    one: int, other: int, plans: Sequence[Report], commons: Sequence[Common], asked: Sequence[Asked]
) -> bool:
    """The same city, file by file, and the same scenario but for how the plan is sought."""
    first, second = plans[one].summary, plans[other].summary
    return (
        _counts_alike(first) == _counts_alike(second)
        and all(commons[number - 1].same_people for number in (one, other) if number)
        and _files(first) == _files(second)
        and all(
            each.same_as[one] == each.same_as[other]
            for each in asked
            if not each.key.startswith(HOW_IT_IS_SOUGHT)
        )
    )


def _counts_alike(summary: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the objective counts, and all that it could count at most."""
    formats = {name: round(entry["value_total"], 6) for name, entry in summary["formats"].items()}
    return summary["objective"], formats, summary["rules"], [one["id"] for one in summary["phases"]]


def _files(summary: Mapping[str, Any]) -> list[str]:
    """Fingerprints of the files read, the scenario itself aside."""
    return sorted(
        digest for path, digest in summary["inputs"].items() if not path.endswith((".yaml", ".yml"))
    )


def _of(plans: tuple[int, ...], every: Sequence[Report]) -> Proven | None:
    summaries = [every[number].summary for number in plans]
    if any(goal["found"] is not None for one in summaries for goal in one["goals"]):
        return None  # goals one after the other: each bound is of plans that keep what its own run reached before
    if any(one["clustering"] for one in summaries):
        return None  # what was solved is the question of the clusters, and each run may have drawn its own
    lower = lowers(summaries[0])
    closest = _closest([one["bound"] for one in summaries], lower)
    if closest is None:
        return None
    at, bound = closest
    values = [one["value"] for one in summaries]
    certified = _closest([one["certified_bound"] for one in summaries], lower)
    return Proven(
        plans=plans,
        bound=bound,
        of=plans[at],
        lowers=lower,
        distances=tuple(relative_gap(value, bound) for value in values),
        certified=None if certified is None else certified[1],
        certified_distances=()
        if certified is None
        else tuple(relative_gap(value, certified[1]) for value in values),
    )


def _closest(bounds: Sequence[float | None], lower: bool) -> tuple[int, float] | None:
    """The bound nearest to the plans, and whose it is: of several the first's."""
    known = [
        (number, bound) for number, bound in enumerate(bounds) if bound is not None and math.isfinite(bound)
    ]
    if not known:
        return None
    return (max if lower else min)(known, key=lambda one: one[1])
