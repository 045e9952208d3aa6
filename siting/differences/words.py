"""The words of the page of two plans, and of its map, in every language."""

from __future__ import annotations

from siting.language import mark
from siting.report.types import Both
from siting.report.words import both

WORDS: dict[str, str] = {
    "title": mark("Two plans side by side"),
    "plan": mark("Plan {letter}"),
    "short_figures": mark("Figures"),
    "short_outlets": mark("Outlets"),
    "figures": mark("The figures of both"),
    "figures_caption": mark("Figures of plan A and plan B; the difference is B less A"),
    "figure": mark("figure"),
    "difference": mark("B less A"),
    "asked": mark("Asked otherwise"),
    "asked_caption": mark("What the scenario of either plan says, where they differ"),
    "key": mark("key of the scenario"),
    "not_there": mark("not there"),
    "not_compared": mark("What cannot be compared"),
    "formats_caption": mark("People within reach of each format with plan A and with plan B"),
    "formats_hint": mark("Choose a format to see on the map where the plans differ."),
    "gain": mark("live where only B reaches"),
    "lose": mark("live where only A reaches"),
    "opened_both": mark("opened A, B"),
    "cost_both": mark("cost A, B"),
    "outlets": mark("Outlets that differ"),
    "only_first": mark("Only in plan A"),
    "only_second": mark("Only in plan B"),
    "moved": mark("In both, in another phase"),
    "closes": mark("closes"),
    "phase_both": mark("phase A, B"),
    "no_outlet_differs": mark("Both plans open the same outlets, in the same phases."),
    "circles": mark("Circles"),
    "circles_caption": mark("People within reach, added up over the formats; the largest differences first"),
    "circles_hint": mark("Choose a heading to sort, a circle to see it on the map."),
    "grade_both": mark("grade A, B"),
    "no_grade": mark("none"),
    "walks": mark("Whose walk changes"),
    "short_walks": mark("Walks"),
    "walks_caption": mark(
        "Mean walk of those within reach, and people whose walk changes from plan A to plan B"
    ),
    "mean_walk": mark("mean walk"),
    "walks_many": mark("Mean walk of those within reach with each plan"),
    "changes_many": mark(
        "People whose walk changes from plan A to each other plan, added up over the formats"
    ),
    "many_title": mark("Plans side by side"),
    "many_figures": mark("Figures of every plan"),
    "many_formats": mark("People within reach of each format with every plan"),
    "many_outlets": mark("Which outlets stand in which plans"),
    "outlets_hint": mark("What every plan opens needs no debate. Choose an outlet to see it on the map."),
    "every_plan": mark("In every plan"),
    "some_plans": mark("In some plans"),
    "one_plan": mark("In one plan alone"),
    "show_kind": mark("Show"),
    "map_pair": mark("What differs on the map: from plan A to"),
    "spread": mark("most less least"),
    "many_circles": mark(
        "People within reach in each circle, added up over the formats; the largest spread first"
    ),
    "many_asked": mark("What the scenario of each plan says, where they differ"),
    "proof": mark("How good is each plan?"),
    "map_of": mark("Map of what differs"),
    "no_map": mark("This browser does not draw the map; the tables say where the plans differ."),
}

MAP_WORDS: dict[str, str] = {
    "map": mark("Map of what differs between two plans: arrow keys move it, plus and minus zoom"),
    "before": mark("Plan {a}"),
    "after": mark("Plan {b}"),
    "change": mark("What differs"),
    "short": mark("Out of reach in both"),
    "there": mark("Within reach"),
    "there_today": mark("Within reach in both"),
    "new": mark("Only plan {b} reaches it"),
    "lost": mark("Only plan {a} reaches it"),
    "loses_some": mark("Some format within reach with plan {a} alone"),
    "count_new": mark("How many formats only plan {b} brings within reach"),
    "existing": mark("Outlet of both plans"),
    "closed": mark("Outlet of plan {a} alone"),
    "opened": mark("Outlet of plan {b} alone"),
    "several": mark("Several outlets of plan {b} alone"),
    "layer_outlets": mark("Outlets of both, and of {a} alone"),
    "layer_opened": mark("Outlets of {b} alone"),
    "opens_here": mark("Opens here in plan {b} alone"),
    "closes": mark("Plan {a} alone has this outlet."),
    "stays": mark("Both plans have this outlet."),
    "kept": mark("It stands today: plan {b} keeps it, plan {a} closes it."),
    "why_rank": mark("Number {rank} in the list of plan {b}, at {each} for each person newly served."),
    "why_rank_free": mark("Number {rank} in the list of plan {b}."),
    "new_outlets": mark("Outlets opened, {b} less {a}"),
    "costs": mark("Cost, {b} less {a}"),
    "sheet": mark("To its line in the table"),
}


FILLED_LATER = ("rank", "each")
"""What the map fills in itself."""


def words() -> dict[str, Both]:
    """Of the page."""
    return {key: both(text) for key, text in WORDS.items() if "{" not in text}


def map_words(letters: str = "AB") -> dict[str, Both]:
    """Of the map, where they say otherwise than on the map of one plan. letters: what the two plans are called."""
    later = {name: "{" + name + "}" for name in FILLED_LATER}
    called = dict(zip("ab", letters, strict=True))
    return {key: both(text, **called, **later) for key, text in MAP_WORDS.items()}
