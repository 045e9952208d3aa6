"""A curve as tables: a line for each budget, a line for each project in the order of opening."""

from __future__ import annotations

from typing import Any

from siting.language import language

Told = dict[str, Any]
COLUMNS = (
    "budget", "possible", "cost", "value", "bound", "gap", "opened", "newly_covered", "percent_in_reach",
    "cost_per_person", "cost_per_further_person", "knee", "nested_value", "nesting_lost_at_least",
    "nesting_lost_at_most", "nesting_keeps_rules", "stop", "seconds", "reason",
)  # fmt: skip
STEPS = (
    "rank", "from_budget", "site", "site_name", "format", "format_name", "phase", "circle", "district", "cost",
    "cost_so_far", "gain", "newly_covered", "always",
)  # fmt: skip


def lines(told: Told) -> list[dict[str, object]]:
    """A line for each budget asked, in order; figures of one that allows no plan stay empty."""
    knee = None if told["knee"] is None else told["knee"]["budget"]
    nested = {one["budget"]: one for one in (told["order"] or {"points": ()})["points"]}
    found: list[dict[str, object]] = []
    for one in told["points"]:
        mine = nested.get(one["budget"], {})
        extra = {
            "nested_value": mine.get("value"),
            "nesting_lost_at_least": mine.get("lost_at_least"),
            "nesting_lost_at_most": mine.get("lost_at_most"),
            "nesting_keeps_rules": _yes_or_no(mine.get("keeps_rules")),
            "possible": "yes",
            "knee": "yes" if one["budget"] == knee else "",
        }
        found.append(dict.fromkeys(COLUMNS) | one | extra)
    for one in told["impossible"]:
        found.append(dict.fromkeys(COLUMNS) | {**one, "possible": "no"})
    return sorted(found, key=lambda line: float(str(line["budget"])))


def steps(told: Told) -> list[dict[str, object]]:
    """A line for each project, in the order of opening; formats by name in the language in force."""
    return [
        {
            **one,
            "format_name": told["formats"][one["format"]][language()],
            "always": _yes_or_no(one["always"]),
        }
        for one in told["order"]["steps"]
    ]


def _yes_or_no(whether: bool | None) -> str | None:
    return None if whether is None else "yes" if whether else "no"
