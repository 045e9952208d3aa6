"""The figures of a plan: people before and after, by format and by circle, and outlets and money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Inputs
from siting.model import labels
from siting.plan import places
from siting.plan.closings import closed_by_circle
from siting.plan.projects import Opened
from siting.stock import by_circle

if TYPE_CHECKING:
    from siting.plan import Plan

Figures = dict[str, Any]


def percent(part: float, whole: float) -> float | None:
    """Share of people in per cent; None where there is nobody."""
    return 100.0 * part / whole if whole > 0 else None


def people(plan: Plan) -> Figures:
    """Who lives in the city, and how many have every format in reach, before and after."""
    inputs, before, after = plan.inputs, plan.covered_before, plan.covered_after
    total = float(inputs.people.sum())
    everything = [float(inputs.people[covered.all(axis=0)].sum()) for covered in (before, after)]
    return {
        "total": total,
        "points": len(inputs.demand),
        "groups": {name: float(group.sum()) for name, group in inputs.groups.items()},
        "with_every_format_before": everything[0],
        "with_every_format_after": everything[1],
        "percent_with_every_format_before": percent(everything[0], total),
        "percent_with_every_format_after": percent(everything[1], total),
    }


def formats(plan: Plan) -> dict[str, Figures]:
    """By format: its group, the share of it that uses the format, those people, those in reach before and after,
    what they count in the objective, points likewise, outlets, money.

    What sites cost for themselves belongs to no format and is left out."""
    weight, before, after = plan.weights.weight, plan.covered_before, plan.covered_after
    reached = [weight * share for share in (plan.share_before, plan.share_after, plan.reachable)]
    value = plan.weights.value
    return {
        format.id: {
            "group": format.group,
            "group_people": float(plan.inputs.groups[format.group].sum()),
            "rate": format.rate,
            "department": dict(format.department) or None,
            **reach_figures(*(float(people[number].sum()) for people in (weight, *reached[:2]))),
            **{
                f"value_{name}": float((people[number] * value[number]).sum())
                for name, people in zip(("total", "before", "after"), (weight, *reached[:2]), strict=True)
            },
            "reachable": float(reached[2][number].sum()),
            "points": len(plan.inputs.demand),
            "points_covered_before": int(before[number].sum()),
            "points_covered_after": int(after[number].sum()),
            "outlets_before": int((plan.inputs.outlet_format == number).sum()),
            **_bought([each for each in plan.opened if each.format_position == number]),
            **places.by_format(plan, number, *(float(people[number].sum()) for people in reached[:2])),
        }
        for number, format in enumerate(plan.inputs.formats)
    }


def reach_figures(total: float, before: float, after: float) -> Figures:
    """People of a group, those in reach before and after, and the shares beside them."""
    return {
        "weight_total": total,
        "covered_before": before,
        "covered_after": after,
        "newly_covered": after - before,
        "percent_covered_before": percent(before, total),
        "percent_covered_after": percent(after, total),
    }


def _bought(opened: Sequence[Opened]) -> Figures:
    return {"opened": len(opened), "cost": float(sum(each.cost for each in opened))}


def circles(plan: Plan) -> dict[str, Figures]:
    """By circle: people, what is opened there, formats present, and people in reach before and after.

    Outlets count in the circle they stand in, people in the circle they live in."""
    inputs, tables = plan.inputs, circle_tables(plan)
    residents = by_circle(inputs, inputs.people[None, :])[:, 0]
    return {
        str(inputs.circles.ids[circle]): {
            "name": str(inputs.circles.names[circle]),
            "people": float(residents[circle]),
            "formats_present_before": int((tables["outlets"][circle] > 0).sum()),
            "formats_present_after": int((tables["stands"][circle] + tables["opened"][circle] > 0).sum()),
            "opened": int(tables["opened"][circle].sum()),
            "cost": float(tables["cost"][circle].sum() + tables["site_cost"][circle]),
            "site_cost": float(tables["site_cost"][circle]),
            "formats": {
                format.id: {
                    **reach_figures(
                        *(float(tables[key][circle, number]) for key in ("total", "before", "after"))
                    ),
                    "outlets_before": int(tables["outlets"][circle, number]),
                    "opened": int(tables["opened"][circle, number]),
                    "cost": float(tables["cost"][circle, number]),
                }
                for number, format in enumerate(inputs.formats)
            },
        }
        for circle in range(len(inputs.circles))
    }


def districts(plan: Plan) -> dict[str, Figures]:
    """By district that a site is in: outlets opened, their cost with that of their sites, and the sites' alone."""
    return {
        district: _spent([each for each in plan.opened if each.district == district])
        for district in labels(plan.inputs).districts
    }


def sources(plan: Plan) -> dict[str, Figures]:
    """By source of money: outlets opened with it, and what it pays for them and for sites. A site's own cost may
    come from another source than its outlets'."""
    found = {}
    for source in labels(plan.inputs).sources:
        mine = [each for each in plan.opened if each.source == source]
        sites = sum(each.site_cost for each in plan.opened if each.site_source == source)
        outlets = sum(each.cost for each in mine)
        found[source] = {"opened": len(mine), "cost": float(outlets + sites), "site_cost": float(sites)}
    return found


def _spent(opened: Sequence[Opened]) -> Figures:
    cost, site_cost = sum(each.cost for each in opened), sum(each.site_cost for each in opened)
    return {"opened": len(opened), "cost": float(cost + site_cost), "site_cost": float(site_cost)}


def circle_tables(plan: Plan) -> dict[str, NDArray[Any]]:
    """(n_circles + 1, n_formats) tables, last row outside. total, before, after: people. outlets: of today;
    stands: of these, those that the plan does not close.

    site_cost: (n_circles + 1,), what the sites opened there cost for themselves."""
    inputs, weight = plan.inputs, plan.weights.weight
    opened = np.zeros((len(inputs.circles) + 1, len(inputs.formats)), dtype=np.int64)
    cost = np.zeros(opened.shape)
    site_cost = np.zeros(len(opened))
    for each in plan.opened:
        place = (inputs.site_circle[each.site_position], each.format_position)
        opened[place] += 1
        cost[place] += each.cost
        site_cost[place[0]] += each.site_cost
    return {
        "total": plan.gaps.weight_people,
        "before": plan.gaps.in_reach_people,
        "after": by_circle(inputs, weight * plan.share_after),
        "outlets": plan.gaps.outlets,
        "stands": plan.gaps.outlets - closed_by_circle(plan),
        "opened": opened,
        "cost": cost,
        "site_cost": site_cost,
    }


def overfull_sites(inputs: Inputs, opened: Sequence[Opened]) -> list[tuple[str, float, float]]:
    """Sites whose new outlets together need more floor than there is: (site id, needed m2, there m2)."""
    needed = np.zeros(len(inputs.sites))
    for each in opened:
        needed[each.site_position] += 0.0 if np.isnan(each.area_m2) else each.area_m2
    over = np.flatnonzero(needed > inputs.site_area_m2)
    return [(str(inputs.sites.ids[k]), float(needed[k]), float(inputs.site_area_m2[k])) for k in over]
