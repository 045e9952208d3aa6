"""The curve: what each budget buys, between a plan that was found and a bound that is proven; and what to buy next."""

from __future__ import annotations

from siting.decide.curve.types import Curve, Impossible, Order, Point, Step

__all__ = ["Curve", "Impossible", "Order", "Point", "Step"]
