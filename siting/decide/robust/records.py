"""Robustness as plain figures: what robust.json, the tables and the terminal say, all from the same record."""

from __future__ import annotations

from typing import Any

from siting.decide.robust.asked import Asked
from siting.decide.robust.result import BEST_OF, ROBUST, STANDING, Cell, Line, Robustness
from siting.language import tr
from siting.plan.summary import finite, versions

Record = dict[str, Any]
FORMAT = 1


def records(found: Robustness) -> Record:
    """Everything that is told; an infinite figure is None.

    rests_on says of the figures whether a plan was found that has them ("value"), whether no plan can pass them
    ("bound"), or "both"."""
    settings = found.basis.case.settings
    return {
        "format": FORMAT,
        "scenario": settings.name,
        "title": found.basis.case.title,
        "notices": list(found.basis.case.notices),
        "synthetic": settings.synthetic,
        "illustrative_costs": settings.illustrative_costs,
        "currency": settings.currency,
        "objective": found.basis.question.objective.name,
        "maximise": found.basis.question.objective.maximise,
        "losses": "relative" if found.relative else "absolute",
        "rules": found.rules,
        "rests_on": _rests_on(),
        "cases": [_case(one) for one in found.cases],
        "left_out": list(found.left_out),
        "plans": [_line(found, line) for line in found.lines],
        "robust": _robust(found),
        "chosen": {
            "of_cases": len(found.answered),
            "rests_on": "value",
            "options": [
                {
                    "site": one.site,
                    "format": one.format,
                    "cases": one.cases,
                    "in": list(one.names),
                    "standing": one.standing,
                    "robust": one.robust,
                }
                for one in found.chosen
            ],
        },
        "seconds": {name: round(seconds, 3) for name, seconds in found.seconds.items()},
        "versions": versions(),
    }


def _rests_on() -> Record:
    return {
        "value": "value",
        "best": "value",
        "bound": "bound",
        "lost_at_least": "value",
        "lost_at_most": "both",
        "no_plan_below": "bound",
        "bound_rests_on": tr("the word of the strategy and its solver, right to within their tolerances"),
    }


def _case(one: Asked) -> Record:
    best = one.best
    return {
        "name": one.case.name,
        "says": one.case.told(),
        "sets": list(one.case.sets),
        "override": one.case.override or None,
        "best": None if best is None else finite(best.value),
        "bound": None if best is None else finite(best.bound),
        "stop": None if best is None else best.stop,
        "opened": None if best is None else len(best.selection),
        "why_no_plan": one.why_none or None,
        "proven_impossible": one.impossible,
    }


def _line(found: Robustness, line: Line) -> Record:
    return {
        "plan": line.name,
        "kind": line.name if line.name in (STANDING, ROBUST) else BEST_OF.strip().replace(" ", "_"),
        "opened": len(line.keys),
        "worst_case": line.worst,
        "lost_at_least": finite(line.least),
        "lost_at_most": finite(line.most),
        "mean_loss": finite(line.mean),
        "breaks_rules_in": line.breaks,
        "cases": [_cell(one, cell) for one, cell in zip(found.answered, line.cells, strict=True)],
        "outlets": [{"site": site, "format": format, "phase": phase} for site, format, phase in line.keys],
    }


def _cell(one: Asked, cell: Cell) -> Record:
    return {
        "case": one.case.name,
        "value": finite(cell.value),
        "lost_at_least": finite(cell.least),
        "lost_at_most": finite(cell.most),
        "breaks": list(cell.broken),
        "missing": cell.missing,
        "held": cell.held,
    }


def _robust(found: Robustness) -> Record:
    least = found.least
    return {
        "found": least.selection is not None,
        "lost_at_most": finite(least.upper),
        "no_plan_below": finite(least.lower),
        "searched_to_the_end": least.finished,
        "proven_impossible": least.impossible,
        "why_no_plan": least.why or None,
    }


REGRET = (
    "plan",
    "case",
    "value",
    "best",
    "bound",
    "lost_at_least",
    "lost_at_most",
    "breaks",
    "held",
    "missing",
)
CHOSEN = ("site", "site_name", "format", "cases", "of_cases", "standing", "robust", "in")


def regret_lines(found: Robustness) -> list[Record]:
    """A line for each plan in each case."""
    return [
        {
            "plan": line.name,
            "value": finite(cell.value),
            **_best(one),
            "lost_at_least": finite(cell.least),
            "lost_at_most": finite(cell.most),
            "breaks": " / ".join(cell.broken),
            "held": cell.held,
            "missing": cell.missing,
            "case": one.case.name,
        }
        for line in found.lines
        for one, cell in zip(found.answered, line.cells, strict=True)
    ]


def _best(one: Asked) -> Record:
    best = one.best
    return {
        "best": None if best is None else finite(best.value),
        "bound": None if best is None else finite(best.bound),
    }


def chosen_lines(found: Robustness) -> list[Record]:
    """A line for each format at a site that opens in some case's best plan, or in the standing or the robust one."""
    points = found.basis.inputs.sites
    names = dict(zip(points.ids.astype(str).tolist(), points.names.astype(str).tolist(), strict=True))
    return [
        {
            "site": one.site,
            "site_name": names.get(one.site, ""),
            "format": one.format,
            "cases": one.cases,
            "of_cases": len(found.answered),
            "standing": int(one.standing),
            "robust": int(one.robust),
            "in": " ".join(one.names),
        }
        for one in found.chosen
    ]
