"""What of the standing plan is left to do in the city of now: projects, money, limits, and the question itself."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from siting import pipeline, scenario
from siting import start as warm
from siting.decide.basis import Basis
from siting.decide.update.cities import Known
from siting.decide.update.limits import Shrunk, shrunk
from siting.decide.update.realised import closed_to
from siting.decide.update.types import News, Realised, Wish
from siting.errors import InputError, Problems
from siting.inputs import Inputs, Positions
from siting.inputs.closures import KEEPS
from siting.journal import Journal
from siting.model import Model
from siting.outcome import Dual, Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """What of the standing plan is left. after: the city of now under the limits of now. rest: options of the question
    before, side by side with the plan of `after`; -1 for outlets of today that the run did not know and that stay.
    lost: names of those that can open no more."""

    after: Basis
    rest: Positions
    lost: tuple[str, ...]
    shrunk: Shrunk


def left(
    known: Known,
    found: pipeline.Stock,
    news: News,
    done: tuple[Realised, ...],
    wish: Wish,
    journal: Journal,
) -> Left:
    """The question of now, and what of the standing plan can still open in it."""
    before = known.before
    closed = _closed(before, news)
    gone = {one.option for one in done} | set(_given_up(before, news)) | set(closed)
    rest = np.array([one for one in before.selection.tolist() if one not in gone], dtype=np.int32)
    used = np.array(sorted({*rest.tolist(), *_given_up(before, news)}), dtype=np.int32)
    less = shrunk(before, used, done, wish.spent_counts, wish.budget, np.array(closed, dtype=np.int32))
    rules = [*less.rules, *_forbidden(closed_to(before, news, done), found.inputs)]
    sets = [*less.sets, f"rules={json.dumps(rules, ensure_ascii=False)}"]
    found = replace(found, scenario=scenario.changed(found.scenario, sets))
    with journal.stage("model"):
        question = pipeline.pose(found)
    at = _positions(before, rest, found.inputs, question)
    names = tuple(_name(before, option) for option in rest[at < 0].tolist())
    fresh = _fresh_keeps(before, found.inputs, question)
    rest, at = np.concatenate([rest, np.full(len(fresh), -1)]), np.concatenate([at, fresh])
    order = np.argsort(at[at >= 0])
    selection = at[at >= 0][order].astype(np.int32)
    value = question.objective.value(question, selection)
    dual = _dual(known, found.inputs, question)
    standing = Outcome(selection, value, math.inf, "finished", "", "", trace=(), dual=dual)
    return Left(Basis(found, question, standing, {}, before.folder), rest[at >= 0][order], names, less)


def _forbidden(closed: dict[str, list[str]], inputs: Inputs) -> list[dict[str, Any]]:
    """A rule for each format: sites that no longer offer it."""
    there = set(map(str, inputs.sites.ids))
    found = {format: [site for site in sites if site in there] for format, sites in closed.items()}
    return [
        {"rule": "forbidden_sites", "formats": [format], "sites": sites}
        for format, sites in found.items()
        if sites
    ]


def _given_up(before: Basis, news: News) -> list[int]:
    """Options of the standing plan that will not come, in whatever phase."""
    model, ids = before.question, before.inputs.sites.ids
    wanted = set(news.given_up)
    return [
        one
        for one in before.selection.tolist()
        if (str(ids[model.option_site[one]]), int(model.option_format[one])) in wanted
    ]


def _closed(before: Basis, news: News) -> list[int]:
    """Options by which outlets of today stay that have closed since."""
    model, ids = before.question, before.inputs.sites.ids
    wanted = {f"{KEEPS}{one}" for one in news.before.ids[news.closed].tolist()}
    kept = np.flatnonzero(model.option_keep)
    return [one for one in kept.tolist() if str(ids[model.option_site[one]]) in wanted]


def _fresh_keeps(before: Basis, inputs: Inputs, question: Model) -> Positions:
    """Options by which outlets stay that the run did not know: no plan that stands closes them."""
    known = before.inputs.sites.ids[before.question.option_site[before.question.option_keep]]
    kept = np.flatnonzero(question.option_keep)
    ids = inputs.sites.ids[question.option_site[kept]]
    return np.asarray(kept[~np.isin(ids.astype(str), known.astype(str))], dtype=np.int32)


def _positions(before: Basis, options: Positions, inputs: Inputs, question: Model) -> Positions:
    """(n,) the same options in the question of now, by their ids; -1 for those that are not for sale any more."""
    old, sites = before.question, {str(one): number for number, one in enumerate(inputs.sites.ids)}
    spot = zip(
        question.option_site.tolist(),
        question.option_format.tolist(),
        question.option_phase.tolist(),
        strict=True,
    )
    at = {key: number for number, key in enumerate(spot)}
    found = [
        at.get(
            (
                sites.get(str(before.inputs.sites.ids[old.option_site[one]]), -1),
                int(old.option_format[one]),
                int(old.option_phase[one]),
            ),
            -1,
        )
        for one in options.tolist()
    ]
    return np.array(found, dtype=np.int32)


def _dual(known: Known, inputs: Inputs, question: Model) -> Dual | None:
    """The run's prices in the question of now."""
    try:
        return warm.fit(known.earlier, inputs, question, Problems()).dual
    except InputError:
        return None  # no outlet of the run can open any more: nothing to begin with


def _name(before: Basis, option: int) -> str:
    model, inputs = before.question, before.inputs
    site = inputs.sites.ids[model.option_site[option]]
    return f"{site} / {inputs.formats[int(model.option_format[option])].id}"
