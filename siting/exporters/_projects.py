"""The lines of the project list, best first: what projects.csv and notebooks show."""

from __future__ import annotations

from siting.plan import Opened, Plan
from siting.plan import closings as closing

COLUMNS = (
    "rank", "site", "site_name", "format", "format_name", "phase", "kind", "circle", "circle_name", "district",
    "cost", "source", "site_cost", "site_source", "newly_covered", "only_here", "total_covered",
    "places", "assigned", "cumulative_cost", "cumulative_newly_covered", "x", "y", "lon", "lat",
    "area_m2", "department",
)  # fmt: skip
# A millimetre, and in degrees a centimetre: more would only be noise to read.
DIGITS = {"x": 3, "y": 3, "lon": 7, "lat": 7}


def records(plan: Plan) -> list[dict[str, object]]:
    """The lines of the table, with the columns above."""
    circle_names = dict(
        zip(map(str, plan.inputs.circles.ids), map(str, plan.inputs.circles.names), strict=True)
    )
    found: list[dict[str, object]] = []
    cost = people = 0.0
    for each in plan.opened:
        cost, people = cost + each.cost + each.site_cost, people + each.newly_covered
        found.append(
            {
                **{name: getattr(each, name) for name in COLUMNS if name in Opened.__slots__},
                **{name: _rounded(getattr(each, name), digits) for name, digits in DIGITS.items()},
                "format_name": plan.format_name(each.format),
                "department": plan.department(each.format),
                "circle_name": circle_names.get(each.circle, ""),
                "cumulative_cost": cost,
                "cumulative_newly_covered": people,
            }
        )
    for line in closing.records(plan.closed, COLUMNS, cost, people):
        names = {
            "format_name": plan.format_name(str(line["format"])),
            "circle_name": circle_names.get(str(line["circle"]), ""),
        }
        found.append(line | names)
    return found


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)
