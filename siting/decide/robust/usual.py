"""The usual cases: what plans of this kind are asked about, as far as the city has it.

1. Slower walks, a tenth: prams, bags, winter, crossings. Older people, or another group with a speed of its own, a
   fifth slower: planning speeds are those of healthy adults.
2. Shorter walks, a fifth: some will not walk as long as the cutoff says.
3. A fifth more people, or fewer: forecasts of ten years are off by as much. It matters where outlets can be full or
   need customers; where coverage alone counts, the choice stays and the loss grows with the people.
4. A fifth more of each group that some format serves: which group grows is less sure than how many people there are.
5. Costs a fifth higher: all of them, then those at each kind of site: estimates before a survey of the building.
6. The largest outlets of today close: those whom most people have for themselves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from siting.decide.robust.cases import AS_PLANNED, Case, Change
from siting.decide.robust.closing import closable
from siting.pipeline import Stock

CLOSED = 3
EVERYONE = "people"


def usual_cases(found: Stock) -> list[Case]:
    """The cases that this city has, the city as planned first."""
    return [Case(AS_PLANNED), *_walks(found), *_people(found), *_costs(found), *_closures(found)]


def _walks(found: Stock) -> Iterator[Case]:
    """RULES 1 and 2. Cutoffs in metres do not know of speeds."""
    in_minutes = {one.group for one in found.inputs.formats if one.cutoff_min is not None}
    if in_minutes:
        yield Case("slower_walk", (Change("walking", "", -0.1),))
    for group in sorted(in_minutes & set(found.scenario.settings.travel.group_speed_m_per_min)):
        yield Case(f"slower_{group}", (Change("walking", group, -0.2),))
    yield Case("shorter_walk", (Change("cutoff", "", -0.2),))


def _people(found: Stock) -> Iterator[Case]:
    """RULES 3 and 4."""
    yield Case("more_people", (Change("people", "", 0.2),))
    yield Case("fewer_people", (Change("people", "", -0.2),))
    groups = {one.group for one in found.inputs.formats}
    if len(groups) > 1:
        for group in sorted(groups - {EVERYONE}):
            yield Case(f"more_{group}", (Change("people", group, 0.2),))


def _costs(found: Stock) -> Iterator[Case]:
    """RULE 5."""
    inputs = found.inputs
    if not np.nansum(inputs.option_cost) + inputs.site_cost.sum() > 0:
        return
    yield Case("dearer", (Change("cost", "", 0.2),))
    kinds = sorted({str(kind) for kind in inputs.site_kind} - {""})
    if len(kinds) > 1:
        for kind in kinds:
            yield Case(f"dearer_{kind}", (Change("cost", f"kind.{kind}", 0.2),))


def _closures(found: Stock) -> Iterator[Case]:
    """RULE 6."""
    count = min(CLOSED, len(closable(found.inputs)))
    if count:
        yield Case(f"closing_{count}", (Change("close", "", float(count)),))
