"""The curve: what each budget buys, between a plan that was found and a bound that is proven; and what to buy next."""

from __future__ import annotations

from siting.decide.curve.drawing import draw
from siting.decide.curve.money import budget_of, budgets, with_budget
from siting.decide.curve.types import Curve, Impossible, Order, Point, Step

__all__ = [
    "Curve",
    "Impossible",
    "Order",
    "Point",
    "Step",
    "budget_of",
    "budgets",
    "draw",
    "with_budget",
]
