"""The curve of a run's own budgets: value and proven bound at each, and what is proven between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from siting.language import figure, mark, share
from siting.page.curve import ticks
from siting.page.shell import percent
from siting.report.curve import boxes
from siting.report.money import currency, money, short
from siting.report.types import Both
from siting.report.words import both, same

Told = Mapping[str, Any]
Size = tuple[int, int, int, int, int, int]
IN_REPORT: Size = (460, 250, 64, 14, 18, 44)
ALONE: Size = (460, 210, 62, 10, 16, 38)
"""Width, height, and the room left, right, above and below the curve, in units of the picture."""
TICKS, MOST_ABOVE = 5, 1.25
ABOUT = mark(
    "Each point is the plan found for that budget, the bar above it the proven bound: no plan of that budget passes "
    "it. Between two budgets the best plan lies in the shaded box: the plan of the smaller one still stands, and the "
    "bound of the larger one still holds. The line only joins the points."
)
LESS = mark(
    "Each point is the plan found for that budget, the bar below it the proven bound: no plan of that budget passes "
    "it. Between two budgets the best plan lies in the shaded box. Less is better."
)
READOUT = mark(
    "{budget}: {opened} outlets for {cost}. Value {value}, bound {bound}, gap {gap}. {people} people newly reached, "
    "added up over formats; {percent} of needs within reach."
)
FURTHER = mark("{readout} Each person more than at the budget before costs {price}.")


@dataclass(frozen=True, slots=True)
class Dot:
    """A budget in the picture. top: where its bound stands, None where nothing is proven."""

    x: float
    y: float
    top: float | None
    knee: bool
    says: Both
    line: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Budgets:
    """The curve ready to be drawn, in units of the picture, with its tables.

    boxes: x, y, width and height. most: height of the limit that no budget passes, None where it lies too far off.
    plan: where the run's own plan stands, None without one."""

    size: Size
    about: Both
    across: Both
    path: str
    boxes: list[tuple[float, float, float, float]]
    dots: list[Dot]
    most: float | None
    most_says: Both
    columns: list[tuple[float, Both]]
    rows: list[tuple[float, str]]
    told: Told
    chosen: int
    plan: tuple[float, float] | None


def budgets(told: Told | None, size: Size, plan: tuple[float, float] | None = None) -> Budgets | None:
    """The curve of curve.json; None where there is none, or no two points of it. plan: cost and value of one."""
    points = [] if told is None else told["points"]
    if told is None or len(points) < 2 or points[-1]["budget"] <= 0:
        return None
    code = told["currency"]
    low, high = _range(told)
    at = _scaled(size, points[-1]["budget"], low, high)
    knee = None if told["knee"] is None else told["knee"]["budget"]
    dots = [_dot(one, at, code, one["budget"] == knee) for one in points]
    most = told["most"] if told["maximise"] and told["most"] is not None and told["most"] <= high else None
    return Budgets(
        size=size,
        about=both(ABOUT if told["maximise"] else LESS),
        across=both(mark("budget ({currency})"), currency=currency(code)),
        path="".join(f"{'L' if number else 'M'}{one.x} {one.y}" for number, one in enumerate(dots)),
        boxes=[_box(one.left, one.right, one.low, one.high, at) for one in boxes(told)],
        dots=dots,
        most=None if most is None else at(0.0, most)[1],
        most_says=both(mark("no plan passes {most}, whatever the budget"), most=figure(most)),
        columns=[(at(x, low)[0], short(x, code)) for x in ticks(points[-1]["budget"], TICKS - 1)],
        rows=[(at(0.0, y)[1], f"{y:,.10g}") for y in ticks(high, TICKS) if y >= low],
        told=told,
        chosen=next((number for number, one in enumerate(dots) if one.knee), len(dots) - 1),
        plan=at(*plan)
        if plan is not None and plan[0] <= points[-1]["budget"] and low <= plan[1] <= high
        else None,
    )


def _range(told: Told) -> tuple[float, float]:
    """Of values in the picture: from nothing to the highest bound, or to the limit of all where it is near."""
    every = [one[key] for one in told["points"] for key in ("value", "bound") if one[key] is not None]
    high, most = max(every) or 1.0, told["most"]
    if told["maximise"] and most is not None and most <= MOST_ABOVE * high:
        high = max(high, most)
    return min(0.0, *every), high


def _scaled(
    size: Size, last: float, low: float, high: float
) -> Callable[[float, float], tuple[float, float]]:
    width, height, left, right, top, bottom = size

    def at(x: float, y: float) -> tuple[float, float]:
        across = left + (width - left - right) * x / last
        up = height - bottom - (height - top - bottom) * (y - low) / (high - low)
        return round(across, 1), round(up, 1)

    return at


def _box(
    left: float, right: float, low: float, high: float, at: Callable[[float, float], tuple[float, float]]
) -> tuple[float, float, float, float]:
    (x0, y1), (x1, y0) = at(left, low), at(right, high)
    return x0, y0, round(x1 - x0, 1), round(y1 - y0, 1)


def _dot(one: Told, at: Callable[[float, float], tuple[float, float]], code: str, knee: bool) -> Dot:
    x, y = at(one["budget"], one["value"])
    readout = both(
        READOUT,
        budget=money(one["budget"], code),
        opened=f"{one['opened']:,}",
        cost=money(one["cost"], code),
        value=figure(one["value"]),
        bound=figure(one["bound"]),
        gap=share(one["gap"]),
        people=f"{one['newly_covered']:,.0f}",
        percent=percent(one["percent_in_reach"], 2),
    )
    if one["cost_per_further_person"] is not None:
        readout = both(FURTHER, readout=readout, price=money(one["cost_per_further_person"], code))
    top = None if one["bound"] is None else at(one["budget"], one["bound"])[1]
    return Dot(x, y, top, knee, readout, one)


def order_words(told: Told) -> dict[str, Both]:
    """Names of formats and phases by id; an id that has none stands for itself."""
    steps = () if told["order"] is None else told["order"]["steps"]
    known = {**told["formats"], **told["phases"]}
    return {key: known.get(key, same(key)) for one in steps for key in (one["format"], one["phase"])}
