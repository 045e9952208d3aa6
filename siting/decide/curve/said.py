"""The sentences of a curve: where money begins to buy less, and what it costs to open in one fixed order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from siting.decide.curve.types import Curve, Order
from siting.language import figure, mark
from siting.report.money import currency, money
from siting.report.proof import share
from siting.report.types import Both
from siting.report.words import both

Rests = Literal["value", "bound", "both"]
NOTHING, CENTS_MATTER = 1e-9, 100.0


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in every language, and what it rests on: a plan that was found, a proof, or both."""

    text: Both
    rests_on: Rests


def knee_said(curve: Curve, code: str) -> Said:
    """What money buys up to the knee, by the plan found there, and at most beyond it, by the bound of the last budget.

    Raises ValueError for a curve without a knee."""
    if curve.knee is None:
        raise ValueError("the curve has no knee")
    knee, last = curve.points[curve.knee], curve.points[-1]
    bought = abs(knee.value - curve.before)
    up_to = money(knee.budget, code)
    here = both(mark("By the plans found the knee lies at a budget of {budget}."), budget=up_to)
    if bought <= NOTHING or last is knee:
        return Said(here, "value")
    price = both(
        mark(
            "{here} Up to there it buys a unit of value for every {price} on average, by a plan that was found."
        ),
        here=here,
        price=_paid(knee.budget / bought, code),
    )
    beyond = _beyond(curve, knee.budget / bought)
    values = {
        "price": price,
        "last": money(last.budget, code),
        "found": _paid(_price(last.budget - knee.budget, last.value - knee.value), code),
        "least": _paid(_least(curve), code),
    }
    return Said(both(BEYOND[beyond], **values), "both" if beyond in ("nothing", "proven") else "value")


BEYOND: dict[str, str] = {
    "nothing": mark("{price} Beyond it, up to {last}, money buys nothing more, proven."),
    "proven": mark("{price} Beyond it, up to {last}, a unit for every {least} at best, proven."),
    "found": mark(
        "{price} Beyond it, up to {last}, a unit for every {found} with the plans found; that it cannot buy more is "
        "not proven."
    ),
    "none": mark(
        "{price} Beyond it, up to {last}, the plans found gain nothing; that none can is not proven."
    ),
}


def _beyond(curve: Curve, price: float) -> str:
    """How much can be said of money beyond the knee."""
    assert curve.knee is not None
    knee, last = curve.points[curve.knee], curve.points[-1]
    if abs(last.bound - knee.value) <= NOTHING * max(1.0, abs(knee.value)):
        return "nothing"
    if math.isfinite(last.bound) and _least(curve) > price:
        return "proven"
    return "none" if abs(last.value - knee.value) <= NOTHING * max(1.0, abs(knee.value)) else "found"


def _least(curve: Curve) -> float:
    """What a unit of value costs at least beyond the knee, at whichever larger budget it is cheapest by its bound."""
    assert curve.knee is not None
    knee = curve.points[curve.knee]
    return min(
        _price(one.budget - knee.budget, one.bound - knee.value) for one in curve.points[curve.knee + 1 :]
    )


def _price(paid: float, gained: float) -> float:
    return paid / abs(gained) if gained else math.inf


def _paid(price: float, code: str) -> Both:
    """Money for a unit of value, which may be a fraction of the currency's own unit."""
    if price >= CENTS_MATTER:
        return money(price, code)
    return {language: f"{figure(price, 3)} {name}" for language, name in currency(code).items()}


def nesting_said(curve: Curve, order: Order, code: str) -> Both:
    """What it costs, at the worst budget, to keep everything that smaller budgets opened; and where the beginning of
    the order does not obey all rules yet."""
    lost = _lost(curve, order, code)
    unruly = [
        point.budget for point, keeps in zip(curve.points, order.keeps_rules, strict=False) if not keeps
    ]
    if not unruly:
        return lost
    return both(
        mark(
            "{lost} Up to a budget of {budget} the beginning of the order does not meet all rules by itself; only "
            "what follows does."
        ),
        lost=lost,
        budget=money(max(unruly), code),
    )


def _lost(curve: Curve, order: Order, code: str) -> Both:
    """Among the budgets whose nested plan meets all rules, as that of the largest does."""
    if not curve.points:
        return both(mark("There is no plan to put in an order."))
    keep = order.keeps_rules or (True,) * len(curve.points)
    kept = [number for number, whole in enumerate(keep) if whole]
    worst = max(kept, key=lambda number: order.at_most[number])
    point, most = curve.points[worst], order.at_most[worst]
    least = max(0.0, *(order.costs[number] for number in kept))
    if most <= NOTHING * max(1.0, abs(point.value)):
        return both(
            mark(
                "Opening in this order costs nothing: at every budget asked it is as good as any plan, proven."
            )
        )
    of_it = share(most / abs(point.bound)) if math.isfinite(most) and point.bound else "-"
    if least <= NOTHING * max(1.0, abs(point.value)):
        return both(
            mark(
                "Opening in this order loses at most {most} of the value ({share} of the bound, proven), at a budget "
                "of {budget}. Where it meets all rules, no plan was found that does better without an order."
            ),
            most=figure(most),
            share=of_it,
            budget=money(point.budget, code),
        )
    return both(
        mark(
            "Opening in this order loses at most {most} of the value ({share} of the bound, proven), at a budget of "
            "{budget}. Of that, at least {least} is lost at the worst budget: plans found without an order do better "
            "by so much."
        ),
        most=figure(most),
        share=of_it,
        budget=money(point.budget, code),
        least=figure(least),
    )
