"""What a first scenario assumes, said in the terminal as well as in its comments."""

from __future__ import annotations

from siting.language import mark, tr
from siting.starter.writing import AREA, Findings


def said(found: Findings) -> list[str]:
    """A line each."""
    lines = [*_of_coordinates(found), *_of_the_area(found), *_of_the_spread(found)]
    if not found.streets.outlets:
        lines.append(tr("the extract has no outlet of any format: the plan takes the city for empty"))
    return lines


def _of_coordinates(found: Findings) -> list[str]:
    columns = found.people.columns
    if not found.people.assumed:
        return []
    text = mark("assumed: {x} and {y} are degrees in WGS-84 (--crs says otherwise)")
    return [tr(text, x=columns.x, y=columns.y)]


def _of_the_area(found: Findings) -> list[str]:
    if found.clip is None:
        return []
    text = mark("planned for: the box that the streets cover ({box}), in {file}; --area names another area")
    lines = [tr(text, box=found.clip, file=AREA)]
    outside = ~found.clip.holds(found.people.lonlat)
    if outside.any():
        lines.append(
            tr(
                "the middle of {count:,} of {places:,} places, with {people:,.0f} people, lies outside of it",
                count=int(outside.sum()),
                places=len(outside),
                people=float(found.people.people[outside].sum()),
            )
        )
    return lines


def _of_the_spread(found: Findings) -> list[str]:
    spread = found.spread
    if spread is None:
        return []
    if spread.whole:
        text = mark("the areas are {width:,.0f} m wide: their people are spread over the city by {by}")
        return [tr(text, width=spread.width_m, by=spread.by)]
    text = mark("the areas are {width:,.0f} m wide, too coarse to walk in, and the extract cuts some of them")
    return [tr(text, width=spread.width_m)]
