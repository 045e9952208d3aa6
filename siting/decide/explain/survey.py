"""Every outlet of the plan, and those outside it that come nearest."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.decide.explain.explaining import Grounds, outlet
from siting.decide.explain.types import Explained
from siting.inputs import Positions
from siting.language import tr
from siting.outcome import Watch

NEAREST = 10


def of_plan(grounds: Grounds, watch: Watch, tell: Callable[[str], None]) -> tuple[Explained, ...]:
    """A line for each outlet of the plan, who loses most first; fewer where it has to stop."""
    question, found = grounds.basis.question, []
    total = len(grounds.basis.selection)
    for number, option in enumerate(grounds.basis.selection.tolist(), start=1):
        if watch.interrupted:
            break
        tell(tr("outlet {number} of {total} of the plan", number=number, total=total))
        found.append(
            outlet(
                grounds, int(question.option_site[option]), int(question.option_format[option]), deep=False
            )
        )
    return tuple(sorted(found, key=_by_loss))


def _by_loss(one: Explained) -> tuple[float, str, str]:
    at_most = None if one.loss is None else one.loss.at_most
    return (-np.inf if at_most is None else -at_most, one.site, one.format)


def nearest(grounds: Grounds, watch: Watch, most: int = NEAREST) -> tuple[Explained, ...]:
    """Outlets that are not in the plan, nearest first: by how far the bound falls when they have to be in; where no
    prices tell, by what they add to the plan for their money."""
    found: list[Explained] = []
    for option in _order(grounds)[:most].tolist():
        if watch.interrupted:
            break
        question = grounds.basis.question
        found.append(
            outlet(
                grounds, int(question.option_site[option]), int(question.option_format[option]), deep=False
            )
        )
    return tuple(found)


def _order(grounds: Grounds) -> Positions:
    """Options of outlets that are not in the plan, the nearest first, one for each site and format."""
    question, selection = grounds.basis.question, grounds.basis.selection
    pair = question.option_pair
    added = grounds.tally.gains(selection)
    others = np.flatnonzero(~np.isin(pair, pair[selection]) & (added > 0) & ~question.option_keep)
    drop = np.array([grounds.proof.drop(option) for option in others.tolist()])
    if np.isnan(drop).all():
        drop = -added[others] / np.maximum(question.cost[others], 1e-9)
    order = others[np.lexsort((-added[others], drop))]
    _, first = np.unique(pair[order], return_index=True)
    return np.asarray(order[np.sort(first)], dtype=np.int32)
