"""The page of a curve by itself: one file in both languages that opens from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from siting.language import language, mark
from siting.page.budgets import ALONE, Size, budgets, order_words
from siting.page.curve_words import words
from siting.page.shell import lines, page, style
from siting.report.curve import Told
from siting.report.money import currency
from siting.report.types import Both
from siting.report.words import both

SCRIPTS = ("page_curve.js",)
MOST_STEPS = 1000


def write(told: Told, path: Path) -> None:
    """The page as a file; it opens in the language in force."""
    path.write_text(render(told), encoding="utf-8", newline="\n")


def render(told: Told) -> str:
    """The whole page as one text."""
    return page(
        "curve.html.j2",
        language(),
        SCRIPTS,
        title=told["title"],
        notices=lines(told["notices"]),
        curve_style=style(("page_curve.css", "curve_alone.css")),
        **values(told, ALONE),
    )


def values(told: Told | None, size: Size, plan: tuple[float, float] | None = None) -> dict[str, Any]:
    """What the template of the curve asks for, in a page of its own or in a report; nothing of no curve.

    plan: cost and value of the plan that a report is about."""
    drawn = budgets(told, size, plan)
    if told is None:
        return {"budgets": None, "told": None}
    return {
        "budgets": drawn,
        "told": told,
        "b": words(),
        "order_names": order_words(told),
        "most_steps": MOST_STEPS,
        "steps_cut": _cut(told),
        "curve_currency": currency(told["currency"]),
    }


def _cut(told: Told) -> Both | None:
    count = 0 if told["order"] is None else len(told["order"]["steps"]) - MOST_STEPS
    return (
        both(mark("{count:,} more are not shown here; order.csv has all of them."), count=count)
        if count > 0
        else None
    )
