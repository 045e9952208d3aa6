"""The words of the map, by key; {names} are filled in by the page, in the reader's language."""

from __future__ import annotations

from siting.language import mark
from siting.report.types import Both
from siting.report.words import both

WORDS: dict[str, str] = {
    # what is shown
    "map": mark("Map of the plan: arrow keys move it, plus and minus zoom"),
    "settings": mark("What the map shows"),
    "view": mark("Show"),
    "before": mark("Today"),
    "after": mark("With the plan"),
    "change": mark("What changes"),
    "format": mark("Format"),
    "all_formats": mark("All formats"),
    "tier": mark("Tier"),
    "all_tiers": mark("All"),
    "basic": mark("Basic"),
    "quality": mark("Quality"),
    "terminal": mark("Terminal"),
    "other": mark("Other"),
    "phase": mark("By the end of"),
    "layers": mark("Layers"),
    "layer_demand": mark("Homes"),
    "layer_streets": mark("Streets"),
    "layer_outlets": mark("Outlets of today"),
    "layer_opened": mark("New outlets"),
    "layer_vacant": mark("Vacant sites"),
    "layer_circles": mark("Life circles"),
    "zoom_in": mark("Zoom in"),
    "zoom_out": mark("Zoom out"),
    "whole": mark("Show everything"),
    "close": mark("Close"),
    "synthetic": mark("Synthetic data"),
    "illustrative_costs": mark("Illustrative costs"),
    # legend
    "legend": mark("Legend"),
    "short": mark("Out of reach"),
    "there": mark("Within reach"),
    "there_today": mark("Within reach today"),
    "new": mark("Newly within reach"),
    "lost": mark("No longer within reach"),
    "loses_some": mark("Some format no longer within reach"),
    "counted": mark("People counted: {group}"),
    "count_there": mark("How many of {count} formats are within reach"),
    "count_new": mark("How many formats come within reach"),
    "existing": mark("Outlet of today"),
    "closed": mark("Outlet that closes"),
    "opened": mark("New outlet"),
    "several": mark("Several new outlets"),
    "vacant": mark("Vacant site"),
    "circle": mark("Life circle"),
    "circle_grade": mark("Life circle, by grade"),
    "circle_share": mark("Life circle, by share of people within reach"),
    "no_grade": mark("no grade"),
    "unplaced": mark("{count} demand points have no coordinates and are not on the map."),
    "left_out": mark("The shortest streets are not drawn."),
    # popups
    "home": mark("Demand point {id}"),
    "people": mark("{count} people"),
    "walk": mark("Walk to the nearest"),
    "min": mark("min"),
    "m": mark("m"),
    "beyond": mark("> {limit}"),
    "from_phase": mark("from {phase}"),
    "from_then": mark("People live here from {phase}."),
    "opens_here": mark("Opens here"),
    "vacant_here": mark("Vacant site: nothing opens here in this plan."),
    "could_admit": mark("It could take: {formats}."),
    "admits_none": mark("It can take none of the formats."),
    "cost": mark("cost"),
    "site_cost": mark("site itself"),
    "newly": mark("newly served"),
    "only_here": mark("served here only"),
    "total": mark("within reach in all"),
    "rank": mark("place in the list"),
    "why": mark(
        "{newly} people have no {format} within {limit} {unit} today and get one here; {only_here} of them "
        "would have none without this outlet."
    ),
    "why_group": mark(
        "{newly} people ({group}) have no {format} within {limit} {unit} today and get one here; {only_here} of them "
        "would have none without this outlet."
    ),
    "why_none": mark(
        "Nobody is counted here for the first time: whoever it reaches has a {format} already, "
        "today or from an outlet earlier in the list."
    ),
    "why_rank": mark("Number {rank} of {count} in the list, at {each} for each person newly served."),
    "why_rank_free": mark("Number {rank} of {count} in the list."),
    "closes": mark("The plan closes this outlet."),
    "stays": mark("Outlet of today; it stays."),
    "area": mark("{area} m²"),
    "in_circle": mark("Life circle {name}"),
    "outside": mark("outside every life circle"),
    "grade": mark("Grade"),
    "present": mark("Formats present"),
    "within_reach": mark("{format} within reach"),
    "new_outlets": mark("New outlets"),
    "costs": mark("Cost"),
    "sheet": mark("To its sheet"),
    # trouble
    "no_unpacking": mark(
        "The map cannot be drawn: this browser cannot unpack its data (DecompressionStream is missing). "
        "Browsers of 2023 and later can; the tables of this page are whole."
    ),
    "broken": mark("The map cannot be drawn: {reason}. The tables of this page are whole."),
}


def map_words() -> dict[str, Both]:
    """Every word of the map in every language."""
    return {key: both(message) for key, message in WORDS.items()}
