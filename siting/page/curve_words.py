"""The words of a curve in a page."""

from __future__ import annotations

from siting.language import mark
from siting.report.types import Both
from siting.report.words import both

WORDS: dict[str, str] = {
    "heading": mark("What each budget buys"),
    "table": mark("Budget by budget"),
    "caption": mark("Plans found for each budget, and the proven bound on all plans of that budget"),
    "order": mark("Which project next"),
    "order_caption": mark("Projects in the order of opening; of a smaller budget, those at the top"),
    "order_hint": mark(
        "Choose a budget in the curve or in its table: the projects that belong to it stand out."
    ),
    "impossible": mark("Budgets that allow no plan, proven"),
    "rests": mark(
        "Value, outlets and people are of plans that were found. The bound is proven: it rests on the word of the "
        "solver, right to within its tolerances. People are added up over formats: who gains two formats counts twice."
    ),
    "choose": mark("Budgets; choose one with the arrow keys"),
    "value": mark("value"),
    "knee": mark("knee"),
    "this_plan": mark("this plan"),
    "budget": mark("budget"),
    "spent": mark("spent"),
    "bound": mark("bound"),
    "gap": mark("gap"),
    "outlets": mark("outlets"),
    "newly": mark("newly reached"),
    "percent": mark("needs in reach"),
    "per_person": mark("per person"),
    "per_further": mark("per further person"),
    "lost_least": mark("lost by the order, at least"),
    "lost_most": mark("lost by the order, at most"),
    "from_budget": mark("from budget"),
    "so_far": mark("money so far"),
    "gain": mark("value gained"),
    "always": mark("in every larger plan"),
    "yes": mark("yes"),
    "no": mark("no"),
    "interrupted": mark("Interrupted: larger budgets were not asked."),
    "all_steps": mark("All projects"),
}


def words() -> dict[str, Both]:
    """Every text, in both languages."""
    return {name: both(text) for name, text in WORDS.items()}
