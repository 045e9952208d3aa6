"""The changes that help a plan most, one after the other, each computed again by the rules and the objective."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.decide.basis import Basis
from siting.decide.evaluate.score import broken_rules, money, people_reached
from siting.decide.evaluate.types import Change, Outlet, Search
from siting.decide.evaluate.weigh import LEAST, NONE, helps, key, weigh
from siting.inputs import Positions, frozen
from siting.inputs.types import REPLACE
from siting.model import Model, Rule
from siting.outcome import Watch

MOST_TRIED = 40
"""Changes whose value only the objective itself can tell, computed for each step."""
MOST_CHECKED = 1500
"""Changes held against the rules that are more than upper limits, for each step."""


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    selection: Positions
    value: float


@dataclass(slots=True)
class _Account:
    """What was looked at. complete: as of Search."""

    weighed: int = 0
    tried: int = 0
    complete: bool = True


def search(basis: Basis, selection: Positions, value: float, most: int, watch: Watch) -> Search:
    """Up to `most` changes; each is the best of its turn (`weigh`), and allowed by every rule.

    selection: keeps every rule; value: of it."""
    question, account, found = basis.question, _Account(), list[Change]()
    more = tuple(rule for rule in question.rules if rule.packing(question) is None)
    while len(found) < most:
        if watch.interrupted:
            account.complete = False
            break
        step = _best(question, more, selection, value, account)
        if step is None:
            break
        found.append(change(basis, selection, value, step.selection, step.value))
        selection, value = step.selection, step.value
    objective = question.objective
    counts = account.complete, account.weighed, account.tried
    return Search(tuple(found), *counts, objective.name, objective.maximise)


def _best(
    question: Model, more: tuple[Rule, ...], selection: Positions, value: float, account: _Account
) -> _Step | None:
    """The best single change. Those whose gain is certain end the search; of the others some are tried, and many that
    look good and are not do not keep it from the certain ones.

    more: rules that are more than upper limits."""
    found = weigh(question, selection, value)
    account.weighed += found.count
    sign, least = question.sign, LEAST * max(1.0, abs(value))
    best: tuple[tuple[int, float, float], _Step] | None = None
    tried, checked = (
        [0, 0],
        [0, 0],
    )  # of changes whose gain is an estimate, and of those whose gain is certain
    for place in range(len(found)):
        sort = int(found.exact[place])
        estimate = key(float(found.gain[place]), float(found.money[place]))
        if best is not None and found.exact[place] and best[0] <= estimate:
            break
        if tried[sort] == MOST_TRIED or checked[sort] == MOST_CHECKED:
            account.complete = False
            continue
        account.complete &= bool(found.exact[place])
        after = _applied(selection, int(found.out[place]), int(found.into[place]))
        checked[sort] += 1
        if any(rule.violations(question, after) for rule in more):
            continue
        worth = question.objective.value(question, after)
        tried[sort] += 1
        gain = sign * (worth - value)
        if not helps(gain, float(found.money[place]), least) or broken_rules(question, after):
            continue
        rank = key(gain, float(found.money[place]))
        if best is None or rank < best[0]:
            best = rank, _Step(after, worth)
        if found.exact[place]:
            break
    account.tried += sum(tried)
    return None if best is None else best[1]


def _applied(selection: Positions, out: int, into: int) -> Positions:
    kept = selection[selection != out]
    after = kept if into == NONE else np.append(kept, into)
    return np.asarray(frozen(np.sort(after).astype(np.int32)))


def change(basis: Basis, before: Positions, value: float, after: Positions, worth: float) -> Change:
    """What leads from one plan to another, in words and figures."""
    question = basis.question
    closes = [outlet(basis, one) for one in np.setdiff1d(before, after).tolist()]
    opens = [outlet(basis, one) for one in np.setdiff1d(after, before).tolist()]
    sign = question.sign
    return Change(
        kind=_kind(basis, closes, opens, np.setdiff1d(after, before)),
        closes=tuple(closes),
        opens=tuple(opens),
        gain=sign * (worth - value),
        people=people_reached(basis, after) - people_reached(basis, before),
        money=money(question, after) - money(question, before),
        value=worth,
        selection=after,
    )


def outlet(basis: Basis, option: int) -> Outlet:
    """An option in words; one that keeps an outlet of today goes by that outlet's id."""
    question, inputs = basis.question, basis.inputs
    site, keeps = int(question.option_site[option]), bool(question.option_keep[option])
    place = str(inputs.sites.ids[site])
    if keeps:
        assert inputs.site_outlet is not None
        place = str(inputs.outlets.ids[inputs.site_outlet[site]])
    return Outlet(
        site=place,
        site_name=str(inputs.sites.names[site]),
        format=inputs.formats[int(question.option_format[option])].id,
        phase=inputs.phases.ids[int(question.option_phase[option])],
        keeps=keeps,
    )


def _kind(basis: Basis, closes: list[Outlet], opens: list[Outlet], options: Positions) -> str:
    if not closes:
        return "keep" if all(one.keeps for one in opens) else "open"
    if not opens:
        return "give_up" if all(one.keeps for one in closes) else "close"
    if [(one.site, one.format) for one in closes] == [(one.site, one.format) for one in opens]:
        return "move"
    role = basis.inputs.site_role
    sites = basis.question.option_site[options]
    if role is not None and closes[0].keeps and bool((role[sites] == REPLACE).all()):
        return "replace"
    return "exchange"
