"""An explanation as plain data, for --json: ids, figures, and what each of them rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from siting.decide.basis import Basis
from siting.decide.explain.explaining import phase_id
from siting.decide.explain.types import Change, Entry, Explained, Explanation, Loss, Part, Reached


def records(basis: Basis, found: Explanation) -> dict[str, Any]:
    """All of it. loss: how much less a plan is worth than the standing one; above 0 is worse, whatever the goal."""
    return {
        "folder": None if basis.folder is None else str(basis.folder),
        "scenario": basis.case.settings.name,
        "objective": basis.question.objective.name,
        "maximise": basis.question.objective.maximise,
        "value": number(basis.value),
        "bound": number(basis.bound),
        "gap": number(basis.gap),
        "currency": basis.case.settings.currency,
        "outlets": [_outlet(basis, one) for one in found.subjects],
        "nearest": [_outlet(basis, one) for one in found.near],
        "interrupted": found.interrupted,
    }


def number(value: float | None) -> float | None:
    """The number, None where there is none: JSON knows neither infinity nor nan."""
    return None if value is None or not math.isfinite(value) else float(value)


def named(basis: Basis, options: Iterable[int]) -> list[dict[str, str]]:
    """Options by their ids."""
    question, inputs = basis.question, basis.inputs
    return [
        {
            "site": str(inputs.sites.ids[question.option_site[option]]),
            "format": inputs.formats[question.option_format[option]].id,
            "phase": phase_id(basis, option),
        }
        for option in options
    ]


def _outlet(basis: Basis, one: Explained) -> dict[str, Any]:
    said: dict[str, Any] = {
        "site": one.site,
        "site_name": one.site_name,
        "format": one.format,
        "state": one.state,
        "reason": one.reason,
    }
    if one.option < 0:
        return said
    chosen = one.state in ("opened", "kept")
    return said | {
        "phase": one.phase,
        "cost": number(one.cost),
        "site_cost": number(one.site_cost),
        "shares_site_with": named(basis, one.shares_site_with),
        "people": None if one.reached is None else _reached(one.reached),
        "struck_off" if chosen else "merely_added": _change(basis, one.struck),
        "rules_broken_then": list(one.broken),
        "best_replacement" if chosen else "best_found_with_it": _change(
            basis, one.single if chosen else None if one.loss is None else one.loss.found
        ),
        "loss_without_it" if chosen else "loss_with_it": _loss(basis, one.loss),
        "alone_today": number(one.alone),
        "entry_cost": None if one.entry is None else _entry(basis, one.entry),
        "other_phases": [
            {
                "phase": each.phase,
                "value": number(each.value),
                "rules_broken": list(each.broken),
                "rests_on": "value",
            }
            for each in one.phases
        ],
        "solved_again": _loss(basis, one.solved),
    }


def _reached(one: Reached) -> dict[str, Any]:
    return {
        "within_reach": one.total,
        "without_outlet_today": one.new,
        "only_here": one.only,
        "groups": [_part(each) for each in one.groups],
        "circles": [_part(each) for each in one.circles],
        "also_reached_by": [
            {"kind": each.kind, "site": each.site, "format": each.format, "people": each.people}
            for each in one.shared
        ],
        "outlets_that_share_people": one.n_shared,
    }


def _part(one: Part) -> dict[str, Any]:
    return {
        "name": one.name,
        "within_reach": one.people,
        "without_outlet_today": one.new,
        "only_here": one.only,
    }


def _change(basis: Basis, one: Change | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "closes": named(basis, one.closes.tolist()),
        "opens": named(basis, one.opens.tolist()),
        "value": number(one.value),
        "nothing_left_untried": one.complete,
        "rests_on": "value",
    }


def _loss(basis: Basis, one: Loss | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "at_least": number(one.at_least),
        "at_least_rests_on": "bound",
        "proof": one.proof,
        "no_such_plan": one.at_least == math.inf,
        "at_most": number(one.at_most),
        "at_most_rests_on": "value",
        "plan_found": _change(basis, one.found),
    }


def _entry(basis: Basis, one: Entry) -> dict[str, Any]:
    """-inf of a proven cost means: not even for nothing."""
    return {
        "cost": number(one.cost),
        "never_better_above": number(one.never_above),
        "never_better_even_free": one.never_above == -math.inf,
        "never_beyond_the_gap_above": number(one.beyond_gap_above),
        "never_beyond_the_gap_even_free": one.beyond_gap_above == -math.inf,
        "proven_rests_on": "bound",
        "as_good_at": number(one.enough),
        "as_good_rests_on": "value",
        "plan_at_that_cost": _change(basis, one.change),
    }
