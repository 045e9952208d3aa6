"""Bounds as solvers print them: a printed number may be rounded to the wrong side, so it counts only with a margin."""

from __future__ import annotations

import math


def lowest(text: str) -> float:
    """The lowest number that would be printed like this; -inf where it is no number."""
    return float(text) - _half_digit(text) if _is_number(text) else -math.inf


def highest(text: str) -> float:
    """The highest number that would be printed like this; inf where it is no number."""
    return float(text) + _half_digit(text) if _is_number(text) else math.inf


def _half_digit(text: str) -> float:
    mantissa, _, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals)


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < 1e30
    except ValueError:
        return False
