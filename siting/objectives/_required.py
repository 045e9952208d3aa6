"""What an objective of money requires of a plan, and why that may be out of reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from siting.inputs import Floats, Positions
from siting.language import tr
from siting.model import Model, Objective


@dataclass(frozen=True, slots=True, eq=False)
class Required:
    """Coverage that a selection must reach, in groups of rows: all of them together, or a group for each format.

    group: (n_rows,) group of each row. weight: (n_groups,) the least weight covered, tolerance taken off.
    short: (n_groups,) weight there is; reachable: weight that the options together cover.
    everything: every row that an option reaches is required, so that weight equals reachable.
    names: (n_groups,) what a planner calls each group; empty where that is not known, or all rows are one group."""

    group: Positions
    weight: Floats
    short: Floats
    reachable: Floats
    everything: bool
    names: tuple[str, ...] = ()


@runtime_checkable
class Requiring(Protocol):
    """An objective of money that asks for coverage."""

    def requirement(self, model: Model) -> Required:
        """What has to be covered."""

    def required(self, model: Model) -> float:
        """The least weight covered of all rows together; infinite where every row that an option reaches has to
        be, nan where groups of rows have a least weight each."""

    def named(self, formats: tuple[str, ...]) -> Objective:
        """The same objective, which knows what a planner calls each format."""

    def pinned(self, model: Model) -> Objective:
        """The same objective for models with fewer rows, made from this one: what is required stays."""


def out_of_reach(model: Model) -> list[str]:
    """Why the required coverage is impossible whatever opens, with the largest share that is possible."""
    if not isinstance(model.objective, Requiring):
        return []
    required = model.objective.requirement(model)
    return [
        tr(
            "min_coverage asks for {needed:,.10g} of the {short:,.10g} that are short of {format}; the sites together"
            " reach {reachable:,.10g} ({share:.4%})",
            format=required.names[group],
            needed=required.weight[group],
            short=required.short[group],
            reachable=required.reachable[group],
            share=required.reachable[group] / max(required.short[group], np.finfo(float).tiny),
        )
        if required.names
        else tr(
            "min_coverage asks for {needed:,.10g} of the {short:,.10g} that are short; the sites together reach "
            "{reachable:,.10g} ({share:.4%})",
            needed=required.weight[group],
            short=required.short[group],
            reachable=required.reachable[group],
            share=required.reachable[group] / max(required.short[group], np.finfo(float).tiny),
        )
        for group in np.flatnonzero(required.weight > required.reachable)
    ]


def required_in_words(model: Model) -> list[str]:
    """What has to be covered, for a proof that rules leave no room for it; empty where nothing is required."""
    if not isinstance(model.objective, Requiring):
        return []
    required = model.objective.requirement(model)
    needed, reachable = float(required.weight.sum()), float(required.reachable.sum())
    return [
        tr(
            "required: {needed:,.10g} of the {reachable:,.10g} that sites reach",
            needed=needed,
            reachable=reachable,
        )
    ]
