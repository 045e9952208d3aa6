"""The line of money and people along the project list. Its SVG is a template's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from siting.language import mark
from siting.report.money import currency, short
from siting.report.types import Both, Report
from siting.report.words import both

WIDTH, HEIGHT = 460, 230
LEFT, RIGHT, TOP, BOTTOM = 64, 14, 18, 44
MOST_POINTS = 400
TICKS = 5
ABOUT_LIST = mark(
    "The outlets in the order of the project list: money spent so far, and people newly served so far, added up over "
    "all formats. Only the end of the line is the plan; a plan made for a smaller budget may do better than the line."
)

Points = list[tuple[float, float]]
At = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve ready to be drawn, in units of the picture.

    path: of the line; end: its last point. columns, rows: ticks, with the text at each; phases: where each but the last
    ends, with its id. table: points in money and people, for whoever cannot see the line."""

    about: Both
    across: Both
    up: Both
    path: str
    end: tuple[float, float]
    columns: list[tuple[float, Both]]
    rows: list[tuple[float, str]]
    phases: list[tuple[float, str]]
    table: Points
    size: tuple[int, int, int, int, int, int] = (WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM)


def curve(report: Report) -> Curve | None:
    """Along the project list; None where there is nothing to draw."""
    points = _along(report)
    if len(points) < 2 or points[-1][0] <= 0:
        return None
    code, at = report.summary["currency"], _scaled(points)
    part = "shown" in report.summary  # the money of phases is then that of the whole plan
    ends = [] if part else _ends_of_phases(report)
    return Curve(
        about=both(ABOUT_LIST),
        across=both(mark("money spent ({currency})"), currency=currency(code)),
        up=both(mark("people newly served, added up")),
        path=_path(points, at),
        end=at(*points[-1]),
        columns=[(at(x, 0.0)[0], short(x, code)) for x in ticks(points[-1][0], TICKS - 1)],
        rows=[(at(0.0, y)[1], f"{y:,.10g}") for y in ticks(_most(points), TICKS)],
        phases=[(at(x, 0.0)[0], name) for x, name in ends],
        table=list(dict.fromkeys(points[round(part * (len(points) - 1) / 10)] for part in range(11))),
    )


def _along(report: Report) -> Points:
    opened = report.summary["opened"]
    cost = list(accumulate((each["cost"] + each["site_cost"] for each in opened), initial=0.0))
    people = list(accumulate((each["newly_covered"] for each in opened), initial=0.0))
    points = list(zip(cost, people, strict=True))
    every = -(-len(points) // MOST_POINTS)
    return points[:-1:every] + points[-1:]


def _ends_of_phases(report: Report) -> list[tuple[float, str]]:
    """Money spent by the end of each phase but the last."""
    phases = report.summary["phases"]
    return list(
        zip(
            accumulate(entry["cost"] for entry in phases[:-1]),
            (str(entry["id"]) for entry in phases),
            strict=False,
        )
    )


def _most(points: Points) -> float:
    return max(max(y for _, y in points), 1e-9)


def _scaled(points: Points) -> At:
    """From money and people to the picture."""
    most_x, most_y, lowest = points[-1][0], _most(points), min(0.0, *(y for _, y in points))

    def at(x: float, y: float) -> tuple[float, float]:
        across = LEFT + (WIDTH - LEFT - RIGHT) * x / most_x
        up = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (y - lowest) / (most_y - lowest)
        return round(across, 1), round(up, 1)

    return at


def _path(points: Points, at: At) -> str:
    """People come with an outlet, all at once: steps."""
    pieces = []
    for number, (column, row) in enumerate(at(x, y) for x, y in points):
        pieces.append(f"H{column}V{row}" if number else f"M{column} {row}")
    return "".join(pieces)


def ticks(most: float, count: int) -> list[float]:
    """Round numbers from 0 to at most `most`, at least `count` of them."""
    size = 10.0 ** len(str(int(most)))
    step = next(step for step in _steps(size) if most / step >= count - 1)
    return [step * number for number in range(int(most / step + 1e-9) + 1)]


def _steps(size: float) -> Iterator[float]:
    while True:
        yield from (size, size * 0.5, size * 0.25, size * 0.2)
        size *= 0.1
