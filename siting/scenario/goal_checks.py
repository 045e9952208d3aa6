"""What must hold for the keys that say what a plan is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siting import parts
from siting.errors import Problems
from siting.language import tr
from siting.parts import suggestion
from siting.scenario.formats import ResolvedFormat
from siting.scenario.places import key_place, value_place
from siting.scenario.source import Key
from siting.scenario.validate import Draft

OWN = ("min_coverage", "decay", "backup", "prefer", "worst", "goals", "combine")
NEEDED = {"prefer": ("prefer",), "combined": ("goals", "combine")}


def check_goals(draft: Draft, formats: Sequence[ResolvedFormat], problems: Problems) -> None:
    """What breaks these rules goes to `problems`.

    1. The objective takes the keys that are given, and has those that it needs; every goal likewise.
    2. Goals are known objectives, and none of them is several goals in turn.
    3. Weights go with goals that are added up, tolerances with goals that come one after the other: not with the
    last, after which nothing comes.
    4. Decay is in the unit of travel, and does not go with clusters.
    5. Backup does not go with upgrades that make an outlet reach farther: that is no second outlet."""
    _keys(draft, (), draft.word("objective") or "max_coverage", problems)
    _decay(draft, ("decay",), formats, problems)
    _backup(draft, ("objective",), problems)
    goals = draft.value("goals")
    if draft.word("objective") != "combined" or not isinstance(goals, list):
        return
    for number, goal in enumerate(goals):
        path: tuple[Key, ...] = ("goals", number)
        if isinstance(goal, dict):
            _goal(draft, path, goal, number == len(goals) - 1, problems)
            _decay(draft, (*path, "decay"), formats, problems)
            _backup(draft, (*path, "objective"), problems)


def _keys(draft: Draft, path: tuple[Key, ...], name: str, problems: Problems) -> None:
    """RULE 1."""
    if name not in parts.names("objectives"):
        return
    # A part brings NumPy along, so it is asked only where there is something to ask.
    given = [key for key in OWN if draft.value(*path, key) is not None]
    known = parts.load("objectives", name).KEYS if given else ()
    for key in given:
        if key in known:
            continue
        place = key_place(draft.root, (*path, key))
        if key == "min_coverage":
            message = tr("the objective '{name}' has no use for min_coverage", name=name)
            problems.error(place, message, tr("It goes with objective: min_cost."))
            continue
        message = tr("the objective '{name}' has no use for {key}", name=name, key=key)
        takers = [each for each in parts.names("objectives") if key in parts.load("objectives", each).KEYS]
        problems.error(place, message, tr("It goes with objective: {names}.", names=", ".join(takers)))
    for key in NEEDED.get(name, ()):
        if draft.value(*path, key) is None:
            place = value_place(draft.root, (*path, "objective"))
            problems.error(place, tr("the objective '{name}' needs the key '{key}'", name=name, key=key))


def _goal(draft: Draft, path: tuple[Key, ...], goal: dict[str, Any], last: bool, problems: Problems) -> None:
    """RULES 1 to 3, of one goal."""
    name, known = goal.get("objective"), [one for one in parts.names("objectives") if one != "combined"]
    if isinstance(name, str) and name not in known:  # RULE 2
        kind = tr(parts.FOLDERS["objectives"])
        message = tr("unknown {kind} '{name}'", kind=kind, name=name)
        if name == "combined":
            message = tr("a goal cannot be several goals itself")
        problems.error(value_place(draft.root, (*path, "objective")), message, suggestion(name, known))
        return
    if isinstance(name, str):
        _keys(draft, path, name, problems)
    combine = draft.word("combine")
    for key, goes_with in (("weight", "weighted"), ("tolerance", "lexicographic")):  # RULE 3
        if goal.get(key) is not None and combine is not None and combine != goes_with:
            message = tr("{key} goes with combine: {value}", key=key, value=goes_with)
            problems.error(key_place(draft.root, (*path, key)), message)
    if last and combine == "lexicographic" and goal.get("tolerance") is not None:
        message = tr("after the last goal nothing comes that could take from it")
        problems.error(key_place(draft.root, (*path, "tolerance")), message, tr("Leave it out."))


def _decay(
    draft: Draft, path: tuple[Key, ...], formats: Sequence[ResolvedFormat], problems: Problems
) -> None:
    """RULE 4."""
    decay = draft.value(*path)
    if not isinstance(decay, dict):
        return
    table = draft.travel.table if draft.travel else None
    if decay.get("full_m") is not None and table is not None and table.minutes is not None:
        message = tr("full_m in metres cannot be compared with a table of minutes")
        problems.error(value_place(draft.root, (*path, "full_m")), message, tr("Give full_min."))
    if draft.demand is not None and draft.demand.clusters is not None:
        message = tr("clusters go with plain coverage; how far their points are from an outlet is not known")
        problems.error(key_place(draft.root, path), message, tr("Leave out one of the two."))


def _backup(draft: Draft, path: tuple[Key, ...], problems: Problems) -> None:
    """RULE 5."""
    grows = any(one.cutoff_min is not None or one.cutoff_m is not None for one in draft.upgrades.values())
    if grows and draft.value(*path) == "backup_coverage":
        message = tr("backup_coverage does not go with upgrades of an outlet's own format")
        hint = tr("Such an outlet is no second one. Leave out the cutoff of the upgrade.")
        problems.error(value_place(draft.root, path), message, hint)
