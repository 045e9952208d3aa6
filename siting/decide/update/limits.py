"""The scenario's limits without what realised projects have used up: money, numbers of outlets, what must open.

What is left of the standing plan keeps to the new limits as it did to the old ones."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from siting.decide.basis import Basis
from siting.decide.update.required import left_to_open
from siting.decide.update.room import area_left
from siting.decide.update.types import Limit, Realised
from siting.decide.update.used import Used, left_of_phases
from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.model import Labels, Rule, labels
from siting.rules._bind import bind_entry, entries
from siting.rules._filters import NAMES
from siting.rules.budget import Budget
from siting.rules.count import Count
from siting.rules.required_sites import RequiredSites
from siting.rules.site_area import SiteArea

UNTOUCHED = ("phase_budget", "phases", "share", "sharing", "spacing", "together")
"""Rules that go on to speak of new outlets alone, when a scenario lists them."""

Entry = dict[str, Any]
NONE = np.zeros(0, dtype=np.int32)


@dataclass(slots=True)
class Shrunk:
    """sets: `a.b=c` for the scenario; rules: those that it lists. limits: what changed of them. untouched: rules that
    stay as they are, though what was realised may have counted in them."""

    sets: list[str] = field(default_factory=list)
    rules: list[Entry] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)

    def put(self, key: str, was: float, now: float) -> None:
        """A limit that is another one now."""
        if now != was:
            self.sets.append(f"{key}={json.dumps(now)}")
            self.limits.append(Limit(key, float(was), float(now)))


def shrunk(
    before: Basis,
    rest: Positions,
    done: tuple[Realised, ...],
    with_money: bool,
    budget: float | None,
    closed: Positions = NONE,
) -> Shrunk:
    """rest: options of the standing plan that are not realised. with_money: whether what was spent counts. budget:
    what the whole plan may cost from now on, None: what is left of the scenario's. closed: options by which outlets
    of today stay that have closed: what that frees is no longer spent on them."""
    whole = np.setdiff1d(before.selection, closed)
    used, found = Used(before.question, whole, np.union1d(rest, closed)), Shrunk()
    names, case = labels(before.inputs), before.case
    for (keys, entry), rule in zip(entries(case), before.question.rules, strict=False):
        if keys[0] == "rules":
            found.rules += _listed(entry, rule, used, names, done, found, f"rules.{keys[1]}", with_money)
        elif keys[0] == "formats" and isinstance(rule, Budget | Count):
            _of_format(f"formats.{keys[1]}", rule, used, found, with_money)
        elif keys == ("budget",) and with_money and budget is None:
            found.put("budget", entry["max_cost"], _left(entry["max_cost"], used.money(cast(Budget, rule))))
    if budget is not None:
        was = case.settings.budget
        found.put("budget", math.inf if was is None else was, budget)
    _of_phases(before, used, found, with_money)
    return found


def _left(limit: float, used: float) -> float:
    """Of money; what is left of sums that were added up in another order is not less than nothing."""
    return max(limit - used, 0.0)


def _of_format(key: str, rule: Budget | Count, used: Used, found: Shrunk, with_money: bool) -> None:
    if isinstance(rule, Budget):
        if with_money:
            found.put(f"{key}.max_cost", rule.limit, _left(rule.limit, used.money(rule)))
        return
    number = used.number(rule)
    for name, limit in (("max_new", rule.most), ("min_new", rule.fewest)):
        if limit is not None:
            found.put(f"{key}.{name}", limit, max(limit - number, 0))


def _of_phases(before: Basis, used: Used, found: Shrunk, with_money: bool) -> None:
    said = before.case.settings.phases or []
    money, number = used.money_by_phase(), used.number_by_phase()
    budgets = np.array([np.nan if one.budget is None else one.budget for one in said])
    short = np.zeros(len(said))
    short[: len(money)] = money[: len(said)]
    left = left_of_phases(budgets, short, before.case.settings.carry_over is not False)
    for at, phase in enumerate(said):
        if phase.budget is not None and with_money:
            found.put(f"phases.{at}.budget", phase.budget, float(left[at]))
        if phase.max_new is not None and at < len(number):
            found.put(f"phases.{at}.max_new", phase.max_new, max(phase.max_new - int(number[at]), 0))


def _listed(
    entry: Entry,
    rule: Rule,
    used: Used,
    names: Labels,
    done: tuple[Realised, ...],
    found: Shrunk,
    key: str,
    with_money: bool,
) -> list[Entry]:
    """What becomes of a rule that the scenario lists."""
    if isinstance(rule, RequiredSites):
        return left_to_open(entry, rule, used.model, names, done)
    if isinstance(rule, Budget | Count):
        if isinstance(rule, Budget) and not with_money:
            return [entry]
        each = entry.get("each", "none")
        return [_less(one, used, names, found, key, each) for one in _by_group(entry, rule, used, names)]
    if isinstance(rule, SiteArea):
        return [entry, *area_left(entry, rule, used.model, names, done)]
    if done and entry["rule"] in UNTOUCHED:
        found.untouched.append(entry["rule"])
    return [entry]


def _by_group(entry: Entry, rule: Budget | Count, used: Used, names: Labels) -> list[Entry]:
    """The rule as it stands; where it has a limit for each of something, with one more for each group that something
    was realised in. The stricter one counts; a least number has to leave the others."""
    each = entry.get("each", "none")
    if each == "none":
        return [entry]
    known = getattr(names, NAMES[each][0])
    every = entry.get(f"{each}s") or list(known)
    gone = np.setdiff1d(used.whole, used.rest)
    model = used.model
    at = [model.option_phase[gone], model.site_source[model.option_site[gone]]]
    numbers = getattr(model, f"option_{each}")[gone]
    if each == "source":
        numbers = np.concatenate([numbers, at[1]])
    touched = [known[one] for one in np.unique(numbers).tolist() if one >= 0 and known[one] in every]
    if not touched:
        return [entry]
    plain = {name: value for name, value in entry.items() if name != "each"}
    apart = [plain | {f"{each}s": [one]} for one in touched]
    if isinstance(rule, Count) and rule.fewest is not None:
        others = [one for one in every if one not in touched]
        return [*apart, *([entry | {f"{each}s": others}] if others else [])]
    return [entry, *apart]


def _less(entry: Entry, used: Used, names: Labels, found: Shrunk, key: str, each: str) -> Entry:
    """A rule with a limit on one group, less what was realised in it. each: what the rule had a limit for each of."""
    if entry.get("each", "none") != "none":
        return entry
    rule = bind_entry(entry, names, Problems(), Place())
    changed = dict(entry)
    if isinstance(rule, Budget):
        changed["max_cost"] = _left(rule.limit, used.money(rule))
    elif isinstance(rule, Count):
        number = used.number(rule)
        given = {"max": rule.most, "min": rule.fewest}
        changed |= {name: max(limit - number, 0) for name, limit in given.items() if limit is not None}
    for name in ("max_cost", "max", "min"):
        if name in entry and changed[name] != entry[name]:
            of = "" if each == "none" else entry[f"{each}s"][0]
            found.limits.append(Limit(f"{key}.{name}", float(entry[name]), float(changed[name]), of))
    return changed
