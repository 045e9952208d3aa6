"""Explanations put together: of one outlet, of a site's formats, of every outlet of the plan and the nearest others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from siting.decide.again import NONE
from siting.decide.basis import Basis
from siting.decide.explain.asked import nothing_missing, options_of, why_not_for_sale
from siting.decide.explain.entering import with_it
from siting.decide.explain.exchange import changed, without
from siting.decide.explain.people import People, people_of
from siting.decide.explain.proof import Proof, proof_of
from siting.decide.explain.tally import Tally, tally_of
from siting.decide.explain.threshold import entry
from siting.decide.explain.types import Change, Explained, Phase
from siting.inputs import Positions
from siting.language import tr

Tried = list[tuple[Change | None, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """What every explanation of a run rests on."""

    basis: Basis
    tally: Tally
    people: People
    proof: Proof


def grounds_of(basis: Basis) -> Grounds:
    """Raises RefusedError where the goal is none that can be explained."""
    return Grounds(basis, tally_of(basis), people_of(basis), proof_of(basis))


def outlet(grounds: Grounds, site: int, format: int, deep: bool = True) -> Explained:
    """All about one site and format. deep: with what costs most time; else a line of a table."""
    basis, question = grounds.basis, grounds.basis.question
    options = options_of(basis, site, format)
    reason = why_not_for_sale(basis, grounds.people, site, format)
    said = Explained(
        site=str(basis.inputs.sites.ids[site]),
        site_name=str(basis.inputs.sites.names[site]),
        format=basis.inputs.formats[format].id,
        state="not_for_sale",
        reason=reason,
        options=tuple(options.tolist()),
        site_cost=float(question.site_cost[site]),
    )
    if not len(options):
        return said
    chosen = np.intersect1d(options, basis.selection)
    at_site = basis.selection[question.option_site[basis.selection] == site]
    said = replace(said, shares_site_with=tuple(np.setdiff1d(at_site, options).tolist()))
    return _chosen(grounds, said, int(chosen[0]), deep) if len(chosen) else _other(grounds, said, deep)


def _chosen(grounds: Grounds, said: Explained, option: int, deep: bool) -> Explained:
    options = np.array(said.options, dtype=np.int32)
    found = without(grounds.tally, options, deep)
    loss = grounds.proof.without(said.options, found.best)
    kept = bool(grounds.basis.question.option_keep[option])
    said = replace(
        _of_option(grounds, said, option, deep),
        state="kept" if kept else "opened",
        reason="",
        struck=found.struck,
        broken=found.broken,
        single=found.single,
        loss=loss,
    )
    return replace(said, phases=_other_phases(grounds, options, option)) if deep else said


def _other(grounds: Grounds, said: Explained, deep: bool) -> Explained:
    """The phase that is best for it stands for the outlet."""
    tally, basis = grounds.tally, grounds.basis
    kept = bool(basis.question.option_keep[said.options[0]])
    tried = [(with_it(tally, option, deep), option) for option in said.options]
    sign = tally.sign
    best, option = max(tried, key=lambda one: -np.inf if one[0] is None else sign * one[0].value)
    it = np.array([option], dtype=np.int32)
    missing = nothing_missing(basis, grounds.people, option)
    reason = said.reason or (tr("outlets of today reach everybody within its reach") if missing else "")
    said = replace(
        _of_option(grounds, said, option, deep),
        state="closed" if kept else "rejected",
        reason=reason,
        struck=changed(tally, NONE, it),
        broken=tuple(tally.question.broken_rules(tally.changed(NONE, it))) if deep else (),
        loss=grounds.proof.having(said.options, best),
    )
    if not deep:
        return said
    return replace(
        said,
        alone=float(basis.question.objective.value(basis.question, it)),
        entry=None if kept else entry(tally, grounds.proof, option),
        phases=_phases_in(grounds, tried, option),
    )


def _of_option(grounds: Grounds, said: Explained, option: int, deep: bool) -> Explained:
    reached = grounds.people.reached(option) if deep else grounds.people.in_short(option)
    return replace(
        said,
        option=option,
        phase=phase_id(grounds.basis, option),
        cost=float(grounds.basis.question.cost[option]),
        reached=reached,
    )


def phase_id(basis: Basis, option: int) -> str:
    """Id of an option's phase, "" without phases."""
    return str(basis.inputs.phases.ids[int(basis.question.option_phase[option])])


def _other_phases(grounds: Grounds, options: Positions, option: int) -> tuple[Phase, ...]:
    """What it would mean to open it in another phase, all else as it is."""
    it = np.array([option], dtype=np.int32)
    found = []
    for other in options[options != option].tolist():
        opens = np.array([other], dtype=np.int32)
        moved = changed(grounds.tally, it, opens)
        broken = tuple(grounds.tally.question.broken_rules(grounds.tally.changed(it, opens)))
        found.append(Phase(phase_id(grounds.basis, other), moved.value, broken))
    return tuple(found)


def _phases_in(grounds: Grounds, tried: Tried, option: int) -> tuple[Phase, ...]:
    return tuple(
        Phase(phase_id(grounds.basis, other), change.value, ())
        for change, other in tried
        if other != option and change is not None
    )
