"""What a selection comes to in people and money, without making a whole plan of it."""

from __future__ import annotations

import numpy as np

from siting.decide.basis import Basis
from siting.decide.curve.types import Point
from siting.inputs import Positions
from siting.model import Model
from siting.outcome import Stop
from siting.plan.closings import settled
from siting.plan.evidence import options_for_sale
from siting.plan.projects import served_by


def point_of(
    basis: Basis, budget: float, selection: Positions, value: float, bound: float, stop: Stop, seconds: float
) -> Point:
    """The point of a plan: its money, outlets and people."""
    question = basis.question
    return Point(
        budget=budget,
        cost=spent(question, selection),
        value=value,
        bound=bound,
        newly_covered=newly_covered(basis, selection),
        opened=int(np.count_nonzero(~question.option_keep[selection])),
        selection=selection,
        stop="optimal" if bound == value else stop,
        seconds=seconds,
    )


def newly_covered(basis: Basis, selection: Positions) -> float:
    """People within reach of a format at the end of the last phase who were not before, added up over formats."""
    coverage, question = basis.found.coverage, basis.question
    every = options_for_sale(coverage, question)
    keeps = question.option_keep[selection]
    today = coverage.today_share
    standing = settled(coverage, every[selection[keeps]])
    after = np.maximum(standing.served_before, served_by(standing, every[selection[~keeps]]))
    return float((coverage.weight * (after - today)).sum())


def spent(question: Model, selection: Positions) -> float:
    """Money for new outlets, and once for each of their sites."""
    new = selection[~question.option_keep[selection]]
    sites = np.unique(question.option_site[new])
    return float(question.cost[new].sum() + question.site_cost[sites].sum())
