"""Outlets of today that a plan closes: what that saves, whom it costs, and what follows in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from siting.coverage import Coverage
from siting.inputs import Inputs, Positions, frozen
from siting.inputs.types import REPLACE
from siting.language import tr
from siting.plan.projects import Opened, served_by
from siting.readers import few

if TYPE_CHECKING:
    from siting.plan import Plan

INSIDE = ("alone", "outlet_position")
"""What only the project list needs."""


@dataclass(frozen=True, slots=True)
class Closed:
    """An outlet of today that a plan closes.

    saved: money. lost: people whom it serves today and whom nothing serves as far any more; whom two closed outlets
    serve counts at both. replaced_by: formats that open in its place. circle: "" outside every circle.
    outlet_position: in the inputs."""

    outlet: str
    name: str
    format: str
    circle: str
    saved: float
    lost: float
    alone: float
    replaced_by: tuple[str, ...]
    outlet_position: int


def settled(coverage: Coverage, kept: Positions) -> Coverage:
    """The coverage as if the outlets that these options keep had never been in doubt."""
    if coverage.served_today is None:
        return coverage
    served = np.maximum(coverage.served_before, served_by(coverage, kept))
    partly = coverage.share is not None or coverage.share_before is not None
    return replace(
        coverage,
        covered_before=frozen(served >= 1.0),
        share_before=frozen(served) if partly else None,
    )


def closed_outlets(
    inputs: Inputs, coverage: Coverage, options: Positions, served: Any, opened: Sequence[Opened]
) -> tuple[Closed, ...]:
    """Outlets that may close and that no option of the plan keeps, in their order.

    coverage: as if those that are kept had never been in doubt (`settled`). options: of the plan, positions in it;
    served: (n_rows,) share of people served after it."""
    kept = np.flatnonzero(inputs.kept[coverage.option_site])
    found, without = [], coverage.served_before
    for option in np.setdiff1d(kept, options).tolist():
        assert inputs.site_outlet is not None
        site = int(coverage.option_site[option])
        row = int(inputs.site_outlet[site])
        circle = int(inputs.outlet_circle[row])
        found.append(
            Closed(
                outlet=str(inputs.outlets.ids[row]),
                name=str(inputs.outlets.names[row]),
                format=inputs.formats[int(inputs.outlet_format[row])].id,
                circle="" if circle < 0 else str(inputs.circles.ids[circle]),
                saved=float(coverage.option_cost[option]),
                lost=_lost(coverage, option, served),
                alone=_lost(coverage, option, without),
                replaced_by=tuple(one.format for one in opened if _replaces(inputs, one, row)),
                outlet_position=row,
            )
        )
        without = np.maximum(without, served_by(coverage, np.array([option], dtype=np.int32)))
    return tuple(found)


def _replaces(inputs: Inputs, one: Opened, outlet: int) -> bool:
    assert inputs.site_role is not None
    assert inputs.site_outlet is not None
    site = one.site_position
    return bool(inputs.site_role[site] == REPLACE and inputs.site_outlet[site] == outlet)


def _lost(coverage: Coverage, option: int, served: Any) -> float:
    pairs = np.flatnonzero(coverage.indices == option)
    rows = np.searchsorted(coverage.indptr, pairs, side="right") - 1
    share = 1.0 if coverage.share is None else coverage.share[pairs]
    return float((coverage.weight[rows] * np.maximum(share - served[rows], 0.0)).sum())


def entries(closed: Sequence[Closed]) -> list[dict[str, Any]]:
    """As summary.json has them."""
    found = [asdict(one) | {"replaced_by": list(one.replaced_by)} for one in closed]
    return [{key: value for key, value in one.items() if key not in INSIDE} for one in found]


def told(summary: dict[str, Any]) -> str:
    """What closes, in a sentence. summary: as of summary.json."""
    return tr(
        "{count} outlets of today close ({ids}): {saved:,.0f} {currency} saved; {lost:,.0f} people lose what they have",
        count=len(summary["closed"]),
        ids=few([each["outlet"] for each in summary["closed"]]),
        saved=summary["saved"],
        currency=summary["currency"],
        lost=sum(each["lost"] for each in summary["closed"]),
    )


def closed_by_circle(plan: Plan) -> NDArray[np.int64]:
    """(n_circles + 1, n_formats) outlets that close; last row outside."""
    found = np.zeros((len(plan.inputs.circles) + 1, len(plan.inputs.formats)), dtype=np.int64)
    rows = [one.outlet_position for one in plan.closed]
    np.add.at(found, (plan.inputs.outlet_circle[rows], plan.inputs.outlet_format[rows]), 1)
    return found


def records(
    closed: Sequence[Closed], columns: Sequence[str], cost: float, people: float
) -> list[dict[str, object]]:
    """Lines of the project list, below the outlets that open: money saved, and people whom the outlet served, are below
    zero. Whom a new outlet serves again stands in its line, so that the totals end with the people gained in all.

    cost, people: the running totals so far."""
    found: list[dict[str, object]] = []
    for one in closed:
        cost, people = cost - one.saved, people - one.alone
        line: dict[str, object] = dict.fromkeys(columns)
        line |= {
            "site": one.outlet,
            "site_name": one.name,
            "format": one.format,
            "kind": "closed",
            "circle": one.circle,
            "cost": -one.saved,
            "newly_covered": -one.alone,
            "cumulative_cost": cost,
            "cumulative_newly_covered": people,
        }
        found.append(line)
    return found
