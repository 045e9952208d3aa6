"""PARTS: what a plan must obey. Each file: `ABOUT`, `Settings` (the keys of a rule in a scenario) and
`bind(settings, labels, problems, place) -> siting.model.Rule`.

A bound rule may have capabilities more. `Demanding`: least numbers of options. `Bounded`: what it asks for may be
more than everything for sale can give. From these and from the packing constraints `clashes` tells, without a solver,
why no selection can hold."""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np
from scipy.sparse import csr_matrix

from siting.errors import Problem, Problems
from siting.inputs import Floats
from siting.language import joined, tr
from siting.model import Model, Packing

TOLERANCE = 1e-9
MOST_SAID = 8


def amount(number: float) -> str:
    """A number as a planner writes it: thousands apart, no trailing zeros."""
    text = f"{number:,.6f}".rstrip("0").rstrip(".")
    return text if float(text.replace(",", "")) == number else f"{number:,}"


def slack(limit: Floats | float) -> Floats | float:
    """How far a sum of costs may pass its limit: a billionth of it, the rounding of adding floats, never money."""
    return TOLERANCE * np.abs(limit)


@runtime_checkable
class Demanding(Protocol):
    """A rule that asks for a least number of options."""

    def demanded(self, model: Model) -> Packing | None:
        """The constraints matrix @ x >= limit with entries of 1; None when there are none."""


@runtime_checkable
class Bounded(Protocol):
    """A rule that can tell cheaply that it is out of reach."""

    def impossible(self, model: Model) -> list[str]:
        """Why no selection obeys the rule, whatever opens, with the most that is possible; empty proves nothing."""


@runtime_checkable
class Checking(Protocol):
    """A rule that needs something of the city that not every city has."""

    def check(self, model: Model, problems: Problems) -> None:
        """What is missing: an error where the rule cannot be kept without it, a warning where it then says less."""


def checked(model: Model) -> Model:
    """The model, if its rules find in it what they need. Raises InputError with all that is missing."""
    problems = Problems()
    for rule in model.rules:
        if isinstance(rule, Checking):
            rule.check(model, problems)
    problems.stop_on_errors()
    return model


def warnings(model: Model) -> list[Problem]:
    """What the rules of a checked model cannot look at, for lack of data."""
    problems = Problems()
    for rule in model.rules:
        if isinstance(rule, Checking):
            rule.check(model, problems)
    return problems.warnings


def clashes(model: Model) -> list[str]:
    """Why no selection satisfies the rules, in plain words, as far as counting shows it.

    1. A demand that all its options together do not meet, and whatever else a rule knows to be out of reach.
    2. Demands on disjoint sets of options whose cheapest answers together pass a limit.
    An empty list proves nothing."""
    asked = [part for rule in model.rules if isinstance(rule, Demanding) and (part := rule.demanded(model))]
    limits = [part for rule in model.rules if (part := rule.packing(model))]
    found = [text for part in asked for text in _out_of_reach(part)]
    found += [text for rule in model.rules if isinstance(rule, Bounded) for text in rule.impossible(model)]
    if found:
        return found
    return [text for packing in limits for text in _too_dear(model, asked, packing)]


def in_words(model: Model) -> str:
    """What no selection obeys together, for a proof that only a solver could give."""
    asked = [part for rule in model.rules if isinstance(rule, Demanding) and (part := rule.demanded(model))]
    limits = [part for rule in model.rules if (part := rule.packing(model))]
    said = [tr("{rule}: at least {limit}", rule=label, limit=amount(limit)) for label, limit in _named(asked)]
    said += [
        tr("{rule}: at most {limit}", rule=label, limit=amount(limit)) for label, limit in _named(limits)
    ]
    more = tr("; and {count} more", count=len(said) - MOST_SAID) if len(said) > MOST_SAID else ""
    return tr("no selection obeys all rules together: {rules}", rules=joined(said[:MOST_SAID]) + more)


def _named(packings: list[Packing]) -> list[tuple[str, float]]:
    return [pair for packing in packings for pair in zip(packing.labels, packing.limit.tolist(), strict=True)]


def _out_of_reach(asked: Packing) -> list[str]:
    most = np.asarray(asked.matrix.sum(axis=1)).ravel()
    short = np.flatnonzero(most < asked.limit - slack(asked.limit))
    return [
        tr(
            "{rule}: at least {needed} asked for, only {available} available",
            rule=asked.labels[row],
            needed=amount(float(asked.limit[row])),
            available=amount(float(most[row])),
        )
        for row in short
    ]


def _too_dear(model: Model, asked: list[Packing], packing: Packing) -> list[str]:
    found = []
    for row in _unavoidable(asked, packing):
        use = np.asarray(packing.matrix[[row]].todense()).ravel()
        of_site = np.zeros(len(use))
        if packing.site_matrix is not None:
            of_site = np.asarray(packing.site_matrix[[row]].todense()).ravel()[model.option_site]
        least, names = _least_use(asked, use, of_site)
        if least > packing.limit[row] + slack(packing.limit[row]):
            found.append(
                tr(
                    "{demands} together take at least {needed}, but {rule} allows {limit}",
                    demands=joined(names),
                    needed=amount(least),
                    rule=packing.labels[row],
                    limit=amount(float(packing.limit[row])),
                )
            )
    return found


def _unavoidable(asked: list[Packing], packing: Packing) -> list[int]:
    """Limits that some demand cannot leave alone: it has too few options that take nothing of them."""
    wanted = np.zeros(len(packing.limit), dtype=bool)
    if packing.site_matrix is not None:
        wanted |= np.diff(packing.site_matrix.indptr) > 0
    takes = (packing.matrix > 0).astype(np.float64).T.tocsr()
    for part in asked:
        common = (part.matrix @ takes).tocoo()
        free = np.diff(part.matrix.indptr)[common.row] - common.data
        wanted[common.col[free < part.limit[common.row] - TOLERANCE]] = True
    return [int(row) for row in np.flatnonzero(wanted)] if asked else []


def _least_use(asked: list[Packing], use: Floats, of_site: Floats) -> tuple[float, list[str]]:
    """The least `use` of demands on disjoint sets of options, taken greedily, dearest first; and their names.

    of_site: what each option's site takes besides. Demands may share their sites, so only one site counts: the
    cheapest that meets the demand whose cheapest is dearest."""
    demands = [
        (_cheapest(members, use, float(limit)), float(of_site[members].min(initial=np.inf)), members, label)
        for part in asked
        for members, limit, label in zip(_rows(part.matrix), part.limit, part.labels, strict=True)
    ]
    taken = np.zeros(len(use), dtype=bool)
    total, dearest_site, names = 0.0, 0.0, []
    for least, site, members, label in sorted(demands, key=lambda demand: -(demand[0] + demand[1])):
        if least + site > 0 and not taken[members].any():
            taken[members] = True
            total += least
            dearest_site = max(dearest_site, site)
            names.append(label)
    return total + dearest_site, names


def _cheapest(members: Floats, use: Floats, count: float) -> float:
    """Sum of the `count` smallest uses among the members."""
    return float(np.sort(use[members])[: int(np.ceil(count - TOLERANCE))].sum())


def _rows(matrix: csr_matrix) -> list[Floats]:
    return [matrix.indices[start:end] for start, end in pairwise(matrix.indptr)]
