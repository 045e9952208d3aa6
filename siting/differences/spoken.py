"""A figure of two plans as a person reads it, in a terminal and on the page."""

from __future__ import annotations

from siting.differences.types import Figure
from siting.language import figure


def said(one: Figure, value: float | None) -> str:
    """A figure in its kind's own manner; "-" where there is none."""
    if value is None:
        return "-"
    if one.kind == "share":
        return f"{value:.3%}"
    return figure(value) if one.kind == "value" else f"{value:,.0f}"


def signed(one: Figure) -> str:
    """The difference with its sign, where it is not rounded to nothing."""
    if one.difference is None:
        return "-"
    text = said(one, abs(one.difference))
    if not any(digit in text for digit in "123456789"):
        return text
    return f"{'+' if one.difference > 0 else '-'}{text}"
