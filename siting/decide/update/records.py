"""An update as plain numbers and texts, for scripts."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from siting.decide.update.figures import (
    Reach,
    by_circle,
    by_format,
    count_by_format,
    new_gaps,
    without_reason,
)
from siting.decide.update.types import Move, News, Step, Update
from siting.inputs import Inputs
from siting.outcome import relative_gap


def records(found: Update) -> dict[str, Any]:
    """news: what opened and closed; reach: people within reach of the outlets of today, at the run and now; projects:
    of the standing plan; steps: plans with more and more changes; plan: the one that was made, and what it changes.

    Every value has its bound, and rests_on says which of the two is meant: "value" (a plan that was found), "bound"
    (proven: no plan passes it), "both" where they meet."""
    inputs = found.inputs
    before, now = found.before.found.gaps, found.after.found.gaps
    circles = by_circle(before, now, inputs)
    return {
        "changed": True,
        "news": news_records(found.news, inputs),
        "other_files": list(found.other_files),
        "notes": list(found.notes),
        "reach": [_reach(one) for one in by_format(before, now, inputs)],
        "circles": [_reach(one) for one in circles],
        "new_gaps": [_reach(one) for one in new_gaps(circles)],
        "projects": {
            "standing": len(
                found.before.selection[~found.before.question.option_keep[found.before.selection]]
            ),
            "done": [_done(one) for one in found.realised],
            "given_up": list(found.given_up),
            "cannot_open": list(found.lost),
            "left": [asdict(one) for one in found.projects],
            "without_reason": [asdict(one) for one in without_reason(found.projects)],
        },
        "limits": [{key: _plain(value) for key, value in asdict(one).items()} for one in found.limits],
        "broken": list(found.broken),
        "fewest_changes": _fewest(*found.fewest),
        "steps": [_step(one) for one in found.steps],
        "plan": _step(found.chosen)
        | {"moves": [_move(one) for one in found.moves], "cost": found.plan.summary["cost"]},
    }


def news_records(news: News, inputs: Inputs) -> dict[str, Any]:
    """What opened, closed and moved, by format and outlet by outlet."""
    formats = [one.id for one in inputs.formats]
    layers = {"opened": (news.after, news.opened), "closed": (news.before, news.closed)}
    layers["moved"] = (news.after, news.moved[:, 1])
    listed = {
        what: [
            {"id": str(layer.ids[row]), "name": str(layer.names[row]), "format": formats[layer.format[row]]}
            for row in rows.tolist()
        ]
        for what, (layer, rows) in layers.items()
    }
    counts = [
        {"format": format, "opened": opened, "closed": closed, "moved": moved}
        for format, opened, closed, moved in count_by_format(news, inputs)
        if opened or closed or moved
    ]
    return {"given": news.given, "formats": counts, **listed}


def _done(one: Any) -> dict[str, Any]:
    return {key: _plain(value) for key, value in asdict(one).items() if key != "option"}


def _reach(one: Reach) -> dict[str, Any]:
    return asdict(one) | {"difference": one.now - one.before}


def _fewest(found: int, proven: int) -> dict[str, Any]:
    rests_on = "both" if found == proven else "value"
    return {"value": found, "bound": proven, "rests_on": rests_on}


def _step(one: Step) -> dict[str, Any]:
    gap = relative_gap(one.value, one.bound)
    return {
        "step": one.name,
        "changes_allowed": one.limit,
        "changes": one.changes,
        "value": _plain(one.value),
        "bound": _plain(one.bound),
        "gap": _plain(gap),
        "stop": one.stop,
        "rests_on": "both" if gap == 0.0 else "value",
    }


def _move(one: Move) -> dict[str, Any]:
    found = asdict(one)
    return (
        found
        if one.kind == "moved"
        else {key: value for key, value in found.items() if key != "phase_before"}
    )


def _plain(value: Any) -> Any:
    """JSON has no number for what is not known."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
