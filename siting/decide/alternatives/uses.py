"""Outlets and sites in every plan, in some and in none: of the plans found, and of all plans within the gap."""

from __future__ import annotations

import numpy as np

from siting.decide.alternatives.ask import Solver
from siting.decide.alternatives.measure import Measure, measure
from siting.decide.alternatives.near import Near
from siting.decide.alternatives.prices import Prices
from siting.decide.alternatives.proof import Known, ask_one_by_one, known
from siting.decide.alternatives.types import (
    IN_ALL,
    IN_ALL_FOUND,
    IN_ALL_NOT_NEEDED,
    IN_NONE,
    IN_NONE_FOUND,
    IN_NONE_POSSIBLE,
    IN_SOME,
    Alternative,
    Use,
    used_by,
)


def common(
    near: Near, plans: list[Alternative], found: Prices, solver: Solver
) -> tuple[Measure, tuple[Use, ...], Measure, tuple[Use, ...]]:
    """The measure of outlets with the uses of each, and that of sites."""
    outlets, sites = measure(near.question, "outlets"), measure(near.question, "sites")
    selections = [one.selection for one in plans]
    of_outlets = _asked(near, outlets, known(outlets, selections, found), found, solver)
    seen = selections + of_outlets.plans[len(selections) :]
    of_sites = known(sites, seen, found)
    _from_outlets(outlets, sites, of_outlets, of_sites)
    of_sites = _asked(near, sites, of_sites, found, solver)
    return outlets, _uses(outlets, plans, of_outlets), sites, _uses(sites, plans, of_sites)


def _asked(near: Near, one: Measure, state: Known, found: Prices, solver: Solver) -> Known:
    ask_one_by_one(near, one, state, found, solver)
    return state


def _from_outlets(outlets: Measure, sites: Measure, fine: Known, coarse: Known) -> None:
    """A site of an outlet that is in every plan is in every plan; one of whose outlets all are in none, in none."""
    site = np.full(outlets.n_items, -1, dtype=np.int32)
    site[outlets.item] = sites.item
    new = ~outlets.closes & (site >= 0)
    coarse.always[site[new & fine.always]] = True
    never = np.zeros(sites.n_items, dtype=bool)
    never[site[new]] = True
    never[site[new & ~fine.never]] = False
    coarse.never |= never & ~sites.closes


def _uses(one: Measure, plans: list[Alternative], state: Known) -> tuple[Use, ...]:
    """Of every item that is in a plan found, or proven to be in none."""
    table = used_by(tuple(plans), one)
    real = np.zeros(one.n_items, dtype=bool)
    real[one.item] = True
    count = table.sum(axis=0)
    found = []
    for item in np.flatnonzero(real).tolist():
        verdict = _verdict(int(count[item]), len(plans), item, state)
        found.append(Use(item, tuple(bool(each) for each in table[:, item]), verdict))
    return tuple(found)


def _verdict(count: int, n_plans: int, item: int, state: Known) -> str:
    if state.always[item]:
        return IN_ALL
    if count == n_plans:
        return IN_ALL_NOT_NEEDED if state.missed[item] else IN_ALL_FOUND
    if count:
        return IN_SOME
    if state.never[item]:
        return IN_NONE
    return IN_NONE_POSSIBLE if state.used[item] else IN_NONE_FOUND
