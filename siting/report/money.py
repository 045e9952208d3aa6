"""Money as a person says it: millions in English, 万 and 亿 in Chinese."""

from __future__ import annotations

from siting.language import mark
from siting.report.types import Both
from siting.report.words import both, same

SCALES = {
    "en": ((1e9, " billion"), (1e6, " million")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}
NAMES = {"CNY": mark("CNY")}


def currency(code: str) -> Both:
    """A currency's name in every language; a code that has none stands for itself."""
    return both(NAMES[code]) if code in NAMES else same(code)


def money(amount: float, code: str) -> Both:
    """An amount in three or four digits, with its scale and currency."""
    names = currency(code)
    found = {language: f"{_scaled(amount, scales)} {names[language]}" for language, scales in SCALES.items()}
    return found | ({"zh": found["zh"].replace(" ", "")} if code in NAMES else {})


def _scaled(amount: float, scales: tuple[tuple[float, str], ...]) -> str:
    for size, word in scales:
        if abs(amount) >= size:
            scaled = amount / size
            return f"{scaled:,.{2 if abs(scaled) < 10 else 1 if abs(scaled) < 1000 else 0}f}{word}"
    return f"{amount:,.0f}"
